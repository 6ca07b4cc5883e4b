"""One KPI's chart: its row as of the report's quarter, and the history behind it."""

from __future__ import annotations

from qpr_rules.app.evaluate import Report
from qpr_rules.core.charted import Charted, charted
from qpr_rules.core.rows import rows_as_of
from qpr_rules.provenance import ILLUSTRATIVE


def chart(report: Report, kpi: str, area: str | None = None) -> Charted:
    """What one KPI's chart is drawn from, for the body's own area unless another is named.

    Raises UnknownError for a KPI or area that the report does not have.
    """
    found, chosen = report.located(kpi, area)
    (row,) = rows_as_of(found, report.quarter, {}, (chosen,))
    return charted(found, row, report.quarter)


def footing(report: Report, found: Charted) -> list[str]:
    """What is written below a chart by itself: that all of it is illustrative, where it is, and what it was made from."""
    illustrative = report.settings.illustrative or found.row.illustrative
    return [*([ILLUSTRATIVE] if illustrative else []), " · ".join(report.provenance.parts)]
