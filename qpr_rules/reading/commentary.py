"""One quarter's commentary: context and actions by KPI."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from qpr_rules.commentary import Action, Commentary, Note, Status
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, shortened
from qpr_rules.period import Calendar, Frequency, PeriodError
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.shape import check_shape


def name_of(quarter: int, calendar: Calendar) -> str:
    """The name of the file of commentary on a quarter, which ``quarter_of`` reads.

    >>> name_of(2024 * 4 + 2, Calendar())
    '2024-25-Q3.yaml'
    """
    return f"{calendar.code(Frequency.QUARTER, quarter).replace('/', '-')}.yaml"


def quarter_of(file: str, calendar: Calendar) -> tuple[int | None, tuple[Diagnostic, ...]]:
    """The quarter that a commentary file's name says, such as ``2024-25-Q3.yaml``."""
    stem = PurePosixPath(file).stem
    year, _, quarter = stem.rpartition("-")
    try:
        return calendar.parse(f"{quarter} {year}", Frequency.QUARTER), ()
    except PeriodError:
        hints = (f"name the file after its quarter, like {name_of(2024 * 4 + 2, calendar)}",)
        return None, (
            Diagnostic("QPR501", Severity.ERROR, f"`{stem}` names no quarter", Label(Span(file)), hints=hints),
        )


def read_commentary(document: Document, quarter: int) -> tuple[Commentary | None, tuple[Diagnostic, ...]]:
    """The commentary of a quarter (an ordinal); None if its shape is wrong."""
    if found := check_shape(document, "commentary"):
        return None, found
    return commentary_of(document, quarter)


def commentary_of(document: Document, quarter: int) -> tuple[Commentary, tuple[Diagnostic, ...]]:
    """The commentary of a quarter (an ordinal), and what is wrong with its sense; of one in error, what is plain of it."""
    tree = document.mapping
    findings = Findings(document)
    notes = {
        kpi: Note(
            value.get("context") or "",
            tuple(
                read_action(findings, each or {}, (kpi, "actions", place))
                for place, each in enumerate(value.get("actions") or ())
            ),
        )
        for kpi, value in ((kpi, written or {}) for kpi, written in tree.items())
    }
    return Commentary(quarter, document.file, notes, document.spans), tuple(findings.found)


def cut_short(document: Document, text: str) -> Iterator[Diagnostic]:
    """QPR517, for prose that a # ends: `case #5` is read as `case`, for YAML takes the rest for a comment."""
    lines = text.split("\n")
    for path in document.spans:
        if path[-1:] not in (("context",), ("what",)):
            continue  # of most no place is asked for
        span = document.spans[path]
        if not span.line or span.end_line > len(lines):
            continue
        begins, ends = lines[span.line - 1][span.column - 1 :], lines[span.end_line - 1]
        lost = _AFTER.fullmatch(ends[span.end_column - 1 :])
        if lost and begins[:1] not in _QUOTED:
            at = span._replace(
                line=span.end_line,
                column=span.end_column + lost.start("comment"),
                end_line=span.end_line,
                end_column=span.end_column + lost.end("comment"),
            )
            yield Diagnostic(
                "QPR517",
                Severity.WARNING,
                f"the text ends before the #: `{shortened(lost['comment'])}` is read as a comment, and printed nowhere",
                Label(at, "not read"),
                (Label(span, "the text"),),
                (f"put quotes around all of it, or write `{path[-1]}: >-` and the text on the line below, further in",),
                kpi=str(path[0]),
            )


_AFTER = re.compile(r"\s+(?P<comment>#\S.*?)\s*")
"""After a value, what may have been meant as part of it: before a comment's first word there is a space."""

_QUOTED = ('"', "'", ">", "|")


def read_action(findings: Findings, tree: dict[str, Any], path: tuple[str | int, ...]) -> Action:
    """One action; an impossible day goes to ``findings``."""
    due: dt.date | None = findings.day(tree["due"], *path, "due") if tree.get("due") else None
    return Action(tree.get("what") or "", tree.get("owner") or "", due, Status(tree.get("status") or "open"))
