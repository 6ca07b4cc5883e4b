"""``qpr-rules impact``: what a change of the rules does to ratings and exceptions, and whether it made a rule easier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import as_known_on_option, format_option, project_options, quarter_option
from qpr_rules.cli.session import Session, trouble
from qpr_rules.cli.writing import output_option

if TYPE_CHECKING:
    from qpr_rules.app.impact import Assessment
    from qpr_rules.reading.project import Declarations
    from qpr_rules.showing.changes.forms import Told

FORMS = ("text", "markdown", "json", "github")


@click.command()
@click.option(
    "--against",
    metavar="REF|DIR",
    help="The version to compare with: a git revision, or a folder that is called like none; by default where this work left the main branch.",
)
@quarter_option
@format_option(FORMS, "How it is written.")
@click.option(
    "--queries", is_flag=True, help="Run the queries and plug-ins that `results` names: never for a stranger's change."
)
@output_option()
@as_known_on_option
@project_options
def impact(
    against: str | None, quarter: str | None, form: str, queries: bool, output: Path | None, **common: Any
) -> int:
    """Say which ratings and exceptions a change of the rules moves, and whether it made a rule easier.

    Both versions are rated with the results and the commentary of the project as it is now.

    \b
    Example:
      qpr-rules impact --against main --quarter "Q3 2024/25"
    """
    from qpr_rules.app.as_known_on import published_by
    from qpr_rules.app.declare import declare
    from qpr_rules.app.impact import Asked
    from qpr_rules.app.impact import impact as assess
    from qpr_rules.cli.other_version import other_version
    from qpr_rules.cli.refusals import require_not_ours, settings_of, without_results
    from qpr_rules.diagnostic import errors
    from qpr_rules.period import Frequency, month_of_date
    from qpr_rules.reading.extent import NoResultsError

    session = Session(**common)
    later = session.declarations()
    if session.known_on is not None:
        later = published_by(later, session.known_on)
    calendar = settings_of(later).calendar
    past = calendar.holding(Frequency.QUARTER, month_of_date(session.today)) - 1
    with other_version(session, against) as (tree, called):
        earlier = declare(tree)
        if earlier.settings is None:
            raise click.ClickException(f"The settings of {called} cannot be read, so there is nothing to compare with.")
        try:
            asked = Asked(session.quarter(quarter, later), past, queries, session.known_on)
            found = assess(earlier, later, (tree, session.tree), asked)
        except NoResultsError as error:
            said = without_results(later, error).message
            if not queries and any(each.is_asked for each in settings_of(later).results):
                said += "\nA query of `results` is run with --queries: never for a stranger's change."
            raise click.ClickException(said) from None
    require_not_ours(output, session.tree.root, later, found.after.results)
    told = _told(found, called, session, earlier, later)
    if form == "text" and output is None:
        _show(told)
    else:
        from qpr_rules.cli.writing import emitted
        from qpr_rules.showing.changes.forms import form_named

        emitted(_as_text(told) if form == "text" else form_named(form)(told), output)
    failed = bool(errors(found.findings)) or any(trouble(found.after))
    return DIAGNOSTICS if failed else 0


def _told(found: Assessment, called: str, session: Session, earlier: Declarations, later: Declarations) -> Told:
    from qpr_rules.cli.forms import about_codes, way_to
    from qpr_rules.showing.changes.forms import Told
    from qpr_rules.showing.diagnostics.forms import Listing, counted

    about = about_codes() if found.findings else {}
    texts = {**earlier.texts, **later.texts}
    settings = found.after.settings
    findings = Listing(
        diagnostics=found.findings,
        texts=texts,
        verdict=f"In review: {counted(found.findings)}.",
        about=about,
        prefix=way_to(session.tree.root),
        made_from=found.after.provenance,
        illustrative=settings.illustrative,
    )
    return Told(
        impact=found.impact,
        findings=findings,
        body=settings.body,
        against=called,
        before=found.before.provenance,
        after=found.after.provenance,
        illustrative=settings.illustrative,
        unasked=found.after.results.unasked,
    )


def _show(told: Told) -> None:
    from qpr_rules.showing.changes.screen import show_impact
    from qpr_rules.showing.console import console_for, marks_for

    console = console_for()
    show_impact(console, marks_for(console), told)


def _as_text(told: Told) -> str:
    import io

    from qpr_rules.showing.changes.screen import show_impact
    from qpr_rules.showing.console import UNICODE, console_for

    stream = io.StringIO()
    show_impact(console_for(stream), UNICODE, told)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())
