"""Folders that git would take for a bare repository: their settings, which a stranger may have written, name programs to run.

Git 2.38 and later can be told to leave them alone (``safe.bareRepository``); this looks for them itself, for the others.
"""

from __future__ import annotations

from pathlib import Path


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
