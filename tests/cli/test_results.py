"""`qpr-rules results`: what was read of each KPI and area, from which files, and what was refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.result_tables import settings

ROWS = """\
kpi,area,period,numerator,denominator,status
REPAIRS,North,2024-01,1,2,provisional
REPAIRS,North,2024-04,[c],[c],
REPAIRS,North,2024-05,3,4,
REPAIRS,North,2024-06,many,2,
REPAIRS,North,2024-05,3,5,
REPAIRS,South,2024-05,[z],[z],
REPAIRS,West,2024-05,1,many,
FOO,,2024-04,1,2,
FOO,,2024-05,1,2,
"""


@pytest.fixture
def mixed(project: Path) -> Path:
    settings(project, "results/*.csv", "{source: csv, files: exports/depot.csv}")
    (project / "exports").mkdir()
    (project / "exports" / "depot.csv").write_text(ROWS, "utf-8", newline="")
    return project


def rows(project: Path, form: str = "csv") -> dict[tuple[str, str], dict[str, object]]:
    done = run(project, "results", "--format", form)
    found: list[dict[str, object]]
    found = json.loads(done.out) if form == "json" else list(csv.DictReader(done.out.splitlines()))
    return {(str(each["kpi"]), str(each["area"])): each for each in found}


def test_every_kpi_and_area_is_listed_with_its_files_periods_and_refusals(mixed: Path) -> None:
    found = rows(mixed)
    assert list(found) == [("VOIDS", ""), *(("REPAIRS", area) for area in ("", "North", "South", "West"))]
    own = {key: value for key, value in found["REPAIRS", "North"].items() if key not in ("made_from", "illustrative")}
    assert own == {
        "kpi": "REPAIRS", "area": "North", "sources": "exports/depot.csv", "first": "2024-01", "last": "2024-05",
        "results": "2", "gaps": "3", "missing": "0", "suppressed": "1", "not_applicable": "0", "provisional": "1",
        "refused": "2", "replaced": "0", "not_known_yet": "0",
    }  # fmt: skip
    assert found["REPAIRS", "South"]["not_applicable"] == "1"
    assert found["REPAIRS", "South"]["first"] == ""
    assert found["REPAIRS", "West"]["refused"] == "1"
    assert found["REPAIRS", "West"]["sources"] == ""
    assert found["VOIDS", ""]["sources"] == "results/results.csv"


def test_json_says_the_same_in_its_own_kinds(mixed: Path) -> None:
    one = rows(mixed, "json")["REPAIRS", "North"]
    assert (one["sources"], one["results"], one["refused"], one["illustrative"]) == (["exports/depot.csv"], 2, 2, False)
    assert rows(mixed, "json")["REPAIRS", "South"]["first"] is None


@pytest.mark.parametrize("width", [80, 140])
def test_the_screen_says_the_same_at_any_width(mixed: Path, width: int) -> None:
    done = run(mixed, "results", width=width)
    assert done.code == 1
    assert done.text.count("exports/depot.csv") == 3  # of the two areas with a result, and of its rows
    assert "58 rows read" not in done.text
    assert "57 rows read from 2 files: 5 rows refused (2 of them of no known KPI)." in done.text
    assert max(map(len, done.out.splitlines())) <= width


def test_one_file_is_named_once(project: Path) -> None:
    out = run(project, "results").text
    assert out.count("results/results.csv") == 1
    assert "48 rows read from results/results.csv: no row refused." in out


def test_a_kpi_alone_is_listed_alone(mixed: Path) -> None:
    done = run(mixed, "results", "--kpi", "VOIDS", "--format", "csv")
    assert [line.split(",")[0] for line in done.out.splitlines()] == ["kpi", "VOIDS"]
    assert "errors: `qpr-rules check` lists them." in done.err


def test_a_file_is_written_whole(mixed: Path, tmp_path: Path) -> None:
    file = tmp_path / "read.csv"
    assert run(mixed, "results", "--format", "csv", "-o", str(file)).code == 1
    assert file.read_text("utf-8") == run(mixed, "results", "--format", "csv").out
    assert run(mixed, "results", "-o", str(file)).code == 2


def test_a_table_that_was_read_from_a_workbook_is_listed_as_that(project: Path) -> None:
    from tests.sheets import sheets

    settings(project, "{source: excel, files: results/b.xlsx}")
    table: dict[str, list[Any]] = {
        "A1": ["kpi", "period", "numerator", "denominator"],
        "A2": ["VOIDS", "2024-05", 8.0, 3],
    }
    (project / "results" / "b.xlsx").write_bytes(sheets({"S": table}))
    assert rows(project)["VOIDS", ""]["sources"] == "results/b.xlsx"
