"""Databases as results: a mistake names its row, a database can do nothing but give its rows, and none is waited for."""

# ruff: noqa: S608 (the queries are our own)
from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from qpr_rules.files import Folder
from qpr_rules.observation import Observation
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.results import read_results
from qpr_rules.reading.sources.duckdb import read_copy
from qpr_rules.settings import Origin
from tests.commands import run
from tests.result_tables import said, settings

OWN = "results/results.csv"
MADE = "create table own (kpi varchar, period varchar, numerator {}, denominator {});"
ROW = "insert into own values ('REPAIRS', '2025-01', {}, {});"


def database(project: Path, kind: str, sql: str, more: str = "") -> None:
    file = project / "results" / f"own.{kind}"
    file.unlink(missing_ok=True)
    if kind == "sqlite":
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(sql)
    elif kind == "duckdb":
        with duckdb.connect(str(file)) as connection:
            connection.execute(sql)
    else:
        with duckdb.connect() as connection:
            connection.execute(f"{sql} copy own to '{file.as_posix()}' (format parquet)")
    settings(project, OWN, f"{{source: {kind}, files: results/own.{kind}{more}}}")


def read(project: Path) -> list[Observation]:
    tree = Folder(project)
    found = read_results(tree, read_declarations(tree))
    return [each for own in found.observations.values() for each in own if "own." in each.source]


def made(numerator: object, denominator: object = 402, kind: str = "varchar") -> str:
    return MADE.format(kind, "integer") + ROW.format(numerator, denominator)


@pytest.mark.parametrize(
    ("kind", "place"),
    [("sqlite", "own, rowid 1"), ("duckdb", "own, rowid 0"), ("parquet", "row 1")],
)
def test_a_mistake_names_its_row_and_column(project: Path, kind: str, place: str) -> None:
    database(project, kind, made("'many'"))
    assert said(project) == [f"results/own.{kind}, {place}, column numerator: error QPR413 `many` is not a number"]


@pytest.mark.parametrize("kind", ["sqlite", "duckdb", "parquet"])
def test_a_column_that_is_missing_is_said_of_the_table(project: Path, kind: str) -> None:
    database(project, kind, "create table own (code varchar, numerator integer); insert into own values ('a', 1);")
    (line,) = said(project)
    assert line.startswith(f"results/own.{kind}, ")
    assert "QPR427 `code` is no column that is read" in line


@pytest.mark.parametrize("kind", ["duckdb", "parquet"])
@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("double", "0.1", "0.1"),
        ("float", "0.1", "0.1"),
        ("double", "1e-7", "0.0000001"),
        ("double", "123456.789", "123456.789"),
        ("decimal(18, 3)", "12345678901234.567", "12345678901234.567"),
        ("bigint", "123456789012345678", "123456789012345678"),
    ],
)
def test_numbers_are_exact(project: Path, kind: str, column: str, written: str, meant: str) -> None:
    sql = f"create table own (kpi varchar, period date, numerator {column}, denominator double);"
    database(project, kind, f"{sql} insert into own values ('VOIDS', date '2025-01-31', {written}, 1e17);")
    (one,) = read(project)
    assert one.numerator == Decimal(meant)


@pytest.mark.parametrize("kind", ["duckdb", "parquet"])
@pytest.mark.parametrize("written", ["'nan'::double", "'inf'::double"])
def test_what_is_no_number_is_refused(project: Path, kind: str, written: str) -> None:
    database(project, kind, made(written, kind="double"))
    (line,) = said(project)
    assert " QPR413 " in line


def test_a_null_is_a_blank_cell(project: Path) -> None:
    for kind in ("sqlite", "duckdb", "parquet"):
        database(project, kind, made("null", "null"))
        assert said(project) == []
        (one,) = read(project)
        assert one.numerator is None


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_which_table_is_meant_must_be_clear(project: Path, kind: str) -> None:
    database(project, kind, made(1) + "create table other (a integer);")
    (line,) = said(project)
    assert line == f"results/own.{kind}: error QPR433 the database has 2 tables, and it is not said which is meant"
    database(project, kind, made(1) + "create table other (a integer);", ", table: owl")
    assert "did you mean `own`?" in run(project, "check", "--today", "2024-12-31").text
    database(project, kind, made(1) + "create table other (a integer);", ", table: own")
    assert said(project) == []


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_the_query_of_a_view_is_not_run(project: Path, kind: str) -> None:
    database(project, kind, made(1) + "create view v as select * from own;", ", table: v")
    assert said(project) == [f"results/own.{kind}: error QPR433 `v` is a view, and the query of a view is not run"]


def test_a_column_that_a_stranger_works_out_cannot_fill_the_memory(project: Path) -> None:
    made_up = "create table own (kpi text, period text, denominator int, numerator int as (zeroblob(900000000)))"
    database(project, "sqlite", made_up + "; insert into own values ('REPAIRS', '2025-01', 9);")
    (line,) = said(project)
    assert line.startswith("results/own.sqlite: error QPR432 this cannot be read as SQLite (string or blob too big")


@pytest.mark.parametrize("kind", ["duckdb", "parquet"])
def test_a_row_that_is_far_too_long_is_refused(project: Path, kind: str) -> None:
    for length, refused in ((600_000, True), (400_000, False)):
        long = f"insert into own values (repeat('x', {length}), repeat('2', {length}), '1', 3);"
        database(project, kind, made(1) + long)
        lines = said(project)
        assert (
            any("error QPR432" in line and "a row is longer than 1,000,000 bytes" in line for line in lines) is refused
        )


