"""A day since when a result is known, through every source and layout."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.reading.results import as_known_on, read_results
from tests.result_tables import january, settings
from tests.sheets import sheets


def csv(project: Path) -> None:
    settings(project, "{source: csv, files: results/a.csv, columns: {as_of: Extracted}}")
    text = "kpi,period,numerator,denominator,Extracted\nREPAIRS,2025-01,381,402,2025-02-03\nREPAIRS,2025-01,379,402,2025-03-03\n"
    (project / "results" / "a.csv").write_text(text, "utf-8")


def fixed(project: Path) -> None:
    settings(
        project,
        "{source: csv, files: results/a.csv, fixed: {as_of: 2025-02-03}}",
        "{source: csv, files: results/b.csv, fixed: {as_of: 2025-03-03}}",
    )
    for name, number in (("a", 381), ("b", 379)):
        text = f"kpi,period,numerator,denominator\nREPAIRS,2025-01,{number},402\n"
        (project / "results" / f"{name}.csv").write_text(text, "utf-8")


def wide(project: Path) -> None:
    form = "layout: wide, columns: {part: Line}, parts: {numerator: Done, denominator: Of}"
    settings(
        project,
        f"{{source: csv, files: results/a.csv, {form}, fixed: {{as_of: 2025-02-03}}}}",
        f"{{source: csv, files: results/b.csv, {form}, fixed: {{as_of: 2025-03-03}}}}",
    )
    for name, number in (("a", 381), ("b", 379)):
        text = f"kpi,Line,2025-01\nREPAIRS,Done,{number}\nREPAIRS,Of,402\n"
        (project / "results" / f"{name}.csv").write_text(text, "utf-8")


def wide_by_rows(project: Path) -> None:
    form = "layout: wide, columns: {part: Line, as_of: Extracted}, parts: {numerator: Done, denominator: Of}"
    settings(project, f"{{source: csv, files: results/a.csv, {form}}}")
    days = ("2025-02-03", 381), ("2025-03-03", 379)
    lines = (f"REPAIRS,{day},Done,{number}\nREPAIRS,{day},Of,402\n" for day, number in days)
    (project / "results" / "a.csv").write_text(f"kpi,Extracted,Line,2025-01\n{''.join(lines)}", "utf-8")


def excel_wide(project: Path) -> None:
    settings(
        project,
        "{source: excel, files: results/a.xlsx, layout: wide, columns: {part: Line}, "
        "parts: {numerator: Done, denominator: Of}}",
    )
    table: dict[str, list[object]] = {"A1": ["kpi", "Line", dt.date(2025, 1, 1), "as_of"]}
    # All numerators first: each finds its denominator by the day.
    rows = ((3, "Done", 379.0), (2, "Done", 381.0), (3, "Of", 402.0), (2, "Of", 402.0))
    for place, (month, part, number) in enumerate(rows, 2):
        table[f"A{place}"] = ["REPAIRS", part, number, dt.date(2025, month, 3)]
    (project / "results" / "a.xlsx").write_bytes(sheets({"Data": table}))


def excel(project: Path) -> None:
    settings(project, "{source: excel, files: results/a.xlsx}")
    table: dict[str, list[object]] = {
        "A1": ["kpi", "period", "numerator", "denominator", "as_of"],
        "A2": ["REPAIRS", dt.date(2025, 1, 1), 381.0, 402.0, dt.date(2025, 2, 3)],
        "A3": ["REPAIRS", dt.date(2025, 1, 1), 379.0, 402.0, dt.date(2025, 3, 3)],
    }
    (project / "results" / "a.xlsx").write_bytes(sheets({"Data": table}))


def parquet(project: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    settings(project, "{source: parquet, files: results/a.parquet}")
    table = {
        "kpi": ["REPAIRS"] * 2,
        "period": [dt.date(2025, 1, 1)] * 2,
        "numerator": [381, 379],
        "denominator": [402, 402],
        "as_of": [dt.datetime(2025, 2, 3, 9, 30), dt.datetime(2025, 3, 3)],  # noqa: DTZ001 (as warehouses write it)
    }
    pq.write_table(pa.table(table), project / "results" / "a.parquet")


def sqlite(project: Path) -> None:
    import sqlite3
    from contextlib import closing

    settings(project, "{source: sqlite, files: results/a.db}")
    with closing(sqlite3.connect(project / "results" / "a.db")) as connection:
        connection.executescript(
            "create table r (kpi, period, numerator, denominator, as_of);"
            "insert into r values ('REPAIRS', '2025-01', 381, 402, '2025-02-03'), ('REPAIRS', '2025-01', 379, 402, '2025-03-03')"
        )


@pytest.mark.parametrize("source", [csv, fixed, wide, wide_by_rows, excel, excel_wide, parquet, sqlite])
def test_every_source_and_layout_has_vintages(project: Path, source: Any) -> None:
    source(project)
    tree = Folder(project)
    found = read_results(tree, declare(tree))
    assert not found.diagnostics
    assert january(found) == [(379, False, "2025-03-03")]
    assert january(as_known_on(found, declare(tree).definitions, dt.date(2025, 2, 3))) == [(381, False, "2025-02-03")]


def test_a_day_in_a_wide_table_is_of_its_row_and_a_wrong_one_is_placed(project: Path) -> None:
    form = "layout: wide, columns: {part: Line}, parts: {numerator: Done, denominator: Of}"
    settings(project, f"{{source: csv, files: results/a.csv, {form}}}")
    rows = ["A,2025-03-03,Done,50,60", "A,2025-03-03,Of,70,70", "A,2025-04-03,Done,,61", "A,2025-04-03,Of,,70"]
    rows += ["A,yesterday,Done,52,62", "A,yesterday,Of,70,70"]
    lines = ["kpi,area,as_of,Line,2025-01,2025-02", *(f"REPAIRS,{row}" for row in rows), ""]
    (project / "results" / "a.csv").write_text("\n".join(lines), "utf-8")
    tree = Folder(project)
    found = read_results(tree, declare(tree))
    assert [(each.code, each.at.span.line, each.at.span.column) for each in found.diagnostics] == [
        ("QPR436", 6, 11),
        ("QPR436", 6, 11),
    ]
    used = [(one.period - 2025 * 12, int(one.numerator or 0), str(one.as_of)) for one in found.observations["REPAIRS"]]
    assert used == [(0, 50, "2025-03-03"), (1, 61, "2025-04-03")]


def test_a_day_beside_months_that_has_another_name_is_asked_about(project: Path) -> None:
    settings(project, "{source: csv, files: results/a.csv, layout: wide}")
    (project / "results" / "a.csv").write_text("kpi,Extracted,2025-01\nREPAIRS,2025-02-03,50\n", "utf-8")
    tree = Folder(project)
    (note,) = (each for each in read_results(tree, declare(tree)).diagnostics if each.code == "QPR428")
    assert (note.headline, note.hints) == ("not read: `extracted`", ("did you mean `as_of`?",))
