"""One quarter's commentary: context and actions by KPI."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import Any

from qpr_rules.commentary import Action, Commentary, Note, Status
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
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
    tree: dict[str, dict[str, Any]] = document.tree  # type: ignore[assignment]  # the schema says so
    findings = Findings(document)
    notes = {
        kpi: Note(
            value.get("context") or "",
            tuple(
                read_action(findings, each, (kpi, "actions", place))
                for place, each in enumerate(value.get("actions", []))
            ),
        )
        for kpi, value in tree.items()
    }
    return Commentary(quarter, document.file, notes, document.spans), tuple(findings.found)


def read_action(findings: Findings, tree: dict[str, Any], path: tuple[str | int, ...]) -> Action:
    """One action; an impossible day goes to ``findings``."""
    due: dt.date | None = findings.day(tree["due"], *path, "due") if "due" in tree else None
    return Action(tree.get("what", ""), tree.get("owner", ""), due, Status(tree.get("status", "open")))
