"""Mistakes in result files, as they are met: the first of each kind with their places, the others counted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cached_property

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity, Span
from qpr_rules.observation import Observation

LISTED = 20
"""Mistakes of one kind in one file that are listed one by one; the others are counted."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Source:
    """A result file that could be read as text; its lines are told apart only when a place is asked for."""

    def __init__(self, file: str, whole: str) -> None:
        self.file, self.whole = file, whole

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends; old Macs end them with a carriage return."""
        return _LINE_END.split(self.whole) if "\r" in self.whole else self.whole.split("\n")

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns, folded."""
        return [name.strip().casefold() for name in next(csv.reader(f"{line}\n" for line in self.lines), [])]

    def row(self, line: int) -> Span:
        """The place of a whole row, or of its first line."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Span(self.file, line, 1, line, len(text) + 1)

    def cell(self, line: int, column: str) -> Span:
        """The place of a cell of the row that begins in a line; the row's where there is no such column."""
        return self.nth_cell(line, self.header.index(column)) if column in self.header else self.row(line)

    def nth_cell(self, line: int, index: int) -> Span:
        """The place of a row's cell, counted from 0; quotation marks are part of it, and may hold commas and lines."""
        number, at = line, 0
        while True:
            begun, begin = number, at
            if self.lines[number - 1][at : at + 1] == '"':
                number, at = self._closed(number, at + 1)
            text = self.lines[number - 1]
            end = text.find(",", at)
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


class Refusals:
    """What is wrong with the files read so far. ``texts`` holds the sources that a place is in."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def is_listed(self, code: str) -> bool:
        """Whether the next mistake of this kind is listed, so that it is worth finding words for it."""
        return self._counts[code] < LISTED

    def say(
        self,
        severity: Severity,
        code: str,
        headline: str,
        source: Source,
        line: int,
        column: str,
        kpi: str = "",
        hint: str = "",
        earlier: Observation | None = None,
        edit: str | None = None,
    ) -> None:
        """Add a mistake in one cell (in a row, with no column), or count it where as many of its kind are listed."""
        self._counts[code] += 1
        if self._counts[code] > LISTED:
            return
        self.texts.setdefault(source.file, "\n".join(source.lines))
        also = (Label(_row(earlier, source), "first given here"),) if earlier else ()
        span = source.cell(line, column) if column else source.row(line)
        change = None if edit is None else Edit(span, edit)
        self.found.append(Diagnostic(code, severity, headline, Label(span), also, (hint,) if hint else (), change, kpi))

    def close(self, file: str) -> None:
        """End a file: of each kind of mistake, say how many more there were."""
        for code, count in sorted(self._counts.items()):
            if count > LISTED:
                severity = next(each.severity for each in reversed(self.found) if each.code == code)
                self.found.append(
                    Diagnostic(code, severity, f"and {count - LISTED:,} more like this in the file", Label(Span(file)))
                )
        self._counts.clear()


def _row(observation: Observation, source: Source) -> Span:
    """The place of an earlier result: its whole row where that is in the same file."""
    line = observation.line
    return source.row(line) if observation.source == source.file else Span(observation.source, line, 1, line, 2)
