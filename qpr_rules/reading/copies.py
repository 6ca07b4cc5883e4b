"""What stands under a name that is written twice, looked at as if the first of the two were not there.

Only one of the two can count, and which of them is meant is not known: what is wrong with the second is said in the same
run as what is wrong with the first. So the whole is looked at again, with the first one blank in the text; of what is
found then, only what stands in the second is said, and nothing that was said of the first already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from qpr_rules.diagnostic import KEY, LISTED, Diagnostic, Span
from qpr_rules.reading.nodes import Document

_ROUNDS = 3
"""How often the whole is looked at again: a name that is written more than four times is a text pasted in again and again."""


class Copies(NamedTuple):
    """A file's text without what stands first under names that are written twice; and where each first and second is."""

    text: bytes
    pairs: tuple[tuple[Span, Span], ...]


class _Looked(Protocol):
    """What has been looked at once: what was found, and by file what is written twice."""

    @property
    def copies(self) -> Mapping[str, Copies]: ...
    @property
    def diagnostics(self) -> Sequence[Diagnostic]: ...


def copies_in(document: Document, found: Sequence[Diagnostic], text: str) -> Copies | None:
    """What is written twice in a file, if anything, and if it is not all written over and over."""
    twice = {each.at.span: each.also[0].span for each in found if each.code == "QPR108" and each.also}
    if not twice or sum(each.times for each in found if each.code == "QPR108") > LISTED:  # exact: integers
        return None
    places = document.spans
    keys = {*twice, *twice.values()}
    whole = {
        span: span._replace(end_line=value.end_line, end_column=value.end_column)
        for path, span in places.items()
        if path[-1:] == (KEY,) and span in keys and (value := places.get(path[:-1]))
    }
    pairs = tuple((whole[first], whole[again]) for again, first in twice.items() if {first, again} <= whole.keys())
    lines = text.split("\n")
    for first, _ in pairs:
        _blank(lines, first)
    return Copies("\n".join(lines).encode(), pairs) if pairs else None


def _blank(lines: list[str], whole: Span) -> None:
    """Put spaces in the place of a name and of what stands under it; in brackets, of the comma behind it too."""
    for number in range(whole.line - 1, min(whole.end_line, len(lines))):
        line = lines[number]
        begin = whole.column - 1 if number == whole.line - 1 else 0
        end = whole.end_column - 1 if number == whole.end_line - 1 else len(line)
        rest = line[end:]
        if number == whole.end_line - 1 and rest.lstrip().startswith(","):
            rest = rest.replace(",", " ", 1)
        lines[number] = f"{line[:begin]}{' ' * (end - begin)}{rest}"


def further(looked: _Looked, again: Callable[[Mapping[str, bytes]], _Looked]) -> Iterator[Diagnostic]:
    """What is wrong with what stands second; ``again`` looks with other texts in the place of those of some files."""
    texts: dict[str, bytes] = {}
    for _ in range(_ROUNDS):
        if not looked.copies:
            return
        texts |= {file: each.text for file, each in looked.copies.items()}
        then = again(texts)
        for file, each in looked.copies.items():
            before = [found for found in looked.diagnostics if found.at.span.file == file]
            after = [found for found in then.diagnostics if found.at.span.file == file]
            for first, second in each.pairs:
                said = {(found.code, found.headline) for found in before if _is_in(found, first)}
                yield from (f for f in after if _is_in(f, second) and (f.code, f.headline) not in said)
        looked = then


def _is_in(found: Diagnostic, whole: Span) -> bool:
    at = found.at.span
    return (whole.line, whole.column) <= (at.line, at.column) < (whole.end_line, whole.end_column)
