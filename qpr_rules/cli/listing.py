"""``qpr-rules list``: the definitions."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import project_options, section_option
from qpr_rules.cli.session import Session
from qpr_rules.english import plural


@click.command(name="list")
@section_option
@project_options
def listing(section: str | None, **common: Any) -> int:
    """List the definitions by section, with the standards in force today, or on the day that --today gives.

    \b
    Example:
      qpr-rules list --section education-and-skills
    """
    from rich.text import Text

    from qpr_rules.cli.framing import begin, show_broken, show_provenance
    from qpr_rules.cli.refusals import require_known, settings_of
    from qpr_rules.harmless import safe
    from qpr_rules.provenance import Provenance
    from qpr_rules.showing.definitions import DefinitionTable, in_all
    from qpr_rules.showing.words import day

    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    require_known("section", section, settings.sections)
    wanted = [each for each in declarations.definitions if section in (None, each.section)]
    console, marks = begin(settings, f"definitions as of {day(session.today)}")
    owners = declarations.owners or {}
    for key in dict.fromkeys([*settings.sections, *(each.section for each in wanted)]):
        own = [each for each in wanted if each.section == key]
        if own:
            title = Text.assemble(
                (safe(settings.sections.get(key, key)), "heading"), (f"  {plural(len(own), 'definition')}", "quiet")
            )
            console.print()
            console.print(
                DefinitionTable(
                    title=title,
                    definitions=own,
                    everyone=wanted,
                    owners=owners,
                    today=session.today,
                    marks=marks,
                    illustrative=settings.illustrative,
                )
            )
    console.print()
    console.print(Text(in_all(wanted, session.today), style="name"))
    show_broken(console, declarations)
    show_provenance(console, Provenance(f"as of {day(session.today)}", declarations.digest))
    return DIAGNOSTICS if declarations.broken else 0
