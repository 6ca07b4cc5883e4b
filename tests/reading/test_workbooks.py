"""Workbooks as results: every mistake names its cell, no number is lost or altered, and no file does harm."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.files import Folder
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import read_results
from qpr_rules.reading.sources.excel import LARGE
from qpr_rules.reading.sources.percents import percent_cells
from tests.commands import run
from tests.reading.excel import APRIL, HEADER, book, one
from tests.result_tables import said
from tests.sheets import sheets


@pytest.mark.parametrize(
    ("cells", "cell", "code", "words"),
    [
        (("REPAIRS", APRIL, ("=1/0", "#DIV/0!"), 402), "C2", "QPR413", "formula fails here: `#DIV/0!`"),
        (("REPAIRS", APRIL, ("=NA()", "#N/A"), 402), "C2", "QPR413", "formula fails here: `#N/A`"),
        (("REPAIRS", APRIL, 381, '=IF(A2>"",1)&"x"'), "D2", "QPR431", '`=IF(A2>"",1)&"x"`'),
        (("REPAIRS", APRIL, 381, True), "D2", "QPR413", "`TRUE`"),
        (("REPAIRS", dt.date(2025, 4, 9), 381, 402), "B2", "QPR411", "`2025-04-09`"),
        (("REPAIRS", APRIL, 500, 402), "C2", "QPR416", "above the denominator"),
        (("REPARS", APRIL, 381, 402), "A2", "QPR410", "`REPARS`"),
        (("Total", APRIL, 381, 402), "A2", "QPR425", "a total"),
    ],
)
def test_a_mistake_names_its_cell(project: Path, cells: tuple[object, ...], cell: str, code: str, words: str) -> None:
    book(project, one(*cells))
    (line,) = said(project)
    assert line.startswith(f"results/book.xlsx, SEND!{cell}: ")
    assert f" {code} " in line
    assert words in line


def test_a_conflict_names_both_rows(project: Path) -> None:
    rows: dict[str, list[Any]] = {"A1": HEADER, "A2": ["REPAIRS", APRIL, 1, 2], "A3": ["REPAIRS", APRIL, 1, 3]}
    book(project, sheets({"SEND": rows}))
    shown = run(project, "check", "--today", "2024-12-31").text
    assert "results/book.xlsx, SEND!B3" in shown
    assert "SEND, row 2: first given here" in shown


def test_every_form_names_the_cell(project: Path) -> None:
    book(project, one("REPAIRS", APRIL, "many", 402))
    for form in ("github", "gitlab", "sarif", "junit", "markdown"):
        assert "SEND!C2" in run(project, "check", "--format", form, "--today", "2024-12-31").out, form
    (found,) = json.loads(run(project, "check", "--format", "json", "--today", "2024-12-31").out)["diagnostics"]
    assert found["at"] == {
        "file": "results/book.xlsx", "line": None, "column": None, "end_line": None, "end_column": None,
        "within": "SEND!C2", "label": "",
    }  # fmt: skip


def test_fix_leaves_a_workbook_as_it_is(project: Path) -> None:
    content = one("REPAIR", APRIL, 381, 402)
    book(project, content)
    run(project, "check", "--fix", "--today", "2024-12-31")
    assert (project / "results" / "book.xlsx").read_bytes() == content


def test_numbers_are_the_shortest_decimals_of_what_is_stored(project: Path) -> None:
    chosen = random.Random(4)
    stored = [chosen.uniform(0, 1e6) for _ in range(200)] + [0.1, 1e-7, 123456789012345.0, 5e-10, 0.85]
    rows = {f"A{number + 1}": ["VOIDS", f"{2000 + number // 12}-{number % 12 + 1:02d}", each, 1000]
            for number, each in enumerate(stored, 1)}  # fmt: skip
    book(project, sheets({"SEND": {"A1": HEADER, **rows}}))
    tree = Folder(project)
    read = read_results(tree, read_declarations(tree))
    given = {each.numerator for each in read.observations["VOIDS"] if each.source.endswith(".xlsx")}
    # What a person types into a cell is a decimal; the writer of these files keeps 16 digits of it.
    assert given == {Decimal(repr(float(f"{each:.16G}"))) for each in stored}


@pytest.mark.parametrize("from_1904", [True, False])
def test_dates_are_days_whichever_year_the_workbook_counts_from(project: Path, from_1904: bool) -> None:
    rows: dict[str, list[Any]] = {
        "A1": HEADER,
        "A2": ["REPAIRS", dt.date(2025, 5, 31), 1, 2],
        "A3": ["REPAIRS", APRIL, 1, 2],
    }
    book(project, sheets({"SEND": rows}, from_1904=from_1904, dates="dd/mm/yyyy"))
    assert said(project) == []
    assert "May 2025" in run(project, "results", "--kpi", "REPAIRS").out


def share_of_repairs(project: Path) -> None:
    """Have REPAIRS reported ready made, as a percentage."""
    text = (project / "kpi_definitions" / "repairs.yaml").read_text("utf-8")
    whole = "measure:\n  numerator: Repairs completed on time\n  denominator: Repairs completed\n"
    changed = text.replace(whole, "measure: {value: On time}\n").replace("window: 12 months", "window: month")
    assert changed != text
    (project / "kpi_definitions" / "repairs.yaml").write_text(changed, "utf-8")
    (project / "results" / "results.csv").write_text("kpi,period,numerator,denominator\nVOIDS,2024-12,40,3\n", "utf-8")


@pytest.mark.parametrize(
    ("stored", "shown_as", "read"),
    [
        (0.952, "0.0%", "95.2"),
        (0.9491916859122402, "0%", "94.91916859122402"),  # more than is shown: exactly what is stored
        (1.0, "0.00%", "100"),
        (0.07, "[Red]0%;-0%", "7"),
        (95.2, '0.0"%"', "95.2"),  # a sign beside a number is not a percentage
        (95.2, "0.0\\%", "95.2"),
        (0.952, "General", "0.952"),
    ],
)
def test_a_percentage_is_what_the_cell_shows_exactly(project: Path, stored: float, shown_as: str, read: str) -> None:
    share_of_repairs(project)
    rows: dict[str, Sequence[Any]] = {
        "A1": ["kpi", "period", "value"],
        "A2": ["REPAIRS", "2024-11", (stored, shown_as)],
    }
    book(project, sheets({"SEND": rows}))
    (one,) = read_results(Folder(project), read_declarations(Folder(project))).observations["REPAIRS"]
    assert one.numerator == Decimal(read)


def test_a_large_sheet_of_percentages_is_read_as_a_small_one(project: Path) -> None:
    share_of_repairs(project)
    rows = {f"A{n}": ["REPAIRS", f"{n:05}", APRIL, (0.5, "0%") if n % 2 else 0.5] for n in range(2, LARGE + 4)}
    book(project, sheets({"SEND": {"A1": ["kpi", "area", "period", "value"], **rows}}))
    read = read_results(Folder(project), read_declarations(Folder(project)))
    assert Counter(each.numerator for each in read.observations["REPAIRS"]) == {
        Decimal(50): LARGE // 2 + 1,
        Decimal("0.5"): LARGE // 2 + 1,
    }


def styles_of(*formats: str) -> bytes:
    own = "".join(f'<xf numFmtId="{each}"/>' for each in formats)
    return f'<styleSheet xmlns="x"><cellXfs>{own}</cellXfs></styleSheet>'.encode()


@pytest.mark.parametrize("many", [1, 5_000])
def test_the_style_decides_however_many_there_are_and_wherever_it_stands(many: int) -> None:
    xml = b'<c r="B3" s="1" t="n"><v>1</v></c><x:c s=\'1\' r=\'C4\'/><c r="D1" s="0"/><c r="E1"/><c as="1" r="F1"/>'
    assert list(percent_cells(styles_of("0", *["9"] * many), xml)) == [(2, 1), (3, 2)]


@pytest.mark.parametrize("tail", [b"<c " + b's="1" ' * 400_000 + b"<", b"<c " * 1_000_000, b"<c " + b"r" * 2_000_000])
def test_what_a_stranger_adds_to_a_sheet_is_gone_through_once(tail: bytes) -> None:
    assert list(percent_cells(styles_of("0", "9"), tail)) == []  # once for each style would take hours


def test_a_percentage_in_the_place_of_a_count_is_refused_as_in_a_csv_file(project: Path) -> None:
    book(project, sheets({"SEND": {"A1": HEADER, "A2": ["REPAIRS", APRIL, (0.95, "0%"), 402]}}))
    assert said(project) == [
        "results/book.xlsx, SEND!C2: error QPR413 `95%` is a percentage; a numerator is a number that one is worked out from"
    ]


def test_shares_without_a_sign_are_still_asked_about(project: Path) -> None:
    share_of_repairs(project)
    rows = {f"A{n}": ["REPAIRS", dt.date(2024, n, 1), float(f"0.{80 + n}")] for n in range(2, 13)}
    book(project, sheets({"SEND": {"A1": ["kpi", "period", "value"], **rows}}))
    checked = run(project, "check", "--results", "--format", "concise", "--today", "2025-01-31").out
    assert "warning QPR454 every figure lies between 0 and 1, as if 0.93 were written for 93%" in checked


def test_a_title_is_left_out_by_the_range_and_said_without_it(project: Path) -> None:
    held: dict[str, list[Any]] = {
        "A1": ["Quarter 4"],
        "B3": HEADER,
        "B4": ["REPAIRS", APRIL, 381, 402],
        "B6": ["Source: depot"],
    }
    book(project, sheets({"SEND": held}))
    assert said(project) == ["results/book.xlsx, SEND, row 1: error QPR403 there is no column `kpi`"]
    book(project, sheets({"SEND": held}), ", range: B3:E4")
    assert said(project) == []


def test_merged_titles_outside_the_range_do_no_harm(project: Path) -> None:
    held: dict[str, list[Any]] = {"A3": HEADER, "A4": ["REPAIRS", APRIL, 381, 402]}
    content = sheets({"SEND": held}, {"SEND": {"A1:D1": "Quarter 4"}})
    book(project, content)
    (line,) = said(project)
    assert line.startswith("results/book.xlsx, SEND!A1: error QPR434 the cells A1:D1 are merged")
    book(project, content, ", range: A3")
    assert said(project) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no Excel workbook"),
        (b"kpi,period\n", "no Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel 97 to 2003"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (one("REPAIRS", APRIL, 1, 2)[:-200], "no Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_said_in_a_sentence(project: Path, content: bytes, words: str) -> None:
    book(project, content)
    (line,) = said(project)
    assert line.startswith("results/book.xlsx: error QPR432 ")
    assert words in line


def test_a_damaged_workbook_never_stops_the_others(project: Path) -> None:
    whole = sheets({"SEND": {"A1": HEADER, "A2": ["REPAIRS", APRIL, ("=1+1", 2), 402]}})
    chosen = random.Random(1)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chosen.randint(1, 30)):
            broken[chosen.randrange(len(broken))] = chosen.randrange(256)
        book(project, bytes(broken))
        done = run(project, "check", "--format", "concise", "--today", "2024-12-31")
        assert done.code in (0, 1), done.said


def _with_sheet(content: bytes, change: dict[bytes, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                for before, after in change.items():
                    assert before in part
                    part = part.replace(before, after)
            new.writestr(name, part)
    return held.getvalue()


def test_a_sheet_with_a_cell_in_the_last_corner_is_refused_before_it_fills_the_memory(project: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    book(project, _with_sheet(one("REPAIRS", APRIL, 1, 2), {b"</sheetData>": far}))
    (line,) = said(project)
    assert "QPR432 the sheet `SEND` goes on to row 1,048,576 and column 16,384" in line


def test_cells_of_a_program_that_prefixes_its_names_are_looked_into(project: Path) -> None:
    content = one("REPAIRS", APRIL, ("=1/0", "#DIV/0!"), 402)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    cell = xml[xml.index(b'<c r="C2"') : xml.index(b"</c>", xml.index(b'<c r="C2"')) + 4]
    prefixed = cell.replace(b"<", b"<x:").replace(b"<x:/", b"</x:")
    space = b' xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    book(project, _with_sheet(content, {cell: prefixed, b"<worksheet": b"<worksheet" + space}))
    (line,) = said(project)
    assert "SEND!C2" in line
    assert "#DIV/0!" in line


def test_an_empty_text_that_a_formula_gave_is_a_blank_cell(project: Path) -> None:
    content = one("REPAIRS", APRIL, '=""', 402)
    book(project, content)
    assert [line.split(": ")[0] for line in said(project)] == ["results/book.xlsx, SEND!C2"]
    book(project, _with_sheet(content, {b'<c r="C2">': b'<c r="C2" t="str">'}))
    assert said(project) == []


def test_without_the_library_it_is_said_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book(project, one("REPAIRS", APRIL, 381, 402))
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    done = run(project, "check", "--today", "2024-12-31")
    assert done.code == 1
    assert "QPR400" in done.text
    assert 'pip install "qpr-rules[excel]"' in done.text


def test_a_workbook_is_not_read_for_a_project_without_one(project: Path) -> None:
    before = set(sys.modules)
    run(project, "check", "--today", "2024-12-31")
    assert "python_calamine" not in set(sys.modules) - before
