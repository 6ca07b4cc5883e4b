"""``qpr-rules commentary``: the file in which a quarter's context and actions are written."""

from __future__ import annotations

from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.findings import wrapped
from qpr_rules.cli.options import project_options
from qpr_rules.cli.session import Session, trouble
from qpr_rules.cli.writing import emitted, write_file

if TYPE_CHECKING:
    from qpr_rules.app.commentary import Draft
    from qpr_rules.app.evaluate import Report


@click.group()
def commentary() -> None:
    """Start a quarter's commentary: the KPIs that need a word, what happened to each, and the actions still open.

    \b
    Example:
      qpr-rules commentary new "Q3 2024/25"
    """


@commentary.command(short_help="Write the file to be filled in, or say what is missing in it.")
@click.argument("quarter", shell_complete=quarters)
@click.option("--add", is_flag=True, help="Add the KPIs that are missing below what is written, which stays as it is.")
@click.option("--print", "printed", is_flag=True, help="Print what would be written, and write nothing.")
@project_options
def new(quarter: str, add: bool, printed: bool, **common: Any) -> int:
    """Write the file of a quarter's commentary, to be filled in; or say which KPIs are missing in the one there is.

    It holds the KPIs with an exception that is urgent or of concern, those that are Red or newly Amber, and those with an
    action still open in the commentary before, in the order of the report. Comments say what happened to each. Nothing
    that is written is ever changed.

    \b
    Example:
      qpr-rules commentary new "Q3 2024/25"
      qpr-rules commentary new "Q2 2024/25" --print
    """
    from qpr_rules.app.commentary import NoDraftError, draft

    session = Session(**common)
    report = session.report(quarter, "QUARTER")
    try:
        found = draft(report, session.tree)
    except NoDraftError as error:
        raise click.ClickException(f"{error}.") from None
    if printed:
        emitted(found.text if found.wanting else "", None)
    elif not found.wanting:
        held = f"{found.file} has all of them" if found.is_there else "nothing was written"
        _say(f"No KPI of {report.title} needs a word that it has not: {held}.")
    elif found.is_there and not add:
        _say_missing(report, found)
    else:
        _write(session, found)
        _say_written(report, found)
    return _closing(report, quiet=printed)


def _write(session: Session, found: Draft) -> None:
    from qpr_rules.files import folders_for, write_new

    path = session.tree.root / found.file
    if found.content is None:
        raise click.ClickException(
            f"Nothing can be added after the last line of {found.file} without changing how the rest is read. "
            "Print what is missing with --print, and put it in by hand."
        )
    if found.is_there:
        write_file(path, found.content, found.file)
        return
    try:
        with folders_for(path):
            write_new(path, found.content)
    except FileExistsError:
        raise click.ClickException(f"{found.file} is there by now, and is not overwritten.") from None
    except OSError as error:
        raise click.ClickException(f"{found.file} cannot be written ({error.strerror}).") from None


def _say_written(report: Report, found: Draft) -> None:
    from qpr_rules.period import Frequency, last_day
    from qpr_rules.showing import words

    end = last_day(report.calendar.last_month(Frequency.QUARTER, report.quarter))
    done = f"{found.file}: added, below what was there" if found.is_there else f"{found.file} written"
    _say(f"{done}: {_counted(found)} to say a word about.")
    if found.carried:
        overdue = sum(action.is_overdue(end) for action in found.carried)  # exact: integers
        late = f", of which {overdue} overdue at the quarter's end, {words.day(end)}" if overdue else ""
        _say(f"{words.plural(len(found.carried), 'open action')} carried forward from {found.earlier}{late}.")
    if found.lost:
        _say(
            f"Not carried forward, because their KPIs are not in the set of {report.title}: the open actions of "
            f"{', '.join(found.lost)}."
        )
    _say("Write the contexts, bring the actions up to date, then: qpr-rules check")


def _say_missing(report: Report, found: Draft) -> None:
    from qpr_rules.cli.refusals import safely

    one = len(found.wanting) == 1
    verbs = ("needs", "is") if one else ("need", "are")
    _say(
        f"{found.file} is there, and was left as it is. {_counted(found)} of {report.title} "
        f"{verbs[0]} a word and {verbs[1]} not in it:"
    )
    width = max(len(row.kpi) for row in found.wanting)
    ratings = max(len(_rating(row.kind, row.rating)) for row in found.wanting)
    columns = get_terminal_size((100, 24)).columns
    for row in found.wanting:
        head = f"  {safely(row.kpi):<{width}}  {_rating(row.kind, row.rating):<{ratings}}  "
        lines = wrap(safely(row.name), max(20, columns - len(head))) or [""]
        click.echo("\n".join([head + lines[0], *(" " * len(head) + line for line in lines[1:])]))
    _say(f'Add them below what is written: qpr-rules commentary new "{report.title}" --add')


def _counted(found: Draft) -> str:
    from qpr_rules.showing.words import listed, plural

    activities = sum(row.kind == "activity" for row in found.wanting)  # exact: integers
    numbers = ((len(found.wanting) - activities, "KPI"), (activities, "activity indicator"))
    return listed([plural(number, word) for number, word in numbers if number])


def _rating(kind: str, rating: str) -> str:
    return "activity" if kind == "activity" else rating.capitalize()


def _closing(report: Report, *, quiet: bool) -> int:
    """The last lines, on the error output where the output is the file's text; the exit code."""
    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.provenance import ILLUSTRATIVE

    failed = any(trouble(report))
    if failed:
        click.echo("There are errors in the files, which may change this: `qpr-rules check` lists them.", err=quiet)
    if not quiet:
        for line in [ILLUSTRATIVE] * report.settings.illustrative + [str(report.provenance)]:
            _say(line)
    return DIAGNOSTICS if failed else 0


def _say(sentence: str) -> None:
    for line in wrapped(sentence):
        click.echo(line)
