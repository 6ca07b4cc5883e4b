"""The schemas as text to learn from: each key explained, each a schema, each known to `qpr-rules schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import names, schema
from tests.commands import call

WRITTEN = [name for name in names() if name not in ("diagnostics", "evaluation", "impact", "report")]
"""Those of files that people write."""


def properties(tree: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that may be written, with its schema; those that are refused (false) or only named (true) are passed over."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "properties":
                for name, each in value.items():
                    if isinstance(each, dict):
                        yield f"{path}/{name}", each
                        yield from properties(each, f"{path}/{name}")
            elif key not in ("examples", "default", "if"):
                yield from properties(value, path)
    elif isinstance(tree, list):
        for each in tree:
            yield from properties(each, path)


@pytest.mark.parametrize("name", names())
def test_a_schema_passes_the_metaschema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", names())
def test_every_key_has_a_title_and_a_description(name: str) -> None:
    found = list(properties(schema(name)))
    assert found
    bare = [path for path, each in found if "$ref" not in each and not {"title", "description"} <= set(each)]
    assert bare == []


@pytest.mark.parametrize("name", WRITTEN)
def test_every_choice_is_explained(name: str) -> None:
    silent = []
    for path, each in properties(schema(name)):
        words = [word for word in each.get("enum", []) if isinstance(word, str)]
        obvious = set(words) <= {"yes", "no"} or path.startswith("/when/") or path.endswith(("/unit", "/frequency"))
        if words and not obvious:
            silent += [f"{path}: {word}" for word in words if f"`{word}`" not in each["description"]]
    assert silent == []


def test_the_names_are_listed_and_a_misspelt_one_is_answered() -> None:
    listed = call("schema").out
    assert [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")] == list(names())
    done = call("schema", "kpis")
    assert done.code == 2
    assert "`kpi`" in done.err


def test_a_schema_is_printed_as_it_is_shipped() -> None:
    assert json.loads(call("schema", "kpi").out) == schema("kpi")
