"""Running totals: within its year one never falls, because what a period added would be negative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.observation import Observation, State
from qpr_rules.quantity import plain

FALLS = "QPR419"
"""What is said of a running total that falls."""

LISTED = 3
"""Falls of one KPI that are listed one by one; more of them have one cause, which is the way it is reported."""


def falling(definition: Definition, own: Sequence[Observation]) -> Iterator[Diagnostic]:
    """QPR419 for running totals that fall. ``own`` is in the order of area and period."""
    if definition.reported is not Reported.CUMULATIVE:
        return
    known = (each for each in own if each.state is State.PRESENT)  # a month that is missing hides no fall
    falls = [fall for earlier, later in pairwise(known) for fall in _falls(definition, earlier, later)]
    if len(falls) <= LISTED:
        for headline, earlier, later in falls:
            before = Label(earlier.at, "the total before")
            hint = "one of the two is wrong, or `reported: per period` is meant"
            yield Diagnostic(FALLS, Severity.ERROR, headline, Label(later.at), (before,), (hint,), kpi=definition.id)
        return
    headline, earlier, later = falls[0]
    declared = Label(definition.spans.get(("reported",), Span(definition.file)), "declared here")
    yield Diagnostic(
        FALLS,
        Severity.ERROR,
        f"{headline}, as others do in {len(falls) - 1:,} more places",
        Label(later.at),
        (Label(earlier.at, "the total before"), declared),
        ("the results are of each period by itself: write `reported: per period`",),
        kpi=definition.id,
    )


def _falls(
    definition: Definition, earlier: Observation, later: Observation
) -> Iterator[tuple[str, Observation, Observation]]:
    years = {definition.year_of(each.period) for each in (earlier, later)}
    if earlier.area != later.area or len(years) > 1:
        return
    parts = (
        ("numerator", earlier.numerator, later.numerator),
        ("denominator", earlier.denominator, later.denominator),
    )
    for name, before, now in parts:
        if name == "denominator" and definition.measure.stock is not None:
            continue
        if before is not None and now is not None and now < before:
            headline = f"the running total falls from {plain(before)} to {plain(now)} within the year ({name})"
            yield headline, earlier, later
