"""`evaluate` for programs: every field, exact, in the published shape, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import qpr_rules
from qpr_rules.definition import Band
from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.provenance import Provenance
from qpr_rules.showing.rows import COLUMNS, as_json, as_text
from tests.commands import run
from tools.fields import PAGE, REPORT, SCHEMA, page, report_schema, schema

REFRESH = "run `python -m tools.fields` and commit what it writes"
MADE = Provenance("Q3 2024/25", "abc", "def")


def written(project: Path, form: str, *more: str) -> list[dict[str, Any]]:
    out = run(project, "evaluate", "--format", form, *more).out
    if form == "csv":
        return list(csv.DictReader(out.splitlines()))
    return [json.loads(line) for line in out.splitlines()] if form == "ndjson" else json.loads(out)


def test_the_schema_and_the_page_are_made_from_the_table_of_fields() -> None:
    assert SCHEMA.read_text("utf-8") == schema(), REFRESH
    assert REPORT.read_text("utf-8") == report_schema(), REFRESH
    assert PAGE.read_text("utf-8") == page(), REFRESH


@pytest.mark.parametrize("more", [(), ("--every-period",)], ids=["quarter", "every period"])
def test_every_row_has_the_published_shape(repository: Path, more: tuple[str, ...]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    rows = written(repository, "json", *more)
    assert len(rows) > 40
    validator.validate(rows)
    broken = [rows[0] | {"rating": "purple"}, {key: value for key, value in rows[0].items() if key != "floor"}]
    for row in broken:
        assert not validator.is_valid([row])


def test_the_formats_say_the_same(repository: Path) -> None:
    as_csv, rows, lines = (written(repository, form) for form in ("csv", "json", "ndjson"))
    assert rows == lines
    assert [list(row) for row in (as_csv[0], rows[0])] == [[field.name for field in COLUMNS]] * 2
    assert [field.name for field in COLUMNS][: len(FIELDS)] == [field.name for field in FIELDS]
    for cells, row in zip(as_csv, rows, strict=True):
        for field in COLUMNS:
            value, cell = row[field.name], cells[field.name]
            if isinstance(value, bool):
                assert cell == ("yes" if value else "no")
            elif isinstance(value, int | float):
                assert Fraction(cell) == Fraction(repr(value)), field.name
            else:
                assert cell.removeprefix("'") == (value or "")


def test_numerator_and_denominator_are_exact_and_the_figure_has_15_digits(repository: Path) -> None:
    cells = {row["kpi"]: row for row in written(repository, "csv")}
    for row in qpr_rules.open(repository).evaluate().rows:
        held = cells[row.kpi]
        if row.numerator is not None:
            assert Fraction(held["numerator"]) == row.numerator
        if row.denominator is not None:
            assert Fraction(held["denominator"]) == row.denominator
        if row.figure is not None:
            assert abs(Fraction(held["figure"]) - row.figure) <= abs(row.figure) / 10**14
            assert len(Decimal(held["figure"]).as_tuple().digits) <= 15
    assert len(Decimal(cells["EHCP-20W"]["figure"]).as_tuple().digits) == 15


def any_row(repository: Path) -> Evaluation:
    return qpr_rules.open(repository).evaluate().rows[1]


def test_a_number_that_json_readers_would_round_is_text(repository: Path) -> None:
    long = Fraction("123456789012.3456789")
    row = any_row(repository)._replace(numerator=long, denominator=Fraction(1, 3))
    found = as_json(row, MADE)
    assert found["numerator"] == "123456789012.3456789"
    assert found["denominator"] == "1/3"
    assert as_json(row._replace(numerator=Fraction("0.1")), MADE)["numerator"] == 0.1
    jsonschema.Draft202012Validator(json.loads(schema())).validate([found])


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_text_that_a_spreadsheet_would_run_is_held_back(repository: Path, name: str) -> None:
    row = any_row(repository)._replace(name=name, area=name, approved=name)
    cells = dict(zip([field.name for field in COLUMNS], as_text(row, MADE), strict=True))
    assert {cells[each] for each in ("name", "area", "approved")} == {f"'{name}"}


def test_numbers_below_zero_are_numbers(repository: Path) -> None:
    row = any_row(repository)
    low = row._replace(to_target=Fraction(-3, 2), target=Band(Decimal(-5), None))
    cells = dict(zip([field.name for field in COLUMNS], as_text(low, MADE), strict=True))
    assert cells["to_target"] == "-1.5"
    assert cells["target"] == "-5"


def test_every_row_says_what_it_was_made_from(repository: Path) -> None:
    report = qpr_rules.open(repository).evaluate()
    for form in ("csv", "json", "ndjson"):
        assert {row["made_from"] for row in written(repository, form)} == {str(report.provenance)}
    assert str(report.provenance).startswith(f"qpr-rules {qpr_rules.__version__}; method ")


def test_a_file_holds_what_the_screen_shows_and_an_old_one_survives_a_failure(repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    assert run(repository, "evaluate", "--format", "csv", "-o", str(file)).code == 0
    assert file.read_bytes().decode() == run(repository, "evaluate", "--format", "csv").out
    missing = run(repository, "evaluate", "--format", "csv", "-o", str(tmp_path / "none" / "ratings.csv"))
    assert missing.code == 1
    assert "nothing was changed" in missing.err


def test_every_field_has_a_kind_that_its_values_are(repository: Path) -> None:
    kinds = {FieldKind.INTEGER: int, FieldKind.YES_NO: bool, FieldKind.FLOAT: float}
    for row in qpr_rules.open(repository).evaluate().rows:
        for field, value in zip(FIELDS, row, strict=True):
            if value is not None and field.kind in kinds:
                assert type(value) is kinds[field.kind], field.name
            if field.words and value is not None:
                assert str(value) in field.words, field.name
