"""Files of cases: what SQL counts is what counting by hand gives, and what cannot be read has its place."""

# ruff: noqa: S608 (the queries are our own)
from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import duckdb
import pytest

from qpr_rules.core.bank_holidays import Nation
from qpr_rules.period import month_of
from tests.casework import CLOSED_BY_MONTH, ask, counted, hints, lay, results, said, working_days
from tests.commands import run
from tests.published_holidays import PUBLISHED, published

HEAD = "ref,received,closed\n"
TWO = HEAD + "A1,2024-04-02,2024-04-30\nA2,2024-04-02,2024-05-01\n"
"""Closed on the 20th working day and on the 21st, so far as April goes."""

DUE = """\
select 'REPAIRS' as kpi, strftime(due, '%Y-%m') as period, count(*) filter (where closed <= due) as numerator,
  count(*) as denominator
from (select closed, add_working_days(received, 15, '{calendar}') as due from cases) group by period"""
CLOSURES = [dt.date(2023, 12, 27), dt.date(2023, 12, 28), dt.date(2024, 12, 27)]
OFF = {nation.value: published(nation) for nation in PUBLISHED}
OFF["uk"] = set().union(*OFF.values())
OFF["ours"] = OFF["scotland"] | set(CLOSURES)
OWN = f"calendars:\n  ours: {{nation: scotland, closures: [{', '.join(map(str, CLOSURES))}]}}"


def some_cases(seed: int) -> list[tuple[dt.date, dt.date | None]]:
    chance, found = random.Random(seed), []
    for _ in range(400):
        received = dt.date(2022, 5, 1) + dt.timedelta(days=chance.randrange(1000))
        found.append((received, chance.choice([None, received + dt.timedelta(days=chance.randrange(60))])))
    return found


def month(day: dt.date) -> int:
    return month_of(day.year, day.month)


def by_hand(cases: list[tuple[dt.date, dt.date | None]], calendar: str) -> dict[int, tuple[int, int]]:
    """By the month of the 15th working day after receipt, those that were closed by then."""
    found: dict[int, tuple[int, int]] = {}
    for received, closed in cases:
        due = received
        while working_days(received, due, OFF[calendar]) < 15:
            due += dt.timedelta(days=1)
        done, of = found.get(month(due), (0, 0))
        found[month(due)] = done + (closed is not None and closed <= due), of + 1
    return found


@pytest.mark.parametrize("calendar", OFF)
@pytest.mark.parametrize("form", ["iso", "day-first", "parquet"])
def test_what_is_counted_is_what_counting_by_hand_gives(project: Path, calendar: str, form: str) -> None:
    cases = some_cases(seed=len(calendar))
    written = "%d/%m/%Y" if form == "day-first" else "%Y-%m-%d"
    text = HEAD + "".join(f"x,{a:{written}},{b.strftime(written) if b else ''}\n" for a, b in cases)
    lay(project, {"cases/own.csv": text})
    if form == "parquet":
        file = project / "cases" / "own"
        duckdb.execute(f"copy (from read_csv('{file.as_posix()}.csv')) to '{file.as_posix()}.parquet' (format parquet)")
    more = f"dates: [received, closed]\n{OWN}\n" + ("date_format: day-first" if form == "day-first" else "")
    ask(
        project,
        DUE.format(calendar=calendar),
        more,
        f"{{cases: cases/own.{'parquet' if form == 'parquet' else 'csv'}}}",
    )
    assert counted(project) == by_hand(cases, calendar)


def test_the_functions_are_the_calendars_day_by_day(project: Path) -> None:
    """One KPI by day: working days from 2012 on to each first of a month, beside looking at each day."""
    lay(project, {"cases/own.csv": "day\n" + "".join(f"2024-{m:02}-01\n" for m in range(1, 13))})
    for calendar, off in OFF.items():
        query = (
            f"select 'REPAIRS' as kpi, strftime(day, '%Y-%m') as period, working_days('2022-01-05', day, '{calendar}') as numerator,"
            f" 9999 + is_working_day(day, '{calendar}')::int as denominator from cases"
        )
        ask(project, query, f"dates: [day]\n{OWN}")
        expected = {
            month_of(2024, m): (
                working_days(dt.date(2022, 1, 5), day := dt.date(2024, m, 1), off),
                9999 + working_days(day - dt.timedelta(days=1), day, off),
            )
            for m in range(1, 13)
        }
        assert counted(project) == expected


