"""`results --by refusal`: every row that was refused, once, with its place, what it is of, and why."""

from __future__ import annotations

import csv
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qpr_rules import refused as refused_rows
from qpr_rules.app.schema import schema
from qpr_rules.diagnostic import Span
from qpr_rules.observation import Refusal
from qpr_rules.refused import Refused
from tests.commands import run
from tests.result_tables import settings
from tests.sheets import sheets

HEAD = "kpi,area,period,numerator,denominator"
DAY = ("--today", "2025-01-31")


def refused(project: Path, *options: str) -> list[dict[str, str]]:
    done = run(project, "results", "--by", "refusal", "--format", "csv", *options, *DAY)
    assert done.code in (0, 1), done.said
    return list(csv.DictReader(done.out.splitlines()))


def told(project: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(run(project, "results", "--format", "json", *DAY).out)
    return whole


def lay(project: Path, *rows: str) -> None:
    (project / "results" / "more.csv").write_text("\n".join([HEAD, *rows, ""]), "utf-8")


def test_every_refused_row_has_a_row_and_no_other(project: Path) -> None:
    lay(
        project,
        "REPAIRS,West,2024-04,1,2", "REPAIRS,West,2024-05,none,2", "REPAIRS,West,2024-04,2,2", "NOTHING,,2024-05,1,2",
        "NOTHING,,2024-06,1,2", "REPAIRS,West,2024-07", ",,2024-05,1,2", "REPAIRS,West,April 24th,1,2",
        "REPAIRS,West,2024-04,1,2", ",,,,", "Total,,,1,2",
    )  # fmt: skip
    rows = refused(project)
    assert [(each["line"], each["column"], each["kpi"], each["period"], each["code"]) for each in rows] == [
        ("3", "22", "REPAIRS", "2024-05", "QPR413"), ("4", "14", "REPAIRS", "2024-04", "QPR421"),
        ("5", "1", "NOTHING", "2024-05", "QPR410"), ("6", "1", "NOTHING", "2024-06", "QPR410"),
        ("7", "1", "", "", "QPR406"), ("8", "1", "", "2024-05", "QPR410"),
        ("9", "14", "REPAIRS", "April 24th", "QPR411"), ("12", "1", "Total", "", "QPR425"),
    ]  # fmt: skip
    assert {each["source"] for each in rows} == {"results/more.csv"}
    assert {each["within"] for each in rows} == {""}
    assert {each["area"] for each in rows if each["kpi"] == "REPAIRS"} == {"West"}
    by_line = {each["line"]: each["headline"] for each in rows}
    assert by_line["3"] == "`none` is not a number"
    assert by_line["5"] == by_line["6"] == "there is no KPI `NOTHING`"
    assert len(rows) == told(project)["totals"]["refused"]


def test_of_many_of_one_kind_all_are_there(project: Path) -> None:
    lay(project, *(f"REPAIRS,{number},2024-04,none,2" for number in range(300)), *("a,b" for _ in range(50)))
    rows = refused(project)
    whole = told(project)
    assert len(rows) == 350 == whole["totals"]["refused"]
    assert len(whole["findings"]) < 50
    assert whole["unlisted"] == {"findings": 280 + 30, "all_refused": "qpr-rules results --by refusal --format csv"}
    Draft202012Validator(schema("results")).validate(whole)
    assert [each["area"] for each in rows if each["code"] == "QPR413"] == [str(number) for number in range(300)]
    assert {each["headline"] for each in rows if each["code"] == "QPR406"} == {
        "the row has 2 cells, the first line names 5 columns"
    }


def test_large_files_that_are_read_in_bulk_tell_the_same(project: Path) -> None:
    rows = [f"REPAIRS,{number},2024-04,{'none' if number % 1000 == 7 else 1},2" for number in range(30_000)]
    lay(project, *rows)
    assert [(each["line"], each["area"]) for each in refused(project)] == [
        (str(number + 2), str(number)) for number in range(7, 30_000, 1000)
    ]


def test_a_row_of_a_definition_in_error_is_there_without_a_code(project: Path) -> None:
    file = project / "kpi_definitions" / "voids.yaml"
    file.write_text(file.read_text("utf-8").replace("polarity:", "polarty:"), "utf-8")
    rows = refused(project)
    assert {(each["kpi"], each["code"]) for each in rows} == {("VOIDS", "")}
    assert {each["headline"] for each in rows} == {"the definition of `VOIDS` is in error"}
    assert len(rows) == told(project)["totals"]["refused"] > 1


def test_a_cell_of_a_workbook_is_named(project: Path) -> None:
    settings(project, "{source: excel, files: results/b.xlsx}")
    table: dict[str, list[Any]] = {"A1": HEAD.split(","), "A2": ["VOIDS", "", "2024-05", "many", 3.0]}
    (project / "results" / "b.xlsx").write_bytes(sheets({"S": table}))
    (row,) = refused(project)
    assert (row["source"], row["line"], row["column"], row["within"]) == ("results/b.xlsx", "", "", "S!D2")
    assert (row["kpi"], row["code"], row["headline"]) == ("VOIDS", "QPR413", "`many` is not a number")


def test_of_one_kpi_only_its_own_are_there(project: Path) -> None:
    lay(project, "REPAIRS,West,2024-05,none,2", "VOIDS,West,2024-05,none,2", "NOTHING,,2024-05,1,2")
    assert [each["kpi"] for each in refused(project, "--kpi", "VOIDS")] == ["VOIDS"]


def test_no_text_of_a_file_is_a_formula_for_a_spreadsheet(project: Path) -> None:
    lay(project, "=1+1,@x,+2024,1,2")
    (row,) = refused(project)
    assert [row[name] for name in ("kpi", "area", "period")] == ["'=1+1", "'@x", "'+2024"]


@pytest.mark.parametrize("width", [80, 140])
def test_the_screen_lists_the_first_and_says_how_many_more(project: Path, width: int) -> None:
    lay(project, *(f"REPAIRS,{number},2024-04,none,2" for number in range(45)))
    done = run(project, "results", "--by", "refusal", *DAY, width=width)
    assert done.code == 1
    assert "results/more.csv:2:19" in done.text
    assert "And 5 more: --format csv has them all." in done.text
    assert "Markers" not in done.text
    assert run(project, "results", "--by", "refusal", "--format", "json", *DAY).code == 2


def test_rows_come_by_source_and_line_whatever_order_they_were_refused_in(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused_rows, "_TOGETHER", 7)
    settings(project, *(f"{{source: csv, files: results/{name}.csv}}" for name in "za"))
    for name in "za":
        # Rows of another width are refused before those of their block.
        rows = [f"REPAIRS,{number},2024-04,none,2" if number % 3 else "a,b" for number in range(40)]
        (project / "results" / f"{name}.csv").write_text("\n".join([HEAD, *rows, ""]), "utf-8")
    found = [(each["source"], int(each["line"])) for each in refused(project)]
    assert found == [(f"results/{name}.csv", line) for name in "za" for line in range(2, 42)]
    assert len(refused(project, "--kpi", "REPAIRS")) == 2 * 26


@pytest.mark.parametrize("together", [1, 3, 10, 1000])
def test_packed_rows_are_those_that_were_added_in_order(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused_rows, "_TOGETHER", together)
    dice = random.Random(together)
    packed, rows = Refused(), []
    packed.begin("b")
    for number in range(100):
        at = Span(dice.choice("ab"), dice.randrange(1, 30), 3, 4, 5, dice.choice(["", "S!B2"]))
        rows.append(Refusal(at, f"K{number % 4}", "Tŷ\ud800", str(number), "QPR411", "not a month"))
        packed.add(rows[-1])
    expected = sorted(rows, key=lambda each: (each.at.file != "b", each.at.line))
    assert list(packed) == expected == list(packed)
    assert (len(packed), packed.first(5)) == (100, tuple(expected[:5]))
    assert list(packed.of("K1")) == [each for each in expected if each.kpi == "K1"]
    assert {type(each.at) for each in packed} == {Span}


def test_a_row_that_cannot_be_written_leaves_the_file_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(project, "REPAIRS,West,2024-05,none,2")
    out = project / "refused.txt"
    out.write_text("before", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = run(project, "results", "--by", "refusal", "--format", "csv", "-o", str(out), *DAY)
    assert (done.code, out.read_text("utf-8")) == (1, "before")
    assert "cannot be written (No space left on device); nothing was changed." in done.said
    assert [each.name for each in project.iterdir() if each.name.startswith(".")] == []


def test_where_nothing_is_refused_there_is_a_header_alone(project: Path) -> None:
    done = run(project, "results", "--by", "refusal", "--format", "csv", *DAY)
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert told(project)["unlisted"] is None
