"""Boundaries: results whose figure lies exactly at a bound of the standard, or one case short of it.

The inverse of ``windows``: from a figure to results that make it, in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from qpr_rules.core.windows import windows_of
from qpr_rules.definition import Band, Definition, RateOn, Reported, WindowKind
from qpr_rules.notation import Term
from qpr_rules.quantity import MAX_DIGITS, Unit, places, to_decimal


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a band; ``low`` if figures must be at least this."""

    value: Fraction
    low: bool


def bounds_of(band: Band) -> tuple[Bound, ...]:
    """The ends that a band has, the lower first.

    >>> [(str(bound.value), bound.low) for bound in bounds_of(Band(Decimal("17.5"), Decimal(22)))]
    [('35/2', True), ('22', False)]
    """
    ends = ((band.low, True), (band.high, False))
    return tuple(Bound(Fraction(value), low) for value, low in ends if value is not None)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes series for one definition whose figure ends at ``period``, from ``count`` results of ``size`` each.

    ``size`` is the denominator of one period (0 where there is none), ``grain`` the smallest step of the figure.
    """

    definition: Definition
    period: int
    count: int
    size: int
    grain: Fraction

    def at(self, bound: Bound, short: int = 0) -> tuple[Term, ...]:
        """The results whose figure just meets the bound, or falls short of it by so many of the smallest steps.

        Where no result can lie exactly on the bound (83.6 of a count), the nearest that meets it is made.
        """
        steps = bound.value / self.grain
        met = ceil(steps) if bound.low else floor(steps)
        return self.results((met - short if bound.low else met + short) * self.grain)

    def reaches(self, bound: Bound) -> bool:
        """Whether a result can lie exactly on the bound."""
        return (bound.value / self.grain).denominator == 1

    def results(self, figure: Fraction) -> tuple[Term, ...]:
        """The results that make a figure, which is a multiple of the grain; equal ones, and the last takes the rest."""
        definition = self.definition
        total = figure
        if definition.measure.is_ratio:
            flowing = 1 if definition.measure.stock is not None else self.count
            total = figure * self.size * flowing / definition.unit.per
        share = total / self.count / self.coin
        each = floor(share + Fraction(1, 2)) * self.coin
        if each * (self.count - 1) > total:
            each = floor(share) * self.coin
        rest = total - each * (self.count - 1)
        size = Decimal(self.size) if definition.measure.is_ratio else None
        terms = tuple(Term(_decimal(value), size) for value in (*[each] * (self.count - 1), rest))
        return self.as_reported(terms)

    @property
    def coin(self) -> Fraction:
        """The smallest part of a numerator, count or value."""
        return Fraction(1) if self.definition.measure.is_ratio else self.grain

    def as_reported(self, flows: tuple[Term, ...]) -> tuple[Term, ...]:
        """Running totals of the year where results are cumulative and the window adds flows; otherwise as they are."""
        definition = self.definition
        if definition.reported is not Reported.CUMULATIVE or definition.window.kind is WindowKind.YEAR_TO_DATE:
            return flows
        first = self.period - self.count + 1
        opening = first
        while definition.year_of(opening - 1) == definition.year_of(first):
            opening -= 1
        flows = (*[flows[0]] * (first - opening), *flows)
        totals: list[Term] = []
        for period, term in enumerate(flows, opening):
            before = totals[-1] if totals and definition.year_of(period - 1) == definition.year_of(period) else Term()
            size = term.denominator
            if size is not None and definition.measure.stock is None:
                size += before.denominator or 0
            totals.append(Term((term.numerator or Decimal(0)) + (before.numerator or 0), size))
        return tuple(totals)


def maker(definition: Definition, period: int, bounds: tuple[Bound, ...]) -> Maker | None:
    """What makes series for these bounds, one at least; None where no figure ends at the period, or none can be made exactly."""
    windows = windows_of(definition, period, 1)
    if not windows.stands[0]:
        return None
    count = int(windows.needed[0])
    printed = Fraction(1, 10**definition.decimals)
    if not definition.measure.is_ratio:
        return Maker(definition, period, count, 0, _coin(definition, bounds, printed))
    per, stock = definition.unit.per, definition.measure.stock is not None
    gaps = [abs(one.value - other.value) for one in bounds for other in bounds if one.value != other.value]
    fewest = Fraction(definition.minimum_denominator or 0)
    for digits in range(1 if per == 1 else 2, MAX_DIGITS - 3):
        size = 10**digits * (count if stock else 1)
        whole = size if stock else size * count
        grain = Fraction(per, whole)
        if definition.rate_on is RateOn.PUBLISHED:
            fits = (printed / grain).denominator == 1
            grain = printed
        else:
            fits = all((bound.value * size / per / (count if stock else 1)).denominator == 1 for bound in bounds)
            fits = fits and all(grain < gap for gap in gaps)
        if fits and whole >= fewest:
            return Maker(definition, period, count, size, grain)
    return None


def _coin(definition: Definition, bounds: tuple[Bound, ...], printed: Fraction) -> Fraction:
    """The smallest step of a count or value: one for a count, else as many places as the bounds and the print have."""
    if definition.unit is Unit.COUNT and definition.measure.pools:
        return Fraction(1)
    if definition.rate_on is RateOn.PUBLISHED:
        return printed
    digits = max(definition.decimals, *(places(_decimal(bound.value)) for bound in bounds))
    return Fraction(1, 10**digits)


def _decimal(value: Fraction) -> Decimal:
    """A decimal fraction as a decimal; exact, as a bound has at most twice the digits of a number that is read."""
    return to_decimal(value, 3 * MAX_DIGITS)
