"""The author's query over files of cases: what may not be run, what fails and where, and what its answer must hold."""

# ruff: noqa: S608 (the queries are our own)
from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from qpr_rules.reading.casework import counting, sealed
from tests.casework import ask, hints, lay, results, said

TWO = "ref,received,closed\nA1,2024-04-02,2024-04-30\nA2,2024-04-02,2024-05-01\n"
GUARDED = "do not read this"
CLOSED = "'REPAIRS' as kpi, strftime(closed, '%Y-%m') as period"


@pytest.fixture(autouse=True)
def two(project: Path) -> None:
    lay(project, {"cases/own.csv": TWO, "secret.csv": f"x\n{GUARDED}\n"})


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("select * from 'secret.csv'", "`secret.csv` is a file, and no file is read"),
        ("select * from '{project}/secret.csv'", "is a file, and no file is read"),
        ("select * from read_csv('secret.csv')", "`read_csv` may not be asked"),
        ("select * from read_text('{project}/secret.csv')", "`read_text` may not be asked"),
        ("select (select content from read_blob('secret.csv'))", "`read_blob` may not be asked"),
        ("select * from glob('/*')", "`glob` may not be asked"),
        ("select * from query('select 1')", "`query` may not be asked"),
        ("select * from query_table('cases')", "`query_table` may not be asked"),
        ("select * from sniff_csv('secret.csv')", "`sniff_csv` may not be asked"),
        ("select * from enable_logging(storage = 'file', storage_path = 'x')", "`enable_logging` may not be asked"),
        ("select * from duckdb_settings()", "`duckdb_settings` may not be asked"),
        ("with a as (select * from read_csv('secret.csv')) select * from a", "`read_csv` may not be asked"),
        ("select 1 where exists (from read_csv('secret.csv'))", "`read_csv` may not be asked"),
        ("copy cases to 'out.csv'", "the query only reads: it may not be a COPY"),
        ("attach 'other.duckdb'", "the query only reads: it may not be an ATTACH"),
        ("install httpfs", "the query only reads: it may not be a LOAD"),
        ("load httpfs", "the query only reads: it may not be a LOAD"),
        ("set enable_external_access = true", "the query only reads: it may not be a SET"),
        ("create table t as select 1", "the query only reads: it may not be a CREATE"),
        ("drop table cases", "the query only reads: it may not be a DROP"),
        ("insert into cases select * from cases", "the query only reads: it may not be an INSERT"),
        ("export database 'out'", "the query only reads: it may not be an EXPORT"),
        ("call pragma_version()", "the query only reads: it may not be a CALL"),
        ("explain select 1", "the query only reads: it may not be an EXPLAIN"),
        ("describe cases", "the query only counts: it may not be a DESCRIBE, a SHOW or a SUMMARIZE"),
        ("select 1; copy cases to 'out.csv'", "the query is 2 statements, and one is run"),
        ("-- nothing", "there is no query"),
        ("select current_date", "`current_date` depends on the day on which it is asked"),
        ("select now()", "`now` depends on the day"),
        ("select age(timestamp '2024-01-01')", "`age` depends on the day"),
        ("select count(*) filter (where random() < 0.5) from cases", "`random` gives something else each time"),
        ("select * from cases using sample 1", "the query takes a sample of the cases"),
        ("select * from cases tablesample 50 percent", "the query takes a sample of the cases"),
        ("select current_setting('temp_directory')", "`current_setting` may not be asked"),
        ("select getvariable('qpr_days_0')", "`getvariable` may not be asked"),
        ("select * from pg_settings", "`pg_settings` may not be asked"),
        ("select * from pg_catalog.pg_settings", "`pg_catalog.pg_settings` may not be asked"),
        ("select * from Information_Schema.tables", "`Information_Schema.tables` may not be asked"),
        ("select * from system.main.duckdb_databases", "`main.duckdb_databases` may not be asked"),
        ("select " + "[" * 900 + "1" + "]" * 900, "the query is nested too deeply to be looked through"),
    ],
)  # fmt: skip
def test_what_is_no_select_over_its_tables_is_refused_in_a_sentence(project: Path, query: str, sentence: str) -> None:
    before = sorted(project.rglob("*"))
    ask(project, query.format(project=project.as_posix()))
    before_and_settings = sorted({*before, project / "qpr-rules.yaml"})
    (line,) = said(project)
    assert " error QPR447 " in line
    assert sentence in line
    assert GUARDED not in line
    assert sorted(project.rglob("*")) == before_and_settings


