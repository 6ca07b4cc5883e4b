"""Cells that show a percentage: a workbook stores 0.952 where it shows 95.2%, and it is what is shown that people mean.

Read so, a sheet says the same as the CSV file that is saved from it, without its rounding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from qpr_rules.quantity import plain
from qpr_rules.reading.sources.bounds import walk
from qpr_rules.reading.sources.placing import column_of

_NAME = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
"""What stands in a format for itself: quoted or escaped text, a space as wide as a character, a filling, a colour."""

_LONGEST = 255
"""Characters of a format, as spreadsheet programs have it."""

_FEW = 200
"""Styles that are tried one by one at each cell; with more, the cells of all styles are looked at."""

_ALWAYS = ("9", "10")
"""The numbers of the formats ``0%`` and ``0.00%``, which no workbook spells out."""


def percent_cells(styles: bytes, sheet: bytes) -> Iterator[tuple[int, int]]:
    """Row and column, from 0, of each cell of a sheet's XML whose style in ``styles.xml`` shows a percentage.

    Raises ValueError for styles that are no XML.
    """
    numbers = _percent_styles(styles) if styles else []
    if not numbers:
        return
    # What stands before the style is settled once (``?>``): a tag that never ends is gone through once, not for each style.
    wanted = b"|".join(numbers) if len(numbers) <= _FEW else rb"\d+"
    cells = re.compile(rb"<(?:\w+:)?c\s(?>[^<>]*?\bs=[\"'](%s)[\"'])[^<>]*+>" % wanted)
    own = frozenset(numbers)
    for cell in cells.finditer(sheet):
        if cell[1] in own and (name := _NAME.search(cell[0])):
            yield int(name[2]) - 1, column_of(name[1].decode())


def _percent_styles(styles: bytes) -> list[bytes]:
    """The numbers of the styles of cells that show a percentage."""
    formats, own = set(_ALWAYS), list[str]()
    is_own = False

    def begin(name: str, given: dict[str, str]) -> None:
        nonlocal is_own
        match name.rpartition(" ")[2]:
            case "numFmt" if is_percent(given.get("formatCode", "")):
                formats.add(given.get("numFmtId", ""))
            case "cellXfs":
                is_own = True
            case "xf" if is_own:
                own.append(given.get("numFmtId", ""))

    def end(name: str) -> None:
        nonlocal is_own
        is_own = is_own and not name.endswith("cellXfs")

    walk(styles, begin, end, lambda _: None)
    return [str(number).encode() for number, held in enumerate(own) if held in formats]


def is_percent(written: str) -> bool:
    """Whether a number format shows a percentage, and not a number with a sign beside it.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent("0.0\\\\%"), is_percent("General")
    (True, False, False, False)
    """
    return "%" in _LITERAL.sub("", written[:_LONGEST])


def show_percents(rows: list[list[Any]], cells: Iterable[tuple[int, int]]) -> None:
    """Put the percentage, as text and exactly, in the place of each number in these cells.

    >>> rows = [[0.952, 0.952, "n/a"]]
    >>> show_percents(rows, [(0, 0), (0, 2), (7, 0)])
    >>> rows
    [['95.2%', 0.952, 'n/a']]
    """
    for row, column in cells:
        if row < len(rows) and column < len(rows[row]):
            cell = rows[row][column]
            if cell.__class__ is float and math.isfinite(cell):
                rows[row][column] = f"{plain(Decimal(repr(cell)) * 100)}%"
