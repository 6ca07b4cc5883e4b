"""``qpr-rules results``: what was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import as_known_on_option, format_option, kpi_option, project_options
from qpr_rules.cli.session import Session, ended
from qpr_rules.cli.writing import emitted, output_option
from qpr_rules.english import plural

FORMS = ("table", "csv", "json")


@click.command()
@kpi_option
@click.option(
    "--by",
    type=click.Choice(["kpi", "source", "refusal"]),
    default="kpi",
    show_default=True,
    help="A row for each KPI and area; for each source: a file, or a query; or for each row that was refused, and why, by source and line. "
    "JSON holds KPIs and sources.",
)
@format_option(FORMS, "A table for people; the others are for programs.")
@output_option()
@as_known_on_option
@project_options
def results(kpi: str | None, by: str, form: str, output: Path | None, **common: Any) -> int:
    """List the results that were read: file, KPI, area, first and last period, gaps, markers, rows refused.

    Below stands what became of every row, and which results are hard to believe, with those beside them. JSON holds all
    of it, with the first refusals of each kind and their places; `qpr-rules schema results` describes it. CSV by refusal
    has every row that was refused.

    \b
    Examples:
      qpr-rules results --kpi EHCP-20W
      qpr-rules results --by source --format csv -o rows.csv
      qpr-rules results --by refusal --format csv -o refused.csv
    """
    from rich.text import Text

    from qpr_rules.app.results import told as tell
    from qpr_rules.cli.forms import about_codes, way_to
    from qpr_rules.cli.framing import begin, show_provenance
    from qpr_rules.cli.refusals import definition_of, require_for_programs, require_not_ours, settings_of
    from qpr_rules.diagnostic import errors
    from qpr_rules.harmless import safe
    from qpr_rules.showing import words
    from qpr_rules.showing.results.screen import show_results
    from qpr_rules.showing.results.written import PROGRAMS

    require_for_programs(form, output, FORMS)
    if form == "json" and by != "kpi":
        raise click.UsageError("JSON holds KPIs, sources and findings: leave --by out.")
    if by == "source" and kpi is not None:
        raise click.UsageError("A source is of all its KPIs: leave --kpi out, or --by source.")
    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    wanted = declarations.definitions if kpi is None else (definition_of(declarations, kpi),)
    read = session.results(declarations, every_refusal=by == "refusal")
    require_not_ours(output, session.tree.root, declarations, read)
    told = tell(declarations, read, settings, wanted, session.today if form != "csv" and by != "refusal" else None)
    if kpi is not None:
        told = replace(told, refusals=told.refusals.of(kpi))
    wrong = len(errors(read.diagnostics))
    if form != "table":
        if form == "json":
            named = told.findings._replace(about=about_codes(), prefix=way_to(session.tree.root))
            told = replace(told, findings=named)
        emitted(PROGRAMS[form, by](told), output)
        return ended(wrong, read.listed_by)
    day, quarter = read.known_on, told.made_from.quarter
    title = f"results to {quarter}" if quarter else "results"
    console, marks = begin(settings, f"{title}, as known on {words.day(day)}" if day else title)
    files = read.files
    called = safe(files[0]) if len(files) == 1 else plural(len(files), "source" if read.asked else "file")
    show_results(console, marks, told, called, by)
    if wrong:
        console.print()
        console.print(Text(f"{plural(wrong, 'error')}: `{read.listed_by}` lists them.", style="error"))
    console.print()
    show_provenance(console, told.made_from)
    return DIAGNOSTICS if wrong else 0
