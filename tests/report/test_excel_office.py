"""The workbook in LibreOffice: every sheet opens, shows what the paper prints, and leaves text alone."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.parts import converted
from tests.report_pages import REPOSITORY
from tests.tables import table
from tests.workbooks import written

QUARTER = "Q3 2024/25"
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""Every sheet as a CSV file in UTF-8, each cell as it is shown."""
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each sheet of the shipped workbook, and of one that is odd, as LibreOffice shows them."""
    folder = tmp_path_factory.mktemp("office")
    odd = folder / "project"
    odd.mkdir()
    for file in (REPOSITORY / "tests" / "small").rglob("*.*"):
        copy = odd / file.relative_to(REPOSITORY / "tests" / "small")
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    repairs = odd / "kpi_definitions" / "repairs.yaml"
    repairs.write_text(
        repairs.read_text("utf-8").replace("name: Repairs completed on time", f"name: '{FORMULA}'"), "utf-8"
    )
    assert written(REPOSITORY, folder / "shipped.xlsx", QUARTER).code == 0
    assert written(odd, folder / "odd.xlsx", QUARTER).code == 0
    converted(AS_SHOWN, folder, folder / "shipped.xlsx", folder / "odd.xlsx")
    return folder


def test_figures_are_shown_as_the_paper_prints_them_and_ratings_with_their_shape(opened: Path) -> None:
    ratings = table(opened / "shipped-Ratings.csv")
    assert len(ratings) == 41
    for row in [*ratings, *table(opened / "shipped-Results.csv")]:
        printed = re.sub(r" \[.\]| (per [\d,]+|days|tonnes|weeks|hours|minutes)|[%£]", "", row["figure_printed"])
        assert row["figure"] == ("" if printed.startswith("[") else printed)
        assert row["rating"] in ("● green", "▲ amber", "■ red", "○ not rated")
    assert {row["direction"] for row in ratings} <= {
        *("↗ improving", "↘ worsening", "→ no clear trend", "· insufficient data", "↗ rising", "↘ falling")
    }


def test_days_are_shown_as_days(opened: Path) -> None:
    due = {row["action"]: row["due"] for row in table(opened / "shipped-Actions.csv")}
    assert due["Second assessment team in place"] == "31 Mar 2025"


def test_a_formula_in_a_name_is_a_name(opened: Path) -> None:
    for name in ("Ratings", "Results", "Definitions", "Standards", "Actions"):
        names = {row["name"] for row in table(opened / f"odd-{name}.csv") if row["kpi"] == "REPAIRS"}
        assert names == {FORMULA}


def test_the_first_sheet_is_read_in_order(opened: Path) -> None:
    with (opened / "shipped-About.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][0] == f"Quarterly performance report, {QUARTER}"
    assert ["● green", "17 (45%)"] in [line[:2] for line in lines]


def test_it_prints(opened: Path) -> None:
    converted("pdf", opened, opened / "odd.xlsx")
    assert (opened / "odd.pdf").read_bytes().startswith(b"%PDF")
