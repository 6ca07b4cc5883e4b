"""A file that cannot be read as YAML, read past the place where it stops, so that one run finds every mistake in it.

The guilty line is read as the finding about it says it should be written; where the finding does not say, the line and
what stands further in below it are set aside. Nothing of it is ever used: it is looked at for further mistakes only,
and what may follow from the first one is left unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic, Edit
from qpr_rules.reading.alignment import indent
from qpr_rules.reading.nodes import Document, read_as_seen, read_text
from qpr_rules.reading.pasted import HINTS, mend
from qpr_rules.reading.rid import rid
from qpr_rules.reading.shape import shaped
from qpr_rules.reading.synonyms import KNOWN

MOST = 5
"""Places where one file is read past; one with more is not what it is taken for."""

_PASSABLE = frozenset(f"QPR{number}" for number in (106, 111, 113, 114, *range(116, 123), 127, 128))
_CONSEQUENCES = frozenset(["QPR105", "QPR108", "QPR151", "QPR155", "QPR159"])
"""What may be so only because a line has been set aside: something is missing, empty, or written twice."""

_FIRST_WORD = re.compile(r"\W*(\w+)")
_OF_GROUPS = frozenset(["QPR150", "QPR154", "QPR156"])
"""What may be so only because a line is taken to belong to another group."""


class Resumed(NamedTuple):
    """What further is wrong with a file's text, and its tree; ``whole`` if nothing of the rule had to be set aside.

    Lines are ``touched`` if they are read otherwise than they are written, and ``doubtful`` if it is only a guess to what
    group they belong.
    """

    found: tuple[Diagnostic, ...]
    document: Document
    touched: frozenset[int]
    doubtful: frozenset[int]
    whole: bool

    def shape(self, schema: str) -> tuple[tuple[Diagnostic, ...], Document | None]:
        """What is wrong with the shape of the rest; and the document as it was meant, where there is no doubt of it."""
        found, meant = shaped(self.document, schema)
        left = self.without_consequences(found)
        return left, meant if self.whole and len(left) == len(found) else None

    def without_consequences(self, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings that are on other lines than those read otherwise than they are written.

        Where half of the lines of a group are not of it, the guess is wrong, and not the lines.
        """
        doubted = {each.at.span.line for each in found if each.code in _OF_GROUPS} & self.doubtful
        misplaced = self.doubtful if 2 * len(doubted) >= len(self.doubtful) else frozenset[int]()

        def follows(each: Diagnostic) -> bool:
            line = each.at.span.line
            if each.code == "QPR151" and self.whole:
                return False  # it is said at the line of the id, which has nothing to do with it
            return (
                (line in self.touched and line > 0)
                or (each.code in _CONSEQUENCES and not self.whole)
                or (each.code in _OF_GROUPS and line in misplaced)
            )

        return tuple(each for each in found if not follows(each))


def resume(content: bytes, file: str, first: Diagnostic) -> Resumed | None:
    """The file read past the finding at which reading stopped; None where that leads nowhere."""
    left = rid(content, file)
    if left is None:
        return None
    stops, touched, doubtful, whole = [first, *left.refused[1:]], set(left.touched), set[int](), True
    if left.refused:
        stops += (each for each in read_as_seen(left.text)[1] if each.code in HINTS)
    text, _ = mend(left.text)
    for _ in range(MOST + 1):
        document, found = read_text(text)
        if document is not None:
            resumed = Resumed((), document, frozenset(touched), frozenset(doubtful), whole)
            return resumed._replace(found=(*stops[1:], *resumed.without_consequences(found)))
        stop = found[-1]
        if stop.code not in _PASSABLE or not stop.at.span.line:
            return None
        again = stop.at.span.line in touched
        if stop not in stops and not again:  # else what was proposed is not enough: that is no other mistake
            stops.append(stop)
        edit = None if again else stop.edit
        lines = _edited(text.lines, edit) if edit else _set_aside(text.lines, stop.at.span.line - 1)
        whole = whole and (edit is not None or (stop.code != "QPR111" and not _of_the_rule(text.lines, lines)))
        doubtful.update(_group(lines, stop.at.span.line) if stop.code == "QPR121" else ())
        touched.update(number for number, line in enumerate(lines, 1) if line != text.lines[number - 1])
        if edit is None:  # what stands next may belong to what has been set aside
            touched.update(
                [next((each for each in range(max(touched, default=0) + 1, len(lines) + 1) if lines[each - 1]), 0)]
            )
        text = text._replace(whole="\n".join(lines), lines=tuple(lines))
    return None


def further(content: bytes, file: str, found: tuple[Diagnostic, ...], schema: str) -> tuple[Diagnostic, ...]:
    """The findings about a file that cannot be read, with those about the rest of it and its shape."""
    past = resume(content, file, found[-1]) if found else None
    return found if past is None else (*found, *past.found, *past.shape(schema)[0])


def _of_the_rule(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a line that is set aside stands in a group, or begins with a name of the format."""
    gone = [each for each, left in zip(before, after, strict=True) if each != left]
    words = (_FIRST_WORD.match(each) for each in gone)
    return any(map(indent, gone)) or any(word is not None and word[1] in KNOWN for word in words)


def _edited(lines: Sequence[str], edit: Edit) -> list[str]:
    """The lines with an edit made, which leaves their number as it is."""
    span = edit.span
    first, last = span.line - 1, span.end_line - 1
    new = f"{lines[first][: span.column - 1]}{edit.text}{lines[last][span.end_column - 1 :]}".split("\n")
    return [*lines[:first], *new, *lines[last + 1 :]]


def _group(lines: Sequence[str], number: int) -> Iterator[int]:
    """The lines above and below one, as far as they stand further in than the file does."""
    for way in (range(number - 2, -1, -1), range(number, len(lines))):
        for each in way:
            if lines[each].strip() and not indent(lines[each]):
                break
            yield each + 1


def _set_aside(lines: Sequence[str], number: int) -> list[str]:
    """The lines without one of them, and without what stands further in below it."""
    kept = list(lines)
    spaces = indent(lines[number])
    kept[number] = ""
    for below in range(number + 1, len(lines)):
        if lines[below].strip() and indent(lines[below]) <= spaces:
            break
        kept[below] = ""
    return kept
