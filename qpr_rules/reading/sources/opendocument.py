"""What the sheets of an OpenDocument workbook (.ods) hold beside their values: how far they go, what is merged, what failed.

The library that reads the values gives an empty cell, or a nought, where a formula failed, and writes out whatever is
repeated; so both are looked for here first, in the document's own XML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple
from xml.parsers import expat

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERROR = re.compile(r"#[A-Z/0-9]+[!?]|#N/A|Err:\d{3}")
"""What is shown where a formula failed."""

_REPEATED = 1_000
"""Rows of one repeated failure that are noted: the first is a mistake in any case."""


class TooFarError(Exception):
    """A sheet has a cell so far out that the empty ones before it would fill the memory."""

    def __init__(self, sheet: str, height: int, width: int) -> None:
        super().__init__(sheet)
        self.sheet, self.height, self.width = sheet, height, width


class Look(NamedTuple):
    """Of one sheet: its merged cells (first row and column, last row and column, from 0), and what has no value.

    ``percents`` are the row and column of each cell that shows a percentage.
    """

    merged: Sequence[tuple[int, int, int, int]]
    without_value: Mapping[int, Mapping[int, str]]
    percents: Sequence[tuple[int, int]]


def look(xml: bytes, cells: int) -> list[Look]:
    """Each sheet of a document's ``content.xml``, in order.

    Raises TooFarError where a sheet would have more than so many cells, ValueError for XML that is none.
    """
    reader = _Reader(cells)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse  # no writer of such files has one, and entities may grow without end
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return reader.found


class _Reader:
    """Follows rows and cells, and counts what is repeated."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.found: list[Look] = []
        self.name = ""
        self.row = self.column = self.width = 0
        self.rows = self.columns = 1
        self.depth = 0
        """How deep inside a cell, where only the text of its own paragraphs counts."""
        self.given: dict[str, str] = {}
        self.said: list[str] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.failed: dict[int, dict[int, str]] = {}
        self.percents: list[tuple[int, int]] = []

    def begin(self, name: str, given: dict[str, str]) -> None:
        if self.depth:
            self.depth += 1
        elif name in _CELLS:
            self.depth, self.given, self.said = 1, given, []
            self.columns = int(given.get(f"{_TABLE}number-columns-repeated", 1))
        elif name == f"{_TABLE}table-row":
            self.column, self.rows = 0, int(given.get(f"{_TABLE}number-rows-repeated", 1))
        elif name == f"{_TABLE}table":
            self.name, self.row, self.width = given.get(f"{_TABLE}name", ""), 0, 0
            self.merged, self.failed, self.percents = [], {}, []
            self.found.append(Look(self.merged, self.failed, self.percents))

    def text(self, text: str) -> None:
        if self.depth == 2:
            self.said.append(text)

    def end(self, name: str) -> None:
        self.depth -= self.depth > 0
        if self.depth:
            return
        if name in _CELLS:
            self._cell()
            self.column += self.columns
        elif name == f"{_TABLE}table-row":
            self.row += self.rows

    def _cell(self) -> None:
        given, text = self.given, "".join(self.said).strip()
        if not text and f"{_OFFICE}value-type" not in given and f"{_TABLE}formula" not in given:
            return
        self.width = max(self.width, self.column + self.columns)
        if (self.row + self.rows) * self.width > self.cells:
            raise TooFarError(self.name, self.row + self.rows, self.width)
        down, across = (int(given.get(f"{_TABLE}number-{each}-spanned", 1)) for each in ("rows", "columns"))
        if down > 1 or across > 1:
            self.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        formula = given.get(f"{_TABLE}formula", "")
        if given.get(_ERROR_TYPE) == "error" or (formula and _ERROR.fullmatch(text)):
            failed = text or "#VALUE!"
        elif formula and f"{_OFFICE}value-type" not in given:
            failed = f"={formula.partition('=')[2]}"
        else:
            if given.get(f"{_OFFICE}value-type") == "percentage":
                rows, columns = range(self.row, self.row + self.rows), range(self.column, self.column + self.columns)
                self.percents.extend(product(rows, columns))
            return
        for row in range(self.row, self.row + min(self.rows, _REPEATED)):
            noted = self.failed.setdefault(row, {})
            noted.update(dict.fromkeys(range(self.column, self.column + self.columns), failed))

    def refuse(self, *_: object) -> None:
        raise ValueError("it declares a document type")
