"""Results from a real PostgreSQL server: exact, read only, whole or not at all, and what goes wrong is a sentence."""

from __future__ import annotations

import hashlib
import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qpr_rules.reading.sources import postgresql, spool
from tests.asking import ALL, OWN, asked, read, said
from tests.commands import run
from tests.result_tables import settings
from tests.servers import Server


def test_a_query_is_asked_when_it_is_to_be_and_by_check_only_on_request(server: Server, project: Path) -> None:
    settings(project, OWN, server.entry(ALL))
    done = run(project, "check", "--today", "2024-12-31")
    assert "48 results read: no mistakes. 1 source of results not asked: --results does." in done.text
    done = run(project, "check", "--results", "--today", "2025-03-31")
    assert "49 results read" in done.text
    assert "not asked" not in done.text
    listed = run(project, "results", "--format", "json")
    (repairs,) = (each for each in json.loads(listed.out)["kpis"] if each["kpi"] == "REPAIRS")
    assert repairs["sources"] == [OWN, "postgresql performance, entry 2 of results"]


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("numeric", "0.1", "0.1"),
        ("numeric", "12345678901234.567", "12345678901234.567"),
        ("numeric(9, 3)", "381", "381"),
        ("bigint", "123456789012345678", "123456789012345678"),
        ("double precision", "0.1", "0.1"),
        ("double precision", "1e-7", "0.0000001"),
        ("double precision", "381", "381"),
        ("real", "0.1", "0.1"),
        ("text", "'1,214'", "1214"),
    ],
)
def test_numbers_are_exact(server: Server, project: Path, kind: str, written: str, meant: str) -> None:
    query = f"select 'VOIDS' as kpi, date '2025-01-31' as period, {written}::{kind} as numerator, 10^16 as denominator"
    settings(project, OWN, server.entry(f"query: {json.dumps(query)}"))
    (one,) = asked(read(project))
    assert one.numerator == Decimal(meant)
    assert one.denominator == Decimal(10**16)


@pytest.mark.parametrize("period", ["date '2025-01-01'", "timestamp '2025-01-31 00:00'", "'January 2025'", "'2025-01'"])
def test_days_and_text_are_periods(server: Server, project: Path, period: str) -> None:
    settings(
        project, OWN, server.entry(f"query: \"select 'VOIDS' as kpi, {period} as period, 9 as n, 1 as d\"", COLUMNS)
    )
    (one,) = asked(read(project))
    assert (
        one.at.within == "row 1 (VOIDS January 2025)"
        if "Jan" in period
        else one.at.within.startswith("row 1 (VOIDS 2025-01")
    )


COLUMNS = "columns: {numerator: n, denominator: d}"


def test_what_is_no_result_names_the_query_the_row_and_the_column(server: Server, project: Path) -> None:
    (project / "queries").mkdir()
    rows = (
        "values ('REPAIRS', '2025-01', '381', 402), ('REPAIRS', '2025-02', 'many', 402), ('VOIDS', '2025-02', 'NaN', 1)"
    )
    query = f"-- one row for each month\nselect * from ({rows}) as t (ref, period, n, d);\n"
    (project / "queries" / "monthly.sql").write_text(query, "utf-8")
    entry = server.entry("query_file: queries/monthly.sql", "columns: {kpi: ref, numerator: n, denominator: d}")
    settings(project, OWN, entry)
    assert said(project) == [
        "postgresql performance, queries/monthly.sql, row 2 (REPAIRS 2025-02), column n: error QPR413 `many` is not a number",
        "postgresql performance, queries/monthly.sql, row 3 (VOIDS 2025-02), column n: error QPR413 `NaN` is not a number that can be rated",
    ]


def test_a_moment_with_a_zone_is_no_period(server: Server, project: Path) -> None:
    query = "select 'VOIDS' as kpi, timestamptz '2025-04-01 00:00+01' as period, 9 as numerator, 1 as denominator"
    settings(project, OWN, server.entry(f"query: {json.dumps(query)}"))
    (line,) = said(project)
    assert "QPR411 `2025-03-31 23:00:00+00`" in line


def test_null_is_a_blank_cell_and_no_rows_are_said(server: Server, project: Path) -> None:
    server.run("insert into monthly values ('VOIDS', null, '2025-01-31', null, null)")
    settings(project, OWN, server.entry(ALL))
    assert {each.kpi: each.numerator for each in asked(read(project))} == {"REPAIRS": Decimal(381), "VOIDS": None}
    settings(project, OWN, server.entry(f"{ALL} where false"))
    (line,) = said(project)
    assert line.endswith("columns: warning QPR426 the query gives no rows")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select kpi as code, period, numerator from monthly", "`code` is no column that is read"),
        ("select kpi, numerator from monthly", "there is no column `period`"),
        ("select kpi, period, kpi from monthly", "the column `kpi` is there twice"),
    ],
)
def test_other_columns_are_said(server: Server, project: Path, query: str, words: str) -> None:
    settings(project, OWN, server.entry(f"query: {json.dumps(query)}"))
    (line,) = said(project)
    assert words in line
    assert line.startswith("postgresql performance, entry 2 of results, column")


