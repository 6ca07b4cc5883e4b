"""A KPI's dates follow one another: introduced, suspended from, until, retired."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR226 for dates in the wrong order."""
    if definition.introduced and definition.retired and definition.retired.on <= definition.introduced:
        yield finding(
            "QPR226",
            Severity.ERROR,
            definition,
            "the KPI is retired before it is introduced",
            "retired",
            "on",
            hint="correct one of the two dates",
        )
    suspended = definition.suspended
    if suspended and suspended.until is not None and suspended.until < suspended.since:
        yield finding(
            "QPR226",
            Severity.ERROR,
            definition,
            "the suspension ends before it begins",
            "suspended",
            "until",
            hint="correct one of the two months",
        )
    if definition.minimum_denominator is not None and not definition.measure.is_ratio:
        yield finding(
            "QPR227",
            Severity.WARNING,
            definition,
            "there is no denominator that could be too small",
            "minimum_denominator",
            key=True,
            hint="take the line out",
        )
