"""One cause, one finding: what follows from another finding is not said beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from qpr_rules.diagnostic import FIRST_OF_SENSE, FIRST_OF_SHAPE, Diagnostic, Severity

_UNREAD = frozenset(f"QPR{number}" for number in (106, 109, 110, 111, *range(113, 123), 127, 128, 154, 160))
"""Errors of a line that is not read as it is written: what else is wrong with it is not known yet."""

_UNKNOWN = frozenset(["QPR110", "QPR115"])
"""Errors of a value that is not even known in part: neither its shape nor its sense is."""

_ON_THE_LINE = {"QPR220": "QPR224", "QPR222": "QPR224"}
"""A floor of 364 percent is on the wrong side of the target because it is no percentage, and so is any floor of such a target."""

_FIRST_OF_TREE = "QPR100"
"""Codes before it are of files that are not there, where the settings say; a number in the place of a path names none."""

_OF_THE_KPI = {"QPR233": "QPR451"}
"""A standard that has ended is said where a figure that is due has none."""

_FIRST_OF_TEXT, _LAST_OF_READING = "QPR104", "QPR218"

_GUESSED = frozenset(["QPR160", "QPR162"])
"""Errors that propose something, and do not know it."""

_LACKING = frozenset(["QPR229", "QPR230", "QPR231", "QPR232", "QPR233", "QPR236"])
"""What may be so only because something of the definition could not be read."""

_NOT_THERE = _LACKING | {"QPR204", "QPR207", "QPR212"}
"""What may be so only because something of the file is not looked at."""


def causes(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that follow from another, in the same order."""
    found = list(found)
    miswritten = {each.at.span for each in found if FIRST_OF_SHAPE <= each.code < FIRST_OF_SENSE}
    on_line, of_kpi = defaultdict[tuple[str, int], set[str]](set), defaultdict[str, set[str]](set)
    lacking = {each.at.span.file for each in found if FIRST_OF_SENSE <= each.code <= _LAST_OF_READING}
    in_part = defaultdict[str, set[int]](set)
    for each in found:
        if _is_of_a_part(each):
            in_part[each.at.span.file].add(each.at.span.line)
    for each in found:
        on_line[each.at.span[:2]].add(each.code)
        of_kpi[each.kpi].add(each.code)

    def follows(each: Diagnostic) -> bool:
        beside = on_line[each.at.span[:2]]
        return (
            any(_ON_THE_LINE.get(each.code, "") in on_line[label.span[:2]] for label in (each.at, *each.also[:1]))
            or (each.code < _FIRST_OF_TREE and each.at.span in miswritten)
            or _OF_THE_KPI.get(each.code, "") in of_kpi[each.kpi]
            or (each.code >= FIRST_OF_SENSE and each.severity is not Severity.NOTE and bool(beside & _UNREAD))
            or (each.code >= FIRST_OF_SENSE and each.at.span in miswritten)
            or (each.code >= FIRST_OF_SHAPE and bool(beside & _UNKNOWN))
            or (each.code in _LACKING and each.at.span.file in lacking)
            or (each.code in _NOT_THERE and each.at.span.file in in_part)
            or (each.code == "QPR211" and any(map(_between(each), in_part[each.at.span.file])))
        )

    return [each for each in found if not follows(each)]


def _between(gap: Diagnostic) -> Callable[[int], bool]:
    """Whether a line is between the two standards that have a gap between them: what is there may be the third."""
    first = min((each.span.line for each in gap.also), default=1)
    return lambda line: first <= line <= gap.at.span.line


def _is_of_a_part(found: Diagnostic) -> bool:
    """Whether it is an error after which a part of the file is not looked at, as it is not known what was meant."""
    if found.severity is not Severity.ERROR or not _FIRST_OF_TEXT <= found.code < FIRST_OF_SENSE:
        return False
    return (found.edit is None and found.code != "QPR172") or found.code in _GUESSED
