"""Results are in the KPI's unit: not 0.93 where 93 is meant, nor pounds where thousands of pounds are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from qpr_rules.checking.finding import finding
from qpr_rules.checking.results.measured import Measured, row_of
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.quantity import Unit

TIMES = 10
"""Figures that are all this many times the target, or a part of it as small, are on another scale."""
FIGURES, LEAST = 12, 3
"""How many of the last figures are looked at, and how many there must be."""


def check(measured: Measured) -> Iterator[Diagnostic]:
    """QPR454 for figures in another unit than their target."""
    definition = measured.definition
    recent = [
        (row.figure, Fraction(row.target.edge))
        for row in measured.history
        if row.figure is not None and row.target is not None and row.target.edge is not None
    ][-FIGURES:]
    if len(recent) < LEAST or any(target <= 0 for _, target in recent):
        return
    percent = definition.unit is Unit.PERCENT
    fractions = percent and all(0 <= figure <= 1 and target >= TIMES for figure, target in recent)
    if fractions and any(figure > 0 for figure, _ in recent):
        headline = "every figure lies between 0 and 1, as if 0.93 were written for 93%"
        hint = "write percentages as 93, or give numerator and denominator"
    elif all(figure >= TIMES * target for figure, target in recent):
        headline, hint = "every figure is more than ten times its target", "is one of the two in another unit?"
    elif definition.sign > 0 and all(0 < TIMES * figure <= target for figure, target in recent):
        headline, hint = "every figure is less than a tenth of its target", "is one of the two in another unit?"
    else:
        return
    yield finding(
        "QPR454",
        Severity.WARNING,
        definition,
        headline,
        "unit",
        also=(row_of(measured.present[-1], "the last result"),),
        hint=hint,
    )
