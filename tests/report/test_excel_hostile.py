"""Whatever a text says, it is text in a workbook: no formula, no link, no markup, and no more than a cell may hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from qpr_rules.showing.report.excel_cells import MOST_LETTERS, fitted
from tests.hostile import HOSTILE, spoilt
from tests.workbooks import lines, rows, sheet, workbook

QUARTER = "Q3 2024/25"
USERS = {
    "Ratings": ("name", "area", "section_title", "owner_post", "context", "approved"),
    "Exceptions": ("name", "section_title", "owner_post", "exceptions", "area"),
    "Actions": ("name", "action", "owner"),
    "Results": ("name", "area"),
    "Definitions": ("name", "section_title", "owner_post", "approved", "numerator", "denominator", "cabinet_member"),
    "Standards": ("name", "approved", "reason"),
}
"""Columns whose whole text a user writes."""


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_in_every_column_of_every_sheet(project: Path, tmp_path: Path, text: str) -> None:
    spoilt(project, text)
    file = tmp_path / "paper.xlsx"
    book = workbook(project, file, QUARTER)
    for name, columns in USERS.items():
        mine = [row for row in rows(book, name) if row["kpi"].value == "REPAIRS"]
        for column in columns:
            cells = [row[column] for row in mine if row[column].value is not None]
            wanted = text.strip("{}") if column == "exceptions" else text  # where braces name a field
            assert wanted in [_read(cell.value) for cell in cells], f"{name}.{column}"
    assert ("Body", text) in [(name, _read(said)) for name, said in lines(book)]
    for page in book.worksheets:
        for cell in (cell for row in page.iter_rows() for cell in row):
            assert cell.data_type != "f", f"{page.title}!{cell.coordinate}"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix  # so that it stays text when somebody edits it
            if cell.hyperlink is not None:
                assert (page.title, cell.hyperlink.target, cell.value in book.sheetnames) == ("About", None, True)
    _is_read_elsewhere(file, text)
    with ZipFile(file) as parts:
        for part in parts.namelist():
            ET.fromstring(parts.read(part))  # noqa: S314  # of our own making: each part is well formed
        assert b"<f>" not in b"".join(parts.read(part) for part in parts.namelist() if "/sheet" in part)


def _read(value: Any) -> str:
    """What a spreadsheet makes of stored text: openpyxl leaves the escape of an underscore as it is in the file."""
    return str(value).replace("_x005F_", "_").rstrip()


def _is_read_elsewhere(file: Path, text: str) -> None:
    """Another reader, of which openpyxl knows nothing, finds the same cells."""
    found = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Ratings").to_python()
    head = [str(cell) for cell in found[0]]
    (line,) = [row for row in found[1:] if row[head.index("kpi")] == "REPAIRS" and row[head.index("area")] == ""]
    assert line[head.index("name")] == text
    assert line[head.index("figure")] == pytest.approx(94.1, abs=5)


def test_text_that_a_cell_cannot_hold_is_cut_and_says_so(project: Path, tmp_path: Path) -> None:
    note = {
        "REPAIRS": {"context": "\U0001f3e0" * 20_000, "actions": [{"what": "x" * 40_000, "owner": "head-of-housing"}]}
    }
    (project / "commentary" / "2024-25-Q3.yaml").write_text(json.dumps(note, ensure_ascii=False), "utf-8")
    book = workbook(project, tmp_path / "paper.xlsx", QUARTER)
    (context,) = [row["context"].value for row in rows(book, "Ratings") if row["context"].value]
    (action,) = [row["action"].value for row in rows(book, "Actions")]
    for text in (context, action):
        assert isinstance(text, str)
        assert MOST_LETTERS - 1 <= len(text.encode("utf-16-le")) // 2 <= MOST_LETTERS
        assert text.endswith("(cut here: a cell holds no more)")


@pytest.mark.parametrize("text", ["\x00", "\x07\x1b[31m", "\ud800", "\ufffe", "\u202e", "\x85"])
def test_no_character_hides_or_breaks_the_file(text: str) -> None:
    assert fitted(text).isprintable() and fitted(text).isascii()


def test_sheets_without_rows_have_their_heads(project: Path, tmp_path: Path) -> None:
    for file in (project / "kpi_definitions").glob("*.yaml"):
        file.unlink()
    (project / "commentary" / "2024-25-Q3.yaml").unlink()
    book = workbook(project, tmp_path / "paper.xlsx", QUARTER, code=1)
    for name in USERS:
        assert rows(book, name) == []
        assert sheet(book, name)["A1"].value in ("kpi", "severity")


def test_a_definition_in_error_is_in_the_ratings_with_its_reason(project: Path, tmp_path: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("target: 94.5", "target: ninety"), "utf-8")
    book = workbook(project, tmp_path / "paper.xlsx", QUARTER, code=1)
    (row,) = [row for row in rows(book, "Ratings") if row["kpi"].value == "REPAIRS"]
    assert [row[name].value for name in ("rating", "reason", "figure", "figure_printed")] == [
        *("not rated", "in error", None, "[x]")
    ]
    assert any("Repairs completed on time (kpi_definitions/repairs.yaml)" in said for _, said in lines(book))
