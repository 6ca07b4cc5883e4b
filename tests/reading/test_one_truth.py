"""The same table through every source and layout gives the same evaluations, byte for byte."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.result_tables import evaluated, rows, said, settings, tidy, wide
from tests.servers import Server
from tests.sheets import sheets

COLUMNS = "columns: {kpi: Ref, period: Month, numerator: Number, denominator: Out of}"
WIDE = "layout: wide, columns: {kpi: Ref, part: Line}, parts: {numerator: Number, denominator: Out of}"


def _text(table: list[list[Any]], delimiter: str) -> str:
    cells = [[str(cell[1] if isinstance(cell, tuple) else cell).removesuffix(".0") for cell in row] for row in table]
    return "".join(delimiter.join(row) + "\r\n" for row in cells)


def csv_with_other_names(project: Path) -> None:
    text = _text(tidy(rows(project)), ";") + ";;;\r\n"
    settings(project, f"{{source: csv, files: results/other.csv, delimiter: ;, encoding: windows-1252, {COLUMNS}}}")
    (project / "results" / "other.csv").write_bytes(text.encode("cp1252"))


def csv_with_a_mark(project: Path) -> None:
    settings(project, f"{{source: csv, files: results/other.csv, {COLUMNS}}}")
    (project / "results" / "other.csv").write_text(_text(tidy(rows(project)), ","), "utf-8-sig", newline="")


def csv_wide(project: Path) -> None:
    settings(project, f"{{source: csv, files: results/wide.csv, delimiter: tab, {WIDE}}}")
    (project / "results" / "wide.csv").write_text(_text(wide(rows(project)), "\t"), "utf-8", newline="")


def a_file_for_each_kpi(project: Path) -> None:
    table = tidy(rows(project))
    for kpi in ("REPAIRS", "VOIDS"):
        own = [row[1:] for row in table if row[0] in ("Ref", kpi)]
        (project / "results" / f"{kpi}.csv").write_text(_text(own, ","), "utf-8", newline="")
    names = COLUMNS.replace("kpi: Ref, ", "")
    settings(
        project,
        *(f"{{source: csv, files: results/{kpi}.csv, fixed: {{kpi: {kpi}}}, {names}}}" for kpi in ("REPAIRS", "VOIDS")),
    )


def excel_tidy(project: Path) -> None:
    settings(project, f"{{source: excel, files: results/book.xlsx, {COLUMNS}}}")
    _book(project, {f"A{number}": row for number, row in enumerate(tidy(rows(project)), 1)})


def excel_since_1904(project: Path) -> None:
    settings(project, f"{{source: excel, files: results/book.xlsx, sheet: Data, {COLUMNS}}}")
    _book(project, {f"A{number}": row for number, row in enumerate(tidy(rows(project)), 1)}, from_1904=True)


def excel_wide_below_a_title(project: Path) -> None:
    table = wide(rows(project))
    settings(project, f"{{source: excel, files: results/*.xlsx, sheet: Data, range: C4:AC{3 + len(table)}, {WIDE}}}")
    below: dict[str, list[Any]] = {f"C{5 + len(table)}": ["Source: the depot's own book"]}
    _book(project, {"C1": ["Housing"], **{f"C{number}": row for number, row in enumerate(table, 4)}, **below})


def _book(project: Path, table: dict[str, list[Any]], *, from_1904: bool = False) -> None:
    held: dict[str, dict[str, list[Any]]]
    held = {"Data": table} if from_1904 or "C1" not in table else {"Notes": {"A1": ["read me"]}, "Data": table}
    (project / "results" / "book.xlsx").write_bytes(sheets(held, from_1904=from_1904))


def sqlite_table(project: Path) -> None:
    table = tidy(rows(project))
    settings(project, f"{{source: sqlite, files: results/own.db, table: results, {COLUMNS}}}")
    with closing(sqlite3.connect(project / "results" / "own.db")) as connection, connection:
        connection.execute('create table results (Ref text, Month text, Number integer, "Out of" real)')
        connection.execute("create table other (Ref text)")
        connection.executemany("insert into results values (?, ?, ?, ?)", [_plain(row) for row in table[1:]])


def sqlite_wide_without_row_numbers(project: Path) -> None:
    table = wide(rows(project))
    settings(project, f"{{source: sqlite, files: results/own.db, {WIDE}}}")
    names = ", ".join(f'"{name}"' for name in _plain(table[0]))
    with closing(sqlite3.connect(project / "results" / "own.db")) as connection, connection:
        connection.execute(f"create table own ({names}, primary key (Ref, Line)) without rowid")
        marks = ", ".join("?" * len(table[0]))
        connection.executemany(f"insert into own values ({marks})", [_plain(row) for row in table[1:]])  # noqa: S608


def _duckdb(project: Path, file: str, into: str) -> None:
    made = 'create table results (Ref varchar, Month date, Number integer, "Out of" decimal(9, 3))'
    with duckdb.connect(file) as connection:
        connection.execute(made)
        connection.executemany(
            "insert into results values (?, ?, ?, ?)", [_plain(row) for row in tidy(rows(project))[1:]]
        )
        connection.execute(into)


def duckdb_table(project: Path) -> None:
    _duckdb(project, str(project / "results" / "own.duckdb"), "create view other as select 1")
    settings(project, f"{{source: duckdb, files: results/own.duckdb, {COLUMNS}}}")


@pytest.mark.parametrize("kind", ["double", "float", "integer", "decimal(18, 6)", "varchar"])
def test_the_same_table_as_parquet_gives_the_same_evaluations(project: Path, kind: str) -> None:
    before = evaluated(project)
    file = project / "results" / "own.parquet"
    number = "number" if kind != "varchar" else "cast(number as integer)"
    chosen = f'select Ref, Month, cast({number} as {kind}) as number, cast("Out of" as double) as "Out of" from results'  # noqa: S608
    _duckdb(project, ":memory:", f"copy ({chosen}) to '{file.as_posix()}' (format parquet)")
    settings(project, f"{{source: parquet, files: results/*.parquet, {COLUMNS}}}")
    (project / "results" / "results.csv").unlink()
    assert said(project) == []
    assert evaluated(project) == before


@pytest.mark.parametrize("kind", ["numeric(9, 3)", "double precision", "integer", "text"])
def test_the_same_table_in_postgresql_gives_the_same_evaluations(project: Path, postgres: Server, kind: str) -> None:
    before = evaluated(project)
    table = [_plain(row) for row in tidy(rows(project))]
    postgres.run(f'create table results (ref text, month date, number {kind}, "Out of" double precision)')
    with postgres.connect() as connection, connection.cursor() as cursor:
        whole = [[*row[:2], int(row[2]), row[3]] for row in table[1:]]
        cursor.executemany("insert into results values (%s, %s, %s, %s)", whole)
    settings(project, postgres.entry("query: select * from results order by random()", COLUMNS))
    (project / "results" / "results.csv").unlink()
    assert said(project) == []
    assert evaluated(project) == before


def test_the_same_wide_table_in_postgresql_gives_the_same_evaluations(project: Path, postgres: Server) -> None:
    before = evaluated(project)
    table = [_plain(row) for row in wide(rows(project))]
    names = ", ".join(f'"{name}"' for name in table[0])
    postgres.run(f"create table wide ({names.replace(',', ' text,')} text)")
    with postgres.connect() as connection, connection.cursor() as cursor:
        query = f"insert into wide values ({', '.join(['%s'] * len(table[0]))})"  # noqa: S608 (the query is our own)
        cursor.executemany(query, [[str(cell) for cell in row] for row in table[1:]])
    settings(project, postgres.entry("query: select * from wide", WIDE))
    (project / "results" / "results.csv").unlink()
    assert evaluated(project) == before


def _plain(row: list[Any]) -> list[Any]:
    return [
        cell[1] if isinstance(cell, tuple) else cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row
    ]


@pytest.mark.parametrize(
    "through",
    [
        csv_with_other_names,
        csv_with_a_mark,
        csv_wide,
        a_file_for_each_kpi,
        excel_tidy,
        excel_since_1904,
        excel_wide_below_a_title,
        sqlite_table,
        sqlite_wide_without_row_numbers,
        duckdb_table,
    ],
)
def test_the_same_table_gives_the_same_evaluations(project: Path, through: Callable[[Path], None]) -> None:
    before = evaluated(project)
    through(project)
    (project / "results" / "results.csv").unlink()
    assert [line for line in said(project) if "QPR428" not in line] == []
    assert evaluated(project) == before
