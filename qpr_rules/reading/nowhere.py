"""A folder or a file that the settings name and that is not there: what was probably meant."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from qpr_rules.diagnostic import Diagnostic, Label, Severity, nearest
from qpr_rules.files import FileError, Tree

_ENDINGS = frozenset({".xlsx", ".xlsm", ".ods", ".parquet", ".db", ".sqlite", ".sqlite3", ".duckdb"})
"""How the names of results end that are no CSV files."""


def no_results(tree: Tree, pattern: str, where: Label) -> Diagnostic:
    """The finding about a pattern of the settings that names no result file."""
    if is_of_one_computer(pattern):
        headline = f"`{pattern}` is a place on one computer, and nobody else has it"
        hint = "put the file into the project, and name it from the project's folder: results/*.csv"
        return Diagnostic("QPR429", Severity.ERROR, headline, where, hints=(hint,))
    headline, hint = f"no result file matches `{pattern}`", "correct the name, or put the results there"
    if is_address(pattern):
        headline, hint = "results are files of the project, not addresses on the web", "download it into results/"
    elif any(each < " " for each in pattern):
        hint = "a backslash in double quotes begins a special character: put single quotes around the path instead"
    elif near := meant(tree, pattern, _ending(pattern)):
        hint = f"did you mean `{near}`?"
    return Diagnostic("QPR407", Severity.WARNING, headline, where, hints=(hint,))


def _ending(pattern: str) -> str:
    """The ending of the files that a pattern names, as they are compared; that of CSV files where it says none of results."""
    ending = PurePosixPath(pattern.replace("\\", "/")).suffix.casefold()
    return ending if ending in _ENDINGS else ".csv"


def is_of_one_computer(path: str) -> bool:
    r"""Whether a path begins at a drive or at the root of a computer, so that it is nowhere on another one.

    >>> is_of_one_computer(r"C:\Users\jo\results.csv"), is_of_one_computer("results/*.csv")
    (True, False)
    """
    return re.match(r"[A-Za-z]:[\\/]|[\\/]", path) is not None


def is_address(path: str) -> bool:
    """Whether a path is an address on the web."""
    return re.match(r"[a-z][a-z0-9+]+://", path, re.IGNORECASE) is not None


def meant(tree: Tree, path: str, ending: str) -> str:
    """The files that were probably meant, as the settings write them; empty where nothing is near.

    ``ending`` is that of the files that would be read there, with the point.
    """
    pattern = path.replace("\\", "/").strip("/")
    folder, _, name = pattern.rpartition("/")
    try:
        if any(file.casefold().endswith(ending) for file in tree.list(pattern)):
            return f"{pattern}/*{ending}"
        everything = [file for file in tree.list(".") if file.casefold().endswith(ending)]
    except FileError:
        return ""
    folders = {file.rpartition("/")[0] for file in everything}
    if "*" in pattern or "?" in pattern:
        near = folder if folder in folders else next(iter(nearest(folder, folders - {""}, 1)), "")
        return f"{near}/*{ending}" if near and f"{near}/*{ending}" != pattern else ""
    if not name.casefold().endswith(ending):
        tops = {folder.split("/")[0] for folder in folders} - {""}
        return next(iter(nearest(pattern, folders - {""} | tops, 1)), "")
    return next(iter(nearest(pattern, everything, 1)), "")
