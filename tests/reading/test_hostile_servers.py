"""A PostgreSQL server that a stranger runs, and that means harm: a sentence, in bounded time and memory, and nothing is read of it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from qpr_rules.reading.sources import connecting, limits, postgresql
from tests.asking import OWN, asked, read, said
from tests.result_tables import settings
from tests.servers import HOST, message, pretender, row_of

COLUMNS = ("kpi", "period", "numerator", "denominator")
ROW = row_of(b"REPAIRS", b"2025-01", b"381", b"402")
NOTICE = message(b"N", b"SNOTICE\0C00000\0M" + b"listen " * 1000 + b"\0\0")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PAUSES", (0.05, 0.05))
    monkeypatch.setattr(postgresql, "GRACE", 0.2)


def entry(port: int) -> str:
    of = f"{{host: {HOST}, port: {port}, database: a, user: b}}"
    return f"{{source: postgresql, connection: {of}, query: select 1, timeout: 1}}"


def slowly(said: bytes) -> Iterator[bytes]:
    """A byte at a time, for ever."""
    for each in itertools.cycle(said):
        time.sleep(0.02)
        yield bytes([each])


def refused(project: Path, answer: Iterable[bytes], greeting: Iterable[bytes] = ()) -> str:
    with pretender(COLUMNS, answer, greeting) as port:
        settings(project, OWN, entry(port))
        begun = time.monotonic()
        (line,) = said(project)
        assert time.monotonic() - begun < 15
    return line


def test_what_an_honest_one_would_say_is_read(project: Path) -> None:
    with pretender(COLUMNS, iter([ROW])) as port:
        settings(project, OWN, entry(port))
        assert len(asked(read(project))) == 1


def test_rows_without_an_end(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_TEXT", 50_000)
    assert refused(project, itertools.repeat(ROW * 100)).endswith("QPR442 the query gives more than 50,000 characters")


def test_rows_of_nothing_without_an_end(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_TEXT", 50_000)
    nothing = row_of(b"", b"", b"", b"")
    assert refused(project, itertools.repeat(nothing * 100)).endswith(
        "QPR442 the query gives more than 50,000 characters"
    )


def test_a_row_that_is_long(project: Path) -> None:
    long = row_of(b"REPAIRS", b"2025-01", b"1" * 3_000_000, b"402")
    assert refused(project, itertools.repeat(long)).endswith(
        "QPR442 the query gives a row of more than 1,000,000 characters"
    )


@pytest.mark.parametrize(
    "answer", [itertools.repeat(NOTICE), slowly(ROW), slowly(NOTICE)], ids=["notices", "rows", "bytes"]
)
def test_talk_that_goes_on(project: Path, answer: Iterable[bytes]) -> None:
    assert refused(project, answer).endswith("QPR442 the query took longer than 1 second, and was given up")


@pytest.mark.parametrize("greeting", [itertools.repeat(NOTICE), slowly(NOTICE)], ids=["notices", "bytes"])
def test_a_greeting_that_goes_on(project: Path, greeting: Iterable[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "WAIT", 1)
    line = refused(project, (), greeting)
    assert "QPR441 there is no connection to the database: connection timeout expired" in line


def test_a_connection_that_breaks_each_time_after_a_while_has_no_more_time(project: Path) -> None:
    def broken() -> Iterator[bytes]:
        time.sleep(0.7)
        raise ConnectionError
        yield b""

    class Broken:
        def __iter__(self) -> Iterator[bytes]:
            return broken()

    begun = time.monotonic()
    assert refused(project, Broken()).endswith("QPR442 the query took longer than 1 second, and was given up")
    assert time.monotonic() - begun < 2
