"""Exact decimals: from the author's text to scaled whole numbers, without a float in between."""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from qpr_rules.diagnostic import shortened

MAX_DIGITS = 18
"""Significant digits, or decimal places, a number may have; beyond it a diagnostic (docs/decisions/0001-fixed-point.md)."""

QUOTED = 40
"""Characters of what is no number that a sentence quotes."""

_WIDE = Context(prec=100)
"""Wide enough for any product of two numbers that are read: the usual 28 digits would round it."""


class Unit(StrEnum):
    """What a figure is measured in."""

    PERCENT = "percent"
    COUNT = "count"
    DAYS = "days"
    WEEKS = "weeks"
    HOURS = "hours"
    MINUTES = "minutes"
    POUNDS = "pounds"
    TONNES = "tonnes"
    SCORE = "score"
    RATIO = "ratio"
    PER_1_000 = "per 1,000"
    PER_10_000 = "per 10,000"
    PER_100_000 = "per 100,000"
    PER_1_000_000 = "per 1,000,000"

    @property
    def per(self) -> int:
        """What numerator over denominator is multiplied by: 100 for percent, N for ``per N``, otherwise 1."""
        if self is Unit.PERCENT:
            return 100
        return int(self[4:].replace(",", "")) if self.startswith("per ") else 1

    @property
    def per_head(self) -> bool:
        """Whether the unit is a rate per so many people."""
        return self.startswith("per ")

    @property
    def needs_denominator(self) -> bool:
        """Whether several periods cannot be added without a denominator."""
        return self in {Unit.PERCENT, Unit.RATIO, Unit.SCORE} or self.per_head


class NumberError(ValueError):
    """The text is not a number we read; ``str(error)`` is a sentence for the author."""


_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_GROUPED = r"(?a)[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"


def read_number(text: str, unit: Unit | None = None) -> Decimal:
    """The exact number a cell or a YAML scalar says.

    ``1,214`` is read for any unit; ``85%`` only where the unit is percent, ``£1,200`` only where it is pounds.
    Raises NumberError for anything else: words, ``1e3``, ``nan``, more than 18 significant digits.

    >>> read_number("1,214"), read_number("85%", Unit.PERCENT)
    (Decimal('1214'), Decimal('85'))
    """
    bare = text.strip()
    if unit is Unit.PERCENT:
        bare = bare.removesuffix("%").rstrip()
    elif unit is Unit.POUNDS:
        bare = bare.replace("£", "", 1) if bare.lstrip("+-").startswith("£") else bare
    if not _PLAIN.fullmatch(bare):
        if not re.fullmatch(_GROUPED, bare):
            raise NumberError(_why_not(text.strip(), bare))
        bare = bare.replace(",", "")
    if excess := too_many(bare):
        raise NumberError(f"`{shortened(text.strip(), QUOTED)}` has more than {MAX_DIGITS} {excess}")
    return Decimal(bare)


def _why_not(text: str, bare: str) -> str:
    shown = shortened(text, QUOTED)
    lowered = bare.lower().lstrip("+-")
    if lowered in {"nan", ".nan", "inf", ".inf", "infinity"}:
        return f"`{shown}` is not a number that can be rated"
    if re.fullmatch(r"\d+(\.\d+)?e[+-]?\d+", lowered):
        return f"`{shown}` is in scientific notation; write the number out in full"
    if lowered.endswith("%"):
        return f"`{shown}` is a percentage, and this KPI's unit is not percent"
    if lowered.startswith("£"):
        return f"`{shown}` is in pounds, and this KPI's unit is not pounds"
    return f"`{shown}` is not a number"


def significant_digits(text: str) -> int:
    """Digits that carry meaning: leading zeros do not count.

    >>> significant_digits("0.0150")
    3
    """
    return len(text.lstrip("+-").replace(".", "").lstrip("0"))


def too_many(text: str) -> str:
    """What a number written out has more than 18 of; empty for one that we read.

    >>> too_many("1234567890123456789"), too_many("0.0000000000000000001"), too_many("0.5")
    ('significant digits', 'decimal places', '')
    """
    if len(text) <= MAX_DIGITS:
        return ""
    if significant_digits(text) > MAX_DIGITS:
        return "significant digits"
    return "decimal places" if len(text.partition(".")[2]) > MAX_DIGITS else ""


def percent_of(number: Decimal, percent: Decimal) -> Decimal:
    """So many percent of a number; exact.

    >>> percent_of(Decimal("999999999999999999"), Decimal("33.3333333333333"))
    Decimal('333333333333332999.666666666666667')
    """
    return _WIDE.divide(_WIDE.multiply(number, percent), Decimal(100))


def plus(number: Decimal, other: Decimal) -> Decimal:
    """The sum; exact."""
    return _WIDE.add(number, other)


def places(number: Decimal) -> int:
    """Digits after the point that are needed to write the number exactly.

    >>> places(Decimal("57.50"))
    1
    """
    exponent = _WIDE.normalize(number).as_tuple().exponent
    return max(0, -int(exponent))


def scaled(number: Decimal, digits: int) -> int:
    """The number times ten to the ``digits``, as a whole number; exact.

    Raises ValueError when ``digits`` is less than ``places(number)``.

    >>> scaled(Decimal("57.5"), 3)
    57500
    """
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * int(10**digits), denominator)
    if rest:
        raise ValueError(f"{number} has more than {digits} decimal places")
    return whole


def whole_and_places(number: Decimal | None) -> tuple[int, int]:
    """A number as a whole one and the decimal places that were taken from it; of no number, two noughts.

    >>> whole_and_places(Decimal("57.50")), whole_and_places(None)
    ((575, 1), (0, 0))
    """
    if number is None:
        return 0, 0
    digits = places(number)
    return scaled(number, digits), digits


def rounded(number: Fraction | Decimal | int, digits: int) -> Fraction:
    """Half away from zero, as statistics bodies round (docs/explanation/rounding.md); Python's ``round`` does not.

    >>> rounded(Fraction(5, 2), 0), rounded(Fraction(-1, 8), 2)
    (Fraction(3, 1), Fraction(-13, 100))
    """
    return Fraction(in_last_places(number, digits), 10**digits)


def in_last_places(number: Fraction | Decimal | int, digits: int) -> int:
    """The same as a whole number of the last decimal places.

    >>> in_last_places(Fraction(-1, 8), 2)
    -13
    """
    numerator, denominator = number.as_integer_ratio()
    whole: int = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def plain(number: Decimal | int) -> str:
    """The number written out, without exponent or needless zeros.

    >>> plain(Decimal("57.50")), plain(Decimal("1E+3"))
    ('57.5', '1000')
    """
    text = format(_WIDE.normalize(Decimal(number)), "f")
    return "0" if text == "-0" else text


def to_decimal(number: Fraction, digits: int = 15) -> Decimal:
    """The fraction to so many significant digits (half even on the last), for files.

    >>> to_decimal(Fraction(2, 3), 5)
    Decimal('0.66667')
    """
    with localcontext() as context:
        context.prec = digits
        return (Decimal(number.numerator) / Decimal(number.denominator)).normalize()
