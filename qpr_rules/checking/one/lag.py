"""Results that arrive a year late are last year's."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity

LONGEST = 12
"""Months."""


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR235 for a lag of more than a year."""
    if definition.lag > LONGEST:
        yield finding(
            "QPR235",
            Severity.WARNING,
            definition,
            f"a lag of {definition.lag} months: every figure would be more than a year old",
            "lag",
            hint="the lag is how late one result arrives, such as `3 months`; how many make a figure is the `window`",
        )
