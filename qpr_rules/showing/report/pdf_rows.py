"""The first cell of each row of a table, told to screen readers as the head of its row.

typst tags every cell outside a table's head as data; what would say otherwise (``pdf.header-cell``) is not open to Python. So
the few words of the tags are changed where they stand, each as long as before, and every place in the file stays right:
the first cell becomes a head (``TH``) of its row, and cells no longer name the heads of their columns alone, so that a
reader finds both by their scopes (PDF 32000-1, 14.8.5.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_SECTION = re.compile(rb"xref\s+0 (\d+)\s+")
_ENTRY = 20
"""Bytes of a line of the table of places."""

_ROW = re.compile(rb"\d+ 0 obj\n<</Type/StructElem/S/TR/P \d+ 0 R/K\[((?:\d+ 0 R ?){2,})\]")
_CELL = re.compile(rb"\d+ 0 obj\n<</Type/StructElem/S/TD/P \d+ 0 R/A\[<</O/Table(/Headers\[[^\]]*\])>>")
_SCOPE = b"/Scope/Row"


def with_row_heads(pdf: bytes) -> bytes:
    """The same file, in which each table row of two cells or more has a head; one that is written otherwise is left alone.

    Only what the table of places says is an object is looked at, for a text may hold anything.
    """
    places = list(_places(pdf))
    changed = bytearray(pdf)
    for place in places:
        row = _ROW.match(pdf, place)
        cells = [int(each) for each in row[1].split(b" ")[::3]] if row else []
        found = [_CELL.match(pdf, places[each]) for each in cells]
        for number, cell in enumerate(found):
            if cell is None:
                continue
            scope = _SCOPE if number == 0 else b""
            if len(scope) > len(cell[1]):
                continue
            changed[slice(*cell.span(1))] = scope.ljust(len(cell[1]))
            if scope:
                tag = pdf.index(b"/S/TD", cell.start()) + len(b"/S/T")
                changed[tag : tag + 1] = b"H"
    return bytes(changed)


def _places(pdf: bytes) -> Iterator[int]:
    """Where each object begins, by its number; none of a file whose table of places is of another form."""
    start = _START.search(pdf)
    section = _SECTION.match(pdf, int(start[1])) if start else None
    if section:
        for number in range(int(section[1])):
            at = section.end() + number * _ENTRY
            yield int(pdf[at : at + 10])
