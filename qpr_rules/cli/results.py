"""``qpr-rules results``: what was read."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.options import project_options
from qpr_rules.cli.session import Session


@click.command()
@click.option("--kpi", metavar="ID", shell_complete=kpi_ids, help="Only this KPI.")
@project_options
def results(kpi: str | None, **common: Any) -> int:
    """List the results that were read: first and last period, gaps, markers, rows refused.

    \b
    Example:
      qpr-rules results --kpi EHCP-20W
    """
    from rich.text import Text

    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.cli.refusals import definition_of, settings_of
    from qpr_rules.cli.showing import begin, show_provenance
    from qpr_rules.diagnostic import errors
    from qpr_rules.period import Frequency
    from qpr_rules.provenance import Provenance
    from qpr_rules.reading.extent import NoResultsError, latest_quarter
    from qpr_rules.showing.tables import result_table
    from qpr_rules.showing.words import plural

    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    wanted = declarations.definitions if kpi is None else (definition_of(declarations, kpi),)
    read = session.results(declarations)
    try:
        quarter = settings.calendar.show(Frequency.QUARTER, latest_quarter(declarations, read))
    except NoResultsError:
        quarter = ""
    console, marks = begin(settings, f"results to {quarter}" if quarter else "results")
    console.print()
    console.print(result_table(wanted, read.observations, marks, illustrative=settings.illustrative))
    refused = f"{plural(read.refused, 'row')} refused" if read.refused else "no row refused"
    console.print()
    console.print(
        Text(f"{plural(read.rows, 'row')} read from {plural(len(read.files), 'file')}, {refused}.", style="name")
    )
    wrong = len(errors(read.diagnostics))
    if wrong:
        console.print(Text(f"{plural(wrong, 'error')}: `qpr-rules check` lists them.", style="error"))
    show_provenance(console, Provenance(quarter, declarations.digest, read.digest))
    return DIAGNOSTICS if wrong else 0
