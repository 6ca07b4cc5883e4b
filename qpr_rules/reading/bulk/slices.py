"""A large text file as columns of places in its bytes, without a Python object for each cell.

A line is split here where no quotation mark stands in it, or each opens or closes a whole cell. Every other line is given
to the ``csv`` module, which also says over how many lines its row goes on: what a row is, and what is in it, is what that
module says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

import numpy as np

from qpr_rules.reading.bulk.column import Column
from qpr_rules.reading.sources.placing import Table

BLOCK = 2**24
"""Bytes of a file that are taken together: what is held of them meanwhile is some two or three times as much."""

_END, _RETURN, _QUOTE, _SPACE = 10, 13, 34, 32
_NONE: Mapping[int, str] = {}


class Slices(Column):
    """A column: cells are the bytes from ``begin`` to ``end``, and become text when they are asked for.

    ``others`` holds, by row, the text of cells that do not stand in one piece in the file.
    """

    def __init__(self, content: bytes, begin: Any, end: Any, encoding: str, others: Mapping[int, str] = _NONE) -> None:
        self.content, self.begin, self.end, self.encoding, self.others = content, begin, end, encoding, others

    def __len__(self) -> int:
        return len(self.begin)

    @property
    def bytes(self) -> Any:
        """The bytes of the whole file as an array."""
        return np.frombuffer(self.content, np.uint8)

    def text(self, row: int) -> str:
        """See Column."""
        found = self.others.get(row)
        return self.content[self.begin[row] : self.end[row]].decode(self.encoding) if found is None else found

    def texts(self, rows: Any) -> list[str]:
        """See Column."""
        content, encoding, others = self.content, self.encoding, self.others
        pieces = zip(self.begin[rows].tolist(), self.end[rows].tolist(), strict=True)
        found = [content[begin:end].decode(encoding) for begin, end in pieces]
        for place, row in enumerate(rows.tolist()) if others else ():
            if row in others:
                found[place] = others[row]
        return found

    def perhaps_blank(self, rows: Any) -> Any:
        """See Column."""
        first = self.bytes[np.minimum(self.begin[rows], len(self.content) - 1)]
        return rows[(self.end[rows] == self.begin[rows]) | (first <= _SPACE) | (first >= 128)]

    def at(self, kept: Any) -> Self:
        """See Column."""
        others = {place: self.others[row] for place, row in enumerate(kept.tolist()) if row in self.others}
        return type(self)(
            self.content, self.begin[kept], self.end[kept], self.encoding, others if self.others else _NONE
        )


class _Marks(NamedTuple):
    """What divides the bytes of a block, counted from its beginning, and which of the marks end a line."""

    at: Any
    ends: Any


class Lines:
    """The lines of a text from the byte ``begin`` on; ``line`` is how many are above, and then how many have been read."""

    def __init__(self, content: bytes, begin: int, line: int, delimiter: str, encoding: str, width: int) -> None:
        self.content, self.begin, self.line = content, begin, line
        self.delimiter, self.encoding, self.width = delimiter, encoding, width
        self.bytes = np.frombuffer(content, np.uint8)
        self.returns = b"\r" in content
        self.wrong: list[tuple[int, list[str]]] = []
        """Rows of another width than the header's, with the line that each begins in."""

    def blocks(self) -> Iterator[Table]:
        """The rows, so many bytes at a time. Raises csv.Error, behind the rows before it, where that module cannot go on."""
        size = len(self.content)
        while self.begin < size:
            end = self.begin + BLOCK
            if end < size:
                end = self.content.rfind(b"\n", self.begin, end) + 1 or self.content.find(b"\n", end) + 1
            table, error = self._block(min(end or size, size))
            yield table
            if error is not None:
                raise error

    def _block(self, end: int) -> tuple[Table, csv.Error | None]:
        begin, above, ours = self.begin, self.line, self.bytes[self.begin : end]
        marks, quoted, bad = self._marks(ours), np.flatnonzero(ours == _QUOTE), np.zeros(0, np.int64)
        if len(quoted):
            marks, bad = _outside(ours, marks, quoted, ord(self.delimiter))
        plain = np.diff(marks.ends, prepend=-1) == self.width
        plain[bad] = False
        line_ends = marks.at[marks.ends] + begin
        others, error = self._others(line_ends, plain)
        rows = np.flatnonzero(plain)
        before, at = np.append(begin - 1, line_ends)[rows], marks.at + begin
        last, cells = marks.ends[rows], []
        for column in range(1 - self.width, 1):
            stop = at[last + column]
            cells.append(self._trimmed(before + 1, stop, quoted=len(quoted) > 0, last=column == 0))
            before = stop
        return self._table(rows + above + 1, cells, others), error

    def _marks(self, ours: Any) -> _Marks:
        at = np.flatnonzero((ours == ord(self.delimiter)) | (ours == _END))
        ends = np.flatnonzero(ours[at] == _END)
        if ours[-1] != _END:  # the end of the file ends its last line
            at, ends = np.append(at, len(ours)), np.append(ends, len(at))
        return _Marks(at, ends)

    def _trimmed(self, start: Any, stop: Any, *, quoted: bool, last: bool) -> tuple[Any, Any]:
        """Cells without the carriage return behind the last, and without the quotation marks around them."""
        if last and self.returns:
            stop = stop - (self.bytes[stop - 1] == _RETURN)
        if quoted:
            marked = (self.bytes[np.minimum(start, len(self.bytes) - 1)] == _QUOTE) & (stop > start)
            start, stop = start + marked, stop - marked
        return start, stop

    def _others(self, line_ends: Any, plain: Any) -> tuple[list[tuple[int, list[str]]], csv.Error | None]:
        """The rows of the lines that are not plain, each with the line that it begins in; the next block begins behind them.

        Lines that such a row goes on over are plain no longer.
        """
        found: list[tuple[int, list[str]]] = []
        first, read = self.line, 0
        for line in np.flatnonzero(~plain).tolist():
            if line < read:
                continue
            begin = int(line_ends[line - 1]) + 1 if line else self.begin
            reader = csv.reader(self._texts(begin), delimiter=self.delimiter)
            try:
                row = next(reader)
            except csv.Error as error:
                plain[line:] = False
                self.line = first + line + reader.line_num
                return found, error
            read = line + reader.line_num
            plain[line:read] = False
            (found if len(row) == self.width else self.wrong).append((first + line + 1, row))
        self.begin = min(int(line_ends[-1]) + 1, len(self.content))
        for _ in range(read - len(line_ends)):
            self.begin = self.content.find(b"\n", self.begin) + 1 or len(self.content)
        self.line = first + max(read, len(line_ends))
        return found, None

    def _texts(self, begin: int) -> Iterator[str]:
        while begin < len(self.content):
            end = self.content.find(b"\n", begin) + 1 or len(self.content)
            yield self.content[begin:end].decode(self.encoding)
            begin = end

    def _table(self, numbers: Any, cells: list[tuple[Any, Any]], others: list[tuple[int, list[str]]]) -> Table:
        """Plain rows and the others, in the order of the lines that they begin in."""
        if not others:
            return Table(numbers, [Slices(self.content, *cell, self.encoding) for cell in cells])
        numbers = np.append(numbers, [line for line, _ in others])
        order, nowhere = np.argsort(numbers), np.zeros(len(others), np.int64)
        given = np.flatnonzero(order >= len(numbers) - len(others)).tolist()
        columns = []
        for cell, texts in zip(cells, zip(*(row for _, row in others), strict=True), strict=True):
            start, stop = (np.append(each, nowhere)[order] for each in cell)
            columns.append(Slices(self.content, start, stop, self.encoding, dict(zip(given, texts, strict=True))))
        return Table(numbers[order], columns)


