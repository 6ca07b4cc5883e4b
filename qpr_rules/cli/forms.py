"""Findings in the forms that programs and web pages read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qpr_rules.cli.writing import emitted

if TYPE_CHECKING:
    from qpr_rules.app.check import Checked
    from qpr_rules.showing.diagnostics.forms import About


def written(checked: Checked, verdict: str, form: str, root: Path, output: Path | None) -> None:
    """Write what was found. Raises click.ClickException, and changes nothing, where the file cannot be written."""
    from qpr_rules.showing.diagnostics.forms import PROGRAMS, Listing, form_named
    from qpr_rules.showing.diagnostics.text import plainly

    found = Listing(
        diagnostics=checked.diagnostics,
        texts=checked.texts,
        verdict=verdict,
        about=about_codes(),
        prefix=way_to(root),
        made_from=checked.provenance,
        illustrative=checked.illustrative,
    )
    text = form_named(form)(found) if form in PROGRAMS else plainly(found, short=form == "concise")
    emitted(text, output)
    if output is not None:
        click.echo(verdict)


def about_codes() -> dict[str, About]:
    """What is said of every code, as the forms take it."""
    from qpr_rules.checking.pages import pages
    from qpr_rules.showing.diagnostics.forms import About

    return {code: About(page.slug, page.summary, page.text) for code, page in pages().items()}


def way_to(root: Path) -> str:
    """The way from the repository that holds the project, if one does, to the project: web pages name files so."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            way = root.relative_to(folder).as_posix()
            return "" if way == "." else way
    return ""
