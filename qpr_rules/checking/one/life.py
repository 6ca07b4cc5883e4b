"""A KPI's dates follow one another: introduced, suspended from, until, retired."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding, place
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Path, Severity
from qpr_rules.period import last_day

_BEGINS, _ENDS = ("introduced",), ("retired", "on")


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR226 for dates in the wrong order."""
    for headline, path, other in _disorders(definition):
        yield finding(
            "QPR226",
            Severity.ERROR,
            definition,
            headline,
            *path,
            also=(Label(place(definition, *other), "this comes first"),),
            hint="correct one of the two dates",
        )


def _disorders(definition: Definition) -> Iterator[tuple[str, Path, Path]]:
    """What is out of order, where, and against what."""
    introduced, retired, suspended = definition.introduced, definition.retired, definition.suspended
    if introduced and retired and retired.on <= introduced:
        yield "the KPI is retired before it is introduced", _ENDS, _BEGINS
    if suspended:
        since, until = ("suspended", "from"), ("suspended", "until")
        if suspended.until is not None and suspended.until < suspended.since:
            yield "the suspension ends before it begins", until, since
        elif suspended.until is not None and introduced and last_day(suspended.until) < introduced:
            yield "the suspension ends before the KPI is introduced", until, _BEGINS
        if retired and retired.on <= last_day(suspended.since - 1):
            yield "the suspension begins after the KPI is retired", since, _ENDS
    for number, each in enumerate(definition.breaks):
        if retired and retired.on <= last_day(each.month - 1):
            yield "the series breaks after the KPI is retired", ("breaks", number, "from"), _ENDS