def _outside(ours: Any, marks: _Marks, quoted: Any, delimiter: int) -> tuple[_Marks, Any]:
    """The marks that stand in no quotation, and the lines in which a quotation mark neither opens nor closes a whole cell."""
    line_ends = marks.at[marks.ends]
    starts = np.append(0, line_ends[:-1] + 1)
    before = np.searchsorted(quoted, np.append(starts, len(ours)))
    line = np.repeat(np.arange(len(starts)), np.diff(before))
    closes = (np.arange(len(quoted)) - before[line]) % 2 == 1
    stop = line_ends - ((line_ends > starts) & (ours[line_ends - 1] == _RETURN))
    left, right = ours[quoted - 1], ours[np.minimum(quoted + 1, len(ours) - 1)]
    whole = np.where(
        closes, (quoted + 1 == stop[line]) | (right == delimiter), (quoted == starts[line]) | (left == delimiter)
    )
    bad = np.diff(before) % 2 == 1
    bad[line[~whole]] = True
    of_line = np.repeat(before[:-1], np.diff(marks.ends, prepend=-1))
    kept = (np.searchsorted(quoted, marks.at) - of_line) % 2 == 0
    kept[marks.ends] = True
    at, ends = marks.at[kept], np.zeros(len(marks.at), bool)
    ends[marks.ends] = True
    return _Marks(at, np.flatnonzero(ends[kept])), np.flatnonzero(bad)