def test_day_twenty_is_the_twentieth_after_the_day_of_receipt(project: Path) -> None:
    """Received on Tuesday 2 April 2024: the 20th working day is Tuesday the 30th."""
    lay(project, {"cases/own.csv": TWO})
    ask(project)
    assert counted(project) == {month_of(2024, 4): (1, 1), month_of(2024, 5): (0, 1)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_a_file_is_read_as_results_are(project: Path, encoding: str) -> None:
    text = TWO.replace(",", ";").replace("A1", '"Zo\u00eb; \r\n1"').replace("\n", "\r\n").replace("\r\r", "\r")
    lay(project, {"cases/own.csv": text.encode("cp1252" if encoding == "windows-1252" else encoding)})
    name = "windows-1252" if encoding == "windows-1252" else "utf-8"
    more = f"dates: [Received, CLOSED]\ndelimiter: ';'\nencoding: {name}"
    ask(project, CLOSED_BY_MONTH.replace("cases where", "cases where ref like 'Zo\u00eb;%' and"), more)
    assert counted(project) == {month_of(2024, 4): (1, 1)}


def test_a_time_of_day_is_passed_over_and_spaces_do_not_count(project: Path) -> None:
    text = HEAD + "A1, 2024-04-02 16:45 ,2024-04-30T09:00:01.5\nA2,2024-04-02,  \n , ,\n,,\n\n"
    lay(project, {"cases/own.csv": text})
    ask(project)
    assert counted(project) == {month_of(2024, 4): (1, 1)}
    (read,) = results(project).casework  # rows of empty cells, as spreadsheets leave them, are no cases
    assert (read.rows, read.refused) == (2, 0)


def test_a_large_file_is_read_as_a_small_one(project: Path) -> None:
    """Rows come in blocks: the same counts, the same line for what is no date."""
    lay(
        project,
        {"cases/own.csv": HEAD + "A1,2024-04-02,2024-04-30\n" * 110_000 + ",,\n" + "A2,2024-04-02,2024-05-01\n"},
    )
    ask(project)
    assert counted(project) == {month_of(2024, 4): (110_000, 110_000), month_of(2024, 5): (0, 1)}
    lay(project, {"cases/own.csv": HEAD + "A1,2024-04-02,2024-04-30\n" * 110_000 + "A2,2024-04-02,x\nA3\n"})
    assert [line.partition(": ")[0] for line in said(project)] == ["cases/own.csv:110002:15", "cases/own.csv:110003:1"]


@pytest.mark.parametrize(
    ("cell", "form", "hint"),
    [
        ("03/04/2024", "iso", "if the day comes first, say `date_format: day-first` in qpr-rules.yaml"),
        ("2024-04-03", "day-first", "the year comes first here: take `date_format` out of qpr-rules.yaml"),
        ("31/04/2024", "day-first", "a date is written 03/04/2024"),
        ("2023-02-29", "iso", "a date is written 2024-04-03"),
        ("3/4/24", "day-first", "a date is written 03/04/2024"),
        ("2024-04-03Z", "iso", "a date is written 2024-04-03"),
        ("n/a", "iso", "leaves the cell empty"),
    ],
)
def test_what_is_no_date_is_never_nothing(project: Path, cell: str, form: str, hint: str) -> None:
    good = "2024-04-02" if form == "iso" else "02/04/2024"
    text = f'ref,note,received,closed\nA1,"two\nlines",{good},{good}\nA2,secret words,{good},{cell}\n'
    lay(project, {"cases/own.csv": text})
    ask(project, more=f"dates: [received, closed]\ndate_format: {form}")
    (line,) = said(project)
    column = text.splitlines()[3].index(cell) + 1 if cell in text.splitlines()[3] else 0
    assert line == f"cases/own.csv:4:{column}: error QPR445 `{cell}` is no date"
    assert any(hint in each for each in hints(project))
    assert not results(project).observations  # a number without one of its cases would be wrong
    shown = run(project, "results").text
    assert "2 cases of `cases` read from cases/own.csv: 1 case refused, so nothing was counted." in shown


@pytest.mark.parametrize("form", ["text", "github", "sarif", "markdown", "junit"])
def test_no_line_of_a_case_is_shown(project: Path, form: str) -> None:
    lay(project, {"cases/own.csv": "note,received,closed\nsecret words,2024-04-02,soon\nsecret words\n"})
    ask(project)
    done = run(project, "check", "--results", "--format", form)
    assert done.code == 1
    assert "`soon` is no date" in done.text.replace("&#96;", "`")
    assert "secret words" not in done.out + done.err


def test_many_of_them_are_counted(project: Path) -> None:
    lay(project, {"cases/own.csv": HEAD + "A,2024-04-02,soon\n" * 5000, "cases/too.csv": HEAD + "A,2024-04-02,x\n"})
    ask(project)
    found = said(project)
    assert len(found) == 22
    assert found[0] == "cases/own.csv: error QPR445 and 4,980 more like this in the file"
    assert found[-1].startswith("cases/too.csv:2:14")


def test_dates_of_parquet_that_are_text_are_looked_at_too(project: Path) -> None:
    (project / "cases").mkdir()
    file = (project / "cases" / "own.parquet").as_posix()
    duckdb.execute(
        f"copy (select * from (values ('2024-04-02', timestamp '2024-04-30 10:00'), ('x', null)) t(received, closed)) to '{file}'"
    )
    ask(project, tables="{cases: cases/own.parquet}")
    assert said(project) == ["cases/own.parquet, row 2, column received: error QPR445 `x` is no date"]


def test_a_moment_with_a_time_zone_is_of_the_day_that_it_was_here(project: Path) -> None:
    (project / "cases").mkdir()
    file = (project / "cases" / "own.parquet").as_posix()
    moment = "timestamptz '2024-06-30 23:30:00+00'"  # half past midnight in London, in summer
    duckdb.execute(f"copy (select {moment} as received, {moment} as closed) to '{file}' (format parquet)")
    ask(project, tables="{cases: cases/own.parquet}")
    assert counted(project) == {month_of(2024, 7): (1, 1)}


def test_names_of_columns_are_names_and_nothing_else(project: Path) -> None:
    names = ['"we""ird"', "select", "x'); drop table cases; --", "Ort \u00e9", '"two\nlines"', "qpr_chunk", ""]
    lay(project, {"cases/own.csv": f"{','.join(names)},received,closed\n{'v,' * 7}2024-04-02,2024-04-30\n"})
    ask(
        project,
        CLOSED_BY_MONTH.replace("where", """where "we""ird" = 'v' and "SELECT" = 'v' and qpr_chunk = 'v' and"""),
    )
    assert counted(project) == {month_of(2024, 4): (1, 1)}


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"a.csv": TWO, "b.csv": "ref,received\nA,2024-04-02\n"}, "b.csv:1:1: error QPR446 its columns are not those of `cases/a.csv`, which is of the same table: without `closed`"),
        ({"a.csv": TWO, "b.csv": TWO.replace("ref", "id")}, "b.csv:1:1: error QPR446 its columns are not those of `cases/a.csv`, which is of the same table: without `ref`; with `id`"),
        ({"a.csv": "ref,received,Received,closed\n"}, "a.csv:1:1: error QPR404 the column `received` is there twice"),
        ({"a.csv": ""}, "a.csv:1:1: error QPR402 the file is empty"),
        ({"a.csv": TWO.replace(",", ";")}, "a.csv:1:1: error QPR409 the columns are separated by `;`, not by commas"),
        ({"a.csv": TWO + "A3,2024-04-02\n"}, "a.csv:4:1: error QPR406 the row has 2 cells, the first line names 3 columns"),
        ({"a.csv": HEAD.encode("utf-16")}, "a.csv: error QPR408 the file is saved as UTF-16, which Excel calls Unicode Text"),
        ({"a.csv": TWO + "\u00e9".encode("cp1252").decode("latin-1")}, "a.csv:4:1: error QPR406 the row has 1 cell, the first line names 3 columns"),
        ({"a.csv": TWO + '"A3,2024'}, "a.csv:4:1: error QPR406 the row has 1 cell, the first line names 3 columns"),
        ({"a.csv": HEAD}, ""),
    ],
)  # fmt: skip
def test_files_that_are_no_table_of_cases(project: Path, files: dict[str, str], finding: str) -> None:
    lay(project, {f"cases/{name}": content for name, content in files.items()})
    ask(project)
    found = said(project)
    assert found[0] == (f"cases/{finding}" if finding else found[0])
    assert len(found) == 1
    assert bool(finding) == (" error " in found[0])  # without a case, the query gives no row
    assert not results(project).observations