@pytest.mark.parametrize(
    "query", ["pragma database_list", "with x as (delete from cases returning *) select * from x", "pivot cases on ref"]
)
def test_so_is_what_versions_of_duckdb_tell_apart_in_other_ways(project: Path, query: str) -> None:
    ask(project, query)
    (line,) = said(project)
    assert re.search("error QPR44[78] (the query only reads: it may |the query fails|this cannot be read as SQL)", line)


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) as period from range(1000000) a, range(1000000) b",
        "with recursive t(i) as (select 1 union all select 1 from t) select count(*) as period from t",
        "select i as period from range(10000000000) t(i)",
    ],
)
def test_a_query_that_never_ends_is_given_up(project: Path, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_ROWS", 10**12)
    ask(project, query, "timeout: 1")
    begun = time.monotonic()
    (line,) = said(project)
    assert line.endswith("error QPR448 the query took longer than 1 second, and was given up")
    assert time.monotonic() - begun < 20


def test_a_query_that_needs_too_much_memory_is_given_up(project: Path) -> None:
    ask(project, "select list(i) as period from range(2000000000) t(i)", "timeout: 60")
    (line,) = said(project)
    assert line.endswith("error QPR448 the cases and the query need more than 2 GiB of memory")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process from growing")
@pytest.mark.parametrize("period", ["list_sum(range(1000000000))", "repeat('x', 40000000) || i"])
def test_a_function_that_needs_too_much_memory_is_given_up(
    project: Path, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource  # which Windows has not

    monkeypatch.setattr(sealed, "ROOM", 400_000_000)
    before = resource.getrlimit(resource.RLIMIT_AS)
    ask(project, f"select {period} as period from range(1000) t(i)", "timeout: 60")
    (line,) = said(project)
    assert line.endswith("error QPR448 the cases and the query need more than 2 GiB of memory")
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_cases_that_were_not_counted_are_no_results(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_ROWS", 1)
    ask(project, f"select {CLOSED}, 1 as numerator, 1 as denominator from cases")
    (line,) = said(project)
    assert "error QPR449 the query gives more than 1 rows" in line


def test_an_answer_is_no_larger_than_what_fits_into_memory(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(project, "select repeat('x', 1000) as kpi, [repeat('y', 1000)] as area from range(3)")
    for most, refused in ((6_000, True), (6_100, False)):
        monkeypatch.setattr(counting, "MOST_TEXT", most)
        assert any("QPR449 the query gives more than 6,000 characters" in line for line in said(project)) is refused


def test_tables_may_have_names_that_duckdb_has_for_its_own(project: Path) -> None:
    ask(
        project,
        f"select {CLOSED}, 1 as numerator, count(*) as denominator from main.PG_settings, tables group by period",
        "dates: [received, closed]",
        "{pg_settings: cases/*.csv, tables: secret.csv}",
    )
    assert not said(project)


@pytest.mark.parametrize(
    ("query", "place", "sentence", "hint"),
    [
        ("select\n  \u00e9t\u00e9 from cases", "2:3", "there is no column `\u00e9t\u00e9`", "there are `closed`, `received`, `ref`"),
        ("select 1,\n\n  '\u00e9', receved from cases", "3:8", "there is no column `receved`", "did you mean `received`?"),
        ("select 1\nfrom case_s", "2:6", "there is no table `case_s`", "did you mean `cases`? there are `cases`"),
        ("select working_day(closed, 'uk') from cases", "1:8", "there is no function `working_day`", "`working_days`, and those of DuckDB"),
        ("select ref from (select closed from cases) x", "1:8", "there is no column `ref` in this part of the query", "the inner `select`"),
        ('select working_days(received, closed, "uk") from cases', "1:39", "there is no column `uk`", "in single quotes: 'uk'"),
        ("select add_working_days(received, 'uk') from cases", "1:8", "too many or too few values", "`add_working_days(day, 20, 'uk')`"),
        ("select 1 from cases where ref <= date '2024-04-01'", "1:27", "the query fails: Cannot compare", "list dates under `dates`"),
        ("select 1 frm cases where", "1:14", "this cannot be read as SQL: syntax error", "is a comma"),
        ("select sum(ref) from cases", "1:8", "the query fails: No function matches", "the columns of a CSV file are text"),
        ("select working_days(received, closed, 'wales') as a from cases", "", "there is no calendar `wales`; there are england-and-wales, scotland, northern-ireland, uk", "check --results"),
        ("select working_days('1999-12-31', closed, 'uk') as a from cases", "", "1999-12-31 is not from 2000 to 2049", "check --results"),
        ("select add_working_days(closed, -1, 'uk') as a from cases", "", "-1 is below 0", "check --results"),
        ("select add_working_days(closed, 9999, 'uk') as a from cases", "", "is later than 2049", "check --results"),
        ("select cast(ref as integer) as a from cases", "1:8", "Could not convert string 'A1' to INT32", "check --results"),
    ],
)  # fmt: skip
def test_a_query_that_fails_is_pointed_at(project: Path, query: str, place: str, sentence: str, hint: str) -> None:
    ask(project, query)
    line, column = map(int, place.split(":")) if place else (0, 0)
    (found,) = said(project)
    assert sentence in found
    assert found.startswith(f"qpr-rules.yaml:{8 + line}:{6 + column if place else 12}: error QPR448 ")
    assert any(hint in each for each in hints(project))
    for ends in ("\n", "\r\n"):  # the same query in a file, as a Windows editor writes it too
        lay(project, {"queries/own.sql": b"\xef\xbb\xbf" + query.replace("\n", ends).encode()})
        settings = (project / "qpr-rules.yaml").read_text("utf-8")
        (project / "qpr-rules.yaml").write_text(
            settings[: settings.index("    query")] + "    query_file: queries/own.sql\n", "utf-8"
        )
        (found,) = said(project)
        assert found.startswith(f"queries/own.sql:{place}: " if place else "qpr-rules.yaml:8:17: ")


def test_a_query_on_one_line_is_pointed_at_there(project: Path) -> None:
    for query, column in (("select receved from cases", 19), ('"select receved from cases"', 20)):
        ask(project)
        settings = (project / "qpr-rules.yaml").read_text("utf-8")
        settings = settings[: settings.index("    query")] + f"    query: {query}\n"
        (project / "qpr-rules.yaml").write_text(settings, "utf-8")
        (line,) = said(project)
        assert line.startswith(f"qpr-rules.yaml:8:{column}: error QPR448 there is no column `receved`")


@pytest.mark.parametrize(
    ("query", "sentence", "hint"),
    [
        ("select 'REPAIRS' as kpi, closed as perod, 1 as numerator from cases", "no column `period`", "did you mean `perod`? it gives `kpi`, `perod`, `numerator`; write `... as period`"),
        ("select closed as period, 1 as numerator from cases", "no column `kpi`", "it gives `period`, `numerator`"),
        (f"select {CLOSED}, 1 as denominator from cases", "no column `numerator`", "write `... as numerator`"),
        (f"select {CLOSED}, 1 as numerator, 2 as Numerator from cases", "two columns `numerator`", "as name"),
    ],
)  # fmt: skip
def test_an_answer_of_other_columns(project: Path, query: str, sentence: str, hint: str) -> None:
    ask(project, query)
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:8:12: error QPR449 ")
    assert sentence in line
    assert any(hint in each for each in hints(project))


def test_columns_are_mapped_and_fixed_as_of_other_sources(project: Path) -> None:
    query = "select date_trunc('month', closed) as month, 1 as done, 2 as numerator from cases"
    more = "dates: [closed]\ncolumns: {period: Month, numerator: Done, denominator: Numerator}\nfixed: {kpi: REPAIRS}"
    ask(project, query, more)
    found = results(project).observations["REPAIRS"]
    assert [(int(each.numerator or 0), int(each.denominator or 0)) for each in found] == [(1, 2), (1, 2)]


@pytest.mark.parametrize(
    ("query", "finding"),
    [
        (f"select {CLOSED}, 2 as numerator, 1 as denominator from cases where ref = 'A1'",
         "row 1 (REPAIRS 2024-04), column numerator: error QPR416 the numerator 2 is above the denominator 1"),
        ("select 'REPAIRS' as kpi, '2024-04' as period, row_number() over (order by closed) as numerator, 9 as denominator from cases order by closed",
         "row 2 (REPAIRS 2024-04), column period: error QPR421 REPAIRS has two different results for 2024-04"),
        (f"select {CLOSED}, 1 as numerator, 1 as denominator from cases where false", "columns: warning QPR426 the query gives no row"),
        (f"select {CLOSED}, 1 as numerator, 'many' as denominator from cases where ref = 'A1'",
         "row 1 (REPAIRS 2024-04), column denominator: error QPR413 `many` is not a number"),
        ("select 'REPAIR' as kpi, '2024-04' as period, 1 as numerator, 1 as denominator",
         "row 1 (REPAIR 2024-04), column kpi: error QPR410 there is no KPI `REPAIR`"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_answer_names_query_and_key(project: Path, query: str, finding: str) -> None:
    ask(project, query)
    (line,) = said(project)
    assert line == f"case-files, entry 1 of results, {finding}"


@pytest.mark.parametrize(
    ("more", "code", "sentence"),
    [
        ("calendars: {ours: {nation: wales}}", "QPR1", "wales"),
        ("calendars: {uk: {nation: uk}}", "QPR1", "uk"),
        ("calendars: {ours: {nation: uk, closures: [2024-02-30]}}", "QPR206", "there is no such day as `2024-02-30`"),
        ("date_format: american", "QPR1", "american"),
        ("files: cases/own.csv", "QPR1", "files"),
    ],
)
def test_an_entry_that_is_wrong_is_said_before_anything_is_read(
    project: Path, more: str, code: str, sentence: str
) -> None:
    from tests.commands import run

    ask(project, more=more)
    out = run(project, "check", "--format", "concise", "--today", "2024-12-31").out
    found = [line for line in out.splitlines() if "qpr-rules.yaml:" in line]
    assert found
    assert f" {code}" in found[0]
    assert sentence in found[0]
