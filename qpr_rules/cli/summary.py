"""``qpr-rules summary``: the headline and the counts."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.options import as_known_on_option, project_options, quarter_option
from qpr_rules.cli.session import Session


@click.command()
@quarter_option
@as_known_on_option
@project_options
def summary(quarter: str | None, **common: Any) -> int:
    """Print the headline, the counts by section, and what moved.

    \b
    Example:
      qpr-rules summary --quarter "Q3 2024/25"
    """
    from qpr_rules.cli.framing import closing, opening, show_restated
    from qpr_rules.showing.headline import by_chance, quarters_of
    from qpr_rules.showing.summary import show_summary

    report = Session(**common).report(quarter)
    quarters, previous = quarters_of(report), report.quarter - 1
    console, marks = opening(report)
    chance = by_chance(report.declarations.definitions, quarters.now)
    show_summary(
        console, marks, quarters, report.settings.sections, report.entered(previous), report.left(previous), chance
    )
    show_restated(console, report)
    return closing(console, report)
