"""OpenDocument workbooks as results: exact as Excel's are, and what failed or is merged is not taken for an empty cell."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.asking import OWN, read
from tests.commands import run
from tests.parts import converted
from tests.reading.opendocument import HEAD, JANUARY, book, document, number, of, row, text
from tests.result_tables import evaluated, rows, said, settings, tidy, wide
from tests.sheets import sheets


@pytest.mark.parametrize(("written", "meant"), [("381", "381"), ("0.1", "0.1"), ("1E-7", "0.0000001")])
def test_a_sheet_is_read_exactly(project: Path, written: str, meant: str) -> None:
    book(project, document(HEAD, of(number(written, shown="about one"))))
    assert said(project) == []
    (one,) = (each for each in read(project).observations["REPAIRS"] if each.source != OWN)
    assert (one.numerator, one.denominator, one.within) == (Decimal(meant), Decimal(402), "Data, row 2")


def test_a_percentage_is_what_the_cell_shows(project: Path) -> None:
    """Refused in the place of a count: so it is seen that each of the repeated cells was read as a percentage."""
    shown = '<table:table-cell office:value-type="percentage" office:value="0.952"MORE><text:p>95%</text:p></table:table-cell>'
    twice = row(text("REPAIRS"), JANUARY, shown.replace("MORE", ' table:number-columns-repeated="2"'))
    again = row(text("VOIDS"), JANUARY, shown.replace("MORE", ""), number("30"))
    book(project, document(HEAD, twice, again))
    assert [line.partition(": error ")[::2] for line in said(project)] == [
        (f"results/book.ods, Data!C{at}", f"QPR413 `95.2%` is a percentage; a numerator is a number {WORKED_OUT}")
        for at in (2, 3)
    ]


WORKED_OUT = "that one is worked out from"
FORMULA = ' table:formula="of:=1/0"'
FAILED = {
    "as LibreOffice writes it": text("#DIV/0!", f'{FORMULA} office:string-value="" calcext:value-type="error"'),
    "as OpenOffice writes it": number("0", FORMULA, "#DIV/0!"),
    "by its number": number("0", FORMULA, "Err:502"),
    "without a value": f"<table:table-cell{FORMULA}/>",
}


@pytest.mark.parametrize("failed", FAILED)
def test_a_formula_that_failed_is_no_empty_cell_and_no_nought(project: Path, failed: str) -> None:
    book(project, document(row(), HEAD, row(), of(FAILED[failed])))
    (line,) = said(project)
    assert line.startswith("results/book.ods, Data!C4: ")
    assert ("QPR431" if "without" in failed else "QPR413") in line


def test_what_is_repeated_is_counted(project: Path) -> None:
    gap = row('<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="3"')
    end = row('<table:table-cell table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048000"')
    wrong = row(text("REPAIRS"), JANUARY, number("1", ' table:number-columns-repeated="2"'))
    book(project, document(gap, HEAD, gap, wrong, of(FAILED["by its number"]), end))
    assert any(line.startswith("results/book.ods, Data!C9: error QPR413 ") for line in said(project))


def test_merged_cells_are_refused(project: Path) -> None:
    merged = text("REPAIRS", ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    rest = row("<table:covered-table-cell/>", JANUARY, number("1"), number("2"))
    book(project, document(HEAD, row(merged, JANUARY, number("1"), number("2")), rest))
    (line,) = said(project)
    assert "Data!A2: error QPR434 the cells A2:A3 are merged" in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            document(
                HEAD,
                row(
                    number("1", ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="9999999"'
                ),
            ),
            "goes on to row 10,000,000 and column 16,384",
        ),
        (document(HEAD, before='<!DOCTYPE a [<!ENTITY b "c">]>'), "it declares a document type"),
        (document(HEAD + "<unclosed>"), "the workbook is damaged"),
        (document(HEAD, manifest="<manifest:encryption-data/>"), "the workbook is locked with a password"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(project: Path, content: bytes, words: str) -> None:
    book(project, content)
    (line,) = said(project)
    assert line.startswith("results/book.ods: error QPR432 ")
    assert words in line


def test_a_damaged_document_never_stops_the_others(project: Path) -> None:
    whole = document(HEAD, of(number("381")), of(FAILED["by its number"]))
    xml = zipfile.ZipFile(io.BytesIO(whole)).read("content.xml").decode()
    chosen = random.Random(1)
    for _ in range(25):
        broken = bytearray(whole)
        for _ in range(chosen.randint(1, 20)):
            broken[chosen.randrange(len(broken))] = chosen.randrange(256)
        odd = xml.replace("381", "".join(chosen.choices("0123456789-e.x", k=6)))
        odd = odd.replace("2025-01-31", "".join(chosen.choices("0123456789-T:", k=10)))
        for content in (bytes(broken), document(inside=odd)):
            book(project, content)
            done = run(project, "check", "--format", "concise", "--today", "2024-12-31")
            assert done.code in (0, 1), done.said


@pytest.mark.long
def test_what_libreoffice_saves_gives_the_same_evaluations(project: Path, tmp_path: Path) -> None:
    before = evaluated(project)
    table, other = tidy(rows(project)), wide(rows(project))
    held: dict[str, dict[str, Sequence[object]]] = {
        "Data": {f"A{number}": row for number, row in enumerate(table, 1)},
        "Wide": {f"C{number}": row for number, row in enumerate(other, 4)},
        "Odd": {"B2": ["kpi", "period", "numerator"], "B3": ["REPAIRS", "2025-01", ("=1/0", "#DIV/0!")]},
    }
    made = tmp_path / "book.xlsx"
    made.write_bytes(sheets(held))
    converted("ods", project / "results", made)
    (project / OWN).unlink()
    columns = "columns: {kpi: Ref, period: Month, numerator: Number, denominator: Out of}"
    settings(project, f"{{source: excel, files: results/book.ods, sheet: Data, {columns}}}")
    assert said(project) == []
    assert evaluated(project) == before
    parts = "layout: wide, columns: {kpi: Ref, part: Line}, parts: {numerator: Number, denominator: Out of}"
    settings(project, f"{{source: excel, files: results/book.ods, sheet: Wide, {parts}}}")
    assert evaluated(project) == before
    settings(project, "{source: excel, files: results/book.ods, sheet: Odd}")
    assert any("Odd!D3: error QPR413 the spreadsheet's formula fails here: `#DIV/0!`" in line for line in said(project))
