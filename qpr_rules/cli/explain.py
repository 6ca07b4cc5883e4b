"""``qpr-rules explain``: the workings of one figure."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import areas, kpi_ids
from qpr_rules.cli.options import project_options, quarter_option
from qpr_rules.cli.session import Session


@click.command()
@click.argument("kpi", shell_complete=kpi_ids)
@quarter_option
@click.option("--area", metavar="AREA", shell_complete=areas, help="The area; by default the body's own.")
@project_options
def explain(kpi: str, quarter: str | None, area: str | None, **common: Any) -> int:
    """Print one figure and how it came about.

    \b
    Example:
      qpr-rules explain EHCP-20W --quarter "Q3 2024/25"
    """
    from qpr_rules.app.explain import explain as find
    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.cli.refusals import definition_of, of_area
    from qpr_rules.cli.showing import closing, opening, show_restated
    from qpr_rules.showing.explanation import show_explanation

    report = Session(**common).report(quarter)
    definition = definition_of(report.declarations, kpi)
    found = of_area(find, report, definition.id, area)
    console, marks = opening(report)
    show_explanation(console, marks, found.workings, found.note, found.fired, report.declarations.owners or {})
    show_restated(console, report, definition.id)
    return DIAGNOSTICS if closing(console, report) else 0
