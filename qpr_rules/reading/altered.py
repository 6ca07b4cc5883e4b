"""A definition's YAML with other values in some of its places, to be read as if an author had written it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qpr_rules.definition import Definition
from qpr_rules.harmless import json_text
from qpr_rules.period import Frequency
from qpr_rules.quantity import NumberError, plain, read_number
from qpr_rules.reading.nodes import Tree, read_yaml


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be otherwise, as typed; empty text leaves it. ``start`` is the month (an ordinal) from which the standard holds."""

    target: str = ""
    floor: str = ""
    window: str = ""
    polarity: str = ""
    start: int | None = None


def altered(content: bytes, definition: Definition, wish: Wish, months: tuple[int, int]) -> bytes:
    """The YAML of a definition that reads well, with the wish in it.

    Without ``start`` the standard holds for ever, in the past too. With it, the standards before stay, and the new one
    holds from that month to a year after the later of ``months``, the first and the last with a result.
    """
    document, _ = read_yaml(content, definition.file)
    assert document is not None and isinstance(document.tree, dict)
    tree: dict[str, Any] = dict(document.tree)
    if wish.polarity:
        tree["polarity"] = wish.polarity
    if wish.window:
        tree["window"] = wish.window
    if wish.target or wish.floor:
        standard = _standard(tree, definition, wish, months[1])
        dated = tree.pop("standards", None)
        if wish.start is None:
            tree |= standard
        else:
            plainly: dict[str, Any] = {name: tree.pop(name) for name in ("target", "floor") if name in tree}
            tree["standards"] = _dated(definition, dated, plainly, standard, wish.start, months)
    return (_written(tree) + "\n").encode()


def _standard(tree: dict[str, Any], definition: Definition, wish: Wish, last: int) -> dict[str, Any]:
    """Target and floor as wished, each else as it was in the standard that it replaces."""
    month = wish.start if wish.start is not None else last
    earlier = [each for each in definition.standards if each.first is None or each.first <= month]
    key = (earlier or definition.standards)[-1].key if definition.standards else ""
    held = tree["standards"][key] if key else tree
    found = {name: held[name] for name in ("target", "floor") if name in held}
    wished = {"target": wish.target, "floor": wish.floor}
    return found | {name: _value(text) for name, text in wished.items() if text}


def _value(text: str) -> Any:
    """A number, or a range written ``17.5 to 22.5``; anything else as the text it is, for the checks to refuse."""
    low, separator, high = text.partition(" to ")
    if separator:
        return {"from": _value(low), "to": _value(high)}
    try:
        return read_number(text)
    except NumberError:
        return text


def _dated(
    definition: Definition,
    dated: dict[str, Any] | None,
    plainly: dict[str, Any],
    standard: dict[str, Any],
    start: int,
    months: tuple[int, int],
) -> dict[str, Any]:
    """Standards by date: a key lasts to the end of its year, so each year needs one."""
    calendar = definition.calendar
    year = calendar.holding(Frequency.YEAR, start)
    found: dict[str, Any] = {}
    if dated is None:
        first = calendar.holding(Frequency.YEAR, min(months[0], start))
        found = {calendar.code(Frequency.YEAR, each): plainly for each in range(first, year + 1)}
    else:
        begins = {each.key: each.first for each in definition.standards}
        found = {key: value for key, value in dated.items() if (begins[key] or 0) < start}
    if calendar.first_month(Frequency.YEAR, year) == start:
        found[calendar.code(Frequency.YEAR, year)] = standard
    else:
        found[calendar.code(Frequency.MONTH, start)] = standard
    last = calendar.holding(Frequency.YEAR, max(months[1], start) + 12)
    return found | {calendar.code(Frequency.YEAR, each): standard for each in range(year + 1, last + 1)}


def _written(value: Tree | Any) -> str:
    """YAML in one line, exact: numbers plain, all text in quotes."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json_text(key)}: {_written(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain(value)
        case None:
            return "null"
        case _:
            return json_text(value)
