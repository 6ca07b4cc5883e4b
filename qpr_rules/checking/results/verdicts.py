"""A standard is of use where figures sometimes meet it and sometimes do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qpr_rules.checking.finding import finding, standard_path
from qpr_rules.checking.results.measured import Measured, row_of
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.evaluation import Evaluation, Rating, Reason

MONTHS = 36
"""For how long a target must have been met, or not, to be remarked on."""


def check(measured: Measured) -> Iterator[Diagnostic]:
    """QPR455 for a window longer than the results, QPR452 for a KPI never rated, QPR453 for a target always met or never."""
    rated = [row for row in measured.history if row.rating is not Rating.NOT_RATED]
    if rated:
        yield from _always_or_never(measured, rated)
    elif measured.present:
        yield from _never_rated(measured)


def _never_rated(measured: Measured) -> Iterator[Diagnostic]:
    definition, present = measured.definition, measured.present
    months = definition.frequency.months
    span = present[-1].period - present[0].period + 1
    reasons = sorted({str(row.reason) for row in measured.history if row.reason})
    if span < definition.window.months // months and Reason.WINDOW_INCOMPLETE in reasons:
        first, last = (definition.calendar.show(definition.frequency, present[end].period) for end in (0, -1))
        extent = first if first == last else f"{first} to {last}"
        yield finding(
            "QPR455",
            Severity.WARNING,
            definition,
            f"the window is {definition.window.text}, and there are results for {span * months}: {extent}",
            "window",
            also=(row_of(present[0], "the first result"),),
            hint="until there are as many nothing can be rated; supply earlier results, or take a shorter window",
        )
    elif len(measured.history) >= 12 // months:
        yield finding(
            "QPR452",
            Severity.WARNING,
            definition,
            f"this KPI has never been rated ({', '.join(reasons)})",
            "id",
            hint="correct what prevents it; a number that is only watched is `kind: activity`",
        )


def _always_or_never(measured: Measured, rated: Sequence[Evaluation]) -> Iterator[Diagnostic]:
    definition = measured.definition
    periods = MONTHS // definition.frequency.months
    green = [row.rating is Rating.GREEN for row in rated[-periods:]]
    if len(green) < periods or any(green) != all(green):
        return
    verdict = "met in every one" if all(green) else "met in none"
    latest = definition.standards[-1].key if definition.standards else ""
    yield finding(
        "QPR453",
        Severity.NOTE,
        definition,
        f"the target has been {verdict} of the last {MONTHS} months",
        *standard_path(latest, "target"),
        hint="is it still a challenge?" if all(green) else "is it a target that can be reached?",
    )
