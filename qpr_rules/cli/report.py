"""``qpr-rules report``: the quarter's paper, in the format of the file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.options import as_known_on_option, kpi_option, owner_option, project_options, section_option
from qpr_rules.cli.progress import progress
from qpr_rules.cli.session import Session, ended, lister, trouble
from qpr_rules.cli.writing import is_folder, printed, write_file
from qpr_rules.english import listed, plural

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.app.report import Scope
    from qpr_rules.showing.report.paper import Paper

_MANY = 16
"""Pictures from which on it is worth starting other processes."""

FORMS = ("html", "markdown", "word", "pdf", "excel", "csv", "json")


@click.command()
@click.argument("quarter", required=False, shell_complete=quarters)
@click.option(
    "--quarter", "named", metavar="QUARTER", shell_complete=quarters, help="The same, as other commands have it."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, whole or not at all; its ending says the format. With --by, the folder.",
)
@click.option("--format", "form", type=click.Choice(FORMS), help="The format, where the file's ending does not say it.")
@section_option
@owner_option("Only what this owner answers for.")
@kpi_option
@click.option(
    "--by", type=click.Choice(["owner"]), help="A folder with a digest for each owner, to send: Markdown and HTML."
)
@click.option("--draft", is_flag=True, help="Mark it as a draft on every page.")
@as_known_on_option
@project_options
def report(
    quarter: str | None,
    named: str | None,
    output: Path | None,
    form: str | None,
    section: str | None,
    owner: str | None,
    kpi: str | None,
    by: str | None,
    draft: bool,
    **common: Any,
) -> int:
    """Write the quarter's report: a paper to publish, or a file for programs.

    QUARTER is one such as "Q3 2024/25"; by default the latest with a result. HTML is one page that needs no network;
    PDF is the same in pages, Word (.docx) is for committee staff to edit, Markdown for committee systems, Excel
    (.xlsx) for analysts, CSV for open-data portals, JSON for programs. PDF, Word and Excel need
    `pip install "qpr-rules[report]"`.

    \b
    Example:
      qpr-rules report "Q3 2024/25" -o report.html
    """
    from qpr_rules.app.report import Scope, compose
    from qpr_rules.cli.hidden_said import warn_of_hidden
    from qpr_rules.cli.refusals import require_not_ours
    from qpr_rules.showing.chart.picture import NoPictureError
    from qpr_rules.showing.report import forms

    if quarter and named:
        raise click.UsageError("Give the quarter once.")
    if by and (form or output is None):
        raise click.UsageError("--by owner writes a folder of Markdown and HTML: name it, such as `-o digests`.")
    if output is not None and not by and is_folder(output):
        raise click.BadParameter(f"`{output}` is a folder; name a file in it.", param_hint="--output")
    chosen = "" if by else _format(output, form)
    session = Session(**common)
    found = session.report(quarter or named)
    scope = _scope(found, Scope(section, owner, kpi))
    if by and output is not None:
        from qpr_rules.cli.digests import write_digests

        warn_of_hidden(found, session.today)
        click.echo(write_digests(found, scope, output, session.tree.root, draft=draft))
        return ended(sum(trouble(found)), lister(found))
    require_not_ours(output, session.tree.root, found.declarations, found.results)
    with progress("Composing", "KPIs") as step:
        paper = compose(found, scope, draft=draft, past_of_areas=forms.FORMS[chosen].past_of_areas, progress=step)
    warn_of_hidden(found, session.today, {entry.row.kpi for entry in paper.entries})
    try:
        with progress("Setting pages" if chosen == "pdf" else "Drawing", "KPIs") as step:
            content = forms.show(chosen, paper, step, _side_by_side)
    except (NoPictureError, forms.TooLargeError) as error:
        raise click.UsageError(f"{error}.") from None
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(printed(content.decode()) if forms.FORMS[chosen].is_text else content)
    else:
        _write(output, content)
        click.echo(_written(output, paper))
    return ended(sum(trouble(found)), lister(found))


def _format(output: Path | None, form: str | None) -> str:
    """The format asked for, or that of the file's ending.

    Refuses, as misuse, an ending that says none, and a format that cannot be made or shown here.
    """
    from qpr_rules.showing.report import forms

    chosen = form or _by_ending(output)
    try:
        forms.require(chosen)
    except forms.NotInstalledError as error:
        raise click.UsageError(str(error)) from None
    if output is None and not forms.FORMS[chosen].is_text and sys.stdout.isatty():
        raise click.UsageError(
            f"Name the file to write, such as `-o report{forms.FORMS[chosen].endings[0]}`: it is no text."
        )
    return chosen


def _by_ending(output: Path | None) -> str:
    from qpr_rules.showing.report import forms

    endings = ", ".join(known.endings[0] for known in forms.FORMS.values())
    if output is None:
        raise click.UsageError(f"Name the file to write, such as `-o report.html` (or {endings}), or a --format.")
    if (found := forms.by_ending(output.suffix)) is None:
        said = f"the ending `{output.suffix}` is of no format" if output.suffix else "it has no ending"
        raise click.BadParameter(
            f"{said} that a report is written in. The endings are {endings}; or say the --format.",
            param_hint="--output",
        )
    return found


def _side_by_side(draw: Callable[[str], bytes], drawings: Sequence[str]) -> Iterator[bytes]:
    """Pictures by a process for each core, where they are many: what draws them lets nothing else of Python run meanwhile.

    Where the system ends one of the processes, the rest is drawn here.
    """
    if len(drawings) < _MANY:
        yield from map(draw, drawings)
        return
    from qpr_rules.engines.processes import EndedError, run

    done = 0
    try:
        for picture in run(draw, drawings):
            done += 1
            yield picture
    except EndedError:
        yield from map(draw, drawings[done:])


def _scope(found: Report, scope: Scope) -> Scope:
    """The scope, of ids that there are. Refuses, as misuse, others, and a scope in which nothing is left."""
    from qpr_rules.app.report import Scope
    from qpr_rules.cli.refusals import definition_of, require_in_report, require_known

    posts = {key: each.post for key, each in (found.declarations.owners or {}).items()}
    require_known("section", scope.section, found.settings.sections)
    require_known("owner", scope.owner, {row.owner: posts.get(row.owner, "") for row in found.rows} | posts)
    if scope.kpi is not None and scope.kpi not in {row.kpi for row in found.rows}:  # one in error has a row
        require_in_report(found, definition_of(found.declarations, scope.kpi).id)
    if scope != Scope() and not any(map(scope.covers, found.rows)):
        raise click.UsageError(f"Nothing in the report for {found.title} is of that section, owner and KPI together.")
    return scope


def _write(output: Path, content: bytes) -> None:
    if not output.parent.is_dir():
        raise click.UsageError(f"There is no folder `{output.parent}` to write `{output.name}` in.")
    write_file(output, content, str(output), failing="no report was written")


def _written(output: Path, paper: Paper) -> str:
    from qpr_rules.definition import Kind

    kinds = [entry.row.kind for entry in paper.entries]
    parts = [plural(kinds.count(Kind.KPI), "KPI")]
    if others := kinds.count(Kind.ACTIVITY):
        parts.append(plural(others, "activity indicator"))
    gaps = [part for gap in paper.gaps for part in gap.parts if isinstance(part, str)]
    missing = f" {gaps[0].rstrip(':.')}: see *What is missing*." if gaps else ""
    return f"{output} written: {paper.quarter}, {listed(parts)}.{missing}"
