"""The options that commands share."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from qpr_rules.cli.completion import areas, kpi_ids, owner_ids, quarters, section_ids
from qpr_rules.harmless import safe

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.DateTime):
    """A day, as ``2025-01-31``. One written otherwise is refused with a sentence, which says how it is written."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day as a ``datetime``; ``click.BadParameter`` for what is none."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"`{safe(str(value))}` is no day. {_written_as_a_day(str(value))}", param, ctx)


def _written_as_a_day(value: str) -> str:
    for form in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y"):
        with contextlib.suppress(ValueError):
            return f"Write {dt.datetime.strptime(value.strip(), form):%Y-%m-%d}."
    return "Write year-month-day, such as 2025-01-31."


def project_options(command: Command) -> Command:
    """The options that every command takes."""
    for option in reversed(
        [
            click.option(
                "--project",
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                metavar="DIR",
                help="The project's folder; by default the nearest one, from here upward, with a qpr-rules.yaml.",
            ),
            click.option("--allow-outside", is_flag=True, help="Read files outside the project's folder too."),
            click.option(
                "--today",
                type=Day(),
                metavar="DATE",
                help="Take this day for today; by default the computer's.",
            ),
            click.option("--verbose", is_flag=True, help="Say on the error output what is read."),
            click.option("--debug", is_flag=True, help="Print the traceback if qpr-rules itself makes a mistake."),
        ]
    ):
        command = option(command)
    return command


as_known_on_option = click.option(
    "--as-known-on",
    type=Day(),
    metavar="DATE",
    help="Use the results that were known at the end of this day (by their `as_of`); rules stay as they are now.",
)
"""The day at whose end results must have been known to count."""

quarter_option = click.option(
    "--quarter",
    metavar="QUARTER",
    shell_complete=quarters,
    help='The quarter, such as "Q3 2024/25"; by default the latest with a result.',
)
"""The quarter that a report is as of."""

section_option = click.option("--section", metavar="ID", shell_complete=section_ids, help="Only this section.")
kpi_option = click.option("--kpi", metavar="ID", shell_complete=kpi_ids, help="Only this KPI.")


def area_option(said: str = "The area; by default the body's own.") -> Callable[[Command], Command]:
    """The option ``--area``, with what its help says."""
    return click.option("--area", metavar="AREA", shell_complete=areas, help=said)


def owner_option(said: str) -> Callable[[Command], Command]:
    """The option ``--owner``, with what its help says."""
    return click.option("--owner", metavar="ID", shell_complete=owner_ids, help=said)


def format_option(forms: Sequence[str], said: str) -> Callable[[Command], Command]:
    """The option ``--format``, with what its help says: the first of the forms, for people, unless another is named."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=said)
