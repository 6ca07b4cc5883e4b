"""``qpr-rules codes``: the manual of what ``check`` can find."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

import click

from qpr_rules.cli.refusals import did_you_mean, safely

if TYPE_CHECKING:
    from qpr_rules.checking.pages import Page


LISTS_THEM = "`qpr-rules codes` lists them."


@click.command()
@click.argument("code", required=False)
def codes(code: str | None) -> None:
    """Print every code that `check` can find, or the page of one: what it means, a wrong example and the right one.

    CODE is a code (QPR220), the beginning of one (QPR2), or its name (floor-on-wrong-side).

    \b
    Example:
      qpr-rules codes QPR220
    """
    from qpr_rules.checking.pages import named, names, pages

    found = list(named(code)) if code else list(pages().values())
    if not found:
        raise click.UsageError(
            f"There is no code `{safely(code or '')}`. {did_you_mean(code or '', names(), LISTS_THEM)}"
        )
    if code and len(found) == 1:
        _print_page(found[0])
    else:
        _print_list(found)


def _print_page(page: Page) -> None:
    if not sys.stdout.isatty():
        click.echo(page.text, nl=False)
        return
    from rich.markdown import Markdown
    from rich.padding import Padding

    from qpr_rules.showing.console import console_for

    console = console_for()
    console.print(Padding(Markdown(page.text), (0, 2)), width=min(console.width, 100))


def _print_list(found: list[Page]) -> None:
    from rich.table import Table
    from rich.text import Text

    from qpr_rules.showing.console import console_for

    console = console_for()
    slugs = max(len(page.slug) for page in found)
    for number, (group, members) in enumerate(groupby(found, key=lambda page: page.group)):
        if number:
            console.print()
        console.print(Text(group, style="heading"))
        table = Table.grid(padding=(0, 2))
        for column in ("code", "severity", "slug"):
            table.add_column(column, no_wrap=True, min_width={"severity": 7, "slug": slugs}.get(column))
        table.add_column("summary")
        for page in members:
            severity = str(page.severity)
            table.add_row(page.code, Text(severity, style=severity), page.slug, page.summary)
        console.print(table)
    console.print()
    console.print(Text(f"{len(found)} codes. `qpr-rules codes {found[0].code}` prints the page of one.", style="quiet"))
