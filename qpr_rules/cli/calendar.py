"""``qpr-rules calendar``: which standards start, end or are missing."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.options import project_options, section_option
from qpr_rules.cli.session import Session


@click.command()
@click.option("--from", "start", metavar="MONTH", help='The first month, such as "2025-04"; by default this one.')
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True, help="How many months ahead.")
@section_option
@click.option(
    "--all", "everything", is_flag=True, help="List the KPIs of which nothing starts, ends or is missing too."
)
@project_options
def calendar(start: str | None, months: int, section: str | None, everything: bool, **common: Any) -> int:
    """Show which standards start, end or are missing over the coming year.

    \b
    Example:
      qpr-rules calendar --from 2025-01
    """
    from qpr_rules.cli.framing import begin, show_broken, show_provenance
    from qpr_rules.cli.refusals import require_known, settings_of
    from qpr_rules.core.coming import coming
    from qpr_rules.period import Frequency, PeriodError, month_of_date
    from qpr_rules.provenance import Provenance
    from qpr_rules.showing.coming import show_coming

    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    require_known("section", section, settings.sections)
    body = settings.calendar
    try:
        first = body.parse(start, Frequency.MONTH) if start else month_of_date(session.today)
    except PeriodError as error:
        raise click.BadParameter(str(error), param_hint="--from") from None
    found = list(coming((each for each in declarations.definitions if section in (None, each.section)), first, months))
    span = f"{body.show(Frequency.MONTH, first)} to {body.show(Frequency.MONTH, first + months - 1)}"
    console, marks = begin(settings, f"Standards (target / floor), {span}")
    console.print()
    show_coming(console, marks, found, everything=everything)
    console.print()
    show_broken(console, declarations)
    show_provenance(console, Provenance("", declarations.digest))
    return 0
