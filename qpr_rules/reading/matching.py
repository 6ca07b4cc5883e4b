"""Which files a pattern of the settings names."""

from __future__ import annotations

from fnmatch import fnmatchcase

from qpr_rules.files import Tree

OWNER = "~$"
"""How Excel begins the name of the file that says who has a workbook open."""


def matching(tree: Tree, pattern: str, listed: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The files that a pattern names: ``*`` and ``?`` in the file's name and in its folders.

    Files that say who has a workbook open are none, unless one is named by itself.
    ``listed`` keeps what the tree says of a folder.
    """
    parts = pattern.replace("\\", "/").split("/")
    fixed = [*parts[: next((i for i, part in enumerate(parts) if set(part) & set("*?[")), len(parts))]]
    whole = "/".join(parts)
    start = "/".join(fixed) or "."
    if start not in listed:
        listed[start] = tree.list(start)
    return tuple(file for file in listed[start] if names(whole, file))


def names(pattern: str, file: str) -> bool:
    """Whether a pattern names a file of this path."""
    whole = pattern.replace("\\", "/")
    return file == whole or (fnmatchcase(file, whole) and not file.rpartition("/")[2].startswith(OWNER))
