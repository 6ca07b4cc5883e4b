"""``qpr-rules check --fix`` and ``--diff``: what would be mended, and the files written whole or not at all."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from qpr_rules.cli.findings import sayer
from qpr_rules.cli.writing import write_file

if TYPE_CHECKING:
    from qpr_rules.app.fix import Find, Mended
    from qpr_rules.files import Folder

_STYLES = {"-": "gone", "+": "new", "@": "quiet"}
"""The style of a line of a difference, by its first sign."""


def mending(tree: Folder, find: Find, *, write: bool) -> bool:
    """Mend the project's files, or print the difference that would make; whether there is anything to mend."""
    from qpr_rules.app.fix import mend
    from qpr_rules.showing.diagnostics.text import concise

    mended = mend(tree, find)
    if not write:
        say = sayer()
        for line in _difference(mended):
            say(line, _STYLES.get(line[:1], ""))
        return bool(mended.after)
    for file, content in mended.after.items():
        write_file(tree.root / file, content, file, failing="it is as it was")
    for each in mended.mended:
        click.echo(f"mended: {concise(each)}")
    return False


def _difference(mended: Mended) -> Iterator[str]:
    """A unified difference, which `git apply` and `patch` understand."""
    for file, content in mended.after.items():
        before, after = (each.decode("utf-8").splitlines(keepends=True) for each in (mended.before[file], content))
        for line in difflib.unified_diff(before, after, f"a/{file}", f"b/{file}"):
            yield line.rstrip("\r\n")