def test_tables_of_csv_and_of_parquet_are_not_mixed(project: Path) -> None:
    lay(project, {"cases/a.csv": TWO})
    file = (project / "cases" / "b.parquet").as_posix()
    duckdb.execute(f"copy (select 1 as ref, date '2024-04-02' as received, null::date as closed) to '{file}'")
    ask(project, tables="{cases: cases/*}")
    (line,) = said(project)
    assert line.endswith("`cases/a.csv`, which is of the same table: another type: `ref`")


def test_several_tables_are_joined(project: Path) -> None:
    lay(project, {"cases/own.csv": TWO, "held/on.csv": "ref\nA2\n"})
    query = CLOSED_BY_MONTH.replace("from cases where", "from cases anti join held using (ref) where")
    ask(project, query, tables="{cases: cases/own.csv, held: held/*.csv}")
    assert counted(project) == {month_of(2024, 4): (1, 1)}
    assert "1 case of `held` read from held/on.csv: no case refused." in run(project, "results").text


@pytest.mark.parametrize("damage", [b"PAR1", b"PAR1" + b"\0" * 64 + b"PAR1", b"ref,received\n"])
def test_a_damaged_file_is_said_in_a_sentence(project: Path, damage: bytes) -> None:
    lay(project, {"cases/own.parquet": damage})
    ask(project, tables="{cases: cases/own.parquet}")
    (line,) = said(project)
    assert line.startswith("cases/own.parquet: error QPR432 this cannot be read as Parquet")
    assert "exception_type" not in line
    assert "copy.parquet" not in line
    assert str(project) not in line


