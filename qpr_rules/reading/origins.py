"""``results:`` in ``qpr-rules.yaml``: patterns, and mappings that name a source; what contradicts itself in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from qpr_rules.diagnostic import Diagnostic, shortened
from qpr_rules.reading.findings import Findings
from qpr_rules.reading.nodes import Document
from qpr_rules.settings import Origin, OwnCalendar

_RANGE = r"[A-Z]{1,3}[1-9]\d{0,6}(:[A-Z]{1,3}[1-9]\d{0,6})?"
_ACROSS = ("period", "numerator", "denominator", "value", "status", "note")
"""Columns that a table with months across the top does not have."""


def read_origins(document: Document, tree: Any) -> tuple[tuple[Origin, ...], tuple[Diagnostic, ...]]:
    """The entries of ``results``, without those of which anything is not known, or that contradict themselves."""
    findings = Findings(document)
    origins = []
    for number, entry in enumerate(tree):
        if entry is None:
            continue
        if isinstance(entry, str):
            origins.append(Origin(entry, number=number))
            continue
        before, known = len(findings.found), _is_known(entry)
        origin = _origin(findings, entry, number)
        _contradictions(findings, origin, known=known)
        if known and len(findings.found) == before:
            origins.append(origin)
    return tuple(origins), tuple(findings.found)


def _origin(findings: Findings, entry: dict[str, Any], number: int) -> Origin:
    entry = _given(entry)
    groups: dict[str, Any] = {name: _given(entry.get(name, {})) for name in _GROUPS}
    groups["options"] = dict(entry.get("options", {}))  # a plug-in may know what to do with nothing
    groups["where"] = {
        column: (texts,) if isinstance(texts, str) else tuple(texts)
        for column, texts in _given(entry.get("where", {})).items()
    }
    rest = {"source": "", **{name: value for name, value in entry.items() if name not in groups}}
    if "dates" in rest:
        rest["dates"] = tuple(rest["dates"])
    if "calendars" in rest:
        rest["calendars"] = {
            name: _calendar(findings, each, "results", number, "calendars", name)
            for name, each in _given(rest["calendars"]).items()
        }
    return Origin(**_whole(rest), **_whole(groups), number=number)


def _given(tree: dict[str, Any]) -> dict[str, Any]:
    """The names of a group that hold something: what is not known of it has been set aside."""
    return {name: value for name, value in tree.items() if value is not None}


def _is_known(tree: Any) -> bool:
    """Whether nothing of an entry has been set aside."""
    if isinstance(tree, dict):
        return all(_is_known(value) for name, value in tree.items() if name != "options")
    return all(map(_is_known, tree)) if isinstance(tree, list) else tree is not None


_GROUPS = ("columns", "fixed", "parts", "connection", "options", "tables")


def _calendar(findings: Findings, tree: dict[str, Any], *path: str | int) -> OwnCalendar:
    written = enumerate(tree.get("closures") or ())
    days = [findings.day(text, *path, "closures", place) for place, text in written if text is not None]
    return OwnCalendar(tree.get("nation") or "", tuple(each for each in days if each is not None))


def _whole(tree: Any) -> Any:
    """The tree with its whole numbers as such: a port, a number of seconds."""
    match tree:
        case dict():
            return {key: _whole(value) for key, value in tree.items()}
        case list():
            return [_whole(value) for value in tree]
        case Decimal() if tree == tree.to_integral_value():
            return int(tree)
        case _:
            return tree


def _contradictions(findings: Findings, origin: Origin, *, known: bool) -> None:
    """QPR430: what an entry says twice, or says of another layout; if it is known whole, also what it lacks."""

    def say(headline: str, hint: str, *path: str) -> None:
        findings.error(
            "QPR430", shortened(headline, 200), "results", origin.number, *path, hint=hint, key=len(path) == 2
        )

    _said_twice(say, origin)
    if "as_of" in origin.fixed:
        findings.day(origin.fixed["as_of"], "results", origin.number, "fixed", "as_of")
    if origin.layout == "wide":
        _not_across(say, origin)
    if known:
        _parts(say, origin)
    if "root_certificate" in origin.connection and origin.connection.get("encryption", "verified") != "verified":
        headline = (
            f"`encryption: {origin.connection['encryption']}` takes any server's word, and `root_certificate` does not"
        )
        say(headline, "say `verified`, or take one of the two out", "connection", "encryption")
    if origin.range and not re.fullmatch(_RANGE, origin.range):
        hint = "write the first cell and the last: A3:N40; or the first alone, A3"
        say(f"`{origin.range}` is no range of cells", hint, "range")


_Say: TypeAlias = Callable[..., None]
"""Says what contradicts itself: the headline, what to do, and the names in the entry."""


def _said_twice(say: _Say, origin: Origin) -> None:
    """What is both a column and fixed, and names that two of a group have."""
    for name in origin.columns.keys() & origin.fixed.keys():
        say(f"`{name}` is both a column and fixed", "keep one of the two", "fixed", name)
    for group in ("columns", "parts"):
        names: Mapping[str, str] = getattr(origin, group)
        if again := _first_of_two(names, {name: written.strip() for name, written in names.items()}):
            hint = "give each the name that the file has for it"
            say(f"two of `{group}` have the name `{names[again]}`", hint, group, again)
    if again := _first_of_two(origin.tables, {name: name for name in origin.tables}):
        headline = "two of `tables` differ in capitals alone, which a query does not"
        say(headline, "rename one of the two", "tables", again)


def _first_of_two(names: Iterable[str], written: Mapping[str, str]) -> str:
    """The first name of which another is written alike, but for capitals; empty if there is none."""
    given = Counter(each.casefold() for each in written.values())
    return next((name for name in names if given[written[name].casefold()] > 1), "")


def _not_across(say: _Say, origin: Origin) -> None:
    """What a table with months across the top does not have."""
    for name in [each for each in _ACROSS if each in origin.columns]:
        hint = "months stand across the top, so `columns` names those to the left of them: kpi, area, as_of and part"
        if name == "status":  # the months of a row seldom have the same
            hint = (
                "write 85 [p] into the cells, or give a row of statuses, which `parts` names: parts: {status: Status}"
            )
        say(f"a wide table has no column for the {name}", hint, "columns", name)
    if "period" in origin.fixed:
        say("a wide table has its periods across the top", "take this out", "fixed", "period")


def _parts(say: _Say, origin: Origin) -> None:
    """A column of parts without their words, and words of parts without their column, or in another layout."""
    if "part" in origin.columns and not origin.parts:
        hint = "say what it says: parts: {numerator: ..., denominator: ...}"
        say("`part` is a column, and `parts` does not say what stands in it", hint, "columns", "part")
    if origin.parts and "part" not in origin.columns:
        hint = "name the column under `columns`: part: ..."
        say("`parts` are the words of a column, and `columns` does not name it", hint, "parts")
    if origin.parts and origin.layout != "wide":
        say("`parts` are of a wide table", "say `layout: wide`, or take this out", "parts")
