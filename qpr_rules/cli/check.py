"""``qpr-rules check``: every mistake, where it was made, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.findings import sayer, show_findings, wrapped
from qpr_rules.cli.options import format_option, project_options
from qpr_rules.cli.paths import relative, require_found
from qpr_rules.cli.progress import progress
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import output_option
from qpr_rules.english import plural
from qpr_rules.showing.diagnostics.forms import PROGRAMS, counted

if TYPE_CHECKING:
    from qpr_rules.app.check import Checked


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--results", "with_results", is_flag=True, help="Run queries, and add what needs evaluation: KPIs never rated."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    show_default=True,
    help="Exit with 1 if there is one as severe as this.",
)
@click.option(
    "--select", multiple=True, metavar="CODES", help="Report only these: codes, beginnings or names of codes."
)
@click.option("--ignore", multiple=True, metavar="CODES", help="Report all but these.")
@click.option("--statistics", "counts", is_flag=True, help="Print how many there are of each code, and no more.")
@click.option(
    "--since",
    metavar="REF",
    help="Report what is in files that changed since this git revision, and what the change broke elsewhere.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended without a change of meaning, in the files.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@format_option(["text", "concise", *PROGRAMS], "How findings are written: for people, for programs, or for a web page.")
@output_option()
@project_options
def check(
    paths: tuple[Path, ...],
    with_results: bool,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    counts: bool,
    since: str | None,
    fix: bool,
    diff: bool,
    form: str,
    output: Path | None,
    **common: Any,
) -> int:
    """Check definitions, their cases, settings, rules, commentary and the form of results.

    PATHS, files or folders, narrow what is reported; the whole set is read all the same.

    \b
    Example:
      qpr-rules check kpi_definitions
      qpr-rules check --select QPR2 --fail-on warning
    """
    from qpr_rules.app.check import check as run
    from qpr_rules.app.check import only_new
    from qpr_rules.cli.refusals import require_not_read
    from qpr_rules.diagnostic import Severity, summed

    session = Session(**common, looking=True)
    paths = paths if session.is_project else ()  # that there is no project is found wherever one looks
    wanted = [relative(path, session.tree.root) for path in paths]
    if fix or diff:
        from qpr_rules.cli.mending import mending

        if mending(session.tree, lambda tree: run(tree, wanted, today=session.today).diagnostics, write=not diff):
            return DIAGNOSTICS if diff else 0
    with progress("Reading results", "rows") as step:
        checked = run(
            session.tree,
            wanted,
            with_results=with_results,
            today=session.today,
            progress=lambda rows: step(rows, None),
        )
    require_not_read(output, session.tree.root, checked.files)
    require_found(paths, session.tree.root, checked.files, "Nothing of the project matches")
    if since is not None:
        from qpr_rules.cli.other_version import revision

        with revision(session, since) as then:
            checked = only_new(
                checked,
                then.repository.changed(then.commit),
                lambda: run(then, wanted, with_results=with_results, today=session.today),
            )
    if select or ignore:
        from qpr_rules.cli.selection import selected

        checked = checked._replace(diagnostics=selected(checked.diagnostics, select, ignore))
    failed = any(each.severity.rank <= Severity(fail_on).rank for each in checked.diagnostics)
    if counts:
        _count(checked)
        return DIAGNOSTICS if failed else 0
    checked = checked._replace(diagnostics=summed(checked.diagnostics))
    if form in PROGRAMS or output is not None:
        from qpr_rules.cli.forms import written

        written(checked, verdict(checked), form, session.tree.root, output)
    else:
        _show(checked, form)
    return DIAGNOSTICS if failed else 0


def _show(checked: Checked, form: str) -> None:
    from qpr_rules.provenance import ILLUSTRATIVE

    show_findings(checked.diagnostics, checked.texts, form)
    say = sayer()
    for line in wrapped(verdict(checked)):
        say(line, "verdict")
    if form == "text":
        if checked.diagnostics:
            codes, severities = ({getattr(each, part) for each in checked.diagnostics} for part in ("code", "severity"))
            gravest = min(checked.diagnostics, key=lambda each: each.severity.rank)
            of_them = "gravest" if len(severities) > 1 else "first"
            which = "about this" if len(codes) == 1 else f"about the {of_them} of them"
            say(f"`qpr-rules codes {gravest.code}` says more {which}.", "quiet")
        caution = (ILLUSTRATIVE,) if checked.illustrative else ()
        for stated in (*caution, str(checked.provenance)):
            for line in wrapped(stated):
                say(line, "quiet")


def _count(checked: Checked) -> None:
    from qpr_rules.cli.selection import statistics

    say = sayer()
    for line, style in statistics(checked.diagnostics):
        say(line, style)
    for line in wrapped(verdict(checked)):
        say(line, "verdict")


def verdict(checked: Checked) -> str:
    """One line that says what was read and what was found."""
    read = [
        plural(checked.definitions, "definition"),
        plural(checked.owners, "owner"),
        plural(checked.rules, "rule"),
        *([plural(checked.cases, "case")] if checked.cases else []),
        f"{plural(checked.quarters, 'quarter')} of commentary",
    ]
    allowed = f", and {checked.allowed:,} allowed" if checked.allowed else ""
    results = plural(checked.results, "result")
    unasked = f" {plural(checked.unasked, 'source')} of results not asked: --results does." if checked.unasked else ""
    return f"{', '.join(read)} and {results} read: {counted(checked.diagnostics)}{allowed}.{unasked}"
