"""What a document lacks of its schema, beside another program that reads the same schema."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from qpr_rules.reading.mistakes.unmet import unmet

SCHEMA: dict[str, Any] = {
    "$id": "https://qpr-rules.example/schemas/test.schema.json",
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"$ref": "#/$defs/word"},
        "name": {"type": "string", "minLength": 1},
        "kind": {"enum": ["kpi", "activity"]},
        "target": {"type": "number", "maximum": 100},
        "standards": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[0-9+/~]*$", "maxLength": 4},
            "additionalProperties": {
                "type": "object",
                "required": ["target"],
                "properties": {"target": {"type": "number"}},
            },
        },
        "links": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    },
    "if": {"properties": {"kind": {"const": "activity"}}, "required": ["kind"]},
    "then": {"properties": {"target": False}},
    "else": {"required": ["target"]},
    "$defs": {"word": {"type": "string", "pattern": "^[a-z]+$"}},
}

WHOLE: dict[str, Any] = {"id": "voids", "name": "Voids", "target": 21}

TREES = {
    "nothing": {},
    "no group": [],
    "two mistakes in one value": WHOLE | {"id": "", "target": 101},
    "unknown names": WHOLE | {"onwer": "x", "": 1},
    "a reference": WHOLE | {"id": "Voids 1"},
    "a branch": {"id": "x", "name": "", "kind": "activity", "target": 5},
    "names that look like numbers": WHOLE | {"standards": {"2024": {}, "007": {"target": "x"}, "+5": 1, "0": {}}},
    "names of the pointer's own signs": WHOLE | {"standards": {"a/b": {}, "~1": {}, "/": {"target": "x"}, "": {}}},
    "names that are wrong twice": WHOLE | {"standards": {"abcde": {"target": 1}, "fghij": {"target": 1}}},
    "lists": WHOLE | {"links": ["a", 1, "a", None]},
    "an empty group": WHOLE | {"standards": {}},
}


def by_jsonschema(tree: Any) -> set[tuple[str, str, str]]:
    """Keyword, path and value of each error; what may not be there, ``target``, is said to be wrong in its group."""
    found = set()
    for each in Draft202012Validator(SCHEMA).iter_errors(tree):
        keyword, path = each.validator or "false", list(each.absolute_path)
        if keyword == "false":
            path = [*path, "target"]
        found.add((keyword, repr(path), repr(each.instance)))
    return found


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_every_demand_is_told_with_its_value_and_place(tree: Any) -> None:
    told = unmet(jsonschema_rs.Draft202012Validator(SCHEMA), SCHEMA, tree)
    assert told
    assert len(told) == len({repr(each) for each in told})
    assert {(each.keyword, repr(list(each.path)), repr(each.value)) for each in told} == by_jsonschema(tree)


def test_a_whole_document_lacks_nothing() -> None:
    assert unmet(jsonschema_rs.Draft202012Validator(SCHEMA), SCHEMA, WHOLE) == []


def test_demands_stand_in_the_order_of_places_and_of_the_schema() -> None:
    tree = {"id": "X", "standards": {"2024": {}, "007": {"target": "x"}}, "onwer": 1}
    told = unmet(jsonschema_rs.Draft202012Validator(SCHEMA), SCHEMA, tree)
    assert [(each.keyword, each.path) for each in told] == [
        ("required", ()),
        ("additionalProperties", ()),
        ("required", ()),
        ("pattern", ("id",)),
        ("type", ("standards", "007", "target")),
        ("required", ("standards", "2024")),
    ]


def test_a_name_is_told_with_the_part_of_the_schema_that_it_does_not_meet() -> None:
    (told,) = unmet(jsonschema_rs.Draft202012Validator(SCHEMA), SCHEMA, WHOLE | {"standards": {"abc": {"target": 1}}})
    assert (told.keyword, told.asked, told.value, told.path, told.of_name) == (
        "pattern",
        "^[0-9+/~]*$",
        "abc",
        ("standards",),
        True,
    )
    assert told.schema == {"pattern": "^[0-9+/~]*$", "maxLength": 4}