def test_columns_that_the_entry_names_are_looked_for_among_those_that_came(server: Server, project: Path) -> None:
    settings(project, OWN, server.entry(ALL, "columns: {kpi: kpis}"))
    shown = run(project, "check", "--results", "--today", "2024-12-31").text
    assert "there is no column `kpis`, which `kpi` is read from" in shown
    assert "did you mean `kpi`? there are `kpi`, `area`, `period`, `numerator`, `denominator`" in shown


WRITES = {
    "delete from monthly": "the query is no SQL that reads: syntax error",
    "with gone as (delete from monthly returning *) select * from gone": "the query cannot be run",
    "select wipe() as kpi, '2025-01' as period, 1 as numerator": "the query would change the database: cannot execute DELETE",
    "select set_config('transaction_read_only', 'off', true), wipe()": "the query would change the database",
    "select 1; delete from monthly": "the query is several statements, and one is run",
    "select 1; commit; delete from monthly": "the query is several statements, and one is run",
    "select nextval('counter') as kpi": "the query would change the database: cannot execute nextval()",
}


@pytest.mark.parametrize("query", WRITES)
def test_a_query_can_write_nothing(server: Server, project: Path, query: str) -> None:
    server.run(
        "create sequence counter",
        "create function wipe() returns text language sql volatile as $$ delete from monthly returning kpi $$",
        "grant all on all tables in schema public to writer",
        "grant all on all sequences in schema public to writer",
    )
    settings(project, OWN, server.entry(f"query: {json.dumps(query)}", user="writer"))  # who may write, if anyone may
    (line,) = said(project)
    assert f"error QPR442 {WRITES[query]}" in line
    with server.connect() as connection:
        assert connection.execute("select count(*) from monthly").fetchone() == (1,)
        assert connection.execute("select is_called from counter").fetchone() == (False,)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select * from monthli", 'the query fails: relation "monthli" does not exist'),
        ("select numerator / 0 as numerator from monthly", "the query fails: division by zero"),
        ("select * from secret", "the user may not read this: permission denied for table secret"),
        ("select", "the query gives no columns"),
        ("-- nothing", "the query is no SQL that reads"),
    ],
)
def test_a_query_that_fails_says_why_at_its_entry(server: Server, project: Path, query: str, words: str) -> None:
    server.run("create table secret (a int)", "revoke all on secret from public")
    settings(project, OWN, server.entry(f"query: {json.dumps(query)}"))
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:6:")
    assert f"error QPR442 {words}" in line


@pytest.mark.parametrize("begun", ["", "# £ in a comment\n"])
def test_a_mistake_in_a_block_of_the_settings_is_shown_at_its_line(server: Server, project: Path, begun: str) -> None:
    settings(project, OWN, server.entry("query: TO BE REPLACED"))
    file = project / "qpr-rules.yaml"
    before, entry = file.read_text("utf-8").split("  - {source: postgresql, connection: ")
    connection = entry.partition(", query: ")[0]
    block = "select kpi, '£' as note,\n        perid as period, numerator\n      from monthly\n"
    whole = f"{before}  - source: postgresql\n    connection: {connection}\n    query: |\n      {block}"
    file.write_text(begun + whole, "utf-8")
    at = 1 + whole[: whole.index("perid")].count("\n") + bool(begun)
    (line,) = said(project)
    assert line.startswith(f'qpr-rules.yaml:{at}:9: error QPR442 the query fails: column "perid" does not exist')


def test_a_mistake_in_a_file_of_sql_is_shown_where_it_is(server: Server, project: Path) -> None:
    file = project / "monthly.sql"
    file.write_text("select kpi,\n  £ from monthly\n", "utf-8-sig")
    settings(project, OWN, server.entry("query_file: monthly.sql"))
    shown = run(project, "check", "--results", "--today", "2024-12-31").out
    assert "monthly.sql:2:" in shown
    file.write_text("select kpi,\n  perid from monthly\n", "utf-8")
    shown = run(project, "check", "--results", "--today", "2024-12-31").out
    assert "monthly.sql:2:3" in shown
    assert '"monthly.period"' in shown
    file.write_bytes("select '£'".encode("cp1252"))
    assert said(project)[0].endswith("QPR442 `monthly.sql` is not UTF-8")
    file.unlink()
    assert (
        run(project, "check", "--today", "2024-12-31").text.count(
            "QPR442] the query cannot be read: there is no such file"
        )
        == 1
    )


