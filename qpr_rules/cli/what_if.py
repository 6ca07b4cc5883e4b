"""``qpr-rules what-if``: the ratings that another rule, or results to come, would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.options import area_option, as_known_on_option, project_options
from qpr_rules.cli.session import Session

if TYPE_CHECKING:
    from qpr_rules.definition import Definition


@click.command(name="what-if")
@click.argument("kpi", shell_complete=kpi_ids)
@click.option("--target", default="", metavar="NUMBER", help='Another target; for stay-close a range: "17.5 to 22.5".')
@click.option("--floor", default="", metavar="NUMBER", help="Another floor standard.")
@click.option("--window", default="", metavar="WINDOW", help='Another window: "12 months", quarter, year to date, ...')
@click.option("--polarity", default="", metavar="WORD", help="Another polarity: higher, lower or stay-close.")
@click.option(
    "--from", "start", metavar="MONTH", help="The month from which target and floor hold; by default for the past too."
)
@click.option(
    "--add", "supposed", multiple=True, metavar="PERIOD=RESULT", help='A result supposed, such as "2025-01=85/100".'
)
@click.option(
    "--repeat-last",
    "repeat",
    type=click.IntRange(0, 120),
    default=0,
    metavar="N",
    help="Repeat the last result N times.",
)
@click.option(
    "--periods", type=click.IntRange(0), default=24, show_default=True, help="How many periods back; 0 for all."
)
@area_option()
@as_known_on_option
@project_options
def what_if(
    kpi: str,
    target: str,
    floor: str,
    window: str,
    polarity: str,
    start: str | None,
    supposed: tuple[str, ...],
    repeat: int,
    periods: int,
    area: str | None,
    **common: Any,
) -> int:
    """Show the ratings that another rule, or results to come, would give, side by side with now. Nothing is written.

    \b
    Example:
      qpr-rules what-if FOI-20 --target 92 --floor 88 --from 2024-04 --add 2025-01=85/100
    """
    from qpr_rules.app.series import with_areas
    from qpr_rules.app.what_if import RefusedError
    from qpr_rules.app.what_if import what_if as work_out
    from qpr_rules.cli.framing import show_provenance
    from qpr_rules.cli.refusals import definition_of
    from qpr_rules.provenance import Provenance
    from qpr_rules.reading.altered import Wish
    from qpr_rules.showing.console import console_for, marks_for
    from qpr_rules.showing.what_if import show_what_if

    session = Session(**common)
    declarations = session.declarations()
    definition = definition_of(declarations, kpi)
    if start and not (target or floor):
        raise click.UsageError("--from says when a standard begins: give --target or --floor with it.")
    if not any((target, floor, window, polarity, supposed, repeat)):
        raise click.UsageError(
            "Say what would be otherwise: --target, --floor, --window, --polarity, --add or --repeat-last."
        )
    given, begins = [_supposed(each) for each in supposed], _month(definition, start)
    results = session.results(declarations)
    chosen = area if area is not None else declarations.settings.area if declarations.settings else ""
    known = with_areas(definition, results.observations.get(kpi, ()), declarations.areas).areas
    if area is not None and area not in known:
        raise click.BadParameter(f"there is no result of {kpi} for the area `{area}`", param_hint="--area")
    wish = Wish(target.strip(), floor.strip(), window.strip(), polarity.strip(), begins)
    try:
        answer = work_out(session.tree, declarations, results, definition, wish, given, repeat=repeat, area=chosen)
    except RefusedError as error:
        lines = [f"  {each.headline}" + "".join(f"; {hint}" for hint in each.hints) for each in error.found]
        raise click.UsageError("That cannot be:\n" + "\n".join(lines)) from None
    console = console_for()
    day = results.known_on.isoformat() if results.known_on else ""
    show_what_if(console, marks_for(console), answer, periods, results.known_on)
    console.print()
    show_provenance(console, Provenance("", declarations.digest, results.digest, known=day))
    return 0


def _supposed(given: str) -> tuple[str, str]:
    """The period and the result that ``PERIOD=RESULT`` names. Refuses, as misuse, what is not written so."""
    period, _, result = (part.strip() for part in given.partition("="))
    if not period or not result:
        raise click.BadParameter(f"`{given}` is not PERIOD=RESULT, such as 2025-01=85/100", param_hint="--add")
    return period, result


def _month(definition: Definition, start: str | None) -> int | None:
    """The month (an ordinal) from which a standard is to hold. Refuses, as misuse, one that cannot be read."""
    from qpr_rules.period import Frequency, PeriodError

    try:
        return definition.calendar.parse(start, Frequency.MONTH) if start else None
    except PeriodError as error:
        raise click.BadParameter(str(error), param_hint="--from") from None
