"""``qpr-rules check``: every mistake, where it was made, and what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.options import Session, progress, project_options
from qpr_rules.showing.diagnostics.forms import PROGRAMS

if TYPE_CHECKING:
    from qpr_rules.app.check import Checked
    from qpr_rules.diagnostic import Diagnostic


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--results", "with_results", is_flag=True, help="Add what needs evaluation: standards never met, KPIs never rated."
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
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "concise", *PROGRAMS]),
    default="text",
    show_default=True,
    help="How findings are written: for people, for programs, or for a web page.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to a file in UTF-8, whole or not at all.",
)
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
    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.diagnostic import Severity

    session = Session(**common)
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
    for given, path in zip(paths, wanted, strict=True):
        if not any(path in ("", ".") or file == path or file.startswith(f"{path}/") for file in checked.files):
            raise click.UsageError(
                f"Nothing of the project matches `{given}` (looked for {path} in {session.tree.root})."
            )
    if since is not None:
        from qpr_rules.cli.revisions import revision

        with revision(session, since) as then:
            checked = only_new(
                checked,
                then.repository.changed(then.commit),
                lambda: run(then, wanted, with_results=with_results, today=session.today),
            )
    if select or ignore:
        from qpr_rules.cli.selection import selected

        checked = checked._replace(diagnostics=selected(checked.diagnostics, select, ignore))
    if counts:
        _count(checked)
    elif form in PROGRAMS or output is not None:
        from qpr_rules.cli.forms import written

        written(checked, verdict(checked), form, session.tree.root, output)
    else:
        _show(checked, form)
    return DIAGNOSTICS if any(each.severity.rank <= Severity(fail_on).rank for each in checked.diagnostics) else 0


def relative(path: Path, root: Path) -> str:
    """A path as given from the working folder, as the project names it."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # not `resolve`: a link is named as the project names it
    try:
        return PurePosixPath(whole.relative_to(root)).as_posix()
    except ValueError:
        return path.as_posix()


def _show(checked: Checked, form: str) -> None:
    show_findings(checked.diagnostics, checked.texts, form)
    say = _sayer()
    for line in _wrapped(verdict(checked)):
        say(line, "verdict")
    if form == "text":
        if checked.diagnostics:
            codes = {each.code for each in checked.diagnostics}
            which = "about this" if len(codes) == 1 else "about the first of them"
            say(f"`qpr-rules codes {checked.diagnostics[0].code}` says more {which}.", "quiet")
        caution = ["standards and results are illustrative"] if checked.illustrative else []
        for line in _wrapped("; ".join([*checked.provenance.parts, *caution])):
            say(line, "quiet")


def show_findings(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], form: str) -> None:
    """Print findings for people: in full, or a line each (``concise``)."""
    from shutil import get_terminal_size

    from qpr_rules.showing.diagnostics.text import FRAMED, PLAIN, WIDTH, concise, full
    from qpr_rules.showing.legacy import SPELT

    unicode = _carries(FRAMED.corner + FRAMED.bar + FRAMED.cut)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors=SPELT)
    say, width = _sayer(), get_terminal_size((WIDTH, 24)).columns
    for each in diagnostics:
        if form == "concise":
            say(concise(each), "")
            continue
        for line, style in full(each, texts, FRAMED if unicode else PLAIN, width):
            say(line, style)
        say("", "")


def _wrapped(line: str) -> list[str]:
    """The line as a terminal can show it, broken between words; whole where it is written to a file or a program."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return [line]
    from shutil import get_terminal_size
    from textwrap import wrap

    return wrap(line, get_terminal_size().columns, break_on_hyphens=False)


def _count(checked: Checked) -> None:
    from qpr_rules.cli.selection import statistics

    say = _sayer()
    for line, style in statistics(checked.diagnostics):
        say(line, style)
    for line in _wrapped(verdict(checked)):
        say(line, "verdict")


def verdict(checked: Checked) -> str:
    """One line that says what was read and what was found."""
    from qpr_rules.showing.diagnostics.text import counted

    read = [
        f"{number:,} {word}{'s' * (number != 1)}"
        for number, word in ((checked.definitions, "definition"), (checked.owners, "owner"), (checked.rules, "rule"))
    ]
    if checked.cases:
        read.append(f"{checked.cases:,} case{'s' * (checked.cases != 1)}")
    read.append(f"{checked.quarters:,} quarter{'s' * (checked.quarters != 1)} of commentary")
    allowed = f", and {checked.allowed:,} allowed" if checked.allowed else ""
    return f"{', '.join(read)} and {checked.results:,} result{'s' * (checked.results != 1)} read: {counted(checked.diagnostics)}{allowed}."


def _carries(characters: str) -> bool:
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


_COLOURS = {"error": 160, "warning": 130, "note": 32, "mark": 160, "hint": 28, "quiet": 243}
"""Of the palette of 256: each can be read on white and on black."""


def _sayer() -> Callable[[str, str], None]:
    """The function that prints a line in its style, where colour is wanted; rich is not imported for it."""
    forced = bool(os.environ.get("FORCE_COLOR"))
    coloured = not os.environ.get("NO_COLOR") and (forced or sys.stdout.isatty())

    def say(line: str, style: str) -> None:
        if coloured and style in {*_COLOURS, "verdict"}:
            line = click.style(line, fg=_COLOURS.get(style), bold=style in ("error", "warning", "note", "verdict"))
        click.echo(line, color=coloured)

    return say
