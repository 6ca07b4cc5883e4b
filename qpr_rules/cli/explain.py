"""``qpr-rules explain``: the workings of one figure."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from qpr_rules.cli.options import Session, project_options


def _ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001  # click calls it so
    """The project's KPI ids, for the shell."""
    try:
        keys = ("project", "allow_outside", "today", "verbose", "debug")
        session = Session(**{key: ctx.params.get(key) for key in keys})  # type: ignore[arg-type]  # not all are parsed yet
        definitions = session.declarations().definitions
    except click.ClickException:
        return []
    return [
        CompletionItem(each.id, help=each.name)
        for each in definitions
        if each.id.casefold().startswith(incomplete.casefold())
    ]


@click.command()
@click.argument("kpi", shell_complete=_ids)
@click.option(
    "--quarter", metavar="QUARTER", help='The quarter, such as "Q3 2024/25"; by default the latest with a result.'
)
@click.option("--area", metavar="AREA", help="The area; by default the body's own.")
@project_options
def explain(kpi: str, quarter: str | None, area: str | None, **common: Any) -> int:
    """Print one figure and how it came about.

    \b
    Example:
      qpr-rules explain EHCP-20W --quarter "Q3 2024/25"
    """
    from qpr_rules.app.explain import UnknownError
    from qpr_rules.app.explain import explain as find
    from qpr_rules.cli.main import DIAGNOSTICS
    from qpr_rules.cli.showing import closing, opening
    from qpr_rules.diagnostic import nearest
    from qpr_rules.showing.explanation import show_explanation

    report = Session(**common).report(quarter)
    try:
        found = find(report, kpi, area)
    except UnknownError as error:
        close = nearest(error.word, error.known, 1)
        if any(each.id == kpi for each in report.declarations.broken):
            hint = "Its definition is in error; `qpr-rules check` says why."
        else:
            hint = f"Did you mean `{close[0]}`?" if close else "`qpr-rules list` shows those there are."
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}. {hint}") from None
    console, marks = opening(report)
    show_explanation(console, marks, found.workings, found.note, found.fired, report.declarations.owners or {})
    return DIAGNOSTICS if closing(console, report) else 0
