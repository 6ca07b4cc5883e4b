"""The one finder of what travels with the package: schemas, default rules, pages, starter files.

In a wheel they lie inside the package, under ``qpr_rules/shipped_files``; in a checkout and an editable install they
are the repository's own folders, beside the package. The pages of the codes are inside the package in both.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSIDE = _PACKAGE / "shipped_files"
_PAGES = _PACKAGE / "checking"


def folder(name: str) -> Path:
    """The folder of this name (``schemas``, ``rules``, ``codes``). Raises FileNotFoundError when the installation lacks it."""
    for candidate in (_INSIDE / name, _PACKAGE.parent / name, _PAGES / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"this installation of qpr-rules lacks its `{name}` folder; install it again")


def read(name: str, file: str) -> bytes:
    """The bytes of one shipped file.

    >>> b"json-schema.org" in read("schemas", "kpi.schema.json")
    True
    """
    return (folder(name) / file).read_bytes()
