"""What is counted from files of cases, as results: exact, known by what was read, and only when it is asked for."""

# ruff: noqa: S608 (the queries are our own)
from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qpr_rules.files import Folder
from qpr_rules.provenance import digest
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import read_results
from tests.casework import CLOSED_BY_MONTH, ask, lay, results
from tests.commands import run

HEAD = "ref,received,closed\n"
TWO = HEAD + "A1,2024-04-02,2024-04-30\nA2,2024-04-02,2024-05-01\n"


def test_what_is_counted_is_what_the_digest_is_of(project: Path) -> None:
    """A file that changes while it is read is read once: the results and their digest are of the same bytes."""
    lay(project, {"cases/own.csv": TWO})
    ask(
        project,
        CLOSED_BY_MONTH.replace("from cases", "from (from cases union all from again)"),
        tables="{cases: cases/own.csv, again: cases/own.csv}",
    )

    class Changing(Folder):
        times = 0

        def read_bytes(self, path: str, limit: int | None = None) -> bytes:
            content = super().read_bytes(path, limit)
            if path != "cases/own.csv":
                return content
            self.times += 1
            return content.replace(b"A1", b"B%d" % self.times)

    tree = Changing(project)
    read = read_results(tree, read_declarations(tree))
    assert tree.times == 1
    assert read.observations["REPAIRS"][0].denominator == 2
    assert read.cases == {"cases/own.csv": TWO.replace("A1", "B1").encode()}
    assert read.digest == digest((*read.cases.items(), *read.given.items()))


def test_numbers_stay_exact(project: Path) -> None:
    lay(project, {"cases/own.csv": "amount\n0.1\n0.2\n0.3\n"})
    for written, meant in (
        ("sum(cast(amount as decimal(18, 2)))", "0.60"),
        ("0.1::double + 0.2::double", "0.30000000000000004"),
        ("0.1::float", "0.1"),
        ("16777217::float", "16777216"),
        ("sum(1)::hugeint", "3"),
    ):
        query = f"select 'VOIDS' as kpi, '2025-01' as period, {written} as numerator, 7 as denominator from cases"
        ask(project, query, "timeout: 60")
        (one,) = results(project).observations["VOIDS"]
        assert one.numerator == Decimal(meant)


def test_a_check_that_is_not_asked_to_runs_and_reads_nothing(project: Path) -> None:
    lay(project, {"cases/own.csv": HEAD + "A,x,y\n"})
    ask(project, "select nonsense from nowhere")
    done = run(project, "check", "--today", "2024-12-31")
    assert done.code == 0
    assert "1 source of results not asked: --results does." in done.text


def test_without_the_library_it_is_said_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(project, {"cases/own.csv": TWO})
    ask(project)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run(project, "check", "--results", "--today", "2024-12-31")
    assert done.code == 1
    assert 'pip install "qpr-rules[duckdb]"' in done.text
