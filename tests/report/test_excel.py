"""The workbook: tidy tables that agree with `evaluate`, figures that agree with their ratings, the same bytes twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from qpr_rules.fields import FIELDS, FieldKind
from tests.commands import run
from tests.report_pages import REPOSITORY
from tests.workbooks import foot, heads, lines, rows, sheet, shown, workbook, written

QUARTER = "Q3 2024/25"
TABLES = ("Ratings", "Exceptions", "Actions", "Results", "Definitions", "Standards", "Columns")
SHAPES = {"green": "●", "amber": "▲", "red": "■", "not rated": "○"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return workbook(REPOSITORY, tmp_path_factory.mktemp("excel") / "report.xlsx", QUARTER)


@cache
def evaluated(form: str) -> str:
    return run(REPOSITORY, "evaluate", "--quarter", QUARTER, "--format", form).out


def test_there_is_a_sheet_for_each_thing_and_the_first_says_what_it_is(book: Workbook) -> None:
    assert book.sheetnames == ["About", *TABLES]
    said = lines(book)
    assert said[0][0] == f"Quarterly performance report, {QUARTER}"
    texts = [text for _, text in said]
    assert "Illustrative: standards and results are invented; they are no council's." in texts
    assert any(text.startswith(f"In {QUARTER}, of 38 Key Performance Indicators, 17 achieved") for text in texts)
    for part in json.loads(evaluated("json"))[0]["made_from"].split("; "):
        assert part in texts
    for name in TABLES:
        assert [each for each, text in said if text.endswith(f" {len(rows(book, name))} rows.")].count(name) == 1


def test_each_sheet_is_one_table_with_its_name_and_a_head_that_stays(book: Workbook) -> None:
    for name in TABLES:
        page = sheet(book, name)
        (table,) = page.tables.values()
        assert (table.name, table.ref) == (name, page.dimensions)
        assert table.autoFilter is not None and table.autoFilter.ref == page.dimensions
        assert table.column_names == heads(book, name)
        assert len(set(table.column_names)) == len(table.column_names)
        assert page.freeze_panes is not None and re.fullmatch(r"[B-D]2", page.freeze_panes)
        assert page.merged_cells.ranges == set()


def test_each_sheet_prints_as_wide_as_its_paper_with_its_head_on_every_page(book: Workbook) -> None:
    for page in (sheet(book, name) for name in book.sheetnames):
        assert page.page_setup.fitToWidth in (None, 1) and page.page_setup.fitToHeight == 0
        assert page.sheet_properties.pageSetUpPr is not None and page.sheet_properties.pageSetUpPr.fitToPage
        assert str(page.page_setup.paperSize) == "9"
        assert "Illustrative" in foot(page)
        if page.title != "About":
            assert page.page_setup.orientation == "landscape"
            assert page.print_title_rows == "$1:$1"


def test_every_column_is_explained_and_every_field_is_there_by_its_own_name(book: Workbook) -> None:
    explained = {
        (str(row["table"].value), str(row["column"].value)): row["meaning"].value for row in rows(book, "Columns")
    }
    assert set(explained) == {(name, column) for name in TABLES[:-1] for column in heads(book, name)}
    assert all(explained.values())
    for field in FIELDS:
        assert explained["Ratings", field.name] == field.meaning


def test_ratings_are_the_rows_of_evaluate(book: Workbook) -> None:
    expected = {row["kpi"]: row for row in csv.DictReader(io.StringIO(evaluated("csv")))}
    found = rows(book, "Ratings")
    assert sorted(str(row["kpi"].value) for row in found) == sorted(expected)
    assert len(found) == 41
    for row in found:
        theirs = expected[str(row["kpi"].value)]
        for field in FIELDS:
            _agrees(field.name, field.kind, row[field.name].value, theirs[field.name])
        assert row["made_from"].value == theirs["made_from"]


def _agrees(name: str, kind: FieldKind, held: object, text: str) -> None:
    """A cell against what CSV has of it."""
    if text == "" or held is None:
        assert (held, text) == (None, ""), name
    elif kind in (FieldKind.INTEGER, FieldKind.FLOAT, FieldKind.DECIMAL) or (
        name in ("target", "floor") and " " not in text
    ):
        assert isinstance(held, int | float) and not isinstance(held, bool), name
        assert held == pytest.approx(float(Fraction(text)), rel=1e-14, abs=1e-14), name
    else:
        assert held == text, name


def test_a_figure_is_shown_as_the_paper_prints_it_and_on_the_right_side_of_its_standards(book: Workbook) -> None:
    for name in ("Ratings", "Results"):
        for row in rows(book, name):
            printed = str(row["figure_printed"].value)
            if row["figure"].value is None:
                assert re.fullmatch(r"\[[cxz]\]", printed)
                continue
            plain = re.sub(r"[^0-9.-]", "", re.sub(r" per [\d,]+| \[.\]", "", printed))
            assert shown(row["figure"]) == Decimal(plain)
            exact = Fraction(str(row["figure_exact"].value))
            assert row["figure"].value == float(f"{float(exact):.16g}")
            for standard in ("target", "floor"):
                if isinstance(row[standard].value, int | float):
                    bound = shown(row[standard])
                    assert bound == Decimal(repr(row[standard].value)).normalize()
                    assert (Fraction(plain) > bound, Fraction(plain) < bound) == (exact > bound, exact < bound)


def test_a_rating_is_a_word_with_a_shape_and_a_tint(book: Workbook) -> None:
    for name in ("Ratings", "Exceptions", "Results"):
        for row in rows(book, name):
            cell = row["rating"]
            assert cell.number_format == f'"{SHAPES[str(cell.value)]} "@'
            assert cell.fill.fill_type == "solid"
    by_kpi = {row["kpi"].value: row["rating"].value for row in rows(book, "Ratings")}
    counted = [list(by_kpi.values()).count(word) for word in SHAPES]
    assert counted == [17, 12, 9, 3]  # the activity indicators have no rating


def test_exceptions_are_those_of_the_screen_gravest_first(book: Workbook) -> None:
    found = rows(book, "Exceptions")
    severities = [str(row["severity"].value) for row in found]
    assert severities == ["urgent"] * 3 + ["concern"] * 11 + ["notice"] * 6
    ehcp = next(row for row in found if row["kpi"].value == "EHCP-20W")
    assert ehcp["exceptions"].value == "Below floor: 41% misses the floor standard of 45% by 4 points."


def test_results_are_the_figures_as_they_were_in_each_quarter(book: Workbook) -> None:
    found = rows(book, "Results")
    places = [(row["kpi"].value, row["area"].value, row["quarter"].value) for row in found]
    assert len(set(places)) == len(places)
    own = [row for row in found if row["kpi"].value == "EHCP-20W"]
    assert [row["quarter"].value for row in own] == [
        *(f"2022/23-Q{quarter}" for quarter in (4,)),
        *(f"2023/24-Q{quarter}" for quarter in (1, 2, 3, 4)),
        *(f"2024/25-Q{quarter}" for quarter in (1, 2, 3)),
    ]
    for row in own:
        then = re.sub(r"(.*)-(Q\d)", r"\2 \1", str(row["quarter"].value))
        lines_then = run(REPOSITORY, "evaluate", "--quarter", then, "--format", "csv").out
        (line,) = [each for each in csv.DictReader(io.StringIO(lines_then)) if each["kpi"] == "EHCP-20W"]
        for name in ("period", "rating", "reason"):
            assert (row[name].value or "") == line[name]
        for name in ("numerator", "denominator", "figure", "target", "floor"):
            assert row[name].value == pytest.approx(float(line[name]), rel=1e-14)
    ends = {row["period"].value: row["period_ends"].value for row in own}
    assert ends["2024-12"] == dt.datetime(2024, 12, 31)  # noqa: DTZ001


def test_days_are_days(book: Workbook) -> None:
    (action,) = [row for row in rows(book, "Actions") if str(row["action"].value).startswith("Second assessment team")]
    assert action["due"].value == dt.datetime(2025, 3, 31)  # noqa: DTZ001
    assert action["due"].number_format == "d mmm yyyy"
    (standing,) = {row["overdue"].value for row in rows(book, "Actions") if "Overdue" in str(row["standing"].value)}
    assert standing == "yes"


def test_definitions_hold_the_rule_and_standards_every_one_there_was(project: Path, tmp_path: Path) -> None:
    made = workbook(project, tmp_path / "small.xlsx", QUARTER)
    voids, repairs = rows(made, "Definitions")
    assert [repairs[name].value for name in ("polarity", "unit", "window", "target", "floor", "approved", "from")] == [
        *("higher", "percent", "12 months", 94.5, 92),
        *(None, None),
    ]
    assert [voids[name].value for name in ("polarity", "unit", "target", "floor", "approved", "numerator")] == [
        *("lower", "days", 20, 27, "Committee, 7 March 2024", "Days empty")
    ]
    held = [
        [row[name].value for name in ("kpi", "from", "to", "target", "floor", "approved")]
        for row in rows(made, "Standards")
    ]
    day: Callable[..., dt.datetime] = dt.datetime
    assert held == [
        ["VOIDS", day(2023, 4, 1), day(2024, 3, 31), 21, 28, "Committee, 2 March 2023"],
        ["VOIDS", day(2024, 4, 1), day(2025, 3, 31), 20, 27, "Committee, 7 March 2024"],
        ["REPAIRS", None, None, 94.5, 92, None],
    ]


def test_every_area_has_its_own_past(project: Path, tmp_path: Path) -> None:
    results = project / "results" / "results.csv"
    lines_ = results.read_text("utf-8").splitlines()
    north = [
        line.replace("REPAIRS,,", "REPAIRS,North,").replace(",2024-", ",2024-")
        for line in lines_
        if "REPAIRS,," in line
    ]
    halved = [re.sub(r",(\d+),(\d+),,,$", lambda found: f",{int(found[1]) // 2},{found[2]},,,", line) for line in north]
    results.write_text("\n".join([*lines_, *halved, ""]), "utf-8")
    found = rows(workbook(project, tmp_path / "areas.xlsx", QUARTER), "Results")
    figures: dict[tuple[Any, Any], dict[Any, Any]] = {}
    for row in found:
        figures.setdefault((row["kpi"].value, row["area"].value), {})[row["quarter"].value] = row["figure"].value
    own, theirs = figures["REPAIRS", None], figures["REPAIRS", "North"]
    assert list(own) == list(theirs) and len(own) == 8
    for quarter, value in own.items():
        assert (theirs[quarter] is None) == (value is None)
        assert value is None or theirs[quarter] < value
    for quarter, value in theirs.items():
        then = re.sub(r"(.*)-(Q\d)", r"\2 \1", str(quarter))
        text = run(project, "evaluate", "--quarter", then, "--format", "csv").out
        line = next(
            each for each in csv.DictReader(io.StringIO(text)) if (each["kpi"], each["area"]) == ("REPAIRS", "North")
        )
        assert value == (pytest.approx(float(line["figure"])) if line["figure"] else None)


def test_the_same_files_give_the_same_bytes_whatever_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    written(REPOSITORY, first, QUARTER)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    written(REPOSITORY, second, QUARTER)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as parts:
        assert {each.date_time[0] for each in parts.infolist()} == {1980}
        assert parts.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_a_draft_says_so_on_the_first_sheet_on_every_page_and_in_every_rating(tmp_path: Path, book: Workbook) -> None:
    draft = workbook(REPOSITORY, tmp_path / "draft.xlsx", QUARTER, "--draft")
    for made, word in ((draft, "yes"), (book, "no")):
        assert {row["draft"].value for row in rows(made, "Ratings")} == {word}
        assert ("Draft: not for publication." in [text for _, text in lines(made)]) == (word == "yes")
        for name in made.sheetnames:
            assert ("Draft" in foot(sheet(made, name))) == (word == "yes")


def test_a_part_says_that_it_is_one(tmp_path: Path) -> None:
    part = workbook(REPOSITORY, tmp_path / "part.xlsx", QUARTER, "--section", "public-health")
    assert ("Part", "This paper covers only the section Public Health.") in lines(part)
    assert {row["section"].value for row in rows(part, "Ratings")} == {"public-health"}


def test_without_the_package_a_sentence_says_what_to_install(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = written(project, tmp_path / "paper.xlsx")
    assert (done.code, 'pip install "qpr-rules[report]"' in done.said) == (2, True)
    assert not (tmp_path / "paper.xlsx").exists()
    assert written(project, tmp_path / "paper.html").code == 0


def test_more_rows_than_a_sheet_holds_are_refused(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qpr_rules.showing.report.excel_book.MOST_ROWS", 15)
    done = written(project, tmp_path / "paper.xlsx")
    assert (done.code, "holds 15 rows, and Results would have 16" in done.said) == (2, True)
    assert not (tmp_path / "paper.xlsx").exists()
