"""A word that is none, where only a few are allowed, is one finding: a wrong guess at what was meant brings no other.

It is written into every file that comes with qpr-rules, in the place of each word of which the schemas allow only some.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import KEY, Path, Severity, Span
from qpr_rules.reading.nodes import read_yaml
from tests.checking.pairing import AREAS, CASES, COMMENTARY, DEFINITIONS, OWNERS, PROJECT, RULES, SETTINGS
from tests.in_memory import Memory
from tests.source import REPOSITORY

ROOTS = (".", "starter", "examples/areas", "examples/revised", "examples/nhs-ae", "examples/review/after")
FILES = (
    "qpr-rules.yaml",
    "owners.yaml",
    "areas.yaml",
    "rules/*.yaml",
    "commentary/*.yaml",
    "kpi_definitions/**/*.yaml",
)


class Place(NamedTuple):
    """A word of which only some are allowed: the files that it has to do with, its own, where it is, and the others."""

    files: dict[str, bytes]
    file: str
    span: Span
    word: str
    others: tuple[str, ...]


def projects() -> Iterator[dict[str, bytes]]:
    for root in ROOTS:
        folder = REPOSITORY / root
        files = [file for each in FILES for file in sorted(folder.glob(each))]
        yield {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
    yield PROJECT


def is_definition(file: str) -> bool:
    return file.startswith("kpi_definitions/") and not file.endswith(".cases.yaml")


def schema_of(file: str) -> str:
    if file.startswith("kpi_definitions/"):
        return "kpi" if is_definition(file) else "cases"
    return "settings" if file == SETTINGS else file.split("/", maxsplit=1)[0].removesuffix(".yaml")


def beside(files: dict[str, bytes], file: str) -> dict[str, bytes]:
    """The files that the words of one have to do with: of definitions only it and its cases, where it is one itself."""
    own = file.removesuffix(".yaml")
    return {
        each: content
        for each, content in files.items()
        if not is_definition(file) or each.startswith((own, "rules/")) or each in (SETTINGS, OWNERS)
    }


@cache
def validator(name: str) -> tuple[dict[str, Any], Any]:
    schema = json.loads((REPOSITORY / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return schema, jsonschema_rs.Draft202012Validator(schema)


def plain(tree: Any) -> Any:
    """A tree as JSON knows it."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return float(tree) if isinstance(tree, Decimal) else tree


def vocabulary(name: str, tree: Any, path: Path) -> tuple[str, list[str]]:
    """Where in a schema it is said which words are allowed at a path, and which are."""
    group, (*steps, last) = tree, path
    for step in steps:
        group = group[step]
    schema, gate = validator(name)
    word, group[last] = group[last], "zzz"
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    errors = [each for each in gate.evaluate(tree).errors() if each["instanceLocation"] == pointer]
    group[last] = word
    for each in errors:
        asked = each["schemaLocation"].rpartition("#")[2]
        if asked.endswith("/enum"):
            allowed: Any = schema
            for step in asked.split("/")[1:]:
                allowed = allowed[int(step) if isinstance(allowed, list) else step.replace("~1", "/")]
            return asked, [option for option in allowed if isinstance(option, str) and option]
    return "", []


def places() -> Iterator[Place]:
    """One place for each word of each vocabulary."""
    seen = set[tuple[str, ...]]()
    for files in projects():
        for file in filter(lambda each: each.endswith(".yaml"), files):
            name, (document, _) = schema_of(file), read_yaml(files[file], file)
            assert document is not None
            tree = plain(document.tree)
            for path, span in document.spans.items():
                value = tree
                for step in path:
                    value = value[step] if step != KEY else None
                if isinstance(value, str) and path:
                    asked, words = vocabulary(name, tree, path)
                    if words and (name, asked, value) not in seen:
                        seen.add((name, asked, value))
                        yield Place(beside(files, file), file, span, value, tuple({*words} - {value}))


PLACES = [*places()]


def nones(place: Place) -> list[str]:
    """Words that are none: one of another kind, and every other letter of those that are not meant."""
    near = {word[::2] for word in place.others if len(word) > 3 and word.isalpha()}
    return ["lunar", *sorted(near - {place.word, *place.others})]


def brought(place: Place, word: str) -> list[tuple[str, int, str]]:
    """What is found with another word in the place, and is not as it is: file, line, code."""
    lines = place.files[place.file].decode().split("\n")
    line = lines[place.span.line - 1]
    lines[place.span.line - 1] = f"{line[: place.span.column - 1]}{word}{line[place.span.end_column - 1 :]}"
    changed = {**place.files, place.file: "\n".join(lines).encode()}
    before, after = (
        Counter(
            (each.at.span.file, each.at.span.line, each.code)
            for each in check(Memory(files)).diagnostics
            if each.severity is not Severity.NOTE
        )
        for files in (place.files, changed)
    )
    return sorted((after - before).elements())


def more_than_one(chosen: list[tuple[Place, str]]) -> list[str]:
    """The words that are not one finding, at their line."""
    wrong = []
    for place, word in chosen:
        said = brought(place, word)
        if [(file, line) for file, line, _ in said] != [(place.file, place.span.line)]:
            wrong.append(f"{place.file}:{place.span.line}: {place.word} -> {word}: {said}")
    return wrong


ALL = [(place, word) for place in PLACES for word in nones(place)]


def test_there_are_such_words_in_files_of_each_kind_that_has_any() -> None:
    kinds = Counter(schema_of(place.file) for place in PLACES)
    assert set(kinds) == {"kpi", "settings", "rules", "commentary", "cases"}
    assert len(PLACES) > 80


def test_a_word_that_is_none_is_one_finding() -> None:
    assert more_than_one(ALL[::17]) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_any_word_that_is_none_is_one_finding(part: int) -> None:
    assert more_than_one(ALL[part::4]) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (SETTINGS, "owners: owners.yaml", "owners: 7", "QPR154"),
        (SETTINGS, "areas: areas.yaml", "areas: 7", "QPR154"),
        (SETTINGS, "definitions: kpi_definitions", "definitions: 7", "QPR154"),
        (SETTINGS, "- results/*.csv", "- [a, b]", "QPR170"),
        (AREAS, "[EAST,", "[,", "QPR118"),
        (AREAS, "{name: West}", "{title: West}", "QPR150"),
        (DEFINITIONS[0], "target: 85", "target: {a: b}", "QPR150"),
        (DEFINITIONS[0], "target: 85", "target: -3", "QPR224"),
        (DEFINITIONS[0], "id: COMPLAINTS", "id: 7", "QPR154"),
        (DEFINITIONS[0], "id: COMPLAINTS", "id:", "QPR159"),
        (RULES, "{at_least: -1}", "{around: -1}", "QPR150"),
        (COMMENTARY, "status: open", "status: [open]", "QPR170"),
        (CASES, "{rating: red, exceptions", "{rating: [red], exceptions", "QPR170"),
    ],
)
def test_what_cannot_be_there_at_all_is_one_finding_too(file: str, old: str, new: str, code: str) -> None:
    text = PROJECT[file].decode()
    found = check(Memory({**PROJECT, file: text.replace(old, new, 1).encode()})).diagnostics
    assert [(each.at.span.file, each.code) for each in found if each.severity is not Severity.NOTE] == [(file, code)]
