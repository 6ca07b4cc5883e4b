"""The page on reading results: each of its examples is laid down as it says, and read."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qpr_rules.files import Folder
from qpr_rules.period import month_of
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import read_results
from tests.result_tables import TOP, said
from tests.sheets import sheets
from tests.source import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "read-results.md").read_text("utf-8")
SECTIONS = {
    title: text
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    if "```yaml qpr-rules.yaml" in text
}
_FILE = re.compile(r"^```(?:yaml|csv) (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_DATABASE = re.compile(r"^```sql (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHEET = re.compile(r"`(\S+\.xlsx)`, sheet `(\w+)`:\n\n(.*?)\n\n", re.DOTALL)
_EXPECTED = {
    "CSV with other names, semicolons or an older encoding": ["`comment`", "a total is no result"],
    "Months across the top": ["`target`", "rows of `%`"],
}
"""What is said of each example, beside nothing."""


def lay(project: Path, text: str) -> None:
    for path, content in _FILE.findall(text):
        encoding = "cp1252" if "windows-1252" in text and path.endswith(".csv") else "utf-8"
        whole = TOP + content if path == "qpr-rules.yaml" else content
        (project / path).write_text(whole, encoding, newline="")
    for path, sql in _DATABASE.findall(text):
        with closing(sqlite3.connect(project / path)) as connection:
            connection.executescript(sql)
    for path, sheet, table in _SHEET.findall(text):
        rows = {}
        for line in table.splitlines()[2:]:
            number, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            rows[f"A{number}"] = [_cell(cell) for cell in cells]
        (project / path).write_bytes(sheets({sheet: rows}))


def _cell(text: str) -> object:
    if re.fullmatch(r"[A-Z][a-z]{2}-\d\d", text):
        return dt.datetime.strptime(text, "%b-%y").date()  # noqa: DTZ007 (a day has no time zone)
    return float(text) if re.fullmatch(r"[\d.]+", text) else text


def test_the_page_has_examples() -> None:
    assert len(SECTIONS) == 6


@pytest.mark.parametrize("title", SECTIONS)
def test_an_example_is_read_as_it_says(project: Path, title: str) -> None:
    (project / "results" / "results.csv").unlink()
    lay(project, SECTIONS[title])
    found = said(project)
    expected = _EXPECTED.get(title, [])
    assert len(found) == len(expected), found
    assert all(any(words in line for line in found) for words in expected)
    tree = Folder(project)
    read = read_results(tree, read_declarations(tree)).observations
    first = {kpi: (int(own[0].numerator or 0), int(own[0].denominator or 0)) for kpi, own in read.items()}
    assert first == {"REPAIRS": (411, 433), "VOIDS": (610, 31)}
    assert {own[0].period for own in read.values()} == {month_of(2024, 4)}
