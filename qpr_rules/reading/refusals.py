"""Mistakes in result files, as they are met: the first of each kind with their places, the others counted."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cached_property

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.observation import Observation

LISTED = 20
"""Mistakes of one kind in one file that are listed one by one; the others are counted."""


class Source:
    """A result file that could be read as text; its lines are told apart only when a place is asked for."""

    def __init__(self, file: str, whole: str) -> None:
        self.file, self.whole = file, whole

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return [line.removesuffix("\r") for line in self.whole.split("\n")]

    @cached_property
    def header(self) -> list[str]:
        """The names of the columns, folded."""
        return [name.strip().casefold() for name in next(csv.reader(self.lines[:1]), [])]

    def row(self, line: int) -> Span:
        """The place of a whole row."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Span(self.file, line, 1, line, len(text) + 1)

    def cell(self, line: int, column: str) -> Span:
        """The place of a cell: its columns counted in the text of the line, quotation marks and all."""
        text = self.lines[line - 1]
        index = self.header.index(column) if column in self.header else 0
        begin = 0
        for _ in range(index):
            if begin < len(text) and text[begin] == '"':
                begin = text.find('"', begin + 1)
            begin = text.find(",", begin) + 1
        end = text.find(",", begin)
        return Span(self.file, line, begin + 1, line, (end if end > begin else len(text)) + 1)


class Refusals:
    """What is wrong with the rows of the files read so far. ``texts`` holds the sources that a place is in."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.texts: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def say(
        self,
        severity: Severity,
        code: str,
        headline: str,
        source: Source,
        line: int,
        column: str,
        kpi: str,
        hint: str = "",
        earlier: Observation | None = None,
    ) -> None:
        """Add a mistake in one cell, or count it where as many of its kind are listed already."""
        self._counts[code] += 1
        if self._counts[code] > LISTED:
            return
        self.texts.setdefault(source.file, "\n".join(source.lines))
        also = (Label(Span(earlier.source, earlier.line, 1, earlier.line, 2), "first given here"),) if earlier else ()
        place, hints = Label(source.cell(line, column)), (hint,) if hint else ()
        self.found.append(Diagnostic(code, severity, headline, place, also, hints, kpi=kpi))

    def close(self, file: str) -> None:
        """End a file: of each kind of mistake, say how many more there were."""
        for code, count in sorted(self._counts.items()):
            if count > LISTED:
                severity = next(each.severity for each in reversed(self.found) if each.code == code)
                self.found.append(
                    Diagnostic(code, severity, f"and {count - LISTED:,} more like this in the file", Label(Span(file)))
                )
        self._counts.clear()
