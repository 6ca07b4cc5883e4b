"""One figure and how it came about, with the rules that fired for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qpr_rules.app.evaluate import Report
from qpr_rules.commentary import Note
from qpr_rules.core.matching import holds
from qpr_rules.core.quarters import is_active
from qpr_rules.core.workings import Workings, workings
from qpr_rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Explanation:
    """The workings of one KPI and area, its commentary, and every rule that holds for it (covered ones included)."""

    workings: Workings
    note: Note
    fired: tuple[Rule, ...]


def explain(report: Report, kpi: str, area: str | None = None) -> Explanation:
    """Explain one KPI as of the report's quarter, for the body's own area unless another is named.

    Raises UnknownError for a KPI or area that the report does not have.
    """
    found, chosen = report.located(kpi, area)
    commentary = report.declarations.commentaries.get(report.quarter)
    note = commentary.notes.get(kpi, Note()) if commentary else Note()
    shown = workings(found, chosen, report.quarter, note)
    if report.declarations.published:
        marked = (row for row in report.rows if (row.kpi, row.area) == (kpi, chosen))
        shown = replace(shown, evaluation=next(marked, shown.evaluation))
    listed = is_active(found.definition, report.quarter)
    fired = tuple(rule for rule in report.declarations.rules if listed and holds(rule, shown.evaluation))
    return Explanation(shown, note, fired)
