"""Exact numbers as people read them: rounded half up, and never so short that the print contradicts the rating."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from qpr_rules.definition import Band, Definition
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import HIDDEN
from qpr_rules.quantity import Unit, in_last_places, plain, rounded

_MOST_DIGITS = 60
"""Enough for the difference of any two numbers that are read: a sum of 18-digit cases against an 18-digit standard."""


def number(value: Fraction, decimals: int) -> str:
    """The value to so many decimal places, rounded half away from zero, with thousands separated.

    >>> number(Fraction(12345, 10), 0), number(Fraction(-5, 1000), 2)
    ('1,235', '-0.01')
    """
    whole = in_last_places(value, decimals)
    digits = abs(whole)
    text = f"{digits // 10**decimals:,}"
    if decimals:
        text += f".{digits % 10**decimals:0{decimals}d}"
    return f"-{text}" if whole < 0 else text


def honest_decimals(value: Fraction, decimals: int, bounds: Iterable[Fraction]) -> int:
    """The fewest decimal places, at least ``decimals``, at which the print compares with every bound as the value does.

    >>> honest_decimals(Fraction("89.96"), 1, [Fraction(90)])
    2
    """
    numerator, denominator = value.as_integer_ratio()
    ratios = [bound.as_integer_ratio() for bound in bounds]
    sides = [_sign(numerator * below - above * denominator) for above, below in ratios]
    for digits in range(decimals, _MOST_DIGITS):
        shown, scale = in_last_places(value, digits), 10**digits
        if sides == [_sign(shown * below - above * scale) for above, below in ratios]:
            return digits
    return _MOST_DIGITS


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def with_unit(text: str, unit: Unit) -> str:
    """The printed number in its unit: ``85%``, ``£1,200``, ``21 days``, ``4.2 per 1,000``."""
    match unit:
        case Unit.PERCENT:
            return f"{text}%"
        case Unit.POUNDS:
            return f"{text[0]}£{text[1:]}" if text.startswith(("-", "+")) else f"£{text}"
        case Unit.COUNT | Unit.RATIO | Unit.SCORE:
            return text
        case _:
            return f"{text} {unit}"


def bounds_of(*bands: Band | None) -> tuple[Fraction, ...]:
    """Every threshold of the bands."""
    return tuple(Fraction(bound) for band in bands if band for bound in (band.low, band.high) if bound is not None)


def figure(row: Evaluation, decimals: int) -> str:
    """A row's figure, long enough to agree with its rating; a dash where there is none, [c] where it is hidden."""
    if row.figure is None:
        return HIDDEN if row.is_hidden else "-"
    return rated_figure(row.figure, row.unit, decimals, row.target, row.floor)


def rated_figure(value: Fraction, unit: Unit, decimals: int, *bands: Band | None) -> str:
    """A figure in its unit, long enough to agree with its rating by these bands.

    >>> from decimal import Decimal
    >>> rated_figure(Fraction("89.96"), Unit.PERCENT, 1, Band(Decimal(90), None))
    '89.96%'
    """
    return with_unit(number(value, digits_shown(value, decimals, bounds_of(*bands))), unit)


def digits_shown(value: Fraction, decimals: int, bounds: tuple[Fraction, ...]) -> int:
    """Decimal places of a figure: as declared, as its standards have, and as many as its rating needs."""
    if 10**decimals % value.denominator:
        decimals = max([decimals, *map(decimal_places, bounds)])
    return honest_decimals(value, decimals, bounds)


def distance(row: Evaluation, held: Band | None, gap: Fraction | None, decimals: int) -> str:
    """How far the figure is beyond (+) or short of (-) a standard: what the printed figure and standard differ by."""
    if gap is None or row.figure is None:
        return ""
    digits = digits_shown(row.figure, decimals, bounds_of(row.target, row.floor))
    shown, value = rounded(row.figure, digits), gap
    for edge in bounds_of(held):
        if gap in (row.figure - edge, edge - row.figure):
            value = Fraction(shown - edge if gap == row.figure - edge else edge - shown)
            digits = max(digits, decimal_places(edge))
    text = number(value, honest_decimals(value, digits, [Fraction(0)]))
    return text if value < 0 else f"+{text}" if value > 0 else "0"


def in_points(text: str, unit: Unit) -> str:
    """A distance with its unit: percentages differ by points.

    >>> in_points("-3.5", Unit.PERCENT), in_points("+1", Unit.PERCENT), in_points("-496", Unit.COUNT)
    ('-3.5 points', '+1 point', '-496')
    """
    if unit is Unit.PERCENT and text:
        return f"{text} point" if text.lstrip("+-") == "1" else f"{text} points"
    return text


def bound(value: Fraction) -> str:
    """A threshold, exactly as declared."""
    return number(value, decimal_places(value))


def decimal_places(value: Fraction) -> int:
    """The decimal places that a number has, as far as they are printed."""
    return _places_of(value.denominator)


@lru_cache(maxsize=1024)
def _places_of(denominator: int) -> int:
    return next((digits for digits in range(_MOST_DIGITS) if 10**digits % denominator == 0), _MOST_DIGITS)


def band(standard: Band | None, unit: Unit) -> str:
    """A target or floor: ``60%``, ``17.5 to 22.5%``; a dash where there is none."""
    if standard is None:
        return "-"
    if standard.edge is not None:
        return with_unit(bound(Fraction(standard.edge)), unit)
    return with_unit(
        " to ".join(bound(Fraction(each)) for each in (standard.low, standard.high) if each is not None), unit
    )


def band_range(expected: Band | None, unit: Unit) -> str:
    """An activity indicator's expected range: ``39,000 to 43,500``, ``up to 900``, ``from 20``."""
    if expected is None:
        return "-"
    if expected.edge is None:
        return band(expected, unit)
    return f"{'up to' if expected.low is None else 'from'} {band(expected, unit)}"


def standard(held: Band | None, unit: Unit) -> str:
    """A target or floor in a column beside its figure, which says the unit where that is a word."""
    return band(held, unit if unit in (Unit.PERCENT, Unit.POUNDS) else Unit.COUNT)


def band_code(standard: Band | None) -> str:
    """A band as files write it."""
    if standard is None:
        return ""
    return " to ".join(plain(each) for each in (standard.low, standard.high) if each is not None)


def exact(value: Fraction) -> str:
    """A whole or decimal number in full, with thousands separated; a fraction as ``p/q`` where no decimal is exact.

    >>> exact(Fraction(5000)), exact(Fraction(1, 3))
    ('5,000', '1/3')
    """
    denominator = value.denominator
    while denominator % 2 == 0:
        denominator //= 2
    while denominator % 5 == 0:
        denominator //= 5
    return bound(value) if denominator == 1 else f"{value.numerator:,}/{value.denominator:,}"


def alone(definition: Definition, numerator: Fraction | None, denominator: Fraction | None) -> str:
    """The rate of one result by itself, with a decimal at least; empty where there is none."""
    if numerator is None or not denominator:
        return ""
    return with_unit(
        number(numerator / denominator * definition.unit.per, max(1, definition.decimals)), definition.unit
    )
