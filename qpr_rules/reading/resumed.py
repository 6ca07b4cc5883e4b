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
from qpr_rules.reading.alignment import indent, says
from qpr_rules.reading.mistakes.misplaced import IN_THE_FILE
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

_LACKING = frozenset(["QPR466"])
"""What may be so only because something elsewhere has been set aside: parts of a kind."""

_FIRST_WORD = re.compile(r"\W*(\w+)")
_OF_GROUPS = frozenset(["QPR150", "QPR154", "QPR156"])
"""What may be so only because a line is taken to belong to another group."""


class Resumed(NamedTuple):
    """What further is wrong with a file's text, and its tree; ``whole`` if nothing of the rule had to be set aside.

    Lines are ``touched`` if they are read otherwise than they are written, and ``doubtful`` if it is only a guess to what
    group they belong. Of ``nameless`` ones the name is not known, and another stands in for it; the ``openers`` open a group
    in which a line is nameless or set aside (0 is the file). ``lost`` says that one of these begins a part of the file.
    """

    found: tuple[Diagnostic, ...]
    document: Document
    lines: tuple[str, ...]
    touched: frozenset[int]
    doubtful: frozenset[int]
    nameless: frozenset[int]
    openers: frozenset[int]
    whole: bool
    lost: bool

    def shape(self, schema: str) -> tuple[tuple[Diagnostic, ...], Document | None]:
        """What is wrong with the shape of the rest; and what is plain of it, of a definition where there is no doubt of that."""
        found, meant = shaped(self.document, schema)
        left = self.without_consequences(found)
        unsaid = {each.at.span.line for each in found if each not in left}
        sure = self.whole and unsaid <= self.nameless
        return left, meant if schema != "kpi" or sure else None

    def without_consequences(self, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings that are on other lines than those read otherwise than they are written.

        Where half of the lines of a group are not of it, the guess is wrong, and not the lines.
        """
        doubted = {each.at.span.line for each in found if each.code in _OF_GROUPS} & self.doubtful
        misplaced = self.doubtful if 2 * len(doubted) >= len(self.doubtful) else frozenset[int]()

        def follows(each: Diagnostic) -> bool:
            line = each.at.span.line
            if each.code in _CONSEQUENCES and self._is_of_a_group_in_part(each):
                return True
            if each.code in _LACKING and not self.whole:
                return True
            if each.code == "QPR151":
                return False  # it is said at the line of the id or of the group, which has nothing to do with it
            return (line in self.touched and line > 0) or (each.code in _OF_GROUPS and line in misplaced)

        return tuple(each for each in found if not follows(each))

    def _is_of_a_group_in_part(self, found: Diagnostic) -> bool:
        """Whether a finding is about a group that may not be as it seems, because a line of it is not known."""
        line = found.at.span.line
        if found.code == "QPR108":
            return line in self.doubtful
        if found.code == "QPR155":
            return _opener(self.lines, line) in self.openers
        return line in self.openers or (0 in self.openers and found.at.text == IN_THE_FILE)


def resume(content: bytes, file: str, first: Diagnostic) -> Resumed | None:
    """The file read past the finding at which reading stopped; None where that leads nowhere."""
    left = rid(content, file)
    if left is None:
        return None
    stops, touched, doubtful = [first, *left.refused[1:]], set(left.touched), set[int]()
    nameless, openers = set[int](), set[int]()
    whole, lost = True, False
    if left.refused:
        stops += (each for each in read_as_seen(left.text)[1] if each.code in HINTS)
    text, _ = mend(left.text)
    for _ in range(MOST + 1):
        document, found = read_text(text)
        if document is not None:
            resumed = Resumed(
                found=(),
                document=document,
                lines=text.lines,
                touched=frozenset(touched),
                doubtful=frozenset(doubtful),
                nameless=frozenset(nameless),
                openers=frozenset(openers),
                whole=whole,
                lost=lost,
            )
            return resumed._replace(found=(*stops[1:], *resumed.without_consequences(found)))
        stop = found[-1]
        number = stop.at.span.line
        if stop.code not in _PASSABLE or not number:
            return None
        again = number in touched
        if stop not in stops and not again:  # else what was proposed is not enough: that is no other mistake
            stops.append(stop)
        edit = None if again else stop.edit or _named(text.lines, stop)
        lines = _edited(text.lines, edit) if edit else _set_aside(text.lines, number - 1)
        doubtful.update(_group(lines, number) if stop.code == "QPR121" else ())
        changed = [each for each, line in enumerate(lines, 1) if line != text.lines[each - 1]]
        touched.update(changed)
        of_the_rule = stop.code == "QPR111" or _of_the_rule(text.lines, lines)
        if edit is None:
            whole = whole and not of_the_rule
            # What stands next may belong to what has been set aside.
            touched.update(
                [next((each for each in range(max(changed, default=number) + 1, len(lines) + 1) if lines[each - 1]), 0)]
            )
        if edit is None or not stop.edit:
            nameless.update([] if edit is None else [number])
            openers.update([_opener(text.lines, number)] if of_the_rule else [])
            lost = lost or not indent(text.lines[number - 1])
        text = text._replace(whole="\n".join(lines), lines=tuple(lines))
    return None


def _named(lines: Sequence[str], stop: Diagnostic) -> Edit | None:
    """A name to stand in for a shortcut that is written in the place of one, as in ``*unit : percent``."""
    at = stop.at.span
    shortcut = re.match(r"\*(?P<name>[^\s:,\]}]+)\s*:(\s|$)", lines[at.line - 1][at.column - 1 :])
    if shortcut is None or stop.code != "QPR111":
        return None
    return Edit(at._replace(end_column=at.column + shortcut.end("name")), shortcut["name"])


def _opener(lines: Sequence[str], number: int) -> int:
    """The line that opens the group of a line: the nearest one above that stands further out; 0 for the file itself."""
    spaces = indent(lines[number - 1])
    return next(
        (each for each in range(number - 1, 0, -1) if says(lines[each - 1]) and indent(lines[each - 1]) < spaces), 0
    )


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