def test_rows_beyond_memory_are_held_in_a_file_and_none_is_lost(
    server: Server, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "ROWS", 7)
    monkeypatch.setattr(spool, "IN_MEMORY", 100)
    server.run(
        "delete from monthly",
        """insert into monthly select 'VOIDS', 'a "b"' || chr(10) || chr(233), date '2000-01-01' + (n || ' month')::interval, n, 1
           from generate_series(1, 100) as n""",
    )
    settings(project, OWN, server.entry(ALL))
    found = asked(read(project))
    assert [each.numerator for each in found] == [Decimal(n) for n in range(1, 101)]
    assert {each.area for each in found} == {'a "b"\né'}
    assert {each.line for each in found} == set(range(1, 101))


def test_whoever_meets_an_error_is_sent_to_the_check_that_asks(server: Server, project: Path) -> None:
    server.run("update monthly set numerator = -1")
    settings(project, OWN, server.entry(ALL))
    sent = "1 error in the results: `qpr-rules check --results` lists them."
    assert sent in run(project, "exceptions", "--today", "2025-03-31").text
    shown = run(project, "results", "--today", "2025-03-31").text
    assert "49 rows read from 2 sources: 1 row refused." in shown
    assert sent.replace(" in the results", "") in shown


def test_the_digest_is_of_the_rows_in_whatever_order_they_come(server: Server, project: Path) -> None:
    server.run("insert into monthly values ('VOIDS', null, '2025-01-31', 610, 31)")
    digests = []
    for query in (
        ALL,
        f"{ALL} order by numerator",
        f"{ALL} order by numerator desc",
        f"{ALL} limit 1",
        f"{ALL} limit 1",
    ):
        settings(project, OWN, server.entry(query))
        digests.append(read(project).digest)
    assert digests[0] == digests[1] == digests[2] != digests[3] == digests[4]
    server.run("update monthly set numerator = numerator + 1")
    assert read(project).digest != digests[4]


def test_the_digest_can_be_worked_out_as_the_decision_says(server: Server, project: Path) -> None:
    server.run("insert into monthly values ('VOIDS', 'É', '2025-01-31', null, 31.50), ('NONE', '', '2025-01-01', 1, 2)")
    settings(project, server.entry("query_file: queries/all.sql", "columns: {area: place}"))
    (project / "queries").mkdir()
    (project / "queries" / "all.sql").write_text("select *, area as place from monthly\n", "utf-8")
    rows = [
        ["REPAIRS", "", "2025-01-31", "381", "402", "", "", "", ""],
        ["NONE", "", "2025-01-01", "1", "2", "", "", "", ""],
        ["VOIDS", "\u00c9", "2025-01-31", "", "31.50", "", "", "", ""],
    ]
    texts = (json.dumps(row, separators=(",", ":")).encode("ascii") for row in rows)
    whole = sum(int(hashlib.sha256(text).hexdigest(), 16) for text in texts) % 2**256
    assert read(project).given == {"postgresql performance, queries/all.sql": f"rows 3, sum {whole:x}\n".encode()}
    assert list(read(project).contents) == ["queries/all.sql"]


def test_without_the_package_it_is_said_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    settings(project, OWN, "{source: postgresql, query: select 1}")
    shown = run(project, "check", "--results", "--today", "2024-12-31")
    assert "QPR400] PostgreSQL is read by the package `psycopg`, which is not installed" in shown.text
    assert 'pip install "qpr-rules[postgresql]"' in shown.text
    assert shown.code == 1


def test_a_quarter_made_from_a_query_is_published_and_proved_without_the_server(server: Server, project: Path) -> None:
    server.run(
        "insert into monthly values ('REPAIRS', null, '2025-02-28', 380, 400), ('REPAIRS', null, '2025-03-31', 1, 1)"
    )
    settings(project, OWN, server.entry(ALL))
    done = run(project, "publish", "Q4 2024/25", "--today", "2025-06-30")
    assert done.code == 0, done.said
    folder = next((project / "published").iterdir())
    assert "REPAIRS,,2025-01,381,402" in (folder / "observations.csv").read_text("utf-8")
    server.run("drop table monthly")
    assert run(project, "verify", "--today", "2025-06-30").code == 0


def test_impact_runs_no_query_of_a_change_unless_asked(server: Server, project: Path) -> None:
    settings(project, OWN, server.entry(ALL))
    done = run(project, "impact", "--against", str(project), "--today", "2025-03-31")
    missing = "Without the results of postgresql performance, entry 2 of results: nothing was asked there."
    assert missing in done.text
    assert "Q3 2024/25" in done.out
    for form in ("markdown", "github", "json"):
        done = run(project, "impact", "--against", str(project), "--today", "2025-03-31", "--format", form)
        assert (missing in done.text) == (form != "json")
    assert json.loads(done.out)["unasked"] == ["postgresql performance, entry 2 of results"]
    done = run(project, "impact", "--against", str(project), "--today", "2025-03-31", "--queries")
    assert "Without the results" not in done.text
    assert "Q4 2024/25" in done.out
    settings(project, server.entry(ALL))
    done = run(project, "impact", "--against", str(project), "--today", "2025-03-31")
    assert "A query of `results` is run with --queries" in done.said
