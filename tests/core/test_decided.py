"""What the method decides and a naive tool gets wrong, each on a series that can be checked by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from qpr_rules.core.quarters import is_active
from qpr_rules.definition import Kind, Measure, Polarity, RateOn, Reported, Retirement, Stock, Suspension
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import Direction, Movement, Rating, Reason
from qpr_rules.period import Calendar, Frequency, Year
from qpr_rules.quantity import Unit
from tests.series import (
    ONE_MONTH,
    ONE_YEAR,
    TO_DATE,
    YEAR_OF_MONTHS,
    at_least,
    at_most,
    count,
    explained,
    kpi,
    month,
    quarter,
    results,
    row,
    within,
)

PUBLISHED = {"rate_on": RateOn.PUBLISHED, "window": ONE_MONTH}


def test_what_is_rated_as_published_is_the_figure_that_every_distance_is_measured_from() -> None:
    found = explained(kpi("95", "90", **PUBLISHED), results(month("2024-12"), "9496/10000"), "Q3 2024/25")
    assert (found.evaluation.rating, found.evaluation.figure, found.evaluation.to_target) == (
        Rating.GREEN,
        Fraction(95),
        Fraction(0),
    )
    assert (found.short_of_target, found.short_of_floor) == (None, None)


def test_one_more_is_enough_where_the_published_figure_is_rated() -> None:
    cells = results(month("2024-12"), "9449/10000")
    found = explained(kpi("95", "90", **PUBLISHED), cells, "Q3 2024/25")
    assert (found.evaluation.rating, found.short_of_target) == (Rating.AMBER, 1)  # 94.50% is published as 95%
    exact = explained(kpi("95", "90", window=ONE_MONTH), cells, "Q3 2024/25")
    assert exact.short_of_target == 51


def test_a_half_below_zero_is_published_further_from_zero() -> None:
    definition = count(
        measure=Measure("saving"), unit=Unit.POUNDS, rate_on=RateOn.PUBLISHED, standards=(at_least("-2", "-3"),)
    )
    ratings = [
        row(definition, results(month("2024-12"), each), "Q3 2024/25").rating for each in ("-2.4", "-2.5", "-3.5")
    ]
    assert ratings == [Rating.GREEN, Rating.AMBER, Rating.RED]


def test_the_last_quarter_is_compared_exactly_also_where_the_published_figure_is_rated() -> None:
    definition = kpi("95", "90", direction=DirectionMethod(Method.LAST_QUARTER), **PUBLISHED)
    cells = results(month("2024-09"), "8510/10000 _ _ 8540/10000")
    assert row(definition, cells, "Q3 2024/25").direction is Direction.IMPROVING


def test_numbers_with_many_decimals_are_rated_as_published_without_overflow() -> None:
    definition = kpi("50", "40", bounded=False, **PUBLISHED)
    cells = results(month("2024-12"), "4000000000.0000000001/8000000000")
    assert row(definition, cells, "Q3 2024/25").figure == 50


def test_an_activity_indicator_rises_whatever_its_polarity() -> None:
    for method in (DirectionMethod(over=Over.PERIODS), DirectionMethod(Method.LAST_QUARTER)):
        definition = count(kind=Kind.ACTIVITY, polarity=Polarity.LOWER, standards=(), direction=method)
        assert row(definition, results(month("2024-05"), "1 2 3 4 5 6 7 8"), "Q3 2024/25").direction is Direction.RISING


def test_an_activity_indicator_has_a_past_though_it_was_only_now_introduced() -> None:
    introduced = dt.date(2024, 12, 1)
    heading = DirectionMethod(Method.LAST_QUARTER)
    activity = count(kind=Kind.ACTIVITY, standards=(), introduced=introduced, direction=heading)
    cells = results(month("2023-12"), "5 x13")
    found = row(activity, cells, "Q3 2024/25")
    assert (found.previous_rating, found.previous_direction) == (Rating.NOT_RATED, Direction.NO_CLEAR_TREND)
    same = row(count(standards=(at_least("5", "3"),), introduced=introduced), cells, "Q3 2024/25")
    assert (same.previous_rating, same.previous_direction) == (None, None)


def test_a_late_activity_indicator_shows_its_last_figure_and_no_new_result() -> None:
    definition = count(kind=Kind.ACTIVITY, standards=())
    found = row(definition, results(month("2024-10"), "7 9"), "Q3 2024/25")
    assert (found.figure, found.last_figure, found.last_period, found.new_result) == (
        None,
        Fraction(9),
        "2024-11",
        False,
    )
    assert row(definition, results(month("2024-12"), "7"), "Q3 2024/25").new_result


def test_an_annual_kpi_shows_its_last_due_year_with_no_new_result() -> None:
    definition = kpi(frequency=Frequency.YEAR, window=ONE_YEAR)
    cells = results(2022, "50/100 70/100")
    shown = [row(definition, cells, each) for each in ("Q3 2023/24", "Q4 2023/24", "Q1 2024/25", "Q3 2024/25")]
    assert [each.period for each in shown] == ["2022/23", "2023/24", "2023/24", "2023/24"]
    assert [each.new_result for each in shown] == [False, True, False, False]
    assert [each.movement for each in shown] == [Movement.SAME, Movement.BETTER, Movement.SAME, Movement.SAME]
    late = row(definition, cells, "Q4 2024/25")
    assert (late.reason, late.last_figure, late.last_period) == (Reason.LATE, Fraction(70), "2023/24")


def test_a_lagged_kpi_is_rated_on_its_own_period_by_the_standard_of_that_period() -> None:
    definition = kpi(
        lag=3,
        window=ONE_MONTH,
        standards=(at_least("60", "45", None, month("2024-03")), at_least("80", "70", month("2024-04"))),
    )
    cells = results(month("2024-03"), "65/100 _ _ 65/100")
    assert (row(definition, cells, "Q1 2024/25").period, row(definition, cells, "Q1 2024/25").rating) == (
        "2024-03",
        Rating.GREEN,
    )
    assert (row(definition, cells, "Q2 2024/25").period, row(definition, cells, "Q2 2024/25").rating) == (
        "2024-06",
        Rating.RED,
    )
    assert row(definition, cells, "Q3 2024/25").reason is Reason.LATE


def test_a_quarter_count_is_measured_against_a_quarter_of_a_years_band() -> None:
    # 300 a year or 75 a quarter is the middle of the band; the quarters come down from 120 to 85, towards it.
    definition = count(
        window=YEAR_OF_MONTHS, polarity=Polarity.STAY_CLOSE, standards=(within(("280", "320"), ("200", "400")),)
    )
    cells = results(month("2023-01"), " ".join(f"{each} x3" for each in (40, 39, 37, 36, 34, 32, 31, 29)))
    found = row(definition, cells, "Q3 2024/25")
    assert found.direction is Direction.IMPROVING
    assert found.slope is not None and found.slope < -10  # of the distance, in cases a year


@pytest.mark.parametrize(("on", "active"), [("2024-12-31", False), ("2025-01-01", True), ("2024-12-30", False)])
def test_a_kpi_retired_on_the_quarters_last_day_has_left_it(on: str, active: bool) -> None:
    assert is_active(kpi(retired=Retirement(dt.date.fromisoformat(on), "x")), quarter("Q3 2024/25")) is active


def test_a_kpi_introduced_on_the_quarters_last_day_is_in_it_as_new() -> None:
    definition = kpi(introduced=dt.date(2024, 12, 31), window=ONE_MONTH)
    found = row(definition, results(month("2023-12"), "90/100 x13"), "Q3 2024/25")
    assert (found.rating, found.previous_rating, found.year_ago_rating, found.movement) == (
        Rating.GREEN,
        None,
        None,
        Movement.NEW,
    )
    assert found.quarters_in_state == 1


def test_not_rated_quarters_neither_extend_nor_end_time_in_state() -> None:
    definition = kpi(window=ONE_MONTH, suspended=Suspension(month("2024-04"), month("2024-06"), "x"))
    cells = results(month("2023-06"), "10/100 x22")
    assert row(definition, cells, "Q1 2024/25").reason is Reason.SUSPENDED
    found = row(definition, cells, "Q3 2024/25")
    assert (found.quarters_in_state, found.times_in_state) == (6, 1)


def test_an_academic_years_standard_holds_from_september_and_a_month_until_that_year_ends() -> None:
    academic = Calendar(Year.FINANCIAL, Year.ACADEMIC)
    years = (
        at_least("60", "45", month("2023-09"), month("2024-03")),
        at_least("80", "70", month("2024-04"), month("2024-08")),
    )
    definition = kpi(calendar=academic, window=ONE_MONTH, standards=years)
    cells = results(month("2023-08"), "65/100 x20")
    found = [row(definition, cells, each) for each in ("Q2 2023/24", "Q4 2023/24", "Q1 2024/25", "Q2 2024/25")]
    assert [each.rating for each in found] == [Rating.GREEN, Rating.GREEN, Rating.RED, Rating.NOT_RATED]
    assert [each.standard_changed for each in found] == [False, False, True, False]
    assert found[-1].reason is Reason.NO_STANDARD_IN_FORCE


def test_running_totals_are_rated_against_what_is_due_and_regressed_as_what_each_period_added() -> None:
    definition = count(
        window=TO_DATE,
        reported=Reported.CUMULATIVE,
        profile=((6, Decimal(20)), (9, Decimal(45)), (12, Decimal("70.5")), (3, Decimal(100))),
        standards=(at_least("400", "300"),),
        direction=DirectionMethod(points=5),
    )
    cells = results(month("2023-04"), "20 40 60 90 120 150 190 230 270 300 340 380 30 60 90 120 150 180 210 250 282")
    found = row(definition, cells, "Q3 2024/25")
    assert found.target is not None
    assert (found.figure, found.target.low, found.rating) == (Fraction(282), Decimal(282), Rating.GREEN)
    assert (found.points, found.direction) == (5, Direction.NO_CLEAR_TREND)  # 120, 110, 90, 90, 102
    assert row(definition, cells, "Q2 2024/25").rating is Rating.GREEN


def test_a_count_of_the_year_so_far_is_compared_with_the_same_point_of_other_years() -> None:
    definition = count(window=TO_DATE, profile=((12, Decimal(75)),), standards=(at_least("100", "80"),))
    cells = results(month("2020-04"), "5 x12 6 x12 7 x12 8 x12 9 x9")
    assert row(definition, cells, "Q3 2024/25").best_in_years == 4


def test_what_was_short_counts_whole_cases_also_of_decimal_sums() -> None:
    pounds = count(unit=Unit.POUNDS, standards=(at_least("103.2", "100"),))
    assert explained(pounds, results(month("2024-12"), "100.5"), "Q3 2024/25").short_of_target == 3
    waste = count(unit=Unit.TONNES, polarity=Polarity.LOWER, standards=(at_most("98.9", "101"),))
    assert explained(waste, results(month("2024-12"), "100.2"), "Q3 2024/25").short_of_target == 2
    nothing = kpi("60", "45", window=ONE_MONTH)
    assert explained(nothing, results(month("2024-12"), "0/7"), "Q3 2024/25").short_of_target == 5


def test_a_stock_is_averaged_and_the_coming_quarter_is_measured_against_it_once() -> None:
    definition = kpi(
        unit=Unit.PER_1_000,
        polarity=Polarity.LOWER,
        measure=Measure("admissions", "population", stock=Stock.MEAN),
        standards=(at_most("5", "6"),),
    )
    cells = results(month("2024-01"), "3/1000 x6 3/3000 x6")
    found = explained(definition, cells, "Q3 2024/25")
    assert found.evaluation.figure == Fraction(36, 2000) * 1000
    assert found.recovery is not None and found.recovery.quarter_denominator == 3000
    last = kpi(unit=Unit.PER_1_000, measure=Measure("admissions", "population", stock=Stock.LAST))
    assert row(last, cells, "Q3 2024/25").figure == Fraction(36, 3000) * 1000


def test_a_ratio_may_be_asked_for_more_than_its_denominator() -> None:
    definition = kpi("1.5", "1", unit=Unit.RATIO)
    found = explained(definition, results(month("2024-01"), "70/100 x12"), "Q3 2024/25")
    assert found.recovery is not None and found.recovery.needed_for_floor == 1200 - 9 * 70


def test_a_bound_of_18_digits_under_a_profile_stays_exact() -> None:
    definition = count(
        window=TO_DATE,
        profile=((12, Decimal("33.3333333333333")),),
        standards=(at_least("999999999999999999", "1"),),
    )
    found = row(definition, results(month("2024-12"), "1"), "Q3 2024/25")
    assert (
        found.target is not None
        and Fraction(found.target.low or 0)
        == Fraction(999999999999999999) * Fraction(Decimal("33.3333333333333")) / 100
    )
