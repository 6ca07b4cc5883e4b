"""Cells that show a percentage: a workbook stores 0.952 where it shows 95.2%, and it is what is shown that people mean.

Read so, a sheet says the same as the CSV file that is saved from it, without its rounding.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import unescape
from typing import Any

from qpr_rules.quantity import plain
from qpr_rules.reading.sources.placing import column_of

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_OWN = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_NAME = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)
"""What stands in a format for itself: quoted or escaped text, a space as wide as a character, a filling, a colour."""

_ALWAYS = {b"9", b"10"}
"""The numbers of the formats ``0%`` and ``0.00%``, which no workbook spells out."""


def percent_cells(styles: bytes, sheet: bytes) -> Iterator[tuple[int, int]]:
    """Row and column, from 0, of each cell of a sheet's XML whose style in ``styles.xml`` shows a percentage."""
    formats = _ALWAYS | {
        held[b"numFmtId"]
        for held in map(_attributes, _FORMAT.findall(styles))
        if is_percent(unescape(held.get(b"formatCode", b"").decode()))
    }
    own = _OWN.search(styles)
    found = enumerate(map(_attributes, _STYLE.findall(own[0]))) if own else ()
    numbers = [str(number).encode() for number, held in found if held.get(b"numFmtId") in formats]
    if not numbers:
        return
    cells = re.compile(rb"<(?:\w+:)?c\s([^>]*\bs=[\"'](?:%s)[\"'][^>]*)>" % b"|".join(numbers))
    for cell in cells.finditer(sheet):
        if name := _NAME.search(cell[1]):
            yield int(name[2]) - 1, column_of(name[1].decode())


def is_percent(written: str) -> bool:
    """Whether a number format shows a percentage, and not a number with a sign beside it.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent("0.0\\\\%"), is_percent("General")
    (True, False, False, False)
    """
    return "%" in _LITERAL.sub("", written)


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


def _attributes(written: bytes) -> dict[bytes, bytes]:
    return {match[1]: match[3] for match in re.finditer(rb"(\w+)=([\"'])(.*?)\2", written)}
