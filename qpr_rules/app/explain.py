"""One figure and how it came about, with the rules that fired for it."""

from __future__ import annotations

from dataclasses import dataclass

from qpr_rules.app.evaluate import Report
from qpr_rules.commentary import Note
from qpr_rules.core.matching import holds
from qpr_rules.core.quarters import is_active
from qpr_rules.core.workings import Workings, workings
from qpr_rules.rule import Rule


class UnknownError(LookupError):
    """There is no such KPI or area; ``word`` is what was asked for, ``known`` what there is."""

    def __init__(self, what: str, word: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no {what} `{word}`")
        self.what, self.word, self.known = what, word, known


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
    found = report.found.get(kpi)
    if found is None:
        raise UnknownError("KPI", kpi, tuple(report.found))
    chosen = report.settings.area if area is None else area
    if chosen not in found.evaluations.areas:
        if area is not None or len(found.evaluations.areas) != 1:
            raise UnknownError("area", chosen, found.evaluations.areas)
        chosen = found.evaluations.areas[0]
    commentary = report.declarations.commentaries.get(report.quarter)
    note = commentary.notes.get(kpi, Note()) if commentary else Note()
    shown = workings(found, chosen, report.quarter, note)
    listed = is_active(found.definition, report.quarter)
    fired = tuple(rule for rule in report.declarations.rules if listed and holds(rule, shown.evaluation))
    return Explanation(shown, note, fired)
