"""``qpr-rules commentary``: the file in which a quarter's context and actions are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import as_known_on_option, project_options
from qpr_rules.cli.refusals import safely
from qpr_rules.cli.session import Session, lister, trouble
from qpr_rules.cli.writing import cannot_be_written, emitted, write_file
from qpr_rules.english import listed, plural

if TYPE_CHECKING:
    from rich.console import Console

    from qpr_rules.app.commentary import Draft
    from qpr_rules.app.evaluate import Report
    from qpr_rules.showing.console import Marks


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
@as_known_on_option
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
        raise click.ClickException(f"{safely(str(error))}.") from None
    if printed:
        emitted(found.text if found.wanting else "", None)
        return _failed(report)
    from qpr_rules.cli.framing import closing, opening
    from qpr_rules.showing.prose import Prose

    console, marks = opening(report)
    console.print()
    if not found.wanting:
        held = f"{found.file} has all of them" if found.is_there else "nothing was written"
        console.print(Prose(f"No KPI of {report.title} needs a word that it has not: {held}."))
    elif found.is_there and not add:
        _show_missing(console, marks, report, found)
    else:
        _write(session, found)
        for sentence in _written(report, found):
            console.print(Prose(sentence))
    console.print()
    return closing(console, report)


def _write(session: Session, found: Draft) -> None:
    from qpr_rules.files import folders_for, write_new

    path, named = session.tree.root / found.file, safely(found.file)
    if found.content is None:
        raise click.ClickException(
            f"Nothing can be added after the last line of {named} without changing how the rest is read. "
            "Print what is missing with --print, and put it in by hand."
        )
    if found.is_there:
        write_file(path, found.content, named)
        return
    try:
        with folders_for(path):
            write_new(path, found.content)
    except FileExistsError:
        raise click.ClickException(f"{named} is there by now, and is not overwritten.") from None
    except OSError as error:
        raise cannot_be_written(path, named, error) from None


def _written(report: Report, found: Draft) -> Iterator[str]:
    """What was done, and what to do next."""
    from qpr_rules.harmless import safe
    from qpr_rules.showing import words

    done = "added below what is written" if found.is_there else "written"
    yield f"{safe(found.file)} {done}: {_counted(found)} to say a word about."
    if found.carried:
        overdue = sum(action.is_overdue(report.end) for action in found.carried)  # exact: integers
        late = f", of which {overdue} overdue at the quarter's end, {words.day(report.end)}" if overdue else ""
        yield f"{plural(len(found.carried), 'open action')} carried forward from {found.earlier}{late}."
    if found.lost:
        yield (
            f"Not carried forward, because their KPIs are not in the set of {report.title}: the open actions of "
            f"{listed([safe(kpi) for kpi in found.lost])}."
        )
    yield "Write the contexts, bring the actions up to date, then: qpr-rules check"


def _show_missing(console: Console, marks: Marks, report: Report, found: Draft) -> None:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from qpr_rules.definition import Kind
    from qpr_rules.harmless import safe
    from qpr_rules.showing.console import badge
    from qpr_rules.showing.prose import Parts, Prose

    one = len(found.wanting) == 1
    verbs = ("needs", "is") if one else ("need", "are")
    file = safe(found.file)
    console.print(
        Prose(f"{file} is there, and was left as it is. {_counted(found)} {verbs[0]} a word and {verbs[1]} not in it:")
    )
    console.print()
    posts = {each.id: each.post for each in (report.declarations.owners or {}).values()}
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for row in found.wanting:
        rated = Text(" activity ", style="quiet") if row.kind is Kind.ACTIVITY else badge(row.rating, marks)
        whose = Parts([safe(row.kpi), safe(posts.get(row.owner, row.owner))], marks.dot)
        table.add_row(rated, Group(Prose(Text(safe(row.name), style="name")), whose))
    console.print(table)
    console.print()
    console.print(Prose(f'Add them below what is written: qpr-rules commentary new "{report.title}" --add'))


def _counted(found: Draft) -> str:
    """``13 KPIs and 1 activity indicator``."""
    from qpr_rules.definition import Kind

    activities = sum(row.kind is Kind.ACTIVITY for row in found.wanting)  # exact: integers
    numbers = ((len(found.wanting) - activities, "KPI"), (activities, "activity indicator"))
    return listed([plural(number, word) for number, word in numbers if number])


def _failed(report: Report) -> int:
    """The exit code where the output is the file's text: what is wrong is said on the other."""
    if not any(trouble(report)):
        return 0
    click.echo(f"There are errors in the files, which may change this: `{lister(report)}` lists them.", err=True)
    return DIAGNOSTICS
