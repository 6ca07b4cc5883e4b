"""The words of refusal that several commands share: no settings, no such KPI, no such word but one that is near."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.definition import Definition
    from qpr_rules.reading.project import Declarations
    from qpr_rules.settings import Settings


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The question that names the nearest word there is; where none is near, what else to do."""
    from qpr_rules.diagnostic import nearest

    close = nearest(word, known, 1)
    return f"Did you mean `{close[0]}`?" if close else otherwise


def settings_of(declarations: Declarations) -> Settings:
    """The project's settings. Refuses a project whose settings are in error."""
    if declarations.settings is None:
        raise click.ClickException("The settings cannot be read; `qpr-rules check` says why.")
    return declarations.settings


def definition_of(declarations: Declarations, kpi: str) -> Definition:
    """The definition of this id. Refuses one that is in error, and, as misuse, one that there is not."""
    for each in declarations.definitions:
        if each.id == kpi:
            return each
    settings_of(declarations)
    if any(each.id == kpi for each in declarations.broken):
        raise click.ClickException(f"The definition of `{kpi}` is in error; `qpr-rules check` says why.")
    hint = did_you_mean(kpi, [each.id for each in declarations.definitions], "`qpr-rules list` shows those there are.")
    raise click.UsageError(f"There is no KPI `{kpi}`. {hint}")
