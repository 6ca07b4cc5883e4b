"""A marker beside a number is its status, in the cells of every source and layout: `381 [r]` is 381, and revised."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.period import month_of
from qpr_rules.reading.results import read_results
from tests.commands import run
from tests.reading.in_bulk import reading
from tests.reading.opendocument import document, row, text
from tests.result_tables import settings
from tests.servers import Server
from tests.sheets import sheets

HEAD = ["kpi", "period", "numerator", "denominator", "status"]
ROWS = [
    ["REPAIRS", "2025-01", "381 [r]", "402", ""],
    ["REPAIRS", "2025-02", "366", "400 [R]", "revised"],
    ["REPAIRS", "2025-03", "371 [p]", "390 [r]", ""],
    ["REPAIRS", "2025-04", "377[f]", "391", ""],
    ["REPAIRS", "2025-05", "378", "392", "r"],
    ["REPAIRS", "2025-06", "379 [e]", "393", "provisional"],
    ["REPAIRS", "2025-07", "380 [r]", "394", "final"],
    ["REPAIRS", "2025-08", "381", "395 [p]", "revised"],
]
EXPECTED = [
    (1, 381, "revised"),
    (2, 366, "revised"),
    (3, 371, "provisional"),
    (4, 377, "final"),
    (5, 378, "revised"),
    (6, 379, "provisional"),
    (7, 380, "final"),
    (8, 381, "provisional"),
]
FOUND = [
    "`380 [r]` says revised, and its status says final",
    "`395 [p]` says provisional, and its status says revised",
]


def table() -> list[list[Any]]:
    return [HEAD, *ROWS]


def csv(project: Path) -> None:
    settings(project, "{source: csv, files: results/a.csv}")
    (project / "results" / "a.csv").write_text("\n".join(map(",".join, table())), "utf-8")


def wide(project: Path) -> None:
    settings(
        project,
        "{source: csv, files: results/a.csv, layout: wide, columns: {part: Line}, "
        "parts: {numerator: N, denominator: D, status: S}}",
    )
    lines = [["kpi", "Line", *(row[1] for row in ROWS)]]
    lines += [["REPAIRS", part, *(row[place] for row in ROWS)] for place, part in ((2, "N"), (3, "D"), (4, "S"))]
    (project / "results" / "a.csv").write_text("\n".join(map(",".join, lines)), "utf-8")


def excel(project: Path) -> None:
    settings(project, "{source: excel, files: results/a.xlsx}")
    held: dict[str, list[Any]] = {f"A{number}": row for number, row in enumerate(table(), 1)}
    (project / "results" / "a.xlsx").write_bytes(sheets({"Data": held}))


def opendocument(project: Path) -> None:
    settings(project, "{source: excel, files: results/a.ods}")
    (project / "results" / "a.ods").write_bytes(document(*(row(*map(text, each)) for each in table())))


def sqlite(project: Path) -> None:
    settings(project, "{source: sqlite, files: results/a.db}")
    with closing(sqlite3.connect(project / "results" / "a.db")) as connection, connection:
        connection.execute("create table r (kpi, period, numerator, denominator, status)")
        connection.executemany("insert into r values (?, ?, ?, ?, ?)", ROWS)


def duckdb(project: Path) -> None:
    import duckdb as engine

    settings(project, "{source: duckdb, files: results/a.duckdb}")
    with engine.connect(str(project / "results" / "a.duckdb")) as connection:
        connection.execute("create table r (kpi text, period text, numerator text, denominator text, status text)")
        connection.executemany("insert into r values (?, ?, ?, ?, ?)", ROWS)


def parquet(project: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    settings(project, "{source: parquet, files: results/a.parquet}")
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEAD)}
    pq.write_table(pa.table(columns), project / "results" / "a.parquet")


def assert_read(project: Path) -> None:
    tree = Folder(project)
    found = read_results(tree, declare(tree))
    assert [
        (each.period - month_of(2024, 12), int(each.numerator or 0), each.status)
        for each in found.observations["REPAIRS"]
    ] == EXPECTED
    assert all(each.provisional == (each.status == "provisional") for each in found.observations["REPAIRS"])
    assert [(each.code, each.headline) for each in found.diagnostics] == [("QPR444", each) for each in FOUND]


@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize("source", [csv, wide, excel, opendocument, sqlite, duckdb, parquet])
def test_a_marker_is_the_status_in_every_source(project: Path, source: Callable[[Path], None], bulk: bool) -> None:
    source(project)
    with reading(bulk=bulk, block=2**26):
        assert_read(project)


def test_a_marker_is_the_status_in_postgresql(project: Path, postgres: Server) -> None:
    postgres.run("create table r (kpi text, period text, numerator text, denominator text, status text)")
    with postgres.connect() as connection, connection.cursor() as cursor:
        cursor.executemany("insert into r values (%s, %s, %s, %s, %s)", ROWS)
    settings(project, postgres.entry("query: select * from r order by period"))
    assert_read(project)


def said_in_april(project: Path) -> list[str]:
    done = run(project, "check", "--format", "concise", "--today", "2025-04-01", "--select", "QPR4")
    return done.out.splitlines()[:-1]


def test_a_number_that_is_revised_is_so_among_the_revisions(project: Path) -> None:
    rows = "kpi,period,numerator,denominator,as_of\nREPAIRS,2025-01,381 [p],402,2025-02-03\nREPAIRS,2025-01,379 [r],402,2025-03-03\n"
    (project / "results" / "more.csv").write_text(rows, "utf-8")
    assert said_in_april(project) == []
    assert "provisional → revised" in run(project, "revisions", "--kpi", "REPAIRS").text


def test_a_marker_that_is_taken_back_is_a_status_that_goes_back(project: Path) -> None:
    rows = "kpi,period,numerator,denominator,as_of\nREPAIRS,2025-01,381 [r],402,2025-02-03\nREPAIRS,2025-01,379 [p],402,2025-03-03\n"
    (project / "results" / "more.csv").write_text(rows, "utf-8")
    (line,) = said_in_april(project)
    assert line.endswith("warning QPR439 a result that was revised has become provisional")
