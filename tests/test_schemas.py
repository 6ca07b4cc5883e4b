"""The schemas as text to learn from: each key explained, each a schema, each known to `qpr-rules schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
import pytest
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import names, schema
from qpr_rules.cli.main import qpr_rules
from tests.commands import call
from tools.reference import FILES

PRINTED = ("comparison", "diagnostics", "evaluation", "impact", "report", "results", "revisions")
"""Those of what commands write for programs."""
WRITTEN = [name for name in names() if name not in PRINTED]
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


def test_every_json_that_a_command_writes_has_a_schema() -> None:
    context = click.Context(qpr_rules)
    formats = {
        name: [
            each.type.choices for each in found.params if each.name == "form" and isinstance(each.type, click.Choice)
        ]
        for name in qpr_rules.list_commands(context)
        if (found := qpr_rules.get_command(context, name)) is not None
    }
    writing = {name for name, choices in formats.items() if any("json" in each for each in choices)}
    assert {"compare", "results", "revisions"} < writing
    said = [schema(name)["description"] for name in PRINTED]
    assert [name for name in writing if not any(f"`qpr-rules {name} " in each for each in said)] == []


@pytest.mark.parametrize(("name", "of"), [("comparison", "row"), ("revisions", "verdict")])
def test_a_field_of_a_verdict_is_the_same_everywhere(name: str, of: str) -> None:
    found = schema(name)
    ours = found["items"] if of == "row" else found["$defs"][of]
    rows = schema("evaluation")["$defs"]["row"]["properties"]
    shared = set(ours["properties"]) & set(rows)
    assert len(shared) > 6
    assert {each: ours["properties"][each] for each in shared} == {each: rows[each] for each in shared}


@pytest.mark.parametrize("name", ["impact", "results"])
def test_a_finding_has_the_same_shape_as_in_check(name: str) -> None:
    theirs, ours = schema("diagnostics")["$defs"], schema(name)["$defs"]
    assert {each: ours[each] for each in theirs} == theirs


def test_a_schema_is_printed_as_it_is_shipped() -> None:
    assert json.loads(call("schema", "kpi").out) == schema("kpi")


def test_every_file_that_people_write_is_in_the_reference() -> None:
    assert set(FILES) == set(WRITTEN)
