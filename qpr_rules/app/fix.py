"""Safe repairs: the edits that findings carry, made in the text by position, so that comments and layout stay.

An edit is made only if it is of a kind that cannot change what a rule means, and kept only if its finding is gone
afterwards and no other has come.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qpr_rules.diagnostic import FIRST_OF_SENSE, FIRST_OF_SHAPE, Diagnostic, Edit
from qpr_rules.files import Overlay, Tree

SAFE = frozenset(
    {
        "QPR104",  # a non-breaking space
        "QPR106",  # a tab
        "QPR123",  # curly quotes
        "QPR124",  # a dash for a hyphen
        "QPR125",  # an invisible character
        "QPR126",  # a stray byte order mark
        "QPR127",  # no space after a colon
        "QPR150",  # a misspelt key
        "QPR152",  # a misspelt word
        "QPR165",  # a number with a % sign where the unit says percent
        "QPR166",  # a number with commas between its digits
        "QPR167",  # a number with a pound sign where the unit says pounds
        "QPR168",  # a number in quotes
        "QPR190",  # no line that names the schema
        "QPR191",  # standards out of order
    }
)
"""Codes whose edits may be made without asking; each says the same in another spelling."""

ROUNDS = 10
"""A repair may let the next one be seen; after so many there is nothing left that a repair would mend."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

Find = Callable[[Tree], Sequence[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Mended:
    """The files that change, as they are and as they would be, and the findings that are mended thereby."""

    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)
    mended: tuple[Diagnostic, ...] = ()


def mend(tree: Tree, find: Find) -> Mended:
    """Make every safe edit that ``find`` names, again and again until it names no more. Nothing is written.

    Raises FileError if a file cannot be read.
    """
    after: dict[str, bytes] = {}
    mended: list[Diagnostic] = []
    refused: set[tuple[str, str, str]] = set()
    found = find(tree)
    for _ in range(ROUNDS):
        progress = False
        for file, group in _by_file(each for each in found if _key(each) not in refused).items():
            now = after.get(file) or tree.read_bytes(file)
            edited = applied(now, [each.edit for each in group if each.edit])
            tried = {**after, file: edited}
            then = find(Overlay(tree, tried))
            if edited != now and _is_better(file, group, found, then):
                after, found, progress = tried, then, True
                mended += group
            else:
                refused |= {_key(each) for each in group}
        if not progress:
            break
    return Mended({file: tree.read_bytes(file) for file in after}, after, tuple(mended))


def _key(found: Diagnostic) -> tuple[str, str, str]:
    return found.at.span.file, found.code, found.headline


def _by_file(found: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    """The findings with a safe edit, by file; of edits that overlap only the first."""
    groups: dict[str, list[Diagnostic]] = {}
    for each in found:
        if each.edit is None or each.code not in SAFE:
            continue
        group = groups.setdefault(each.edit.span.file, [])
        if all(_apart(each.edit, other.edit) for other in group if other.edit):
            group.append(each)
    return groups


def _apart(one: Edit, other: Edit) -> bool:
    first, second = sorted((one.span, other.span))
    return (first.end_line, first.end_column) <= (second.line, second.column)


def _is_better(
    file: str, group: Sequence[Diagnostic], before: Sequence[Diagnostic], after: Sequence[Diagnostic]
) -> bool:
    """Whether the findings are gone, and none of shape has come but on the lines that were edited.

    A file whose text or shape was wrong had been read no further: what its sense is found to lack now was there before.
    """
    then, now = ([each for each in found if each.at.span.file == file] for found in (before, after))
    had, has = (Counter(each.code for each in found) for found in (then, now))
    gone = all(has[code] < had[code] for code in {each.code for each in group})
    if any(each.code < FIRST_OF_SHAPE for each in group):
        return gone and not any(has[code] > had[code] for code in has if code < FIRST_OF_SHAPE)
    edited = {each.edit.span.line for each in group if each.edit}
    known = {(each.code, each.headline) for each in then}
    shape = [each for each in now if each.code < FIRST_OF_SENSE]
    return gone and all((each.code, each.headline) in known or each.at.span.line in edited for each in shape)


def applied(content: bytes, edits: Iterable[Edit]) -> bytes:
    r"""The bytes with the edits made. Byte order mark and line ends stay as they are.

    >>> from qpr_rules.diagnostic import Span
    >>> applied(b"goal: 60  # approved\r\n", [Edit(Span("x", 1, 1, 1, 5), "target")])
    b'target: 60  # approved\r\n'
    """
    text = content.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = [*_LINE.findall(text.removeprefix(mark)), ""]
    ending = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        span = edit.span
        first, last = lines[span.line - 1], lines[span.end_line - 1]
        joined = first[: span.column - 1] + edit.text.replace("\n", ending) + last[span.end_column - 1 :]
        lines[span.line - 1 : span.end_line] = [joined]
    return (mark + "".join(lines)).encode("utf-8")
