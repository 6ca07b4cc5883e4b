"""Findings written for programs: on the standard output or into a file, in UTF-8 on every system."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.app.check import Checked


def written(checked: Checked, verdict: str, form: str, root: Path, output: Path | None) -> None:
    """Write what was found. Raises click.ClickException, and changes nothing, where the file cannot be written."""
    from qpr_rules.checking.pages import pages
    from qpr_rules.showing.diagnostics.forms import PROGRAMS, About, Findings, form_named
    from qpr_rules.showing.diagnostics.text import plainly

    about = {code: About(page.slug, page.summary, page.text) for code, page in pages().items()}
    found = Findings(checked.diagnostics, checked.texts, verdict, about, way_to(root))
    text = form_named(form)(found) if form in PROGRAMS else plainly(found, short=form == "concise")
    emitted(text, output)
    if output is not None:
        click.echo(verdict)


def emitted(text: str, output: Path | None) -> None:
    """Print the text in UTF-8, or write the file whole. Raises click.ClickException where it cannot be written."""
    from qpr_rules.files import write_atomically

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return
    try:
        write_atomically(output, text.encode())
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror}); nothing was changed.") from None


def way_to(root: Path) -> str:
    """The way from the repository that holds the project, if one does, to the project: web pages name files so."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            way = root.relative_to(folder).as_posix()
            return "" if way == "." else way
    return ""
