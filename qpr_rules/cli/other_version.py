"""Where the commands that compare find the other version: a git revision, or a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qpr_rules.english import capital

if TYPE_CHECKING:
    from qpr_rules.cli.session import Session
    from qpr_rules.files import Tree
    from qpr_rules.reading.git import Revision


@contextmanager
def other_version(session: Session, against: str | None) -> Iterator[tuple[Tree, str]]:
    """The version to compare with, and what it is called: a git revision, a folder, or where the work in hand began."""
    from qpr_rules.files import Folder
    from qpr_rules.settings import FILE

    folder = _folder(against, FILE) if against else None
    if folder is not None and (folder.is_absolute() or not _is_revision(session, str(against))):
        if not (folder / FILE).is_file():
            raise click.UsageError(f"There is no {FILE} in {folder}, so it is no project to compare with.")
        yield Folder(folder, allow_outside=session.tree.allow_outside), f"the folder {against}"
        return
    with revision(session, against) as tree:
        if not tree.list(FILE):
            raise click.UsageError(f"There was no {FILE} at {tree.called}, so there is nothing to compare with.")
        yield tree, tree.called


def _folder(name: str, file: str) -> Path | None:
    """The folder of this name, which holds such a file, or is named in full; None where there is none."""
    folder = Path(name)
    try:
        return folder if folder.is_dir() and ((folder / file).is_file() or folder.is_absolute()) else None
    except (OSError, ValueError):  # what cannot be the name of a folder may be that of a revision
        return None


def _is_revision(session: Session, name: str) -> bool:
    """Whether a revision has this name: a proposal may hold a folder that is called like the main branch."""
    from qpr_rules.reading.git import GitError, repository_of

    try:
        return bool(repository_of(session.tree.root).commit(name))
    except GitError:
        return False


@contextmanager
def revision(session: Session, name: str | None) -> Iterator[Revision]:
    """The project as it was at a git revision, by default where the work in hand began. Refuses, as misuse, one that cannot be read."""
    from qpr_rules.reading.git import GitError, repository_of

    try:
        repository = repository_of(session.tree.root)
        commit, called = (repository.commit(name), name) if name is not None else repository.start_of_change()
        called = f"{called}, at {commit[:7]}" if name is not None else called
        with repository.at(commit, called=called, allow_outside=session.tree.allow_outside) as tree:
            yield tree
    except GitError as error:
        raise click.UsageError(f"{capital(str(error))}.") from None
