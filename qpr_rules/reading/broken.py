"""What can be made out of a definition in error, so that totals and results still know it."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from qpr_rules.definition import Broken, Kind, Named
from qpr_rules.reading.nodes import Document

_ID = re.compile(
    r"^[^\w\n]{0,3}(?:id|ID|Id|idd|code|ref)[\"']?[ \t]*:[ \t]*[\"'“]?([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE
)
"""How an id looks in a file that cannot be read as YAML."""


def broken(document: Document | None, file: str, text: str = "") -> Broken:
    """What can be made out of a definition in error, so that its results are not taken for those of no KPI.

    The id is looked for in the bare text where there is no tree; it is the file's name where there is none.
    """
    tree: dict[str, Any] = document.tree if document and isinstance(document.tree, dict) else {}

    def held(key: str) -> str:
        value = tree.get(key)
        return value if isinstance(value, str) else ""

    stem = PurePosixPath(file).stem
    seen = _ID.search(text.replace("\0", "")) if isinstance(tree.get("id", ""), str) else None  # a number is no name
    return Broken(
        id=held("id") or (seen[1] if seen else stem),
        name=held("name") or stem,
        section=held("section"),
        owner=held("owner"),
        file=file,
        kind=Kind.ACTIVITY if held("kind") == Kind.ACTIVITY else Kind.KPI,
        named=bool(seen and (not held("id") or seen[1] == held("id"))),
    )


def named(document: Document, touched: Collection[int] = ()) -> Named:
    """The names in a document, as far as they are words; those on ``touched`` lines are not the author's."""
    tree: dict[str, Any] = document.mapping

    def held(key: str) -> str:
        value = tree.get(key)
        return value if isinstance(value, str) and document.span(key).line not in touched else ""

    return Named(held("id"), held("section"), held("owner"), document.file, document.spans)
