"""Settings of git that name programs to run, where a stranger may have written them: git is kept from running any.

A folder that git would take for a bare repository holds such settings, and a proposal may hold such a folder. Git 2.38 and later can
be told to leave them alone (``safe.bareRepository``); this looks for them itself, for the others. A project that somebody sends with
a ``.git`` of its own has them there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FILTERS = r"^filter\..*\.(clean|process)$"
"""The settings that name programs through which a file goes before it is compared."""


def switched_off(filters: Iterable[str]) -> list[str]:
    """What git is told so that it runs none of these settings: files are compared as they are.

    >>> switched_off(["filter.lfs.clean"])
    ['-c', 'filter.lfs.clean=', '-c', 'filter.lfs.required=false']
    """
    return [word for name in filters for word in ("-c", f"{name}=", "-c", f"{name.rpartition('.')[0]}.required=false")]


def bare_above(folder: Path) -> Path | None:
    """The folder that git would take for a bare repository, from this one upward; None where a ``.git`` comes first.

    It looks where git looks: in each folder first for ``.git``, then for the files of a repository.
    """
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return None
        if (each / "HEAD").exists() and (each / "objects").is_dir() and (each / "refs").is_dir():
            return each
    return None
