"""``qpr-rules list``: the definitions."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.options import Session, project_options


@click.command(name="list")
@click.option("--section", metavar="ID", help="Only this section.")
@project_options
def listing(section: str | None, **common: Any) -> int:
    """List the definitions by section, with the standard in force today.

    \b
    Example:
      qpr-rules list --section education-and-skills
    """
    from rich.text import Text

    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.cli.showing import banner, known
    from qpr_rules.period import month_of_date
    from qpr_rules.showing.console import console_for, safe
    from qpr_rules.showing.tables import definition_table
    from qpr_rules.showing.words import plural

    session = Session(**common)
    declarations = session.declarations()
    if declarations.settings is None:
        raise click.ClickException("The settings cannot be read; `qpr-rules check` says why.")
    titles = declarations.settings.sections
    known("section", section, titles)
    console = console_for()
    banner(console, declarations.settings)
    shown = 0
    for key in dict.fromkeys([*titles, *(each.section for each in declarations.definitions)]):
        own = [each for each in declarations.definitions if each.section == key and section in (None, key)]
        if own:
            shown += len(own)
            console.print(
                Text.assemble((safe(titles.get(key, key)), "name"), (f"  {plural(len(own), 'definition')}", "quiet"))
            )
            console.print(definition_table(own, month_of_date(session.today)))
            console.print()
    console.print(Text(f"{plural(shown, 'definition')}.", style="name"))
    for broken in declarations.broken:
        console.print(
            Text(f"in error: {safe(broken.id)} ({safe(broken.file)}); `qpr-rules check` says why", style="error")
        )
    return DIAGNOSTICS if declarations.broken else 0
