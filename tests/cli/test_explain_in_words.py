"""What an explanation says in words of a KPI that is not in the set, and of what would come if all went on as now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite
from tests.shipped_set import printed

VOIDS = "kpi_definitions/voids.yaml"


def test_a_retired_kpi_is_not_late_and_not_listed_but_out_of_the_set() -> None:
    said = printed("explain", "SCHOOLS-GOOD")
    assert "Not in the set of Q3 2024/25, and in no total: retired 30 November 2024 (Ofsted no longer gives" in said
    for word in (": late", "has not arrived", "Not rated", "Why it is listed", "Movement", "The road back"):
        assert word not in said
    before = printed("explain", "SCHOOLS-GOOD", "--quarter", "Q2 2024/25")
    assert "Not in the set" not in before
    assert "● Green" in before and "Movement" in before


@pytest.mark.parametrize(
    ("quarter", "said"),
    [("Q2 2024/25", "Not in the set of Q2 2024/25, and in no total: introduced 1 October 2024."), ("Q3 2024/25", "")],
)
def test_a_kpi_is_in_the_set_from_the_quarter_of_its_introduction(project: Path, quarter: str, said: str) -> None:
    rewrite(project / VOIDS, "decimals: 1\n", "decimals: 1\nintroduced: 2024-10-01\n")
    text = run(project, "explain", "VOIDS", "--quarter", quarter).text
    assert said in text
    assert ("Not in the set" in text) is bool(said)


@pytest.mark.parametrize(
    ("kpi", "said"),
    [
        (
            "EHCP-20W",
            "would cross its floor in March 2025, first shown in the report for Q4 2024/25, and would not cross its target",
        ),
        ("NHS-HEALTH-CHECKS", "would cross neither its floor nor its target within 12 months."),
        ("WASTE-DIVERTED", "would go on meeting its floor and its target for 12 months."),
    ],
)
def test_the_road_back_is_one_sentence(kpi: str, said: str) -> None:
    road = printed("explain", kpi).partition("not a forecast)")[2]
    assert road.split(".", 1)[0].startswith(" If each coming month repeated the latest quarter's mean (")
    assert said in road


@pytest.mark.parametrize("kpi", ["FOI-20", "EHCP-20W", "NO-USE-EMPTY", "NEET"])
def test_the_window_begins_its_sentence(kpi: str) -> None:
    assert printed("explain", kpi).partition("Results in the window ")[2][0] in "QSY123456789"
