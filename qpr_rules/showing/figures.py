"""Exact numbers as people read them: rounded half up, and never so short that the print contradicts the rating."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from qpr_rules.definition import Band
from qpr_rules.evaluation import Evaluation
from qpr_rules.quantity import Unit, plain, rounded

_MOST_DIGITS = 18


def number(value: Fraction, decimals: int) -> str:
    """The value to so many decimal places, rounded half away from zero, with thousands separated.

    >>> number(Fraction(12345, 10), 0), number(Fraction(-5, 1000), 2)
    ('1,235', '-0.01')
    """
    whole = rounded(value, decimals)
    digits = abs(int(whole * 10**decimals))
    text = f"{digits // 10**decimals:,}"
    if decimals:
        text += f".{digits % 10**decimals:0{decimals}d}"
    return f"-{text}" if whole < 0 else text


def honest_decimals(value: Fraction, decimals: int, bounds: Iterable[Fraction]) -> int:
    """The fewest decimal places, at least ``decimals``, at which the print compares with every bound as the value does.

    >>> honest_decimals(Fraction("89.96"), 1, [Fraction(90)])
    2
    """
    bounds = tuple(bounds)
    for digits in range(decimals, _MOST_DIGITS):
        shown = rounded(value, digits)
        if all((shown > bound) - (shown < bound) == (value > bound) - (value < bound) for bound in bounds):
            return digits
    return _MOST_DIGITS


def with_unit(text: str, unit: Unit) -> str:
    """The printed number in its unit: ``85%``, ``£1,200``, ``21 days``, ``4.2 per 1,000``."""
    match unit:
        case Unit.PERCENT:
            return f"{text}%"
        case Unit.POUNDS:
            return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
        case Unit.COUNT | Unit.RATIO | Unit.SCORE:
            return text
        case _:
            return f"{text} {unit}"


def bounds_of(*bands: Band | None) -> tuple[Fraction, ...]:
    """Every threshold of the bands."""
    return tuple(Fraction(bound) for band in bands if band for bound in (band.low, band.high) if bound is not None)


def figure(row: Evaluation, decimals: int) -> str:
    """A row's figure, long enough to agree with its rating; a dash where there is none."""
    if row.figure is None:
        return "-"
    digits = honest_decimals(row.figure, decimals, bounds_of(row.target, row.floor))
    return with_unit(number(row.figure, digits), row.unit)


def bound(value: Fraction) -> str:
    """A threshold, exactly as declared."""
    digits = 0
    while (value * 10**digits).denominator != 1 and digits < _MOST_DIGITS:
        digits += 1
    return number(value, digits)


def band(standard: Band | None, unit: Unit) -> str:
    """A target or floor: ``60%``, ``17.5 to 22.5%``; a dash where there is none."""
    if standard is None:
        return "-"
    if standard.edge is not None:
        return with_unit(bound(Fraction(standard.edge)), unit)
    return with_unit(
        " to ".join(bound(Fraction(each)) for each in (standard.low, standard.high) if each is not None), unit
    )


def band_code(standard: Band | None) -> str:
    """A band as files write it."""
    if standard is None:
        return ""
    return " to ".join(plain(each) for each in (standard.low, standard.high) if each is not None)


def distance(value: Fraction | None, decimals: int) -> str:
    """A distance to a standard, signed, with enough digits not to print as nothing: ``+1.2``, ``-0.04``."""
    if value is None:
        return ""
    digits = honest_decimals(value, max(decimals, 1) if value.denominator != 1 else decimals, [Fraction(0)])
    text = number(value, digits)
    return text if value < 0 else f"+{text}" if value > 0 else "0"


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
