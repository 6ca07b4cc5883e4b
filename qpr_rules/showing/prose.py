"""Sentences on a screen, broken so that no word stands alone on the last line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

_SHORT_LINE = 0.3
"""A last line shorter than this share of the width is an orphan."""

_NARROWEST = 0.75
"""How far, as a share of the width, lines may be drawn in to avoid one."""


class Prose:
    """Text that wraps at words to an even block; a word longer than a line is folded, never cut."""

    def __init__(self, text: Text | str, *, widest: int = 100) -> None:
        self.text = Text(text) if isinstance(text, str) else text
        self.widest = widest

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, self.widest)
        yield from even_lines(console, self.text, width)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text)


class Parts:
    """Short texts in a row, a mark between them; a line is broken between two texts where that can be."""

    def __init__(self, parts: Sequence[str], mark: str, style: str = "quiet", *, indent: int = 0) -> None:
        self.parts, self.mark, self.style, self.indent = parts, f" {mark} ", style, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width - self.indent
        lines: list[str] = []
        for part in self.parts:
            if lines and cell_len(lines[-1] + self.mark + part) <= width:
                lines[-1] += self.mark + part
            else:
                lines.append(part)
        for line in lines:
            for shown in even_lines(console, Text(line, style=self.style), width):
                yield Text.assemble(" " * self.indent, shown)


def hanging(mark: str, text: Text) -> Table:
    """A sentence behind its mark; its further lines stand under its first."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row(Text(mark, style="quiet"), Prose(text, widest=98))
    return table


def even_lines(console: Console, text: Text, width: int) -> list[Text]:
    """The lines of a text at a width: as few as possible, and drawn in a little where the last would be an orphan.

    >>> [str(line) for line in even_lines(Console(), Text("one two three four five six seven"), 28)]
    ['one two three four five', 'six seven']
    """
    first = _wrapped(console, text, width)
    if len(first) < 2:  # one line has no last one
        return first
    lines = first
    for narrower in range(width, max(1, int(width * _NARROWEST)) - 1, -1):
        tried = _wrapped(console, text, narrower)
        if len(tried) != len(first):
            break
        lines = tried
        if lines[-1].cell_len >= width * _SHORT_LINE:
            return lines
    return lines


def _wrapped(console: Console, text: Text, width: int) -> list[Text]:
    lines = list(text.wrap(console, width, overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines
