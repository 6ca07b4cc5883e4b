"""``qpr-rules explain``: the workings of one figure."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.options import area_option, as_known_on_option, project_options, quarter_option
from qpr_rules.cli.session import Session

NOT_FOR_PUBLICATION = "Not for publication: counts below {}, or what would reveal them, are among these numbers."
"""Over an explanation of a KPI of which something is hidden in everything that is released."""


@click.command()
@click.argument("kpi", shell_complete=kpi_ids)
@quarter_option
@area_option()
@as_known_on_option
@project_options
def explain(kpi: str, quarter: str | None, area: str | None, **common: Any) -> int:
    """Print one figure and how it came about: the exact numbers, also those that `disclosure` hides elsewhere.

    \b
    Example:
      qpr-rules explain EHCP-20W --quarter "Q3 2024/25"
    """
    from rich.text import Text

    from qpr_rules.app.explain import explain as find
    from qpr_rules.cli.framing import closing, opening, show_restated
    from qpr_rules.cli.refusals import definition_of, of_area
    from qpr_rules.showing.explanation.screen import show_explanation
    from qpr_rules.showing.prose import Prose

    report = Session(**common).report(quarter, exact=True)
    definition = definition_of(report.declarations, kpi)
    found = of_area(find, report, definition.id, area)
    console, marks = opening(report)
    if report.released.found[definition.id] is not report.found[definition.id]:
        console.print(Prose(Text(NOT_FOR_PUBLICATION.format(definition.disclosure), style="warning")))
    declared = report.declarations
    owners = declared.owners or {}
    show_explanation(console, marks, found.workings, found.note, found.fired, owners, declared.areas)
    show_restated(console, report, definition.id)
    return closing(console, report)
