"""The formats for programs: rows equal to those of ``evaluate``, a published schema, the same bytes twice."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from qpr_rules.app.schema import schema
from qpr_rules.cli.report import FORMS
from qpr_rules.showing.report.forms import FORMS as KNOWN
from qpr_rules.showing.report.tables import ADDED
from qpr_rules.showing.rows import header
from tests.commands import run
from tests.report_pages import REPOSITORY

QUARTER = "Q3 2024/25"
TEXTS = [name for name, form in KNOWN.items() if form.is_text]
"""Formats that are text; the others have tests of their own."""


def written(form: str, *arguments: str) -> str:
    done = run(REPOSITORY, "report", QUARTER, "--format", form, *arguments)
    assert done.code == 0, done.err
    return done.out


made = cache(written)


@cache
def evaluated(form: str) -> str:
    return run(REPOSITORY, "evaluate", "--quarter", QUARTER, "--format", form).out


def test_json_is_of_its_schema_and_holds_every_row_of_evaluate() -> None:
    found = json.loads(made("json"))
    assert list(Draft202012Validator(schema("report")).iter_errors(found)) == []
    rows = [kpi["evaluation"] for section in found["sections"] for kpi in section["kpis"]]
    expected: list[dict[str, Any]] = json.loads(evaluated("json"))
    assert sorted(rows, key=lambda row: str(row["kpi"])) == sorted(expected, key=lambda row: str(row["kpi"]))
    numbers = {each["rating"]: each["number"] for each in found["summary"]["ratings"]}
    assert numbers == {"green": 17, "amber": 12, "red": 9, "not rated": 0}


def test_csv_is_the_columns_of_evaluate_and_what_the_paper_adds() -> None:
    lines = list(csv.reader(io.StringIO(made("csv"))))
    theirs = list(csv.reader(io.StringIO(evaluated("csv"))))
    assert lines[0] == [*header(), *(field.name for field in ADDED)]
    assert sorted(line[: len(header())] for line in lines[1:]) == sorted(theirs[1:])
    held = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    assert held["EHCP-20W"]["figure_printed"] == "41%"
    assert held["EHCP-20W"]["exceptions"] == "Below floor: 41% misses the floor standard of 45% by 4 points."
    assert held["EHCP-20W"]["actions"] == (
        "Second assessment team in place, Assistant Director SEND, due 31 March 2025 (open)."
    )


def test_markdown_holds_the_same_parts_as_the_page() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(made("markdown"))
    heads = [(each.tag, tokens[place + 1].content) for place, each in enumerate(tokens) if each.type == "heading_open"]
    levels = [int(tag[1]) for tag, _ in heads]
    assert levels[0] == 1 and levels.count(1) == 1
    assert sum(tag == "h2" for tag, _ in heads) == 8 + 4
    assert len([1 for each in tokens if each.type == "table_open"]) > 80
    assert "html_block" not in {each.type for each in tokens}


@pytest.mark.parametrize("form", TEXTS)
def test_the_same_files_give_the_same_bytes(form: str) -> None:
    assert made(form) == written(form)


@pytest.mark.parametrize("form", TEXTS)
def test_a_draft_says_so_and_a_paper_does_not(form: str) -> None:
    draft, paper = made(form, "--draft"), made(form)
    if form == "csv":
        assert {line["draft"] for line in csv.DictReader(io.StringIO(draft))} == {"yes"}
        assert {line["draft"] for line in csv.DictReader(io.StringIO(paper))} == {"no"}
    elif form == "json":
        assert (json.loads(draft)["draft"], json.loads(paper)["draft"]) == (True, False)
    else:
        assert "Draft: not for publication." in draft
        assert "Draft: not for publication." not in paper


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert tuple(KNOWN) == FORMS


def test_every_format_says_what_it_was_made_from() -> None:
    made_from = json.loads(evaluated("json"))[0]["made_from"].split("; ")
    for form in TEXTS:
        text = made(form)
        digests = [part.split(" ")[1] for part in made_from if part.startswith(("definitions", "results"))]
        assert all(digest in text for digest in digests), form


def test_the_differences_from_the_published_method_are_those_of_the_documents() -> None:
    from qpr_rules.showing.report.appendix import DEVIATIONS

    page = (REPOSITORY / "docs" / "explanation" / "deviations.md").read_text("utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()]
    documented = [tuple(cell.strip().strip('"').replace("*", "") for cell in row[2:4]) for row in rows]
    assert [(published.strip("“”"), here) for published, here, _ in DEVIATIONS] == documented
