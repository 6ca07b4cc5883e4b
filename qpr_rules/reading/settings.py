"""``qpr-rules.yaml`` and the owners' file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from qpr_rules.definition import DirectionMethod
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.period import Year
from qpr_rules.reading.definitions import is_yes, read_direction
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.shape import check_shape
from qpr_rules.settings import Owner, Settings


def read_settings(document: Document) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """The settings of a project, or None with what is wrong."""
    if found := check_shape(document, "settings"):
        return None, found
    tree: dict[str, Any] = document.tree  # type: ignore[assignment]  # the schema says so
    default = Settings(body="")

    def path(key: str) -> str:
        return str(PurePosixPath(str(tree.get(key, getattr(default, key))).replace("\\", "/")))

    return Settings(
        body=tree["body"],
        year=Year(tree.get("year", default.year)),
        area=tree.get("area") or "",
        sections=dict(tree["sections"]),
        owners=path("owners"),
        definitions=path("definitions"),
        rules=path("rules"),
        results=tuple(tree.get("results", default.results)),
        commentary=path("commentary"),
        published=path("published"),
        direction=read_direction(tree.get("direction", {}), DirectionMethod()),
        illustrative=is_yes(tree.get("illustrative", False)),
        spans=document.spans,
    ), ()


def read_owners(document: Document) -> tuple[dict[str, Owner], tuple[Diagnostic, ...]]:
    """Owners by id; those that can be read, with what is wrong with the others."""
    found = check_shape(document, "owners")
    tree = document.tree if isinstance(document.tree, dict) else {}
    owners = {
        key: Owner(key, _text(value, "post"), _text(value, "email"), _text(value, "cabinet_member"))
        for key, value in tree.items()
        if isinstance(value, dict)
    }
    return owners, found


def _text(tree: dict[str, Any], key: str) -> str:
    value = tree.get(key)
    return value if isinstance(value, str) else ""
