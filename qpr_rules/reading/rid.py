"""A text that is refused as it stands, without what it is refused for, so that one run finds what else is wrong with it.

Nothing of it is ever used. Lines and columns are those of the file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic
from qpr_rules.reading.text import CONTROL, Text, decode, legible

_UNKNOWN = "\ufffd"
_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?= |$)")


class Rid(NamedTuple):
    """A text, why it is refused, and the numbers of the lines in which something is taken for something else."""

    text: Text
    refused: tuple[Diagnostic, ...] = ()
    touched: frozenset[int] = frozenset()


def rid(content: bytes, file: str) -> Rid | None:
    r"""The text without what it is refused for; None where that does not help.

    >>> settled = rid(b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n", "x.yaml")
    >>> settled.text.whole, [each.code for each in settled.refused], sorted(settled.touched)
    ('a: 1\n\nb: 2\n\n\n\n', ['QPR107'], [2, 3, 4, 5, 6])
    """
    text, refused = decode(content, file, len(content))
    if text is not None:
        return Rid(text)
    lines, guessed = _without(legible(content), refused[0].code)
    if not guessed:
        return None
    rest = rid("\n".join(lines).encode(), file)
    return rest and Rid(rest.text, (*refused, *rest.refused), rest.touched | {*guessed})


def _without(whole: str, code: str) -> tuple[list[str], list[int]]:
    """The lines of a text without what a finding is about, and the numbers of those that are not what they were."""
    lines = whole.split("\n")
    match code:
        case "QPR102":
            return lines, [number for number, line in enumerate(lines, 1) if _UNKNOWN in line]
        case "QPR103":
            guessed = [number for number, line in enumerate(lines, 1) if re.search(CONTROL, line)]
            return [re.sub(CONTROL, " ", line) for line in lines], guessed
        case "QPR107":
            return _with_one_version(lines)
        case _:
            return [], []


def _with_one_version(lines: list[str]) -> tuple[list[str], list[int]]:
    """The lines of a merge that is not settled with the first of its versions; the numbers of the lines of all of them."""
    kept, guessed, version = list(lines), list[int](), ""
    for at, line in enumerate(lines):
        mark = _MARK.match(line)
        version = mark[0][0] if mark else version
        if version:
            guessed.append(at + 1)
        if mark or version in ("=", "|"):
            kept[at] = ""
        version = "" if version == ">" else version
    return kept, guessed
