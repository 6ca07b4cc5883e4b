"""One cause, one finding: what follows from another finding is not said beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from qpr_rules.diagnostic import FIRST_OF_SENSE, FIRST_OF_SHAPE, Diagnostic, Severity

_UNREAD = frozenset(f"QPR{number}" for number in (106, 109, 110, 111, *range(113, 123), 127, 128, 154, 160))
"""Errors of a line that is not read as it is written: what else is wrong with it is not known yet."""

_UNKNOWN = frozenset(["QPR110", "QPR115"])
"""Errors of a value that is not even known in part: neither its shape nor its sense is."""

_ON_THE_LINE = {"QPR220": "QPR224", "QPR222": "QPR224"}
"""A floor of 364 percent is on the wrong side of the target because it is no percentage."""

_OF_THE_KPI = {"QPR233": "QPR451"}
"""A standard that has ended is said where a figure that is due has none."""


def causes(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that follow from another, in the same order."""
    found = list(found)
    miswritten = {each.at.span for each in found if FIRST_OF_SHAPE <= each.code < FIRST_OF_SENSE}
    on_line, of_kpi = defaultdict[tuple[str, int], set[str]](set), defaultdict[str, set[str]](set)
    for each in found:
        on_line[each.at.span[:2]].add(each.code)
        of_kpi[each.kpi].add(each.code)

    def follows(each: Diagnostic) -> bool:
        beside = on_line[each.at.span[:2]]
        return (
            _ON_THE_LINE.get(each.code, "") in beside
            or _OF_THE_KPI.get(each.code, "") in of_kpi[each.kpi]
            or (each.code >= FIRST_OF_SENSE and each.severity is not Severity.NOTE and bool(beside & _UNREAD))
            or (each.code >= FIRST_OF_SENSE and each.at.span in miswritten)
            or (each.code >= FIRST_OF_SHAPE and bool(beside & _UNKNOWN))
        )

    return [each for each in found if not follows(each)]
