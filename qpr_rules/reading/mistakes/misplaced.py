"""What is missing from a group, and what does not go together in it: one finding for each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.english import listed
from qpr_rules.reading.mistakes.unmet import Unmet
from qpr_rules.reading.nodes import Document

EXAMPLES = {
    "polarity": "higher",
    "target": "90",
    "floor": "80",
    "unit": "percent",
    "frequency": "month",
    "measure": "{numerator: ..., denominator: ...}",
    "standards": "...",
    "from": "2025-04",
    "reason": "...",
    "on": "2025-03-31",
    "sections": "{housing: Housing}",
    "when": "{rating: red}",
    "severity": "concern",
    "within": "10 percent",
    "source": "excel",
    "files": "results/*.xlsx",
}
IN_THE_FILE = "in this file"
"""What is said beside the place where a name of the file itself is missing."""

_NOT_WITH = {
    "target": "standards are given by date here, or this is an activity indicator, which has no target",
    "floor": "the standards by date or the `amber` tolerance say it, or this is an activity indicator",
    "standards": "an activity indicator has an `expected` range and no standard",
    "amber": "an activity indicator has an `expected` range and no rating",
    "numerator": "a `value` is a number reported ready made: it has no numerator",
    "denominator": "a `value` is a number reported ready made: it has no denominator",
    "sheet": "only `source: excel` has sheets",
    "range": "only `source: excel` has a range of cells",
    "table": "only `source: sqlite` and `source: duckdb` have a table; the `tables` of `source: case-files` have names",
    "tables": "only `source: case-files` counts tables of cases; which one is read of a database, `table` says",
    "files": "`source: postgresql` asks a server, and `source: case-files` has its files under `tables`",
    "query": "only `source: postgresql` and `source: case-files` have a query",
    "query_file": "only `source: postgresql` and `source: case-files` have a query",
    "connection": "only `source: postgresql` connects to a server",
    "delimiter": "only `source: csv` has a delimiter",
    "encoding": "only `source: csv` has an encoding to choose",
    "expected": "`expected` is for activity indicators; a KPI has a target and a floor",
}
_BECAUSE = ("value", "standards", "amber", "kind", "source")
"""Names that others may contradict, in the order in which they are blamed."""


def missing(document: Document, schema: Any, errors: Sequence[Unmet], kpi: str) -> Iterator[Diagnostic]:
    """QPR151: one finding for all that a group lacks."""
    groups: defaultdict[Path, dict[str, Any]] = defaultdict(dict)
    for each in errors:
        if each.keyword == "required":
            for key in each.asked:
                if key not in each.value:
                    path = each.path
                    known = each.schema.get("properties", {}).get(key)
                    # A branch of the schema names a key without describing it; the group itself does.
                    groups[path][key] = known if isinstance(known, dict) or path else schema["properties"].get(key)
    for path, keys in groups.items():
        root = document.mapping
        first = next(iter(root), None)
        place = document.key(*path) if path else document.key("id" if "id" in root else first or "")
        names = [f"`{key}`" for key in keys]
        verb = "is" if len(keys) == 1 else "are"
        lines = [f"add `{key}: {_example(key, properties)}`{_meaning(properties)}" for key, properties in keys.items()]
        hints = tuple(lines) if len(lines) <= 3 else (f"add {listed(names)}, each on a line of its own",)
        yield Diagnostic(
            "QPR151",
            Severity.ERROR,
            f"{listed(names)} {verb} missing",
            Label(place if place.line else Span(document.file), "in this group" if path else IN_THE_FILE),
            hints=hints,
            kpi=kpi,
        )


def contradictions(document: Document, errors: Sequence[Unmet], kpi: str) -> Iterator[Diagnostic]:
    """QPR155: one finding for what does not go with something else in its group."""
    groups: defaultdict[Path, dict[str, None]] = defaultdict(dict)
    for each in errors:
        if each.keyword == "false":
            groups[each.path[:-1]][str(each.path[-1])] = None
    for path, keys in groups.items():
        group: Any = document.tree
        for step in path:
            group = group[step]
        because = next((name for name in _BECAUSE if name in group and name not in keys), "")
        lacking = _lacks(group, keys) if because == "standards" and not path else ""
        culprit = (Label(document.key(*path, because), "because of this"),) if because else ()
        first = next(iter(keys))
        verb = "does" if len(keys) == 1 else "do"
        yield Diagnostic(
            "QPR155",
            Severity.ERROR,
            f"{listed([f'`{key}`' for key in keys])} {verb} not belong here",
            Label(document.key(*path, first), "take this out" if because and not lacking else ""),
            culprit,
            (
                f"put {'it' if len(keys) == 1 else 'them'} under `{lacking}`, further in"
                if lacking
                else _NOT_WITH.get(first, "take it out, or change what it contradicts"),
            ),
            kpi=kpi,
        )


def _lacks(group: Any, keys: Collection[str]) -> str:
    """The last standard by date, if it lacks just what stands outside: its lines are not far enough in."""
    standards = group["standards"]
    last = next(reversed(standards), "") if isinstance(standards, dict) else ""
    held = standards[last] if last else None
    return last if held is None or (isinstance(held, dict) and not keys & held.keys()) else ""


def _example(key: str, properties: Any) -> str:
    if key in EXAMPLES:
        return EXAMPLES[key]
    properties = properties if isinstance(properties, dict) else {}
    examples = properties.get("examples") or properties.get("enum") or ["..."]
    return str(examples[0])


def _meaning(properties: Any) -> str:
    said = (properties if isinstance(properties, dict) else {}).get("description", "").split(". ")[0].removesuffix(".")
    return f" - {said[0].lower()}{said[1:]}" if said and len(said) <= 90 else ""


def cut_off(
    document: Document, group: Mapping[str, Any], path: Path, known: Collection[str]
) -> Iterator[tuple[list[str], Edit | None]]:
    """Texts between curly brackets that their own commas cut up: what was taken for names, and the text in quotes.

    In ``{approved: Cabinet, 21 March 2024}`` YAML takes `21 March 2024` for a name that has no value.
    """
    owner, parts = "", list[str]()
    for key in [*group, ""]:
        if owner and key and key not in known and stands_alone(document, group[key], (*path, key)):
            parts.append(key)
            continue
        if parts:
            text = document.span(*path, owner)
            end = document.key(*path, parts[-1])
            whole = ", ".join([group[owner], *parts])
            plain = text.line == end.end_line and not set(whole) & set('"\\')
            span = Span(text.file, text.line, text.column, end.end_line, end.end_column)
            yield parts, Edit(span, f'"{whole}"') if plain else None
        owner, parts = (key if key and isinstance(group[key], str) else ""), []


def stands_alone(document: Document, value: Any, path: Path) -> bool:
    """Whether a name has neither a value nor a colon behind it."""
    name, place = document.key(*path), document.span(*path)
    return value is None and (place.line, place.column) == (name.end_line, name.end_column)
