"""Where every key and value of a file was written: kept as the parser's marks, made a span when it is asked for.

Nearly every place of a right file is never asked for, and a run reads tens of thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from qpr_rules.diagnostic import Path, Span
from qpr_rules.reading.text import Text


class Places(MutableMapping[Path, Span]):
    """Spans by path. ``marks`` holds what has not been asked for: the marks of the beginning and of the end."""

    __slots__ = ("_spans", "_text", "marks")

    def __init__(self, text: Text) -> None:
        self._text = text
        self.marks: dict[Path, tuple[Any, Any]] = {}
        self._spans: dict[Path, Span] = {}

    def __getitem__(self, path: Path) -> Span:
        found = self._spans.get(path)
        if found is None:
            found = self._spans[path] = span_of(self._text, *self.marks[path])
        return found

    def __setitem__(self, path: Path, span: Span) -> None:
        self.marks.setdefault(path, (None, None))
        self._spans[path] = span

    def __delitem__(self, path: Path) -> None:
        del self.marks[path]
        self._spans.pop(path, None)

    def __iter__(self) -> Iterator[Path]:
        return iter(self.marks)

    def __len__(self) -> int:
        return len(self.marks)


def span_of(text: Text, begin: Any, stop: Any) -> Span:
    """The span between two marks of the parser."""
    line, last, column = begin.line, stop.line, stop.column
    # A block ends where the next thing begins; its last line is the one before.
    if column == 0 and last > line:
        last -= 1
        column = len(text.lines[last]) if last < len(text.lines) else 0
    return Span(text.file, line + 1, begin.column + 1, last + 1, column + 1)
