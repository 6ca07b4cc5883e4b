"""``qpr-rules.yaml``, the owners' file and the areas'."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from qpr_rules.diagnostic import Diagnostic
from qpr_rules.direction import DirectionMethod
from qpr_rules.period import Year, month_of
from qpr_rules.reading.definitions import is_yes, read_direction
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.origins import read_origins
from qpr_rules.reading.shape import check_shape
from qpr_rules.settings import Area, Breakdown, Owner, Settings


def settings_of(document: Document) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings in a document whose shape the schema has passed, and what is wrong with its results."""
    tree = document.mapping
    default = Settings(body="")

    def path(key: str) -> str:
        return str(PurePosixPath(str(tree.get(key, getattr(default, key))).replace("\\", "/")))

    origins, wrong = read_origins(document, tree.get("results"))
    return Settings(
        body=tree["body"],
        year=Year(tree.get("year", default.year)),
        area=tree.get("area") or "",
        sections=dict(tree["sections"]),
        owners=path("owners"),
        areas=path("areas"),
        definitions=path("definitions"),
        rules=path("rules"),
        results=default.results if origins is None else origins,
        commentary=path("commentary"),
        published=path("published"),
        direction=read_direction(tree.get("direction", {}), DirectionMethod()),
        disclosure=int(tree.get("disclosure", default.disclosure)),
        illustrative=is_yes(tree.get("illustrative", False)),
        spans=document.spans,
    ), wrong


_LINE = r"^{key}:[ \t]*[\"']?([^\s\"'#]+)"


def salvaged(text: str) -> Settings:
    """What the definitions need of settings in error, line by line, so that one broken file does not hide the others."""
    default = Settings(body="")

    def written(key: str) -> str:
        match = re.search(_LINE.format(key=key), text, re.MULTILINE)
        return match[1] if match else str(getattr(default, key))

    return Settings(
        body="",
        year=Year(written("year")) if written("year") in set(Year) else default.year,
        owners=written("owners"),
        areas=written("areas"),
        definitions=written("definitions"),
        rules=written("rules"),
        commentary=written("commentary"),
    )


def read_owners(document: Document) -> tuple[dict[str, Owner], tuple[Diagnostic, ...]]:
    """Owners by id, with what is wrong with them; an entry in error still names its owner."""
    found = check_shape(document, "owners")
    tree = document.mapping
    owners = {
        key: Owner(
            key, _text(value, "post"), _text(value, "email"), _text(value, "cabinet_member"), at=document.key(key)
        )
        for key, value in tree.items()
    }
    return owners, found


def read_areas(document: Document) -> tuple[dict[str, Area], tuple[Diagnostic, ...]]:
    """Areas by code, with what is wrong with them; none of them if anything is."""
    if found := check_shape(document, "areas"):
        return {}, found
    tree = document.mapping
    findings = Findings(document)
    areas = {key: _area(key, value)._replace(at=document.key(key)) for key, value in tree.items()}
    for key, area in areas.items():
        asked = tree[key].get("roll-up", "no")
        if not area.rolls_up and asked not in ("no", False):
            kinds = [each.kind for each in area.breakdowns if each.kind]
            hint = (
                f"there are: {', '.join(kinds)}; or `yes`"
                if kinds
                else "`yes` or `no`; and say which `parts` it is made of"
            )
            said = "there are no parts to add up" if is_yes(asked) else f"there are no parts of the kind `{asked}`"
            findings.error("QPR466", said, key, "roll-up", hint=hint)
    return areas, tuple(findings.found)


def _area(key: str, tree: dict[str, Any]) -> Area:
    since = 0
    if written := tree.get("from"):
        year, month = written.split("-")
        since = month_of(int(year), int(month))
    written = tree.get("parts", {})
    by_kind = {"": written} if isinstance(written, list) else written
    breakdowns = tuple(Breakdown(kind, tuple(parts)) for kind, parts in by_kind.items())
    asked = tree.get("roll-up", "no")
    return Area(
        id=key,
        name=tree.get("name", ""),
        breakdowns=breakdowns,
        neighbours=tuple(tree.get("neighbours", ())),
        was=tuple(tree.get("was", ())),
        since=since,
        rolls_up=breakdowns if is_yes(asked) else tuple(each for each in breakdowns if each.kind == asked),
        tolerance=Decimal(str(tree.get("tolerance", 0))),
    )


def _text(tree: Any, key: str) -> str:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, str) else ""
