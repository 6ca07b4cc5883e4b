"""The shipped set, read and printed once for all the tests of it, and what was minuted of Kent's reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import qpr_rules
from qpr_rules.definition import Kind
from qpr_rules.evaluation import Evaluation
from tests.commands import run

REPOSITORY = Path(__file__).resolve().parent.parent
QUARTERS = ("Q3 2023/24", "Q4 2023/24", "Q1 2024/25", "Q2 2024/25", "Q3 2024/25")
NOW = QUARTERS[-1]

# active; green, amber, red, not rated (None where not minuted); improving, no clear trend, worsening, no direction
MINUTED = {
    "Q3 2023/24": (38, None, (7, 19, 11, 1)),
    "Q4 2023/24": (38, (17, 11, 10, 0), (9, 20, 9, 0)),
    "Q1 2024/25": (40, (17, 14, 8, 1), (11, 21, 7, 1)),
    "Q2 2024/25": (40, None, (11, 22, 6, 1)),
    "Q3 2024/25": (38, (17, 12, 9, 0), (10, 22, 6, 0)),
}


@cache
def shipped() -> qpr_rules.Project:
    return qpr_rules.open(REPOSITORY)


@cache
def printed(command: str, *arguments: str, width: int = 140) -> str:
    """What a command prints of the shipped set, as one line."""
    return run(REPOSITORY, command, *arguments, width=width).text


@cache
def rows(quarter: str) -> dict[str, Evaluation]:
    found = shipped().evaluate(quarter).own
    assert len({row.kpi for row in found}) == len(found)
    return {row.kpi: row for row in found}


def kpis(quarter: str) -> list[Evaluation]:
    return [row for row in rows(quarter).values() if row.kind is Kind.KPI]


@cache
def rules_of(quarter: str) -> dict[str, set[str]]:
    """The rules that hold for each KPI."""
    found: dict[str, set[str]] = {}
    report = shipped().evaluate(quarter)
    for flag in shipped().exceptions(quarter):
        found.setdefault(report.rows[flag.row].kpi, set()).add(flag.rule.id)
    return found
