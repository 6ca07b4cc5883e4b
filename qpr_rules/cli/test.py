"""``qpr-rules test``: run the cases that test the rules, say which ratings they have seen, or suggest some."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qpr_rules.cli.completion import kpi_ids
from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.findings import show_findings
from qpr_rules.cli.options import format_option, project_options
from qpr_rules.cli.paths import relative, require_found
from qpr_rules.cli.refusals import definition_of, settings_of
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import cannot_be_written, emitted, output_option

if TYPE_CHECKING:
    from qpr_rules.app.cases import CasesRun
    from qpr_rules.files import Folder
    from qpr_rules.reading.project import Declarations


_UNCUT = 10_000
"""Columns for what is written a line each, for programs: never folded."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--coverage", is_flag=True, help="Say which ratings the cases of each definition have seen.")
@click.option(
    "--suggest", metavar="KPI", shell_complete=kpi_ids, help="Write boundary cases for this KPI instead of running any."
)
@output_option("Write to a file, in UTF-8. Suggested cases never overwrite one.")
@format_option(
    ["text", "concise", "junit"], "How failures are written: for people, a line each, or for a build server."
)
@project_options
def test(
    paths: tuple[Path, ...], coverage: bool, suggest: str | None, output: Path | None, form: str, **common: Any
) -> int:
    """Run the cases (*.cases.yaml) that test the rules of definitions.

    PATHS are files or folders of cases; by default those beside the definitions. Of a failure only what differs is
    shown, with its arithmetic. Exit 1 if a case fails or cannot be run, 2 if there is none.

    \b
    Example:
      qpr-rules test --coverage
      qpr-rules test --suggest EHCP-20W
    """
    from dataclasses import replace

    from qpr_rules.app.cases import run_cases
    from qpr_rules.cli.refusals import require_not_ours
    from qpr_rules.diagnostic import summed
    from qpr_rules.provenance import ILLUSTRATIVE, Provenance

    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    if suggest is not None:
        return _suggest(session, declarations, suggest, output)
    wanted = [relative(path, session.tree.root) for path in paths]
    tested = run_cases(session.tree, declarations, wanted)
    tested = replace(tested, diagnostics=summed(tested.diagnostics))
    require_found(paths, session.tree.root, tested.files, "There are no cases at")
    if not tested.files:
        raise click.UsageError(
            f"There are no cases (*.cases.yaml) in {settings.definitions}. "
            "`qpr-rules test --suggest KPI` writes the first."
        )
    require_not_ours(output, session.tree.root, declarations, files=tested.files)
    made_from = Provenance("", declarations.digest)
    if form == "junit":
        from qpr_rules.showing.cases.junit import show

        emitted(show(tested, made_from, illustrative=settings.illustrative), output)
    else:
        small_print = [ILLUSTRATIVE] * settings.illustrative + [str(made_from)]
        _show(tested, form, output, () if form == "concise" else small_print, coverage=coverage)
    return 0 if tested.passes else DIAGNOSTICS


def _suggest(session: Session, declarations: Declarations, kpi: str, output: Path | None) -> int:
    from qpr_rules.app.suggest import NothingToSuggestError, suggest
    from qpr_rules.files import write_new

    found = definition_of(declarations, kpi)
    try:
        text = suggest(found, _schema_from(session.tree, found.file))
    except NothingToSuggestError as error:
        raise click.ClickException(f"{error}, so there is nothing to suggest.") from None
    if output is None:
        emitted(text, None)
        return 0
    try:
        write_new(output, text.encode())
    except FileExistsError:
        raise click.UsageError(f"{output} is there already, and is not overwritten. Name another file.") from None
    except OSError as error:
        raise cannot_be_written(output, str(output), error) from None
    click.echo(f"{output} written. Run it: qpr-rules test {output}")
    return 0


def _schema_from(tree: Folder, definition: str) -> str:
    """The way from a definition's folder to the schema of cases, if the project has it."""
    schema = "schemas/cases.schema.json"
    return "../" * definition.count("/") + schema if (tree.root / schema).is_file() else ""


def _show(tested: CasesRun, form: str, output: Path | None, small_print: Sequence[str], *, coverage: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from qpr_rules.showing.cases import text as cases
    from qpr_rules.showing.console import UNICODE, console_for, marks_for

    console = console_for(width=_UNCUT if form == "concise" else None)
    marks = UNICODE if output else marks_for(console)
    lines: list[Text] = []
    for outcome in tested.outcomes:
        if not outcome.passes:
            short = [Text(cases.concise(outcome, marks))]
            lines += short if form == "concise" else [*cases.failure(outcome, marks), Text()]
    if coverage:
        lines += [*cases.coverage(tested.coverage, marks), Text()]
    if said := cases.in_error(tested.broken):
        lines.append(Text(said, style="error"))
    verdict = Text(cases.verdict(tested.outcomes, tested.unread), style="" if tested.passes else "error")
    if output is None:
        show_findings(tested.diagnostics, tested.texts, form)
        for each in (*lines, verdict, *(Text(line, style="quiet") for line in small_print)):
            indent = len(each.plain) - len(each.plain.lstrip())
            console.print(Padding(each[indent:], (0, 0, 0, indent)) if each.plain else "")
        return
    from qpr_rules.showing.diagnostics.text import FRAMED, full
    from qpr_rules.showing.diagnostics.text import concise as one_line

    found: list[str] = []
    for finding in tested.diagnostics:
        found += (
            [one_line(finding)]
            if form == "concise"
            else [*(line for line, _ in full(finding, tested.texts, FRAMED)), ""]
        )
    emitted("\n".join([*found, *(line.plain for line in (*lines, verdict)), *small_print, ""]), output)
    console.print(verdict)
