"""A percentage is written 90, not 0.9, and lies between 0 and 100 unless it may exceed that.

``unit: percent`` with ``target: 0.9`` is read as nine tenths of one percent. Where lower is better so small a target
can be meant (0.5% of calls lost), so there the other numbers, or how the figure is printed, must speak against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qpr_rules.checking.finding import bands, finding, further
from qpr_rules.definition import Definition, Polarity
from qpr_rules.diagnostic import Diagnostic, Path, Severity
from qpr_rules.quantity import Unit, plain

_TIMES = 20
"""A bound this many times another of the same KPI is on another scale."""


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR223 for a fraction, QPR224 for a percentage outside 0 to 100."""
    if definition.unit is not Unit.PERCENT:
        return
    if all(1 < bound <= 100 for bound in _numbers(definition)):
        return  # nearly every definition there is
    written = list(_bounds(definition))
    outside = [(path, bound) for path, bound in written if definition.bounded and not 0 <= bound <= 100]
    if outside:
        (path, bound), *others = outside
        yield finding(
            "QPR224",
            Severity.ERROR,
            definition,
            f"{plain(bound)} is not a percentage between 0 and 100",
            *path,
            also=further(definition, [each for each, _ in others]),
            hint="`bounded: no` says that this one may exceed 100",
        )
    fractions = [(path, bound) for path, bound in written if _is_fraction(definition, bound, written)]
    if fractions:
        (path, bound), *others = fractions
        yield finding(
            "QPR223",
            Severity.WARNING,
            definition,
            f"{plain(bound)} means {plain(bound)}% here",
            *path,
            also=further(definition, [each for each, _ in others]),
            hint=f"write {plain(bound * 100)} if you mean {plain(bound * 100)}%",
        )


def _numbers(definition: Definition) -> Iterator[Decimal]:
    for standard in definition.standards:
        for band in (standard.target, standard.floor):
            if band.low is not None:
                yield band.low
            if band.high is not None:
                yield band.high
    if definition.expected:
        yield from (bound for bound in (definition.expected.low, definition.expected.high) if bound is not None)


def _bounds(definition: Definition) -> Iterator[tuple[Path, Decimal]]:
    for standard in definition.standards:
        for path, band in bands(standard):
            if path[-1] == "floor" and definition.tolerance:
                continue
            both = band.low is not None and band.high is not None
            for end, bound in (("from", band.low), ("to", band.high)):
                if bound is not None:
                    yield ((*path, end) if both else path), bound
    if definition.expected:
        for end, bound in (("from", definition.expected.low), ("to", definition.expected.high)):
            if bound is not None:
                yield ("expected", end), bound


def _is_fraction(definition: Definition, bound: Decimal, written: list[tuple[Path, Decimal]]) -> bool:
    if not 0 < bound <= 1:
        return False
    if definition.polarity is Polarity.HIGHER:
        return True
    largest = max(each for _, each in written)
    return largest >= _TIMES * bound if largest > 1 else bound < 1 and definition.decimals == 0
