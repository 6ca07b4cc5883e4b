"""``qpr-rules publish``: freeze a quarter with everything that it was made from."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.options import as_known_on_option, project_options
from qpr_rules.cli.session import Session
from qpr_rules.cli.writing import cannot_be_written
from qpr_rules.english import plural


@click.command()
@click.argument("quarter", shell_complete=quarters)
@click.option("--reissue", is_flag=True, help="Publish a quarter again, beside its earlier issues, which stay.")
@click.option("--reason", default="", metavar="TEXT", help="With --reissue: why, as it will be read in years to come.")
@as_known_on_option
@project_options
def publish(quarter: str, reissue: bool, reason: str, **common: Any) -> int:
    """Freeze a quarter's ratings with the results, definitions, rules and commentary they were made from.

    \b
    Example:
      qpr-rules publish "Q3 2024/25"
    """
    from qpr_rules.app.publish import RefusedError
    from qpr_rules.app.publish import publish as freeze
    from qpr_rules.cli.framing import begin, show_provenance
    from qpr_rules.cli.hidden_said import warn_of_hidden
    from qpr_rules.cli.refusals import settings_of
    from qpr_rules.files import FileError
    from qpr_rules.folders import write_folder_atomically
    from qpr_rules.harmless import safe
    from qpr_rules.showing.prose import Prose

    reason = " ".join(reason.split())
    if reissue and not reason:
        raise click.UsageError('--reissue needs a reason: --reason "The count of May was corrected by the service".')
    if reason and not reissue:
        raise click.UsageError("--reason says why a quarter is published again: give --reissue with it.")
    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    chosen = session.quarter(quarter, declarations, "QUARTER")
    assert chosen is not None
    results = session.results(declarations)
    try:
        frozen = freeze(session.tree, declarations, results, chosen, session.today, reason if reissue else None)
    except (RefusedError, FileError) as error:
        raise click.ClickException(safe_lines(str(error))) from None
    folder = session.tree.root / frozen.folder
    try:
        write_folder_atomically(folder, frozen.files)
    except FileExistsError:
        raise click.ClickException(f"{safe(frozen.folder)} is there already; nothing was published.") from None
    except OSError as error:
        raise cannot_be_written(folder, safe(frozen.folder), error, "nothing was published") from None
    console, _ = begin(settings, f"{frozen.report.title}, published")
    size = sum(map(len, frozen.files.values()))  # exact: integers
    issue = f", issue {frozen.issue.number}," if frozen.issue.number > 1 else ""
    console.print()
    rows = plural(len(frozen.report.rows), "row")
    files = plural(len(frozen.files), "file")
    console.print(Prose(f"{safe(frozen.folder)}{issue} holds {rows} in {files}, {size / 1000:,.0f} kB."))
    if warn_of_hidden(frozen.report, session.today):
        console.print(Prose("Before anyone has it: take the folder away, mend the text, and publish again."))
    console.print(Prose("Commit it as it is, and edit nothing in it: `qpr-rules verify` proves that it is unchanged."))
    console.print()
    show_provenance(console, frozen.report.provenance)
    return 0


def safe_lines(text: str) -> str:
    """A refusal of several lines, in which nothing of a user's draws on the screen."""
    from qpr_rules.cli.refusals import safely

    return "\n".join(map(safely, text.split("\n")))
