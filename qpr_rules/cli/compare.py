"""``qpr-rules compare``: one KPI in all its areas, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.options import area_option, as_known_on_option, format_option, project_options, quarter_option
from qpr_rules.cli.session import Session, ended, lister, trouble
from qpr_rules.cli.writing import emitted, output_option

if TYPE_CHECKING:
    from qpr_rules.core.standings import Compared
    from qpr_rules.provenance import Provenance


FORMS = ("table", "csv", "json")


@click.command()
@click.argument("kpi", shell_complete=kpi_ids)
@quarter_option
@area_option("The area in question; by default the body's own.")
@format_option(FORMS, "A list for people, or rows for programs.")
@output_option()
@as_known_on_option
@project_options
def compare(kpi: str, quarter: str | None, area: str | None, form: str, output: Path | None, **common: Any) -> int:
    """Rank the areas of one KPI, and place one of them among all and among its neighbours.

    What the areas are called, which of them are neighbours, and which are parts of another stands in areas.yaml. A rank
    is context: it alters no rating.

    \b
    Example:
      qpr-rules compare EHCP-20W
    """
    from qpr_rules.app.compare import compare_areas
    from qpr_rules.cli.framing import closing, opening
    from qpr_rules.cli.refusals import definition_of, of_area, require_for_programs, require_in_report, require_not_ours
    from qpr_rules.showing.areas import show_areas

    require_for_programs(form, output, FORMS)
    session = Session(**common)
    report = session.report(quarter)
    require_not_ours(output, session.tree.root, report.declarations, report.results)
    definition = definition_of(report.declarations, kpi)
    require_in_report(report, kpi)
    found = of_area(compare_areas, report, definition.id, area)
    if form == "table":
        console, marks = opening(report)
        show_areas(console, marks, found, found.everywhere.standings[0].row.period)
        return closing(console, report)
    emitted("".join(_lines(found, form, report.provenance)), output)
    return ended(sum(trouble(report)), lister(report))


def _lines(found: Compared, form: str, made_from: Provenance) -> Iterator[str]:
    from qpr_rules.formulas import csv_lines
    from qpr_rules.harmless import json_text
    from qpr_rules.showing.areas import records

    rows = list(records(found, made_from, text=form == "csv"))
    if form == "json":
        yield json_text(rows, indent=1) + "\n"
        return
    yield from csv_lines([list(rows[0]), *(row.values() for row in rows)])
