"""What needs attention this quarter: the exception rules applied to a report."""

from __future__ import annotations

from qpr_rules.app.evaluate import Report
from qpr_rules.core.matching import flags
from qpr_rules.rule import Flag


def exceptions(report: Report) -> tuple[Flag, ...]:
    """Every flag of the quarter, gravest rows first; ``Flag.row`` is an index of ``report.rows``."""
    return flags(report.declarations.rules, report.rows)
