"""The list of definitions speaks of a day, and says so: what is in force on it, what has ended, what is to come."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite
from tests.shipped_set import REPOSITORY, shipped

VOIDS = "kpi_definitions/voids.yaml"


def listed(project: Path, day: str, width: int = 80) -> str:
    done = run(project, "list", "--today", day, width=width)
    assert done.code == 0, done.err
    return done.text


def entry(text: str, kpi: str) -> str:
    """What is said of one KPI of the small project."""
    return text.partition(f" {kpi} ")[2].partition(" REPAIRS " if kpi == "VOIDS" else " VOIDS ")[0]


@pytest.mark.parametrize("width", [80, 140])
def test_the_day_is_named_at_the_top(project: Path, width: int) -> None:
    assert "definitions as of 3 February 2025" in listed(project, "2025-02-03", width)[:100]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-03-31", "an empty home 21 days 28 days quarter"),
        ("2024-04-01", "an empty home 20 days 27 days quarter"),
        ("2025-04-01", "no standard in force last target 20 days and floor 27 days, until 31 March 2025"),
        ("2023-03-31", "no standard in force target 21 days and floor 28 days from April 2023"),
    ],
)
def test_the_standard_is_that_of_the_day_and_one_that_has_ended_or_is_to_come_is_called_so(
    project: Path, day: str, said: str
) -> None:
    assert said in entry(listed(project, day), "VOIDS").replace("no standard in force · ", "no standard in force ")


@pytest.mark.parametrize("width", [80, 140])
def test_a_retired_kpi_has_no_standard_in_force_but_a_last_one(project: Path, width: int) -> None:
    rewrite(project / VOIDS, "decimals: 1\n", "decimals: 1\nretired: {on: 2024-09-30, reason: merged}\n")
    before = entry(listed(project, "2024-09-29", width), "VOIDS")
    assert "to be retired 30 September 2024" in before
    assert "last target" not in before
    after = entry(listed(project, "2024-09-30", width), "VOIDS")
    assert "last target 20 days and floor 27 days" in after
    assert " retired 30 September 2024" in after
    assert "target 20 days ·" not in after
    assert "no standard in force" not in after  # nobody misses one


def test_the_last_line_counts_what_is_active_retired_and_to_come_on_the_day(project: Path) -> None:
    assert "2 definitions: 2 active KPIs." in listed(project, "2024-09-30")
    rewrite(project / VOIDS, "decimals: 1\n", "decimals: 1\nintroduced: 2024-10-01\n")
    assert "2 definitions: 1 active KPI and 1 not yet introduced." in listed(project, "2024-09-30")
    assert "to be introduced 1 October 2024" in listed(project, "2024-09-30")
    assert " introduced 1 October 2024" in listed(project, "2024-10-01")


def test_the_counts_of_the_shipped_set_are_those_of_its_report() -> None:
    text = listed(REPOSITORY, "2024-12-31")
    active = len([row for row in shipped().evaluate("Q3 2024/25").own if row.kind == "kpi"])
    assert f"{active} active KPIs, 2 retired and 3 activity indicators." in text
    day = dt.date(2024, 12, 31)
    retired = [each for each in shipped().declarations.definitions if each.retired and each.retired.on <= day]
    assert [each.id for each in retired if f"{each.id} " in text] == ["EARLY-YEARS-GOOD", "SCHOOLS-GOOD"]
    assert len(re.findall(r"last target", text)) == len(retired)


def test_an_activity_indicator_shows_its_expected_range() -> None:
    assert "activity indicator · expected 39,000 to 43,500" in listed(REPOSITORY, "2024-12-31", 140)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_heads_of_the_columns_are_never_cut(width: int) -> None:
    for section in ("education-and-skills", "customer-services"):
        for day in ("2025-02-03", "2026-11-24"):
            out = run(REPOSITORY, "list", "--today", day, "--section", section, width=width).out
            assert "\u2026" not in out
