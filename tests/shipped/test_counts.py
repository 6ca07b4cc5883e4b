"""The counts of the shipped set are those that were minuted, in the library and as the summary prints them.

Sources: kpi_definitions/README.md. They are compared besides with the file of published counts where that is at hand.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from qpr_rules.definition import Definition
from qpr_rules.evaluation import Direction, Rating, Reason
from qpr_rules.period import Frequency
from tests.shipped_set import MINUTED, NOW, QUARTERS, kpis, printed, rows, shipped

# The counts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_library_counts_what_was_minuted(quarter: str) -> None:
    active, ratings, directions = MINUTED[quarter]
    found = kpis(quarter)
    assert len(found) == active
    if ratings is not None:
        assert tuple(Counter(row.rating for row in found)[each] for each in Rating) == ratings
    heads = (Direction.IMPROVING, Direction.NO_CLEAR_TREND, Direction.WORSENING, Direction.INSUFFICIENT_DATA)
    assert tuple(Counter(row.direction for row in found)[each] for each in heads) == directions


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_summary_prints_what_was_minuted(quarter: str) -> None:
    active, ratings, directions = MINUTED[quarter]
    text = printed("summary", "--quarter", quarter)
    assert f"In {quarter}, of {active} Key Performance Indicators," in text
    if ratings is not None:
        green, amber, red, unrated = ratings
        assert f"{green} achieved target (Green)" in text
        assert f"{amber} achieved or exceeded the floor standard but did not meet target (Amber)" in text
        assert f"and {red} did not meet the floor standard (Red)." in text
        assert ("One was not rated: " in text) == (unrated == 1)
    better, stable, worse, none = directions
    pattern = rf"{better} improving \([^)]*\), {stable} stable or with no clear trend \([^)]*\) and {worse} worsening"
    assert re.search(pattern, text)
    assert ("One was without a direction for lack of data: " in text) == (none == 1)


def test_the_published_file_of_counts_agrees(shared: Path) -> None:
    published = json.loads((shared / "data" / "expected" / "kent_qpr_headline_counts.json").read_text("utf-8"))
    compared = 0
    for each in published["quarters"]:
        year, quarter = each["quarter"].split()
        title = f"{quarter} {year}"
        if title not in QUARTERS:
            continue
        compared += 1
        ratings = Counter(row.rating for row in kpis(title))
        directions = Counter(row.direction for row in kpis(title))
        assert len(kpis(title)) == each["kpis"]
        assert [ratings[word] for word in (Rating.GREEN, Rating.AMBER, Rating.RED)] == [
            each[word] for word in ("green", "amber", "red")
        ]
        heads = {
            "positive": Direction.IMPROVING,
            "stable": Direction.NO_CLEAR_TREND,
            "negative": Direction.WORSENING,
        }
        before = Counter(row.direction for row in kpis(QUARTERS[QUARTERS.index(title) - 1]))
        for word, direction in heads.items():
            assert directions[direction] == each[word]
            assert directions[direction] - before[direction] == each[f"{word}_change"]
    assert compared == 2


def test_the_headline_prints_the_changes_that_were_reported() -> None:
    text = printed("summary", "--quarter", NOW)
    assert (
        "Direction of Travel: 10 improving (one fewer than the previous quarter), 22 stable or with no clear trend "
        "(the same) and 6 worsening (the same). Against Q3 2023/24: improving, three more; worsening, five fewer."
    ) in text


@pytest.mark.parametrize(("quarter", "kpi"), [("Q1 2024/25", "SEXUAL-HEALTH"), ("Q2 2024/25", "BUSINESSES")])
def test_the_one_that_was_not_rated_is_named_with_its_reason(quarter: str, kpi: str) -> None:
    unrated = [row for row in kpis(quarter) if row.rating is Rating.NOT_RATED]
    assert [(row.kpi, row.reason, row.direction) for row in unrated] == [
        (kpi, Reason.LATE, Direction.INSUFFICIENT_DATA)
    ]
    assert f"One was not rated: {unrated[0].name} (late)." in printed("summary", "--quarter", quarter)


# The set --------------------------------------------------------------------------------------------------------------


def test_two_kpis_were_introduced_in_april_2024_and_have_earlier_results() -> None:
    report = shipped().evaluate("Q1 2024/25")
    entered = report.entered(report.quarter - 1)
    assert len(entered) == 2
    for each in entered:
        assert isinstance(each, Definition)
        assert str(each.introduced) == "2024-04-01"
        first = min(found.period for found in shipped().results.observations[each.id])
        assert str(each.calendar.last_month(each.frequency, first)) < str(
            each.calendar.parse("2024-03", Frequency.MONTH)
        )
    text = printed("summary", "--quarter", "Q1 2024/25").partition("Entered the set")[2]
    assert text.count("introduced 1 April 2024") == 2
    assert all(each.id in text for each in entered)


def test_two_kpis_left_in_q3_2024_25_with_the_reason() -> None:
    text = printed("summary", "--quarter", NOW).partition("Left the set")[2]
    assert text.count("retired 30 November 2024: Ofsted no longer gives overall effectiveness grades") == 2
    assert "SCHOOLS-GOOD" in text
    assert "EARLY-YEARS-GOOD" in text
    assert not {"SCHOOLS-GOOD", "EARLY-YEARS-GOOD"} & set(rows(NOW))


def test_there_are_eight_sections_in_the_order_of_the_report() -> None:
    settings = shipped().declarations.settings
    assert settings is not None
    assert list(settings.sections.values()) == [
        "Customer Services",
        "Governance and Law",
        "Growth, Economy and Communities",
        "Environment and Transport",
        "Education and Skills",
        "Integrated Children's Services",
        "Adult Social Care",
        "Public Health",
    ]
    assert {each.section for each in shipped().declarations.definitions} == set(settings.sections)


# Believable -----------------------------------------------------------------------------------------------------------


def test_a_director_would_believe_it() -> None:
    """Records are rare, ratings move every quarter, and not every KPI has always been what it is."""
    found = kpis(NOW)
    assert sum(row.best_in_years >= 3 for row in found) <= 6
    assert sum(row.worst_in_years >= 3 for row in found) <= 6
    for before, after in pairwise(QUARTERS):
        both = rows(before).keys() & rows(after).keys()
        moved = [kpi for kpi in both if rows(before)[kpi].rating is not rows(after)[kpi].rating]
        assert 3 <= len(moved) <= 10, (after, moved)
    assert not [row.kpi for row in found if row.implausible]


def test_nothing_hangs_by_a_thread() -> None:
    """A direction that another release of a library could turn would make the counts a matter of luck."""
    close = [(q, row.kpi) for q in QUARTERS for row in kpis(q) if row.p_value and 0.035 < row.p_value < 0.07]
    assert close == []
