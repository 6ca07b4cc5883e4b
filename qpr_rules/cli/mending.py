"""``qpr-rules check --fix`` and ``--diff``: what would be mended, and the files written whole or not at all."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.app.fix import Find, Mended
    from qpr_rules.files import Folder


def mending(tree: Folder, find: Find, *, write: bool) -> bool:
    """Mend the project's files, or print the difference that would make; whether there is anything to mend."""
    from qpr_rules.app.fix import mend
    from qpr_rules.showing.diagnostics.text import concise

    mended = mend(tree, find)
    if not write:
        for line in _difference(mended):
            click.echo(_coloured(line))
        return bool(mended.after)
    for file, content in mended.after.items():
        _write(tree, file, content)
    for each in mended.mended:
        click.echo(f"mended: {concise(each)}")
    return False


def _write(tree: Folder, file: str, content: bytes) -> None:
    from qpr_rules.files import write_atomically

    try:
        write_atomically(tree.root / file, content)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror}); it is as it was.") from None


def _difference(mended: Mended) -> Iterator[str]:
    """A unified difference, which `git apply` and `patch` understand."""
    for file, content in mended.after.items():
        before, after = (each.decode("utf-8").splitlines(keepends=True) for each in (mended.before[file], content))
        for line in difflib.unified_diff(before, after, f"a/{file}", f"b/{file}"):
            yield line.rstrip("\r\n")


def _coloured(line: str) -> str:
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return line
    colours = {"-": "red", "+": "green", "@": "cyan"}
    return click.style(line, fg=colours[line[:1]]) if line[:1] in colours else line
