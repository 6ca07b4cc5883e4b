"""The example of cases: made again byte for byte, without a mistake, and counted as plain Python counts its files."""

from __future__ import annotations

import csv
import datetime as dt
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path

from qpr_rules.core.bank_holidays import Nation
from qpr_rules.period import month_of
from tests.casework import results, working_days
from tests.commands import run
from tests.published_holidays import PUBLISHED, published
from tests.source import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "casework"
ENGLAND = published(Nation.ENGLAND_AND_WALES)
ANYWHERE = set().union(*map(published, PUBLISHED))
CLOSED = {dt.date(2023, 12, day) for day in (27, 28, 29)} | {dt.date(2024, 12, day) for day in (27, 30, 31)}
Case = tuple[str, int, bool]
"""A KPI, the month that a case counts in, and whether it was in time."""


def rows(pattern: str) -> list[dict[str, str]]:
    found = []
    for path in sorted((EXAMPLE / "cases").glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


def day(text: str) -> dt.date | None:
    if not text:
        return None
    return dt.datetime.strptime(text, "%d/%m/%Y" if "/" in text else "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no time zone)


def fell_due(kpi: str, cases: list[tuple[str, str, int]], off: set[dt.date]) -> Iterator[Case]:
    """Cases of (received, closed, days allowed) whose month was over when the export was made."""
    known = max(each for received, closed, _ in cases for each in (day(received), day(closed)) if each)
    for received, closed, allowed in cases:
        due = day(received)
        assert due is not None
        count = 0
        while count < allowed:
            due += dt.timedelta(days=1)
            count += due.weekday() < 5 and due not in off
        done = day(closed)
        if month_of(due.year, due.month) < month_of(*(known + dt.timedelta(days=1)).timetuple()[:2]):
            yield kpi, month_of(due.year, due.month), done is not None and done <= due


def by_hand() -> Iterator[Case]:
    requests = [(each["received"], each["closed"], 20) for each in rows("foi-*.csv")]
    yield from fell_due("FOI-20WD", requests, ANYWHERE)
    stages = {"1": 10, "2": 20}
    everything = rows("complaints.csv")
    known = max(max(day(each["Date received"]), day(each["Date closed"]) or dt.date.min) for each in everything)  # type: ignore[type-var]
    for stage, allowed in stages.items():
        own = [(each["Date received"], each["Date closed"], allowed) for each in everything if each["Stage"] == stage]
        own.append((f"{known:%d/%m/%Y}", "", 10_000))  # the last day that the file knows of, whatever its stage
        yield from fell_due(f"COMPLAINTS-S{stage}", own, ENGLAND)
    for each in rows("repairs.csv"):
        begun, done = day(each["reported"]), day(each["completed"])
        if each["priority"] == "routine" and begun and done and not each["cancelled"]:
            yield "REPAIRS-20WD", month_of(done.year, done.month), working_days(begun, done, ENGLAND | CLOSED) <= 20


def test_it_is_counted_as_plain_python_counts_it() -> None:
    expected: dict[tuple[str, int], tuple[int, int]] = {}
    for kpi, month, in_time in by_hand():
        done, of = expected.get((kpi, month), (0, 0))
        expected[kpi, month] = done + in_time, of + 1
    read = results(EXAMPLE)
    assert not read.diagnostics
    assert len(expected) > 80
    assert {
        (each.kpi, each.period): (int(each.numerator or 0), int(each.denominator or 0))
        for own in read.observations.values()
        for each in own
    } == expected


def test_it_has_no_mistake_and_is_rated() -> None:
    done = run(EXAMPLE, "check", "--results", "--today", "2025-04-30")
    assert done.code == 0, done.out
    assert "no mistakes" in done.text
    assert "2 achieved target (Green), 2 achieved or exceeded the floor" in run(EXAMPLE, "summary").text


def test_its_cases_are_made_again_byte_for_byte(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE / "make_cases.py", tmp_path)
    runpy.run_path(str(tmp_path / "make_cases.py"), run_name="__main__")
    made = {file.name: file.read_bytes() for file in (tmp_path / "cases").iterdir()}
    kept = {file.name: file.read_bytes().replace(b"\r\n", b"\n") for file in (EXAMPLE / "cases").iterdir()}
    assert made == kept