@pytest.mark.parametrize(
    ("pattern", "finding", "hint"),
    [
        ("case/*.csv", "error QPR400 no file of cases matches `case/*.csv`", "did you mean `cases/*.csv`?"),
        ("cases/own.txt", "error QPR400 no file of cases matches `cases/own.txt`", "correct the name"),
        ("../secret.csv", "error QPR429 `../secret.csv`: the path leads outside the project", "inside the project"),
        ("https://council.example/cases.csv", "error QPR400 no file of cases matches `https:", "put the file there"),
    ],
)
def test_files_that_are_not_there(project: Path, pattern: str, finding: str, hint: str) -> None:
    lay(project, {"cases/own.csv": TWO, "../secret.csv": TWO})
    ask(project, tables=f'{{cases: "{pattern}"}}')
    (line,) = said(project)
    assert line.startswith("qpr-rules.yaml:6:21: ")
    assert finding in line
    assert any(hint in each for each in hints(project))


def test_a_date_that_no_table_has(project: Path) -> None:
    lay(project, {"cases/own.csv": TWO})
    ask(project, more="dates: [received, close]")
    assert said(project) == ["qpr-rules.yaml:7:12: error QPR446 no table has a column `close`"]
    assert hints(project)[0] == "did you mean `closed`? there are `closed`, `received`, `ref`"


def test_every_calendar_is_known_in_a_query() -> None:
    assert {each.value for each in Nation} == OFF.keys() - {"ours"}
