"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from qpr_rules.cli.completion import quarters

Command = TypeVar("Command", bound=Callable[..., Any])


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
                type=click.DateTime(["%Y-%m-%d"]),
                metavar="DATE",
                help="Take this day for today; by default the computer's.",
            ),
            click.option("--verbose", is_flag=True, help="Say on the error output what is read."),
            click.option("--debug", is_flag=True, help="Print the traceback if qpr-rules itself makes a mistake."),
        ]
    ):
        command = option(command)
    return command


def known_option(command: Command) -> Command:
    """The day at whose end results must have been known to count."""
    return click.option(
        "--as-known-on",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="Use the results that were known at the end of this day (by their `as_of`); rules stay as they are now.",
    )(command)


def quarter_option(command: Command) -> Command:
    """The quarter that a report is as of."""
    return click.option(
        "--quarter",
        metavar="QUARTER",
        shell_complete=quarters,
        help='The quarter, such as "Q3 2024/25"; by default the latest with a result.',
    )(command)
