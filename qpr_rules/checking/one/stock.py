"""A rate per head divides by people, and people are not summed over months.

With ``unit: per 10,000``, a window of several periods and a denominator that is a flow, the population would be added
up month by month, and the rate come out many times too small.
"""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Diagnostic, Severity


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR225 for a rate per head whose denominator is summed."""
    several = definition.window.months > definition.frequency.months and definition.reported is not Reported.ROLLED
    if definition.unit.per_head and several and definition.measure.is_ratio and definition.measure.stock is None:
        yield finding(
            "QPR225",
            Severity.WARNING,
            definition,
            "the denominator of this rate is summed over the window",
            "measure",
            "denominator",
            hint="if it is a population, write {name: ..., kind: stock}",
        )
