"""A movement between ratings by different standards says so, wherever a reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite
from tests.shipped_set import printed

VOIDS = "kpi_definitions/voids.yaml"
CHANGED = "standard changed since the previous quarter"


def test_explain_names_the_standard_that_the_previous_quarter_and_the_same_a_year_ago_were_rated_by() -> None:
    both = "The previous quarter and the same quarter a year ago were rated by another standard: target 55%, floor 40%."
    assert both in printed("explain", "EHCP-20W", "--quarter", "Q1 2024/25")
    later = printed("explain", "EHCP-20W", "--quarter", "Q2 2024/25")
    assert "The same quarter a year ago was rated by another standard: target 55%, floor 40%." in later
    assert "another standard" not in printed("explain", "EHCP-20W", "--quarter", "Q4 2023/24")
    assert "another standard" not in printed("explain", "FOI-20", "--quarter", "Q1 2024/25")


def test_the_table_of_exceptions_says_it_beside_the_kpi() -> None:
    first = printed("exceptions", "--quarter", "Q1 2024/25", "--section", "education-and-skills")
    entry = first.partition("EHCP-20W")[2][:120]
    assert CHANGED in entry
    assert first.count(CHANGED) == 1
    assert CHANGED not in printed("exceptions", "--quarter", "Q2 2024/25")
    by_rule = printed("exceptions", "--quarter", "Q3 2024/25")
    assert "The standard was changed in year" in by_rule
    assert CHANGED not in by_rule  # said once


def test_the_summary_counts_them_among_those_rated_in_both_quarters() -> None:
    said = "One of them has another standard now."
    assert said in printed("summary", "--quarter", "Q1 2024/25")
    assert said not in printed("summary", "--quarter", "Q2 2024/25")


@pytest.mark.parametrize("month", ["2024/25", "2024-04"])
def test_a_rating_that_moved_only_because_the_target_did_is_listed_with_the_reason(project: Path, month: str) -> None:
    text = (project / VOIDS).read_text(encoding="utf-8").partition("standards:")[0]
    standards = f"standards:\n  2023/24: {{target: 90, floor: 95}}\n  {month}: {{target: 20, floor: 95}}\n"
    (project / VOIDS).write_text(text + standards, encoding="utf-8", newline="\n")
    moved = run(project, "summary", "--quarter", "Q1 2024/25").text.partition("Ratings that moved")[2]
    assert "Amber VOIDS" in moved
    assert "(the standard changed)" in moved


def test_a_quarter_that_is_not_rated_is_by_no_standard(project: Path) -> None:
    rewrite(project / VOIDS, "decimals: 1\n", "decimals: 1\nsuspended: {from: 2024-04, until: 2024-06, reason: x}\n")
    for quarter in ("Q1 2024/25", "Q2 2024/25"):
        said = run(project, "explain", "VOIDS", "--quarter", quarter).text
        assert "The previous quarter was" not in said
        assert "The previous quarter and" not in said
