"""One KPI in all its areas, side by side: context for a reader, which alters no rating."""

from __future__ import annotations

from qpr_rules.app.evaluate import Report
from qpr_rules.core.rollup import of_other_kinds, wholes
from qpr_rules.core.standings import Compared, compared
from qpr_rules.evaluation import Evaluation
from qpr_rules.reading.extent import UnknownError


def compare_areas(report: Report, kpi: str, area: str | None = None) -> Compared:
    """One KPI's areas as of the report's quarter; ``area`` is the one in question, by default the body's own.

    Raises UnknownError for a KPI that is not in the quarter's report, or an area named that has no results of it.
    """
    rows = [row for row in report.rows if row.kpi == kpi]
    if not rows:
        raise UnknownError("KPI", kpi, tuple(dict.fromkeys(row.kpi for row in report.rows)))
    there = tuple(row.area for row in rows)
    if area is not None and area not in there:
        raise UnknownError("area", area, there)
    code = report.settings.area if area is None else area
    shown = [row for row in rows if row.area == area or not _is_empty(report, row)]
    areas = report.declarations.areas
    apart = of_other_kinds(areas, code, there)
    shown = [row for row in shown if not any(row.area in each for each in apart.values())]
    found = compared(report.found[kpi].definition, shown, areas, wholes(areas, there), code)
    return found._replace(apart=tuple(apart))


def _is_empty(report: Report, row: Evaluation) -> bool:
    """Whether a row stands for the body's own area only, of which there is no result: a list of areas needs none."""
    panel = report.found[row.kpi].panel
    return row.area == report.settings.area and not panel.only(row.area).state.any()
