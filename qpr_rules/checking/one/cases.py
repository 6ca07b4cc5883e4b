"""A fewest number of cases needs cases: a denominator."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR227 for ``minimum_denominator`` where there is no denominator."""
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
