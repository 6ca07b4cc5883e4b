"""``qpr-rules exceptions``: the main table."""

from __future__ import annotations

from typing import Any

import click

from qpr_rules.cli.exits import EXCEPTIONS
from qpr_rules.cli.options import (
    area_option,
    as_known_on_option,
    owner_option,
    project_options,
    quarter_option,
    section_option,
)
from qpr_rules.cli.session import Session

SEVERITIES = ("urgent", "concern", "notice")


@click.command()
@quarter_option
@section_option
@owner_option("Only this owner.")
@area_option("Only this area.")
@click.option(
    "--by",
    type=click.Choice(["severity", "owner", "section"]),
    default="severity",
    show_default=True,
    help="How the table is grouped.",
)
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    multiple=True,
    help="Only these severities; may be given more than once.",
)
@click.option("--all", "everything", is_flag=True, help="List the KPIs without an exception too.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="never",
    show_default=True,
    help="Exit with 3 if an exception of the section, owner and area asked for is as severe as this.",
)
@as_known_on_option
@project_options
def exceptions(
    quarter: str | None,
    section: str | None,
    owner: str | None,
    area: str | None,
    by: str,
    severity: tuple[str, ...],
    everything: bool,
    fail_on: str,
    **common: Any,
) -> int:
    """Print what needs attention this quarter, and why.

    \b
    Example:
      qpr-rules exceptions --quarter "Q3 2024/25" --by owner
    """
    from qpr_rules.app.exceptions import exceptions as find
    from qpr_rules.cli.framing import closing, opening, show_restated
    from qpr_rules.cli.refusals import require_known
    from qpr_rules.showing.exceptions.entries import Choice
    from qpr_rules.showing.exceptions.screen import show_exceptions

    report = Session(**common).report(quarter)
    require_known("section", section, report.settings.sections)
    posts = {key: each.post for key, each in (report.declarations.owners or {}).items()}
    require_known("owner", owner, {row.owner: posts.get(row.owner, "") for row in report.rows} | posts)
    require_known("area", area, {row.area: "" for row in report.rows})
    flags = find(report)
    console, marks = opening(report)
    choice = Choice(
        section=section, owner=owner, area=area, severities=frozenset(severity), by=by, everything=everything
    )
    show_exceptions(console, marks, report, flags, choice)
    show_restated(console, report)
    code = closing(console, report)
    listed = [flag for flag in flags if choice.covers(report.rows[flag.row])]
    grave = fail_on != "never" and any(flag.rule.severity.rank <= SEVERITIES.index(fail_on) for flag in listed)
    return EXCEPTIONS if grave else code
