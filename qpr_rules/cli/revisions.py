"""``qpr-rules revisions``: which results were revised, and what that changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.options import Day, format_option, kpi_option, project_options
from qpr_rules.cli.session import Session, ended, lister, trouble
from qpr_rules.cli.writing import emitted, output_option

FORMS = ("text", "markdown", "csv", "json")


@click.command()
@kpi_option
@click.option(
    "--quarter",
    metavar="QUARTER",
    shell_complete=quarters,
    help="Only revisions of results in this quarter, or that changed a verdict as of it.",
)
@click.option("--since", type=Day(), metavar="DATE", help="Only what was revised on this day or later.")
@format_option(FORMS, "How it is written.")
@output_option()
@project_options
def revisions(
    kpi: str | None, quarter: str | None, since: dt.datetime | None, form: str, output: Path | None, **common: Any
) -> int:
    """List the results that were revised, by the day since which that is known, and the verdicts that each revision changed.

    Every KPI is evaluated as it was known before the revision and after it, by definitions and standards as they are now.
    What was published, and comes out otherwise now, is said below.

    \b
    Example:
      qpr-rules revisions --kpi EHCP-20W --since 2025-01-01
    """
    from qpr_rules.app.revisions import revisions as find
    from qpr_rules.app.revisions import touches
    from qpr_rules.cli.framing import begin, closing, restated, show_restated
    from qpr_rules.cli.refusals import definition_of, require_for_programs, require_not_ours
    from qpr_rules.showing.revised import written
    from qpr_rules.showing.revised.screen import show_revisions
    from qpr_rules.showing.revised.told import Told

    require_for_programs(form, output, FORMS)
    session = Session(**common)
    report = session.report(None)
    declarations = report.declarations
    require_not_ours(output, session.tree.root, declarations, report.results)
    chosen = session.quarter(quarter, declarations)
    wanted = declarations.definitions if kpi is None else (definition_of(declarations, kpi),)
    results = (report.exact or report).results
    found = [
        each
        for definition in wanted
        for each in find(declarations, results, definition)
        if (since is None or each.day >= since.date()) and (chosen is None or touches(each, chosen))
    ]
    found.sort(key=lambda each: each.day, reverse=True)
    told = Told(
        body=report.settings.body,
        calendar=report.calendar,
        found=found,
        restated=restated(report, kpi),
        made_from=report.provenance._replace(quarter=""),
        illustrative=report.settings.illustrative,
        narrowed=kpi is not None or quarter is not None or since is not None,
    )
    if form != "text":
        emitted(written.FORMS[form](told), output)
        return ended(sum(trouble(report)), lister(report))
    console, marks = begin(report.settings, "revised results")
    show_revisions(console, marks, told)
    show_restated(console, report, kpi)
    return closing(console, report)
