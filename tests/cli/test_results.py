"""`qpr-rules results`: what was read of each KPI and area, from which files, and what was refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from qpr_rules.app.schema import schema
from tests import casework
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
    found: list[dict[str, object]]
    if form == "json":
        found = told(project)["kpis"]
    else:
        found = list(csv.DictReader(run(project, "results", "--format", form).out.splitlines()))
    return {(str(each["kpi"]), str(each["area"])): each for each in found}


def told(project: Path, *options: str) -> dict[str, Any]:
    """The JSON, which is of the shape that the schema says."""
    found: dict[str, Any] = json.loads(run(project, "results", "--format", "json", *options).out)
    Draft202012Validator(schema("results")).validate(found)
    return found


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
    assert (one["sources"], one["results"], one["refused"]) == (["exports/depot.csv"], 2, 2)
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


@pytest.mark.parametrize("width", [80, 140])
def test_a_file_stands_once_above_its_kpis(project: Path, width: int) -> None:
    more = "REPAIRS,A,2024-05,1,2\nREPAIRS,B,2024-05,1,2\n"
    (project / "results" / "areas.csv").write_text(f"kpi,area,period,numerator,denominator\n{more}", "utf-8")
    lines = run(project, "results", width=width).out.splitlines()
    listed = lines[: next(number for number, line in enumerate(lines) if "rows read from" in line)]
    at = {name: listed.index(f"results/{name}.csv") for name in ("results", "areas")}
    own = [number for number, line in enumerate(listed) if line.startswith(("REPAIRS  A", "REPAIRS  B"))]
    assert own == [at["areas"] + 1, at["areas"] + 2]
    assert [listed[place - 1] for place in at.values()] == ["", ""]
    assert {line.split()[0] for line in listed[at["results"] + 1 : at["areas"] - 1]} == {"REPAIRS", "VOIDS"}


def test_sources_of_a_kpi_each_stand_beside_it(project: Path) -> None:
    (project / "results" / "results.csv").unlink()
    for kpi in ("REPAIRS", "VOIDS"):
        rows = f"kpi,period,numerator,denominator\n{kpi},2024-05,1,2\n"
        (project / "results" / f"{kpi.lower()}.csv").write_text(rows, "utf-8")
    out = run(project, "results", width=140).out
    assert any(line.startswith("VOIDS") and line.endswith("results/voids.csv") for line in out.splitlines())


ROUND = """\
code,place,month,top,bottom,level,as_of
REPAIRS,West,2024-04,1,2,body,
REPAIRS,West,2024-04,1,2,body,
REPAIRS,West,2024-04,2,2,body,2024-06-03
REPAIRS,West,2024-05,1,2,body,
REPAIRS,West,2024-06,[c],[c],body,
REPAIRS,East,2024-04,5,6,place,
REPAIRS,East,2024-05,none,6,place,
NOTHING,,2024-05,1,2,body,
,,2024-05,1,2,body,
,,,,,,
REPAIRS,West,2024-07,1,2,nation,
REPAIRS,West,2024-08,1,2,nation,
"""
MAPPED = (
    "{source: csv, files: more/round.csv, where: {level: [body, place]}, "
    "columns: {kpi: code, area: place, period: month, numerator: top, denominator: bottom}}"
)


@pytest.fixture
def rounded(project: Path) -> Path:
    """Two sources in which every row is of another fate, and the sum of all fates is the number of rows."""
    settings(project, "results/*.csv", MAPPED)
    (project / "more").mkdir()
    (project / "more" / "round.csv").write_text(ROUND, "utf-8", newline="")
    return project


@pytest.mark.parametrize("known", [(), ("--as-known-on", "2024-05-31", "--today", "2025-02-01")])
def test_every_row_is_accounted_for_in_json(rounded: Path, known: tuple[str, ...]) -> None:
    found = told(rounded, *known)
    source = {each["source"]: each for each in found["sources"]}["more/round.csv"]
    said = {name: number for name, number in source.items() if name != "source"}
    assert said == {"rows": 11, "used": 5, "refused": 3, "left_out": 2, "repeated": 1, "empty": 1}
    assert 1 + said["rows"] == ROUND.count("\n") - 1  # every line but the header
    totals, kpis = found["totals"], found["kpis"]
    for name in said:
        assert totals[name] == sum(each[name] for each in found["sources"])
    fates = ("results", "missing", "suppressed", "not_applicable", "replaced", "not_known_yet")
    assert totals["used"] == sum(each[fate] for each in kpis for fate in fates)
    assert totals["refused"] == totals["of_no_kpi"] + sum(each["refused"] for each in kpis) == 3
    assert (totals["of_no_kpi"], totals["replaced"], totals["not_known_yet"] > 0) == (2, 0 if known else 1, bool(known))
    assert found["as_known_on"] == (known[1] if known else None)


def test_the_parts_of_a_filtered_list_are_of_what_was_asked_for_and_the_totals_of_all(rounded: Path) -> None:
    whole, one = told(rounded), told(rounded, "--kpi", "VOIDS")
    assert {each["kpi"] for each in one["kpis"]} == {"VOIDS"}
    for name in ("totals", "sources", "findings"):
        assert one[name] == whole[name]


def test_every_refusal_is_told_with_its_place(rounded: Path) -> None:
    found = told(rounded)
    refused = [each for each in found["findings"] if each["severity"] == "error"]
    lines = {each["at"]["line"]: each["code"] for each in refused}
    assert lines == {8: "QPR413", 9: "QPR410", 10: "QPR410"}
    assert {each["at"]["file"] for each in refused} == {"more/round.csv"}
    checked = json.loads(run(rounded, "check", "--format", "json").out)["diagnostics"]
    for each in refused:
        assert each in checked


def test_doubts_are_told_as_the_screen_has_them(project: Path) -> None:
    file = project / "results" / "results.csv"
    rows = file.read_text("utf-8").splitlines()
    kpi, area, period, numerator, denominator, *rest = rows[-1].split(",")
    rows[-1] = ",".join((kpi, area, period, str(float(numerator) * 1000), denominator, *rest))
    file.write_text("\n".join([*rows, ""]), "utf-8")
    found = told(project)["doubts"]
    assert found
    assert all(each["headline"] in run(project, "results", width=200).text for each in found)


def test_how_many_more_doubts_there_are_stands_below_those_that_are_listed(project: Path) -> None:
    lines = ["kpi,area,period,numerator,denominator"]
    for area in range(25):
        lines += [
            f"REPAIRS,N{area:02},2024-{month:02},{38 + month % 3},{4000 if month == 6 else 40 + month % 3}"
            for month in range(1, 13)
        ]
    (project / "results" / "areas.csv").write_text("\n".join([*lines, ""]), "utf-8")
    headlines = [each["headline"] for each in told(project)["doubts"]]
    assert [each for each in headlines if each.startswith("and ")] == headlines[-1:] != []
    assert len(headlines) == 21
    text = run(project, "results", width=200).text
    assert text.index(headlines[0]) < text.index(headlines[-1])


def test_csv_has_a_row_for_each_source_too(rounded: Path) -> None:
    done = run(rounded, "results", "--by", "source", "--format", "csv")
    found = list(csv.DictReader(done.out.splitlines()))
    own = {name: cell for name, cell in found[1].items() if name != "made_from"}
    assert own == {
        "source": "more/round.csv", "rows": "11", "used": "5", "refused": "3", "left_out": "2", "repeated": "1",
        "empty": "1", "cases": "", "cases_refused": "", "illustrative": "no",
    }  # fmt: skip
    assert done.code == 1
    screen = run(rounded, "results", "--by", "source").text
    assert "more/round.csv 11 5 3 2 1 1" in " ".join(screen.split())
    assert "VOIDS" not in screen


@pytest.mark.parametrize("words", ["--by source --format json", "--by source --kpi VOIDS"])
def test_what_cannot_be_both_is_refused(project: Path, words: str) -> None:
    assert run(project, "results", *words.split()).code == 2


def test_the_cases_behind_the_figures_are_told_by_source(project: Path) -> None:
    pytest.importorskip("duckdb", reason="DuckDB, which counts cases, is not installed")
    casework.ask(project)
    rows = "received,closed\n2024-05-01,2024-05-03\n2024-05-02,2024-06-30\n2024-05-08,\n"
    casework.lay(project, {"cases/a.csv": rows, "cases/b.csv": rows})
    found = told(project)
    (source,), (cases,) = found["sources"], found["cases"]
    assert (source["rows"], source["cases"], source["cases_refused"]) == (2, 6, 0)
    assert cases == {
        "source": source["source"], "table": "cases", "files": ["cases/a.csv", "cases/b.csv"], "cases": 6, "refused": 0
    }  # fmt: skip
    (row,) = csv.DictReader(run(project, "results", "--by", "source", "--format", "csv").out.splitlines())
    assert (row["source"], row["cases"], row["cases_refused"]) == (source["source"], "6", "0")
    (project / "cases" / "b.csv").write_text(rows.replace("2024-05-03", "3 May"), "utf-8")
    found = told(project)
    assert (found["cases"][0]["cases"], found["cases"][0]["refused"], found["totals"]["used"]) == (6, 1, 0)
    done = run(project, "results", "--format", "json")
    assert (done.code, "`qpr-rules check --results` lists them" in done.err) == (1, True)
