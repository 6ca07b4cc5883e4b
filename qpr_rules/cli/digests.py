"""``qpr-rules report --by owner``: a folder of digests, one for each owner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qpr_rules.cli.progress import progress
from qpr_rules.cli.writing import cannot_be_written
from qpr_rules.english import plural

if TYPE_CHECKING:
    from qpr_rules.app.evaluate import Report
    from qpr_rules.app.report import Scope

INDEX = "index.md"


def write_digests(report: Report, scope: Scope, folder: Path, root: Path, *, draft: bool) -> str:
    """Write the folder, and say what was written. Refuses, as misuse, one that holds anything of another's."""
    from dataclasses import replace

    from qpr_rules.app.digests import digests, file_names
    from qpr_rules.app.report import compose
    from qpr_rules.folders import write_folder_atomically
    from qpr_rules.showing.digest import html, markdown
    from qpr_rules.showing.words import count

    if root.is_relative_to(folder.resolve()):
        raise _refusal(f"`{folder}` holds the project itself; name a new folder.")
    with progress("Composing", "KPIs") as step:
        paper = compose(report, replace(scope, owner=None), draft=draft, progress=step)
    found = digests(report, paper, scope.owner)
    if not found:
        raise click.UsageError(f"Nobody answers for anything in the report for {report.title}.")
    names = file_names(each.id for each in found)
    files = {INDEX: markdown.index([(names[each.id], each) for each in found])}
    for each in found:
        files[f"{names[each.id]}.md"] = markdown.show(each)
        files[f"{names[each.id]}.html"] = html.show(each)
    try:
        _require_ours(folder)
        write_folder_atomically(folder.resolve(), files, instead=True)  # a link to a folder stays one
    except OSError as error:
        raise cannot_be_written(folder, f"`{folder}`", error, "what was there is as it was") from None
    busy = sum(bool(each.needs or each.due or each.missing) for each in found)
    return f"{folder} written: {plural(len(found), 'digest')} for {report.title}, {count(busy)} with something to do."


def _require_ours(folder: Path) -> None:
    """Refuse a folder with anything that an earlier run has not written: it would be lost."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise _refusal(f"`{folder}` is a file; name a folder.")
    there = {each.name for each in folder.iterdir()}
    if not there:
        return
    others = sorted(there - _written(folder))
    if others:
        raise _refusal(f"`{folder}` holds `{others[0]}`, which is no digest; name a new folder, or move it away.")


def _written(folder: Path) -> set[str]:
    """The files that the list of an earlier run names, and the list itself; none without one."""
    from qpr_rules.showing.digest.markdown import files_of

    try:
        listed = files_of((folder / INDEX).read_bytes())
    except OSError:
        return set()
    return {INDEX, *listed} if listed else set()


def _refusal(said: str) -> click.BadParameter:
    return click.BadParameter(said, param_hint="--output")
