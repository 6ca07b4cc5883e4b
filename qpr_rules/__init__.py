"""KPI rules as code for quarterly performance reports.

>>> import qpr_rules
>>> project = qpr_rules.open(".")
>>> project.check()
()
>>> report = project.evaluate("Q3 2024/25")
>>> [flag.rule.id for flag in project.exceptions("Q3 2024/25") if report.rows[flag.row].kpi == "EHCP-20W"]
['below-floor']

What else there is: docs/how-to/use-from-python.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qpr_rules.app.opening import Project as Project
    from qpr_rules.app.opening import open as open

__version__ = "0.1.0"
__all__ = ["Project", "__version__", "open"]


def __getattr__(name: str) -> Any:
    """Exported on first use: ``import qpr_rules`` costs nothing."""
    if name in ("Project", "open"):
        from qpr_rules.app import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
