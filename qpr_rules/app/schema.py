"""The schemas of the files people write, for editors; with a project's own owners, sections and ids as choices."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from qpr_rules import shipped
from qpr_rules.reading.project import Declarations

_ENDING = ".schema.json"


def names() -> tuple[str, ...]:
    """The names of the shipped schemas, sorted."""
    return tuple(sorted(file.name.removesuffix(_ENDING) for file in shipped.folder("schemas").glob(f"*{_ENDING}")))


def schema(name: str) -> dict[str, Any]:
    """The shipped schema of this name.

    >>> schema("kpi")["title"]
    'A KPI definition'
    """
    loaded: dict[str, Any] = json.loads(shipped.read("schemas", f"{name}{_ENDING}"))
    return loaded


def with_choices(name: str, declarations: Declarations) -> dict[str, Any]:
    """The schema in which the project's owners, sections, KPIs and rules are the words that may be written.

    An editor that is given it completes them, with the post, heading or name each stands for, and marks all others.
    """
    made = copy.deepcopy(schema(name))
    owners = {each.id: each.post for each in (declarations.owners or {}).values()}
    sections = dict(declarations.settings.sections) if declarations.settings else {}
    kpis = {each.id: each.name for each in declarations.definitions}
    kpis |= {each.id: each.name for each in declarations.broken}
    properties = made.get("properties", {})
    match name:
        case "settings":
            _add_sources(properties["results"]["items"]["else"])
        case "kpi":
            _choose(properties["section"], sections)
            _choose(properties["owner"], owners)
            _choose(properties["retired"]["properties"]["replaced_by"], kpis)
        case "commentary":
            note = made["additionalProperties"]
            _choose(note["properties"]["actions"]["items"]["properties"]["owner"], owners)
            _keys(made, note, kpis)
        case "rules":
            when = made["additionalProperties"]["properties"]["when"]["properties"]
            for field, known in (("kpi", kpis), ("section", sections), ("owner", owners)):
                _any_of(when[field], known)
            _choose(
                made["additionalProperties"]["properties"]["covers"]["items"],
                {rule.id: rule.says for rule in declarations.rules},
            )
        case "cases":
            _choose(properties["definition"], kpis)
            _choose(made["$defs"]["case"]["properties"]["definition"], kpis)
            expected = made["$defs"]["expectation"]["else"]["properties"]["exceptions"]
            _choose(expected["items"], {rule.id: rule.says for rule in declarations.rules})
    return made


def _add_sources(entry: dict[str, Any]) -> None:
    """Offer the sources that installed packages add, with their options. One that cannot be loaded offers its name."""
    from qpr_rules.reading.sources.plugins import options_of
    from qpr_rules.reading.sources.registry import OWN, AskedError, known_sources

    for name in known_sources():
        if name in OWN:
            continue
        entry["properties"]["source"]["examples"].append(name)
        with suppress(AskedError):
            asked = {"properties": {"source": {"const": name}}, "required": ["source"]}
            entry["allOf"].append({"if": asked, "then": {"properties": {"options": dict(options_of(name))}}})


def _choose(place: dict[str, Any], known: Mapping[str, str]) -> None:
    """Allow these words only, and say in the description what each stands for; leave the place as it is if there are none."""
    if not known:
        return
    place["enum"] = list(known)
    place["description"] = "\n\n".join(
        [place.get("description", ""), *(f"`{word}`: {meaning}" for word, meaning in known.items())]
    ).strip()
    for gone in ("pattern", "minLength"):
        place.pop(gone, None)


def _any_of(place: dict[str, Any], known: Mapping[str, str]) -> None:
    """The same for a condition, which is one word or a list of them."""
    if known:
        place["if"] = {"type": "string"}
        place["then"] = {"enum": list(known)}
        place["else"] = {"items": {"enum": list(known)}}


def _keys(made: dict[str, Any], each: dict[str, Any], known: Mapping[str, str]) -> None:
    """Allow these names only as keys, so that an editor completes them."""
    if known:
        made["$defs"] = {**made.get("$defs", {}), "entry": each}
        made["properties"] = {key: {"$ref": "#/$defs/entry", "title": meaning} for key, meaning in known.items()}
        made["additionalProperties"] = False
