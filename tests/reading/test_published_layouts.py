"""Published figures in their own layout, and as a council would keep them: read as sources, nothing retyped."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.files import Folder
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import Results, read_results
from tests.result_tables import settings
from tests.sheets import sheets

FILE = "trafford_planning_major_quarterly.csv"
KPI = """\
id: PLANNING-MAJOR
name: Major planning applications decided in time
section: housing
owner: head-of-housing
polarity: higher
unit: percent
decimals: 0
frequency: quarter
window: quarter
measure: {value: Percentage decided within 13 weeks or agreed time}
target: 80
floor: 70
"""


@pytest.fixture
def planning(project: Path) -> Path:
    (project / "kpi_definitions" / "planning.yaml").write_text(KPI, "utf-8", newline="")
    return project


def read(project: Path) -> Results:
    tree = Folder(project)
    return read_results(tree, read_declarations(tree))


def numbers(results: Results) -> dict[tuple[str, int], Decimal | None]:
    return {(each.area, each.period): each.numerator for each in results.observations["PLANNING-MAJOR"]}


def rows(published: Path) -> list[dict[str, str]]:
    with (published / "inputs" / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_published_file_is_read_as_it_is(published: Path, planning: Path) -> None:
    shutil.copy(published / "inputs" / FILE, planning / "results" / "planning.csv")
    settings(
        planning,
        "results/results.csv",
        "{source: csv, files: results/planning.csv, fixed: {kpi: PLANNING-MAJOR}, columns: {area: area_name}}",
    )
    found = read(planning)
    assert [each.code for each in found.diagnostics] == ["QPR428"]
    whole = rows(published)
    assert len(whole) > 100
    assert sorted(numbers(found).values(), key=str) == sorted((Decimal(row["value"]) for row in whole), key=str)
    assert {area for area, _ in numbers(found)} == {row["area_name"] for row in whole}


def test_the_same_figures_in_a_workbook_with_quarters_across_the_top(published: Path, planning: Path) -> None:
    test_a_published_file_is_read_as_it_is(published, planning)
    before = numbers(read(planning))
    whole = rows(published)
    quarters = sorted({row["period"] for row in whole})
    known = {(row["area_name"], row["period"]): float(row["value"]) for row in whole}
    table: dict[str, list[Any]] = {"B3": ["Council", *quarters]}
    for number, area in enumerate(sorted({area for area, _ in known}), 4):
        table[f"B{number}"] = [area, *(known.get((area, quarter), "") for quarter in quarters)]
    (planning / "results" / "planning.csv").unlink()
    (planning / "results" / "planning.xlsx").write_bytes(sheets({"Majors": {"B1": ["Majors, per cent"], **table}}))
    settings(
        planning,
        "results/results.csv",
        "{source: excel, files: results/planning.xlsx, range: B3, layout: wide, columns: {area: Council}, "
        "fixed: {kpi: PLANNING-MAJOR}}",
    )
    found = read(planning)
    assert found.diagnostics == ()
    assert numbers(found) == before


@pytest.mark.parametrize(
    ("frequency", "written", "ways"),
    [
        ("year", "2024", "with `periods: year-ending` it is 2023/24, with `periods: year-beginning` it is 2024/25"),
        ("quarter", "2021/22 Q1 - 2022/23 Q3", "with `periods: last-of-range` it is Q3 2022/23"),
        ("month", "2024", ""),
        ("quarter", "2024/25 - 2025/26", ""),
    ],
)
def test_a_period_as_publishers_write_it_is_told_with_what_reads_it(
    planning: Path, frequency: str, written: str, ways: str
) -> None:
    file = planning / "kpi_definitions" / "planning.yaml"
    file.write_text(KPI.replace("quarter", frequency), "utf-8", newline="")
    (planning / "results" / "planning.csv").write_text(f"period,value\n{written},85\n", "utf-8")
    entry = "{source: csv, files: results/planning.csv, fixed: {kpi: PLANNING-MAJOR}"
    settings(planning, "results/results.csv", f"{entry}}}")
    (found,) = read(planning).diagnostics
    assert found.code == "QPR411"
    said = "if that is how its publisher writes it, say so for this source in qpr-rules.yaml: "
    assert found.hints == (said + ways if ways else f"PLANNING-MAJOR is reported every {frequency}",)
    for way in ways.split(", with ") if ways else ():
        form, period = way.removeprefix("with ").removeprefix("`periods: ").split("` it is ")
        settings(planning, "results/results.csv", f"{entry}, periods: {form.removeprefix('`periods: ')}}}")
        again = read(planning)
        assert again.diagnostics == ()
        ((_, read_as),) = numbers(again)
        (definition,) = [
            each for each in read_declarations(Folder(planning)).definitions if each.id == "PLANNING-MAJOR"
        ]
        assert definition.calendar.show(definition.frequency, read_as) == period
