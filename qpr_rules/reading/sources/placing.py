"""Rows of a source, and where in it a row or a cell is: lines of a text, or cells of a sheet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple, Protocol, overload

from qpr_rules.diagnostic import Span

_LINE_END = r"\r\n|\r|\n"


class Chunk(NamedTuple):
    """Rows of a table as text, each as wide as its header, and their numbers."""

    numbers: list[int]
    rows: Sequence[Sequence[str]]


class Table(NamedTuple):
    """The same column by column, as large files are read; ``numbers`` are an array."""

    numbers: Any
    columns: Sequence[Sequence[str]]


class Repeated(Sequence[str]):
    """A column that says the same in so many rows."""

    def __init__(self, text: str, rows: int) -> None:
        self.text, self.rows = text, rows

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[str]:
        return repeat(self.text, self.rows)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        return [self.text] * len(range(self.rows)[row]) if isinstance(row, slice) else self.text


class Places(Protocol):
    """Finds the places in one source. Rows have numbers of the source's own; columns have our names."""

    file: str

    @property
    def text(self) -> str:
        """The source, to show lines of it and to place edits in it; empty where it is no text."""
        ...

    def row(self, line: int) -> Span:
        """The place of a whole row."""
        ...

    def cell(self, line: int, column: str) -> Span:
        """The place of a cell of a row; the row's where there is no such column."""
        ...

    def nth(self, line: int, index: int) -> Span:
        """The place of a cell of a row by its number, from 0."""
        ...

    def within(self, line: int) -> str:
        """A row in words, where the source is not lines of text; otherwise empty."""
        ...

    def call(self, columns: Mapping[str, int]) -> None:
        """Say which column each of our names is."""
        ...


class Lines:
    """A file that could be read as text; its lines are told apart only when a place is asked for."""

    def __init__(self, file: str, whole: str, delimiter: str = ",") -> None:
        self.file, self.whole, self.delimiter = file, whole, delimiter
        self.columns: Mapping[str, int] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends; old Macs end them with a carriage return."""
        return re.split(_LINE_END, self.whole) if "\r" in self.whole else self.whole.split("\n")

    @property
    def text(self) -> str:
        """See Places."""
        return "\n".join(self.lines)

    def call(self, columns: Mapping[str, int]) -> None:
        """See Places."""
        self.columns = columns

    def row(self, line: int) -> Span:
        """See Places; of a row that goes on over lines, its first."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Span(self.file, line, 1, line, len(text) + 1)

    def cell(self, line: int, column: str) -> Span:
        """See Places."""
        index = self.columns.get(column, -1)
        return self.nth(line, index) if index >= 0 else self.row(line)

    def within(self, line: int) -> str:
        """See Places: a line has a number."""
        return ""

    def nth(self, line: int, index: int) -> Span:
        """The place of a row's cell, counted from 0; quotation marks are part of it, and may hold commas and lines."""
        number, at = line, 0
        while True:
            begun, begin = number, at
            if self.lines[number - 1][at : at + 1] == '"':
                number, at = self._closed(number, at + 1)
            text = self.lines[number - 1]
            end = text.find(self.delimiter, at)
            if index == 0:
                return Span(self.file, begun, begin + 1, number, (end if end >= 0 else len(text)) + 1)
            if end < 0:
                return self.row(line)
            index, at = index - 1, end + 1

    def _closed(self, number: int, at: int) -> tuple[int, int]:
        """Where a quotation that is open at a place has been closed: the line, and the offset behind the mark."""
        while True:
            text = self.lines[number - 1]
            mark = text.find('"', at)
            if mark >= 0 and text[mark + 1 : mark + 2] != '"':
                return number, mark + 1
            if mark >= 0:
                at = mark + 2
            elif number == len(self.lines):
                return number, len(text)
            else:
                number, at = number + 1, 0


class Cells:
    """The cells of a sheet, by the names that people call them. A row's number is the sheet's."""

    text = ""

    def __init__(self, file: str, sheet: str, first: int) -> None:
        self.file, self.sheet, self.first = file, sheet, first
        self.columns: Mapping[str, int] = {}

    def call(self, columns: Mapping[str, int]) -> None:
        """See Places."""
        self.columns = columns

    def row(self, line: int) -> Span:
        """See Places."""
        return Span(self.file, 0, 0, line, 0, self.within(line))

    def cell(self, line: int, column: str) -> Span:
        """See Places."""
        index = self.columns.get(column, -1)
        return self.nth(line, index) if index >= 0 else self.row(line)

    def nth(self, line: int, index: int) -> Span:
        """See Places."""
        column = self.first + index
        return Span(self.file, 0, 0, line, column + 1, f"{self.sheet}!{letters(column)}{line}")

    def within(self, line: int) -> str:
        """See Places."""
        return f"{self.sheet}, row {line}"


class Rows:
    """The rows of a table of a database, by the number that it gives them (``word``), and the names of its columns."""

    text = ""

    def __init__(self, file: str, table: str, names: Sequence[str], word: str) -> None:
        self.file, self.table, self.names, self.word = file, table, names, word
        self.columns: Mapping[str, int] = {}

    def call(self, columns: Mapping[str, int]) -> None:
        """See Places."""
        self.columns = columns

    def row(self, line: int) -> Span:
        """See Places; the number -1 is that of the names of the columns."""
        return Span(self.file, 0, 0, line, 0, self.within(line) or "columns")

    def cell(self, line: int, column: str) -> Span:
        """See Places."""
        index = self.columns.get(column, -1)
        return self.nth(line, index) if index >= 0 else self.row(line)

    def nth(self, line: int, index: int) -> Span:
        """See Places."""
        parts = (self.within(line), f"column {self.names[index]}")
        return Span(self.file, 0, 0, line, index + 1, ", ".join(filter(None, parts)))

    def within(self, line: int) -> str:
        """See Places."""
        return ", ".join(filter(None, (self.table, f"{self.word} {line}" if line >= 0 else "")))


def letters(column: int) -> str:
    """A sheet's name for a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


_LETTERS = 6
"""Twice as many as a column of Excel may have; a stranger's file may have a million."""


def column_of(name: str) -> int:
    """The number of a sheet's column, from 0: the way back. What has more letters than any sheet's is far out, however far.

    >>> column_of("A"), column_of("AA"), column_of("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in name[:_LETTERS]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
