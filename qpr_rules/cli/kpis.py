"""A KPI named on the command line: found, completed by the shell, or refused with the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.definition import Definition
    from qpr_rules.reading.project import Declarations


def definition_of(declarations: Declarations, kpi: str) -> Definition:
    """The definition of this id. Refuses, as misuse, one that there is not, or that is in error."""
    from qpr_rules.diagnostic import nearest

    for each in declarations.definitions:
        if each.id == kpi:
            return each
    if declarations.settings is None:
        raise click.ClickException("The settings cannot be read; `qpr-rules check` says why.")
    if any(each.id == kpi for each in declarations.broken):
        raise click.ClickException(f"The definition of `{kpi}` is in error; `qpr-rules check` says why.")
    close = nearest(kpi, [each.id for each in declarations.definitions], 1)
    hint = f"Did you mean `{close[0]}`?" if close else "`qpr-rules list` shows those there are."
    raise click.UsageError(f"There is no KPI `{kpi}`. {hint}")
