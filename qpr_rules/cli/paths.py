"""Files and folders given on the command line to narrow what is looked at, as the project names them."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

import click

from qpr_rules.cli.refusals import safely


def relative(path: Path, root: Path) -> str:
    """A path as given from the working folder, as the project names it."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # not `resolve`: a link is named as the project names it
    try:
        return PurePosixPath(whole.relative_to(root)).as_posix()
    except ValueError:
        return path.as_posix()


def require_found(given: Sequence[Path], root: Path, files: Collection[str], nothing: str) -> None:
    """Refuse, as misuse, a path at which there is none of these files; ``nothing`` says of what kind."""
    from qpr_rules.files import is_within

    for each in given:
        path = relative(each, root)
        if not any(is_within(file, path) for file in files):
            raise click.UsageError(f"{nothing} `{safely(str(each))}` (looked for {safely(path)} in {root}).")
