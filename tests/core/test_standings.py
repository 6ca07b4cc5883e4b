"""Ranks and quarters of a ranking, worked out by hand; several areas together; and that none of it touches a rating."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.standings import compared, median, standings, together
from qpr_rules.definition import Kind, Polarity
from qpr_rules.evaluation import Evaluation, Rating, Reason
from qpr_rules.settings import Area, Breakdown
from tests.series import declared

DEFINITION = declared()


def row(area: str, numerator: int | None, denominator: int = 100) -> Evaluation:
    if numerator is None:
        return Evaluation(kpi="K", area=area, reason=Reason.LATE)
    n, d = Fraction(numerator), Fraction(denominator)
    return Evaluation(kpi="K", area=area, numerator=n, denominator=d, figure=n / d * 100, rating=Rating.GREEN)


def ranks(rows: list[Evaluation], polarity: Polarity | None) -> list[tuple[str, int | None]]:
    return [(each.row.area, each.rank) for each in standings(rows, polarity)]


FOUR = [row("a", 50), row("b", 70), row("c", 70), row("d", 10)]


@pytest.mark.parametrize(
    ("polarity", "expected"),
    [
        (Polarity.HIGHER, [("b", 1), ("c", 1), ("a", 3), ("d", 4)]),
        (Polarity.LOWER, [("d", 1), ("a", 2), ("b", 3), ("c", 3)]),
        (None, [("b", 1), ("c", 1), ("a", 3), ("d", 4)]),
    ],
)
def test_equal_figures_share_a_rank_and_the_next_one_counts_them(
    polarity: Polarity | None, expected: list[tuple[str, int]]
) -> None:
    assert ranks(FOUR, polarity) == expected


def test_what_should_stay_close_is_ranked_by_how_far_it_is_outside_and_inside_all_are_equal() -> None:
    outside = [
        row(area, 50)._replace(to_target=Fraction(far)) for area, far in (("a", -3), ("b", "1/2"), ("c", 5), ("d", -1))
    ]
    assert ranks(outside, Polarity.STAY_CLOSE) == [("b", 1), ("c", 1), ("d", 3), ("a", 4)]


def test_without_a_target_none_is_nearer_to_it() -> None:
    assert ranks(FOUR[:2], Polarity.STAY_CLOSE) == [("a", 1), ("b", 1)]


def test_an_activity_indicator_is_ranked_from_the_largest_whatever_its_polarity() -> None:
    rows = [each._replace(kind=Kind.ACTIVITY) for each in FOUR]
    assert ranks(rows, Polarity.LOWER) == ranks(rows, Polarity.HIGHER)


def test_an_area_without_a_figure_has_no_rank_and_comes_last() -> None:
    found = standings([row("z", None), *FOUR, row("y", None)], Polarity.HIGHER)
    assert [(each.row.area, each.rank, each.quarter) for each in found[-2:]] == [("y", None, None), ("z", None, None)]


@pytest.mark.parametrize(
    ("areas", "quarters"),
    [
        (3, [None, None, None]),
        (4, [1, 2, 3, 4]),
        (5, [1, 1, 2, 3, 4]),
        (8, [1, 1, 2, 2, 3, 3, 4, 4]),
        (10, [1, 1, 1, 2, 2, 3, 3, 3, 4, 4]),
    ],
)
def test_each_quarter_of_a_ranking_holds_a_quarter_of_the_areas(areas: int, quarters: list[int | None]) -> None:
    found = standings([row(f"{each:02}", each) for each in range(areas)], Polarity.LOWER)
    assert [each.quarter for each in found] == quarters


def test_those_tied_with_the_last_of_a_quarter_are_in_it() -> None:
    found = standings([row("a", 9), row("b", 8), row("c", 8), row("d", 8)], Polarity.HIGHER)
    assert [each.quarter for each in found] == [1, 2, 2, 2]


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_how_many_are_better(figures: list[int]) -> None:
    rows = [row(f"{place:02}", figure) for place, figure in enumerate(figures)]
    for each in standings(rows, Polarity.HIGHER):
        assert each.row.figure is not None
        better = sum(other.figure > each.row.figure for other in rows if other.figure is not None)
        assert each.rank == better + 1


@given(st.lists(st.integers(0, 99), min_size=1, max_size=20))
def test_the_middle_is_the_median(figures: list[int]) -> None:
    rows = [row(f"{place:02}", figure) for place, figure in enumerate(figures)]
    assert median([row("-", None), *rows]) == statistics.median(map(Fraction, figures))


def test_areas_together_are_pooled_and_not_averaged() -> None:
    assert together([row("a", 9, 10), row("b", 300, 400), row("c", None)], 100) == Fraction(30_900, 410)
    incomplete = row("c", 1, 2)._replace(figure=None)
    assert together([row("a", 9, 10), incomplete], 100) == 90
    assert together([row("c", None)], 100) is None
    assert median([row("c", None)]) is None
    assert together([row("a", 9)._replace(denominator=None)], 100) is None
    assert together([row("a", 9)._replace(numerator=None)], 100) is None
    assert together([row("a", 0)._replace(denominator=Fraction(0))], 100) is None


AREAS = {
    "a": Area("a", name="Ashford", neighbours=("b", "d", "nowhere")),
    "all": Area("all", breakdowns=(Breakdown("", ("a", "b")),)),
}


def test_an_area_is_placed_among_all_and_among_its_neighbours() -> None:
    found = compared(DEFINITION, [*FOUR, row("all", 60, 1_000)], AREAS, frozenset({"all"}), "a")
    assert found.everywhere.ranked == 4
    assert [each.area for each in found.above] == ["all"]
    assert found.own is not None
    assert found.own.rank == 3
    assert found.near is not None
    assert [(each.row.area, each.rank) for each in found.near.standings] == [("b", 1), ("a", 2), ("d", 3)]
    assert found.near.together == Fraction(80, 2)  # of the neighbours, without the area itself
    assert found.near.median == 40
    assert found.everywhere.together == 50
    assert (found.title("a"), found.title("b")) == ("Ashford", "b")
    assert [found.is_near(area) for area in "abd"] == [False, True, True]


def test_without_neighbours_or_of_an_area_that_is_not_there_nothing_is_near() -> None:
    assert compared(DEFINITION, FOUR, AREAS, frozenset(), "b").near is None
    elsewhere = compared(DEFINITION, FOUR, AREAS, frozenset(), "nowhere")
    assert elsewhere.own is None
    assert elsewhere.near is None
    assert not elsewhere.is_near("b")
    alone = {"a": Area("a", neighbours=("nowhere",))}
    assert compared(DEFINITION, FOUR, alone, frozenset(), "a").near is None


def test_an_area_is_told_of_by_itself_or_in_another_and_the_body_without_a_code_always() -> None:
    areas = {
        "COUNTY": Area("COUNTY", breakdowns=(Breakdown("district", ("EAST", "WEST")),)),
        "LIKE": Area("LIKE", neighbours=("COUNTY", "FAR")),
        "NEW": Area("NEW", was=("OLD", "OLDER")),
    }
    found = compared(DEFINITION, FOUR, areas, frozenset(), "a")
    told = ["", *areas, "EAST", "WEST", "FAR", "OLD", "OLDER"]
    assert [found.is_told_of(each) for each in (*told, "NOWHERE")] == [*(True for _ in told), False]
    assert [compared(DEFINITION, FOUR, {}, frozenset(), "a").is_told_of(each) for each in ("", "NOWHERE")] == [
        None,
        None,
    ]
