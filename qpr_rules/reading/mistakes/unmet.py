"""What a schema asks for and a document is not: each demand, with the value that does not meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import jsonschema_rs

from qpr_rules.diagnostic import Path


class Unmet(NamedTuple):
    """A demand: its keyword, what is asked, and the part of the schema with both; the value in question, and its path.

    Of a name that may not be written so, the value is the name, and the path that of its group. The keyword of a name that
    may not be there at all is ``false``.
    """

    keyword: str
    asked: Any
    schema: Mapping[str, Any]
    value: Any
    path: Path
    of_name: bool = False


def unmet(validator: Any, schema: Mapping[str, Any], tree: Any) -> list[Unmet]:
    """Every demand of a schema, which the validator was made of, in the order of places; at one place in the schema's."""
    pointers = dict.fromkeys(
        (each["instanceLocation"], each["schemaLocation"].rpartition("#")[2])
        for each in validator.evaluate(tree).errors()
    )
    demands: dict[str, tuple[Any, Path, list[int]]] = {}  # few, however many values do not meet them
    found = []
    for at, asking in pointers:
        value, path = _followed(tree, at)
        if asking not in demands:
            asked, steps = _followed(schema, asking)
            demands[asking] = asked, steps, _order(schema, steps)
        asked, steps, place = demands[asking]
        order = [str(step) for step in path], place
        found += [(order, each) for each in _demands(schema, asked, steps, value, path)]
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _demands(schema: Mapping[str, Any], asked: Any, steps: Path, value: Any, path: Path) -> Iterator[Unmet]:
    if asked is False and "properties" in steps[-2:-1]:
        yield Unmet("false", asked, {}, value, path)
        return
    part = _at(schema, steps[:-1])
    keyword = str(steps[-1])
    if "propertyNames" not in steps:
        yield Unmet(keyword, asked, part, value, path)
        return
    meets = jsonschema_rs.validator_for({keyword: asked}).is_valid
    for name in value:
        if not meets(name):
            yield Unmet(keyword, asked, part, name, path, of_name=True)


def _followed(root: Any, pointer: str) -> tuple[Any, Path]:
    """What a JSON pointer leads to, and its steps."""
    steps: list[str | int] = []
    for escaped in pointer.split("/")[1:]:
        step = escaped.replace("~1", "/").replace("~0", "~")
        steps.append(int(step) if isinstance(root, list) else step)
        root = root[steps[-1]]
    return root, tuple(steps)


def _at(root: Any, steps: Path) -> Any:
    for step in steps:
        root = root[step]
    return root


def _order(schema: Any, steps: Path) -> list[int]:
    """Where in the schema a demand is written."""
    places = []
    for step in steps:
        places.append(step if isinstance(step, int) else list(schema).index(step))
        schema = schema[step]
    return places
