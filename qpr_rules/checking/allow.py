"""Findings that an author allows for a while: ``# qpr: allow QPR223 until 2026-06-30 because it is a pilot of ten``.

The comment stands on the guilty line or on a line of its own above it; of a finding with several places, a result and its
KPI, on any of them. Day and reason are both required: what is allowed
for ever, or for no reason, is forgotten. An error cannot be allowed, for no report can be made from it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, errors
from qpr_rules.english import plural

_COMMENT = r"(?i)(?:^|\s)(#\s*qpr\s*:.*)$"
_WHOLE = (
    r"(?i)#\s*qpr\s*:\s*allow\s+(?P<code>QPR\d{3})\s+until\s+(?P<until>\d{4}-\d{2}-\d{2})\s+because\s+(?P<reason>\S.*)"
)
_FORM = "# qpr: allow QPR223 until 2026-06-30 because ..."
_AGAINST_RESULTS = {*range(450, 500), 509, 604}
"""Codes that are found only when the results are evaluated."""


class _Allowed(NamedTuple):
    code: str
    until: dt.date
    at: Span
    line: int
    """The line whose findings it allows."""


def allow(
    found: Sequence[Diagnostic], texts: Mapping[str, str], today: dt.date | None, *, with_results: bool
) -> tuple[list[Diagnostic], int]:
    """The findings that are not allowed, with those about the comments themselves; and how many are allowed.

    Without ``today`` nothing has expired.
    """
    commented = {file: text for file, text in texts.items() if "qpr:" in text or "QPR:" in text}
    if not commented:
        return list(found), 0
    comments: list[_Allowed] = []
    kept: list[Diagnostic] = []
    for file, text in commented.items():
        for comment in _comments(file, text.split("\n")):
            if isinstance(comment, Diagnostic):
                kept.append(comment)
            else:
                comments.append(comment)
    by_place = {(each.at.file, each.line, each.code): each for each in comments}
    used: set[_Allowed] = set()
    allowed = 0
    for each in found:
        places = (label.span for label in (each.at, *each.also))
        by = next(filter(None, (by_place.get((at.file, max(at.line, 1), each.code)) for at in places)), None)
        if by is not None:
            used.add(by)
        if by is None or (today and today > by.until):
            kept.append(each)
        elif each.severity is Severity.ERROR:
            kept.append(each._replace(also=(Label(by.at, "an error cannot be allowed"), *each.also)))
        else:
            allowed += 1
    broken = {each.at.span.file for each in errors(found)}
    kept += _stale(comments, used, broken, today, with_results=with_results)
    return kept, allowed


def _comments(file: str, lines: Sequence[str]) -> Iterator[_Allowed | Diagnostic]:
    for number, line in enumerate(lines, 1):
        comment = re.search(_COMMENT, line)
        if comment is None:
            continue
        at = Span(file, number, comment.start(1) + 1, number, len(line.rstrip()) + 1)
        whole = re.fullmatch(_WHOLE, comment[1].rstrip())
        until = _day(whole["until"]) if whole else None
        if whole is None or until is None:
            yield _about("QPR601", _lacking(comment[1]), at, f"write {_FORM}")
            continue
        guilty = number
        if not line[: comment.start(1)].strip():
            guilty += 1
            while guilty <= len(lines) and lines[guilty - 1].lstrip().startswith("#"):
                guilty += 1
        yield _Allowed(whole["code"].upper(), until, at, guilty)


def _lacking(comment: str) -> str:
    folded = comment.casefold()
    if " until " not in folded:
        return "this finding is allowed without an end: until which day?"
    if " because " not in f"{folded} ".replace("because", " because "):
        return "this finding is allowed without a reason: because of what?"
    return "this comment does not say which finding is allowed, until which day, and why"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _stale(
    comments: Sequence[_Allowed], used: set[_Allowed], broken: set[str], today: dt.date | None, *, with_results: bool
) -> Iterator[Diagnostic]:
    for each in comments:
        if each in used:
            if today and today > each.until:
                ago = f"{plural((today - each.until).days, 'day')} ago"
                yield _about("QPR602", f"what is allowed here was allowed until {each.until}, {ago}", each.at, _MEND)
        elif today and each.at.file not in broken and (with_results or int(each.code[3:]) not in _AGAINST_RESULTS):
            yield _about("QPR603", f"there is no {each.code} here any more", each.at, "take the comment out")


_MEND = "put the line right, or allow it until another day"


def _about(code: str, headline: str, at: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, headline, Label(at), hints=(hint,))
