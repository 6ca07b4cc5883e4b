"""Names with too few or too many spaces in front, which so stand beside their group, or in another one: one finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity
from qpr_rules.period import month_number
from qpr_rules.reading.mistakes.mending import respan
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.synonyms import known_name


def outdented(document: Document, schema: Mapping[str, Any], kpi: str, path: Path = ()) -> Iterator[Diagnostic]:
    """QPR172 for each group whose names stand beside it; ``document`` then holds them where they belong."""
    group: Any = document.tree
    for step in path:
        group = group[step]
    if not isinstance(group, dict):
        return
    for owner, strays in _strays(document, schema, path, group):
        yield _finding(document, path, owner, strays, kpi)
        held = group[owner] if isinstance(group[owner], dict) else {}
        group[owner] = held
        for key in strays:
            held[key] = group.pop(key)
            respan(document, (*path, key), (*path, owner, key))
    for key in group:
        if isinstance(group[key], dict) and (known := _known(schema, key)):
            yield from outdented(document, known, kpi, (*path, key))


def indented(document: Document, schema: Mapping[str, Any], kpi: str) -> Iterator[Diagnostic]:
    """QPR172 for each name of the file itself that stands in a group; ``document`` then holds it where it belongs."""
    root: Any = document.tree
    for owner in list(root) if isinstance(root, dict) else ():
        known, held = _known(schema, owner), root[owner]
        if known is None or not isinstance(held, dict) or not _is_open(document, held, (owner,), known):
            continue
        for place, key in enumerate(names := list(held)):
            if key not in schema.get("properties", {}) or key in root or _known(known, key) is not None:
                continue
            yield _too_far(document, owner, key, kpi)
            root[key], after = held.pop(key), names[place + 1 :]
            respan(document, (owner, key), (key,))
            if root[key] is None:  # what follows was meant to stand below it
                below = [each for each in after if each in held and _known(known, each) is None]
                root[key] = {each: held.pop(each) for each in below} or None
                for each in below:
                    respan(document, (owner, each), (key, each))


def _too_far(document: Document, owner: str, key: str, kpi: str) -> Diagnostic:
    name, group = document.key(owner, key), document.key(owner)
    spaces = name.column - group.column
    inside = document.span(owner, key)
    plain = inside.line == inside.end_line == name.line or document.mapping[owner][key] is None
    front = name._replace(column=group.column, end_line=name.line, end_column=name.column)
    return Diagnostic(
        "QPR172",
        Severity.ERROR,
        f"`{key}` stands below `{owner}`, not beside it",
        Label(name, f"{spaces} spaces too many in front"),
        (Label(group, "the group it does not belong to"),),
        (f"begin the line where `{owner}` begins",),
        Edit(front, "") if plain else None,
        kpi=kpi,
    )


def _strays(
    document: Document, schema: Mapping[str, Any], path: Path, group: Mapping[str, Any]
) -> list[tuple[str, list[str]]]:
    """The groups whose names stand beside them, each with those names."""
    found: list[tuple[str, list[str]]] = []
    owner, strays = "", list[str]()
    for key in group:
        if (known := _known(schema, key)) is not None:
            owner, strays = (key if _is_open(document, group[key], (*path, key), known) else ""), []
        elif owner and _belongs(schema, key, owner, group):
            if not strays:
                found.append((owner, strays))
            strays.append(key)
        else:
            owner = ""
    return found


def _known(schema: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """What the schema says of a name in this group; None where it knows none such."""
    known = schema.get("properties", {}).get(key)
    if isinstance(known, dict):
        return known
    others, names = schema.get("additionalProperties"), schema.get("propertyNames", {}).get("pattern")
    return others if isinstance(others, dict) and (names is None or re.search(names, key)) else None


def _is_open(document: Document, value: Any, path: Path, known: Mapping[str, Any]) -> bool:
    """Whether names may follow below: it is to be a group, and is empty or written on lines of its own."""
    if "object" not in known.get("type", ()) or not (value is None or isinstance(value, dict)):
        return False
    return value is None or document.span(*path).line > document.key(*path).line


def _belongs(schema: Mapping[str, Any], key: str, owner: str, group: Mapping[str, Any]) -> bool:
    """Whether a name that is not known here is known in the group above it, which has none such yet."""
    known, held = _known(schema, owner) or {}, group[owner] or {}
    if key in held:
        return False
    if key in known.get("properties", {}):
        return True
    names = known.get("propertyNames", {}).get("pattern")
    if not isinstance(known.get("additionalProperties"), dict) or known_name(key, schema.get("properties", {})):
        return False
    if names is None:
        titles = known["additionalProperties"].get("type") == "string" and isinstance(group[key], str)
        return month_number(key) is not None or (titles and not held)
    return re.search(names, key) is not None and (not held or key[0].isdigit())


def _finding(document: Document, path: Path, owner: str, strays: list[str], kpi: str) -> Diagnostic:
    first, last = document.key(*path, strays[0]), document.span(*path, strays[-1])
    group = document.key(*path, owner)
    inside = document.span(*path, owner)
    step = max(inside.column - group.column, 2) if inside.line > group.line else 2
    several = len(strays) > 1
    names = f"`{strays[0]}`" + (f" and {len(strays) - 1} more" if len(strays) > 2 else "")
    names = f"`{strays[0]}` and `{strays[1]}`" if len(strays) == 2 else names
    more = last.end_line - first.line
    lines = f"lines {first.line} {'and' if more == 1 else 'to'} {last.end_line}" if more else f"line {first.line}"
    start = first._replace(end_line=first.line, end_column=first.column)
    return Diagnostic(
        "QPR172",
        Severity.ERROR,
        f"{names} stand{'' if several else 's'} beside `{owner}`, not below it",
        Label(first, f"{step} spaces are missing in front"),
        (Label(group, "the group they belong to" if several else "the group it belongs to"),),
        (f"put {step} more spaces in front of {lines}",),
        Edit(start, " " * step) if last.end_line == first.line else None,
        kpi=kpi,
    )
