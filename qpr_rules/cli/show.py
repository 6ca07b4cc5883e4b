"""``qpr-rules show``: a rule read back in sentences."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.options import project_options
from qpr_rules.cli.session import Session


@click.command()
@click.argument("kpi", shell_complete=kpi_ids)
@project_options
def show(kpi: str, **common: Any) -> int:
    """Read a rule back in sentences, with its standards over the years and where each value was written.

    \b
    Example:
      qpr-rules show EHCP-20W
    """
    from qpr_rules.cli.framing import show_provenance
    from qpr_rules.cli.refusals import definition_of
    from qpr_rules.period import month_of_date
    from qpr_rules.provenance import Provenance
    from qpr_rules.showing.console import console_for, marks_for
    from qpr_rules.showing.reading_back import DeclaredRule, show_rule
    from qpr_rules.showing.words import day

    session = Session(**common)
    declarations = session.declarations()
    definition = definition_of(declarations, kpi)
    assert declarations.settings is not None  # there are no definitions without settings
    console = console_for()
    rule = DeclaredRule(definition, declarations.settings, declarations.owners or {}, month_of_date(session.today))
    show_rule(console, marks_for(console), rule)
    console.print()
    show_provenance(console, Provenance(f"as of {day(session.today)}", declarations.digest))
    return 0
