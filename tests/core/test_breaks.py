"""A break parts a series: nothing after it is compared with anything before it."""

from __future__ import annotations

from qpr_rules.core.points import since_break
from qpr_rules.direction import DirectionMethod, Over
from qpr_rules.evaluation import Direction, Rating, Reason
from qpr_rules.period import Frequency
from tests.series import (
    ONE_MONTH,
    ONE_QUARTER,
    YEAR_OF_MONTHS,
    broken_from,
    explained,
    kpi,
    month,
    quarter,
    results,
    row,
)


def test_trends_begin_with_the_first_period_that_a_break_does_not_divide() -> None:
    definition = kpi(frequency=Frequency.QUARTER, breaks=broken_from("2000-09"))
    ends = [month(each) for each in ("2000-03", "2000-06", "2000-09", "2000-12", "2001-03")]
    assert since_break(definition, ends).tolist() == [-8000, -8000, 3, 3, 3]


def test_a_window_across_a_break_is_not_rated_and_one_that_begins_with_it_is() -> None:
    definition = kpi(breaks=broken_from("2023-10"))
    cells = results(month("2022-01"), "50/100 x40")
    assert row(definition, cells, "Q2 2023/24").rating is Rating.AMBER
    assert [row(definition, cells, f"Q{each} 2023/24").reason for each in (3, 4)] == [Reason.BREAK_IN_WINDOW] * 2
    assert row(definition, cells, "Q2 2024/25").rating is Rating.AMBER


def test_a_lagged_figure_that_ends_before_the_break_still_knows_its_time_in_state() -> None:
    definition = kpi(lag=3, window=ONE_MONTH, breaks=broken_from("2024-11"))
    cells = results(month("2023-01"), "70/100 x9 20/100 x15")
    found = row(definition, cells, "Q3 2024/25")
    assert (found.period, found.rating) == ("2024-09", Rating.RED)
    assert (found.quarters_in_state, found.times_in_state, found.last_rating) == (4, 1, Rating.RED)
    assert row(definition, cells, "Q4 2024/25").quarters_in_state == 1


def test_a_figure_that_ends_in_the_month_of_the_break_begins_its_time_in_state() -> None:
    cells = results(month("2023-01"), "20/100 x24")
    found = row(kpi(window=ONE_MONTH, breaks=broken_from("2024-12")), cells, "Q3 2024/25")
    assert (found.rating, found.quarters_in_state) == (Rating.RED, 1)
    assert row(kpi(window=ONE_MONTH, breaks=broken_from("2025-01")), cells, "Q3 2024/25").quarters_in_state == 8


def test_figures_across_a_break_are_no_records() -> None:
    # Twelve-month figures: the 10% of the old series lingers in the windows that straddle October 2021, three years ago.
    definition = kpi(window=YEAR_OF_MONTHS, breaks=broken_from("2021-10"))
    cells = results(month("2020-10"), "10/100 x12 40/100 x24 60/100 x12 65/100 x3")
    assert row(definition, cells, "Q3 2024/25").best_in_years == 2


def test_a_quarter_that_a_break_divides_is_no_point_of_the_trend_after_it() -> None:
    definition = kpi(
        frequency=Frequency.QUARTER,
        window=ONE_QUARTER,
        direction=DirectionMethod(points=8),
        breaks=broken_from("2023-05"),
    )
    cells = results(quarter("Q1 2022/23"), "90/100 x5 10/100 12/100 13/100 14/100 16/100")
    found = explained(definition, cells, "Q2 2024/25")
    assert (found.evaluation.points, found.evaluation.direction) == (5, Direction.IMPROVING)
    assert [point.counts for point in found.points] == [False, False, False, *[True] * 5]
    earlier = row(definition, cells, "Q1 2024/25")
    assert (earlier.points, earlier.direction) == (4, Direction.INSUFFICIENT_DATA)


def test_the_points_that_are_shown_are_those_that_counted() -> None:
    definition = kpi(
        window=ONE_MONTH, direction=DirectionMethod(over=Over.PERIODS, points=6), breaks=broken_from("2024-08")
    )
    cells = results(month("2024-01"), "50/100 x9 _ 60/100 61/100")
    found = explained(definition, cells, "Q3 2024/25")
    assert [(point.last, point.counts) for point in found.points] == [
        (month("2024-07"), False),
        (month("2024-08"), True),
        (month("2024-09"), True),
        (month("2024-10"), False),
        (month("2024-11"), True),
        (month("2024-12"), True),
    ]
    assert found.evaluation.points == 4
