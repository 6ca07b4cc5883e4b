"""What a cell of a workbook may hold, and how exact numbers and hostile text become one."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple, TypeAlias

from qpr_rules.definition import Band
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.quantity import in_last_places
from qpr_rules.showing.figures import band_code, bounds_of, decimal_places, digits_shown, exact, honest_decimals
from qpr_rules.showing.report.markup import legible

MOST_LETTERS = 32_767
"""What a cell of Excel holds, counted in UTF-16."""

_CUT = " ... (cut here: a cell holds no more)"
_MORE = 2
"""Decimal places that a distance may have more than its figure, so that rounding both is no riddle."""
_UNENDING = 6
"""Decimal places of what no decimal is."""

_MOST_PLACES = 30
"""Decimal places that a number format of Excel may have."""


class Number(NamedTuple):
    """An exact number, and with how many decimal places it is shown."""

    value: Fraction
    digits: int


Value: TypeAlias = "str | int | float | Number | dt.date | Rating | Direction | None"


class Column(NamedTuple):
    """A column: its name in the table, what it means, and its width in letters. Sentences are wrapped."""

    name: str
    meaning: str
    width: int = 12
    wraps: bool = False


class Sheet(NamedTuple):
    """A sheet with one table, of its own name. The first ``frozen`` columns stay in sight, the first ``printed`` are printed."""

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    frozen: int
    printed: int


def in_cell(found: Number) -> float | None:
    """What a cell can hold of a number: 16 significant digits, if they are shown as the exact one is printed; else None.

    Spreadsheets show 15 significant digits, and round halves away from zero.

    >>> in_cell(Number(Fraction("94.965"), 2)), in_cell(Number(Fraction(10**18 - 1), 0))
    (94.965, None)
    """
    if found.digits > _MOST_PLACES:
        return None
    kept = float(f"{float(found.value):.16G}")  # as XlsxWriter writes it
    shown = Fraction(f"{kept:.14e}")
    return kept if in_last_places(shown, found.digits) == in_last_places(found.value, found.digits) else None


def in_full(value: Fraction | None) -> Number | None:
    """A number with every decimal place it has.

    >>> in_full(Fraction("17.25"))
    Number(value=Fraction(69, 4), digits=2)
    """
    if value is None:
        return None
    digits = decimal_places(value)
    return Number(value, digits if 10**digits % value.denominator == 0 else _UNENDING)


def figure(row: Evaluation, decimals: int) -> Number | None:
    """A row's figure, with the decimal places that it takes to agree with its rating."""
    if row.figure is None:
        return None
    return Number(row.figure, digits_shown(row.figure, decimals, bounds_of(row.target, row.floor)))


def distance(gap: Fraction | None, shown: Number | None) -> Number | None:
    """How far a figure is from a standard, with a few more decimal places than the figure: never nothing for something."""
    if gap is None:
        return None
    digits = min(decimal_places(gap), (shown.digits if shown else 0) + _MORE)
    return Number(gap, honest_decimals(gap, digits, [Fraction(0)]))


def standard(held: Band | None) -> Value:
    """A target or floor: a number where it has one edge, else both as text.

    >>> from decimal import Decimal
    >>> standard(Band(Decimal("17.5"), Decimal("22.5")))
    '17.5 to 22.5'
    """
    if held is None:
        return None
    if held.edge is not None:
        return in_full(Fraction(held.edge))
    return band_code(held)


def fraction(value: Fraction | None) -> str:
    """An exact number as text: a decimal, or ``p/q``.

    >>> fraction(Fraction(4200, 47)), fraction(Fraction("41.5"))
    ('4200/47', '41.5')
    """
    return "" if value is None else exact(value).replace(",", "")


def percentage(value: Fraction | None) -> Number | None:
    """A percentage that is not a figure: to one decimal place, and never nothing for something."""
    return None if value is None else Number(value, honest_decimals(value, 1, [Fraction(0)]))


def yes_no(*, held: bool) -> str:
    """A truth value as files have it."""
    return "yes" if held else "no"


def fitted(text: str) -> str:
    """Text that a cell may hold: without control characters, and no longer than Excel allows.

    >>> fitted("one\\x07"), len(fitted("x" * 40_000)), fitted("x" * 40_000)[-14:]
    ('one\\\\x07', 32767, 'holds no more)')
    """
    clean = "\n".join(map(legible, text.split("\n")))
    letters = clean.encode("utf-16-le")
    if len(letters) <= 2 * MOST_LETTERS:
        return clean
    return letters[: 2 * (MOST_LETTERS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


@lru_cache(maxsize=4096)
def lines(text: str, width: int) -> int:
    """How many lines text takes in a column of so many letters, as wide as figures: of prose a tenth more go into a line.

    >>> lines("one two three", 8), lines("one\\n\\ntwo", 8), lines("", 8)
    (2, 3, 1)
    """
    return sum(len(wrap(each, width * 11 // 10)) or 1 for each in text.split("\n"))  # exact: integers