def test_a_small_file_of_much_text_is_read_a_little_at_a_time(project: Path) -> None:
    database(
        project,
        "parquet",
        made(1) + "insert into own select repeat('x', 100000), '2025-01', '1', i from range(1000) t(i);",
    )
    content = (project / "results" / "own.parquet").read_bytes()
    assert len(content) < 100_000
    rows = [len(batch.lines) for batch, _ in read_copy(content, "own.parquet", Origin("x"), Refusals(), parquet=True)]
    assert sum(rows) == 1001
    assert max(rows) <= 400  # 40 million characters


@pytest.mark.parametrize("kind", ["sqlite", "duckdb", "parquet"])
@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 4096, b"PAR1" + b"\0" * 50 + b"PAR1", b"a,b\n"])
def test_another_kind_of_file_is_said_in_a_sentence(project: Path, kind: str, content: bytes) -> None:
    (project / "results" / "own.file").write_bytes(content)
    settings(project, OWN, f"{{source: {kind}, files: results/own.file}}")
    (line,) = said(project)
    assert line.startswith("results/own.file: error QPR43")
    assert str(project.parent) not in line
    assert "copy." not in line


@pytest.mark.parametrize("kind", ["sqlite", "duckdb", "parquet"])
def test_a_damaged_file_never_stops_the_others(project: Path, kind: str) -> None:
    import random

    database(project, kind, made(1) + "insert into own select 'REPAIRS', '2025-02', '1', 3;")
    file, chosen = project / "results" / f"own.{kind}", random.Random(3)
    whole = file.read_bytes()
    for _ in range(12):
        broken = bytearray(whole)
        for _ in range(chosen.randint(1, 40)):
            broken[chosen.randrange(len(broken))] = chosen.randrange(256)
        file.write_bytes(broken)
        assert run(project, "check", "--today", "2024-12-31").code in (0, 1)


def test_a_database_that_a_program_is_writing_is_not_read_without_its_log(project: Path) -> None:
    database(project, "sqlite", made(1))
    with closing(sqlite3.connect(project / "results" / "own.sqlite")) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("insert into own values ('REPAIRS', '2025-02', '1', 2)")
        writer.commit()
        (line,) = said(project)
        assert "QPR435" in line
    assert said(project) == []  # closed: the log is in the file
    assert len(read(project)) == 2


def test_nothing_is_written_beside_a_database(project: Path) -> None:
    for kind in ("sqlite", "duckdb"):
        database(project, kind, made(1))
        before = {file: file.read_bytes() for file in (project / "results").iterdir()}
        assert said(project) == []
        assert {file: file.read_bytes() for file in (project / "results").iterdir()} == before


def test_duckdb_is_given_one_file_and_no_other(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database(project, "parquet", made(1))
    connections: list[duckdb.DuckDBPyConnection] = []
    connect = duckdb.connect
    refused: list[str] = []

    def watched(*given: object, **more: object) -> duckdb.DuckDBPyConnection:
        connections.append(connect(*given, **more))  # type: ignore[arg-type]
        return connections[-1]

    def ask(_: int) -> None:
        if not connections:
            return  # the file of before
        for query in (
            f"from '{(project / OWN).as_posix()}'",
            f"copy (select 1) to '{(project / 'out.csv').as_posix()}'",
            f"attach '{(project / 'x.duckdb').as_posix()}'",
            "set enable_external_access = true",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connections[-1].cursor().execute(query)
            refused.append(query)

    monkeypatch.setattr("duckdb.connect", watched)
    tree = Folder(project)
    read_results(tree, read_declarations(tree), ask)  # asked while a batch of each file is being read
    assert len(refused) == 5


def test_without_the_library_it_is_said_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database(project, "parquet", made(1))
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run(project, "check", "--today", "2024-12-31")
    assert done.code == 1
    assert 'pip install "qpr-rules[duckdb]"' in done.text


def test_a_table_is_read_in_any_number_of_batches(project: Path) -> None:
    rows = "insert into own select 'REPAIRS', 'x' || i, i, i from generate_series(1, 250000) t(i);"
    database(project, "duckdb", MADE.format("integer", "integer") + rows)
    found = said(project)
    assert len(found) == 21
    assert found[0].endswith("QPR411 and 249,980 more like this in the file")


@pytest.mark.parametrize("old", [False, True])
def test_a_sqlite_file_that_was_cut_off_is_no_shorter_table(project: Path, old: bool) -> None:
    settings(project, "{source: sqlite, files: results/own.db}")
    file = project / "results" / "own.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table r (kpi, area, period, numerator, denominator)")
        rows = [("REPAIRS", f"A{area}", f"2024-{month:02}", 381, 402) for area in range(40) for month in range(1, 13)]
        connection.executemany("insert into r values (?, ?, ?, ?, ?)", rows)
    whole = bytearray(file.read_bytes())
    if old:  # as programs before 2010 leave it: the number of pages is not kept
        whole[92:96] = b"\0\0\0\0"
    file.write_bytes(whole)
    assert said(project) == []
    for cut in (1, 192, 4000, len(whole) - 5000, len(whole) - 100):
        file.write_bytes(whole[:-cut])
        (line,) = said(project)
        assert line.startswith("results/own.db: error QPR432 this cannot be read as SQLite (it has ")
