"""``qpr-rules verify``: prove what has been published."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.completion import quarters
from qpr_rules.cli.exits import DIAGNOSTICS
from qpr_rules.cli.options import project_options
from qpr_rules.cli.session import Session


@click.command()
@click.argument("quarter", required=False, shell_complete=quarters)
@project_options
def verify(quarter: str | None, **common: Any) -> int:
    """Prove a published quarter, or all: each file unchanged, each rating worked out again from what was frozen.

    \b
    Example:
      qpr-rules verify "Q3 2024/25"
    """
    from functools import partial

    from qpr_rules.app.verify import verify as prove
    from qpr_rules.cli.framing import begin
    from qpr_rules.cli.refusals import settings_of
    from qpr_rules.files import FileError
    from qpr_rules.period import Frequency
    from qpr_rules.showing.verified import show_verified

    session = Session(**common)
    declarations = session.declarations()
    settings = settings_of(declarations)
    chosen = session.quarter(quarter, declarations, "QUARTER")
    title = partial(settings.calendar.show, Frequency.QUARTER)
    try:
        found = list(prove(session.tree, settings, chosen))
    except FileError as error:
        raise click.ClickException(f"{settings.published}: {error}") from None
    if not found:
        what = title(chosen) if chosen is not None else "No quarter"
        raise click.UsageError(
            f"{what} has {'not ' if chosen is not None else ''}been published: there is "
            f"{'no such folder' if chosen is not None else 'nothing'} in `{settings.published}`. "
            'Publish with `qpr-rules publish "Q3 2024/25"`.'
        )
    console, marks = begin(settings, f"{title(chosen)}, verified" if chosen is not None else "Published, verified")
    console.print()
    show_verified(console, marks, found, title)
    return 0 if all(each.is_proved for each in found) else DIAGNOSTICS
