"""``qpr-rules init``: a small project that works."""

from __future__ import annotations

import re
from pathlib import Path

import click


@click.command()
@click.argument("directory", default=".", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--body", default="Your Council", show_default=True, metavar="NAME", help="Whose report it is.")
def init(directory: Path, body: str) -> None:
    """Make a small project that works: settings, owners, two definitions with results and cases, rules, and CI.

    Every number in it is invented, and says so. Nothing that is there already is touched.

    \b
    Example:
      qpr-rules init our-rules --body "Example County Council"
    """
    from qpr_rules.app.starting import TakenError, start_project

    if not body.strip():
        raise click.BadParameter("a body has a name", param_hint="--body")
    try:
        files = start_project(directory, body.strip())
    except TakenError as taken:
        listed = "\n".join(f"  {name}" for name in taken.files[:8])
        more = f"\n  and {len(taken.files) - 8} more" if len(taken.files) > 8 else ""
        raise click.ClickException(
            f"Nothing was written, because these files of a new project are in {directory} already:\n{listed}{more}"
        ) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or directory} cannot be written ({error.strerror}).") from None
    click.echo(f"{len(files)} files written in {directory}:")
    for name in files:
        if not name.startswith(("schemas/", ".")):
            click.echo(f"  {name}")
    click.echo("  schemas/  and settings for Git, GitHub, GitLab, pre-commit and VS Code")
    where = "" if directory == Path() else f" --project {_typed(directory)}"
    click.echo(
        f"\nNow try:  qpr-rules check{where}\n          qpr-rules exceptions{where}\n          qpr-rules new{where}"
    )


def _typed(directory: Path) -> str:
    """A folder as every shell takes it: in quotation marks where it has a space or another character that a shell would read."""
    plain = re.fullmatch(r"[\w./\\:-]+", str(directory))
    return str(directory) if plain else f'"{directory}"'
