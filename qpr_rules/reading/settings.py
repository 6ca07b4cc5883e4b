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
from qpr_rules.settings import Area, Breakdown, Owner, Settings


def settings_of(document: Document) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings in a document, and what is wrong with its results; of one in error, what is plain.

    A path of which it is not known where it leads is empty then.
    """
    tree = document.mapping
    default = Settings(body="")

    def path(key: str) -> str:
        written = tree.get(key, getattr(default, key))
        return "" if written is None else str(PurePosixPath(str(written).replace("\\", "/")))

    origins, wrong = read_origins(document, tree["results"] or ()) if "results" in tree else (default.results, ())
    return Settings(
        body=tree.get("body") or "",
        year=Year(tree.get("year") or default.year),
        area=tree.get("area") or "",
        sections={section: title or "" for section, title in (tree.get("sections") or {}).items()},
        owners=path("owners"),
        areas=path("areas"),
        definitions=path("definitions"),
        rules=path("rules"),
        results=origins,
        commentary=path("commentary"),
        published=path("published"),
        direction=read_direction(_given(tree.get("direction")), DirectionMethod()),
        disclosure=int(tree.get("disclosure") or default.disclosure),
        illustrative=is_yes(tree.get("illustrative", False)),
        spans=document.spans,
    ), wrong


def is_given(document: Document | None, key: str) -> bool:
    """Whether it is known what is written under a name of the file, if anything; of no document that it is not."""
    return document is not None and document.mapping.get(key, "") is not None


def names_of(document: Document | None) -> set[str]:
    """The names of a file."""
    return set(document.mapping) if document else set()


def _given(tree: Any) -> dict[str, Any]:
    """The names of a group that hold something: what is not known of it has been set aside."""
    return {key: value for key, value in (tree or {}).items() if value is not None}


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
        results=(),
        owners=written("owners"),
        areas=written("areas"),
        definitions=written("definitions"),
        rules=written("rules"),
        commentary=written("commentary"),
    )


def owners_of(document: Document) -> dict[str, Owner]:
    """Owners by id; an entry in error still names its owner."""
    tree = document.mapping
    owners = {}
    for key, value in tree.items():
        held = _given(value)
        post, email, member = (held.get(name, "") for name in ("post", "email", "cabinet_member"))
        owners[key] = Owner(key, post, email, member, at=document.key(key))
    return owners


def areas_of(document: Document) -> tuple[dict[str, Area], tuple[Diagnostic, ...]]:
    """Areas by code, with what is wrong with their sense."""
    tree = document.mapping
    findings = Findings(document)
    areas = {key: _area(key, _given(value))._replace(at=document.key(key)) for key, value in tree.items()}
    for key, area in areas.items():
        held = tree[key] or {}
        asked = held.get("roll-up") or "no"
        if not area.rolls_up and asked != "no" and held.get("parts", {}) is not None:
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
    breakdowns = tuple(Breakdown(kind, _texts(parts)) for kind, parts in by_kind.items())
    asked = tree.get("roll-up", "no")
    return Area(
        id=key,
        name=tree.get("name", ""),
        breakdowns=breakdowns,
        neighbours=_texts(tree.get("neighbours")),
        was=_texts(tree.get("was")),
        since=since,
        rolls_up=breakdowns if is_yes(asked) else tuple(each for each in breakdowns if each.kind == asked),
        tolerance=Decimal(str(tree.get("tolerance", 0))),
    )


def _texts(written: list[str | None] | None) -> tuple[str, ...]:
    return tuple(each for each in written or () if each is not None)
