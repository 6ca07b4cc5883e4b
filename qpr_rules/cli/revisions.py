"""Where the commands that compare find the other version: a git revision, or a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.cli.options import Session
    from qpr_rules.reading.git import Revision


@contextmanager
def revision(session: Session, name: str) -> Iterator[Revision]:
    """The project as it was at a git revision. Refuses, as misuse, one that cannot be read."""
    from qpr_rules.reading.git import GitError, repository_of

    try:
        repository = repository_of(session.tree.root)
        found = repository.at(repository.commit(name), allow_outside=session.tree.allow_outside)
        with found as tree:
            yield tree
    except GitError as error:
        raise click.UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
