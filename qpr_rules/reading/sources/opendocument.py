"""What the sheets of an OpenDocument workbook (.ods) hold beside their values: how far they go, what is merged, what failed.

The library that reads the values gives an empty cell, or a nought, where a formula failed, and writes out whatever is
repeated; so both are looked for here first, in the document's own XML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qpr_rules.reading.sources.bounds import TooFarError, TooLongError, walk

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_PREFIXES = {"table": _TABLE[:-1], "text": _TEXT[:-1], "office": _OFFICE[:-1]}
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ERROR = re.compile(r"#[A-Z/0-9]+[!?]|#N/A|Err:\d{3}")
"""What is shown where a formula failed."""

_REPEATED = 1_000
"""Rows and columns of one repeated failure that are noted: the first is a mistake in any case."""


class Look(NamedTuple):
    """Of one sheet: its merged cells (first row and column, last row and column, from 0), and what has no value.

    ``percents`` are the rows and columns of the cells that show a percentage, those that are repeated together.
    """

    merged: Sequence[tuple[int, int, int, int]]
    without_value: Mapping[int, Mapping[int, str]]
    percents: Sequence[tuple[range, range]]


def look(xml: bytes, cells: int, text: int) -> list[Look]:
    """Each sheet of a document's ``content.xml``, in order.

    Raises TooFarError where its sheets would have more than so many cells, TooLongError where these would hold more than so
    many characters, ValueError for XML that is none.
    """
    reader = _Reader(cells, text)
    walk(xml, reader.begin, reader.end, reader.text, reader.prefix)
    return reader.found


class _Reader:
    """Follows rows and cells, and counts what is repeated."""

    def __init__(self, cells: int, most: int) -> None:
        self.cells, self.most = cells, most
        self.before = self.here = 0
        """Cells of the sheets before this one, and of this one so far."""
        self.found: list[Look] = []
        self.name = ""
        self.row = self.column = self.width = 0
        self.rows = self.columns = 1
        self.depth = 0
        """How deep inside a cell, where only the text of its own paragraphs counts."""
        self.given: dict[str, str] = {}
        self.said: list[str] = []
        self.length = 0
        """Characters of this cell, shown or not."""
        self.merged: list[tuple[int, int, int, int]] = []
        self.failed: dict[int, dict[int, str]] = {}
        self.percents: list[tuple[range, range]] = []

    def begin(self, name: str, given: dict[str, str]) -> None:
        if self.depth:
            self.depth += 1
            self.length += int(given.get(f"{_TEXT}c", 1))  # so many blanks, or one tab or end of a line
        elif name in _CELLS:
            self.depth, self.given, self.said = 1, given, []
            self.length = len(given.get(f"{_OFFICE}string-value", ""))
            self.columns = int(given.get(f"{_TABLE}number-columns-repeated", 1))
        elif name == f"{_TABLE}table-row":
            self.column, self.rows = 0, int(given.get(f"{_TABLE}number-rows-repeated", 1))
        elif name == f"{_TABLE}table":
            self.before, self.here = self.before + self.here, 0
            self.name, self.row, self.width = given.get(f"{_TABLE}name", ""), 0, 0
            self.merged, self.failed, self.percents = [], {}, []
            self.found.append(Look(self.merged, self.failed, self.percents))

    def text(self, text: str) -> None:
        self.length += len(text)
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
        self.here = (self.row + self.rows) * self.width
        if self.before + self.here > self.cells:
            raise TooFarError(self.name, self.row + self.rows, self.width)
        self.most -= self.length * self.rows * self.columns
        if self.most < 0:
            raise TooLongError(self.name)
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
                self.percents.append((rows, columns))
            return
        for row in range(self.row, self.row + min(self.rows, _REPEATED)):
            noted = self.failed.setdefault(row, {})
            noted.update(dict.fromkeys(range(self.column, self.column + min(self.columns, _REPEATED)), failed))

    def prefix(self, prefix: str | None, uri: str | None) -> None:
        """The library knows names by their prefixes alone, so these may stand for nothing else."""
        if uri != _PREFIXES.get(prefix or "", uri):
            raise ValueError(f"`{prefix}:` does not stand there for what it does in OpenDocument")
