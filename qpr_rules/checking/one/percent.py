"""A percentage is written 90, not 0.9, and lies between 0 and 100 unless it may exceed that.

``unit: percent`` with ``target: 0.9`` is read as nine tenths of one percent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qpr_rules.checking.finding import finding, standard_path
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.quantity import Unit, plain


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR223 for a fraction, QPR224 for a percentage outside 0 to 100."""
    if definition.unit is not Unit.PERCENT:
        return
    for standard in definition.standards:
        for name, band in (("target", standard.target), ("floor", standard.floor)):
            at = standard_path(standard.key, name)
            for bound in (band.low, band.high):
                if bound is None or (name == "floor" and definition.tolerance):
                    continue
                if definition.bounded and not 0 <= bound <= 100:
                    yield finding(
                        "QPR224",
                        Severity.ERROR,
                        definition,
                        f"{plain(bound)} is not a percentage between 0 and 100",
                        *at,
                        hint="`bounded: no` says that this one may exceed 100",
                    )
                elif 0 < bound <= 1 and name == "target" and bound != Decimal(1):
                    yield finding(
                        "QPR223",
                        Severity.WARNING,
                        definition,
                        f"{plain(bound)} means {plain(bound)}% here",
                        *at,
                        hint=f"write {plain(bound * 100)} if you mean {plain(bound * 100)}%",
                    )
