"""What a chart is drawn from: which periods, by which standard each was rated, and what lies behind a rolling figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.core.charted import Charted, charted
from qpr_rules.core.rows import rows_as_of
from qpr_rules.definition import Definition, Measure, RateOn, Reported, Stock, Window, WindowKind
from qpr_rules.evaluation import Rating, Reason
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.oracle import Cell
from tests.series import (
    ONE_MONTH,
    ONE_QUARTER,
    ONE_YEAR,
    TO_DATE,
    YEAR_OF_MONTHS,
    at_least,
    count,
    evaluated,
    kpi,
    month,
    quarter,
    results,
)

MONTHLY = kpi(window=ONE_MONTH)
NOW = "Q3 2024/25"
THREE = Window(WindowKind.ROLLING, 3, "3 months")


def chart(
    definition: Definition, cells: dict[int, Cell], as_of: str = NOW, years: int | None = None, known: str = ""
) -> Charted:
    """``known`` is the later quarter for which the verdicts were made, if it is another."""
    found = evaluated(definition, cells, quarter(known or as_of))
    (row,) = rows_as_of(found, quarter(as_of), {})
    return charted(found, row, quarter(as_of), years)


@pytest.mark.parametrize(
    ("years", "as_of", "first", "last"),
    [
        (None, NOW, "2020-04", "2024-12"),  # five years of the body, this one counted
        (1, NOW, "2024-04", "2024-12"),
        (2, NOW, "2023-04", "2024-12"),
        (1, "Q4 2023/24", "2023-04", "2024-03"),
        (1, "Q1 2024/25", "2024-04", "2024-06"),
        (99, NOW, "2018-01", "2024-12"),  # no further back than the results
    ],
)
def test_a_chart_shows_whole_years_of_the_body_to_the_period_due(
    years: int | None, as_of: str, first: str, last: str
) -> None:
    found = chart(MONTHLY, results(month("2018-01"), "50/100 x84"), as_of, years, NOW)
    assert [each.period for each in found.points] == list(range(month(first), month(last) + 1))
    assert [each.month for each in found.points] == [each.period for each in found.points]
    assert found.row.period == last
    assert found.definition is MONTHLY


@pytest.mark.parametrize(("years", "first"), [(None, 2015), (3, 2022), (1, 2024)])
def test_of_an_annual_kpi_ten_of_its_own_years(years: int | None, first: int) -> None:
    annual = kpi(frequency=Frequency.YEAR, window=ONE_YEAR)
    found = chart(annual, results(2010, "50/100 x15"), "Q4 2024/25", years)
    assert [each.period for each in found.points] == list(range(first, 2025))
    assert found.points[-1].month == month("2025-03")


def test_quarterly_results_begin_with_the_first_quarter_of_the_year() -> None:
    quarterly = kpi(frequency=Frequency.QUARTER, window=ONE_QUARTER)
    found = chart(quarterly, results(quarter("Q1 2020/21"), "50/100 x19"), years=2)
    assert [each.period for each in found.points] == list(range(quarter("Q1 2023/24"), quarter(NOW) + 1))
    assert [each.month for each in found.points[:2]] == [month("2023-06"), month("2023-09")]


def test_a_chart_begins_with_the_first_figure_and_is_empty_without_one() -> None:
    found = chart(kpi(), results(month("2023-12"), "50/100 x13"))
    assert [each.period for each in found.points] == [month("2024-11"), month("2024-12")]
    assert chart(kpi(), results(month("2024-11"), "50/100 x2")).points == ()
    gap = chart(MONTHLY, results(month("2024-09"), "_ 50/100 _ 60/100"))
    assert [(each.period, each.figure) for each in gap.points] == [
        (month("2024-10"), Fraction(50)),
        (month("2024-11"), None),
        (month("2024-12"), Fraction(60)),
    ]


def test_only_periods_at_which_a_figure_may_stand_are_points() -> None:
    found = chart(kpi(window=ONE_QUARTER), results(month("2024-04"), "50/100 x9"))
    assert [each.period for each in found.points] == [month("2024-06"), month("2024-09"), month("2024-12")]
    assert all(each.reported for each in found.points)


@pytest.mark.parametrize(("lag", "reported"), [(0, ["2024-09", "2024-12"]), (1, ["2024-08", "2024-11"])])
def test_a_point_is_reported_that_was_due_in_some_quarter(lag: int, reported: list[str]) -> None:
    found = chart(kpi(window=ONE_MONTH, lag=lag), results(month("2024-07"), "50/100 x6"))
    assert [each.period for each in found.points if each.reported] == [month(each) for each in reported]


def test_each_point_has_its_verdict_and_the_standard_of_its_own_month() -> None:
    standards = (at_least("60", "45", None, month("2024-10")), at_least("50", "40", month("2024-11"), month("2024-11")))
    definition = kpi(window=ONE_MONTH, standards=standards, rate_on=RateOn.PUBLISHED)
    found = chart(definition, results(month("2024-09"), "494/1000 _ 495/1000[p] 495/1000"))
    assert [(each.figure, each.rating, each.reason, each.provisional) for each in found.points] == [
        (Fraction(49), Rating.AMBER, None, False),
        (None, Rating.NOT_RATED, Reason.LATE, False),
        (Fraction(50), Rating.GREEN, None, True),
        (Fraction(50), Rating.NOT_RATED, Reason.NO_STANDARD_IN_FORCE, False),
    ]
    assert [(each.target and each.target.low, each.floor and each.floor.low) for each in found.points] == [
        (60, 45),
        (60, 45),
        (50, 40),
        (None, None),
    ]


def test_what_is_due_follows_the_profile_of_the_year() -> None:
    definition = count(
        window=TO_DATE, profile=((9, Decimal(50)), (12, Decimal(75))), standards=(at_least("100", "80"),)
    )
    found = chart(definition, results(month("2020-04"), "5 x57"))
    due = {each.period: (each.target.low, each.floor and each.floor.low) for each in found.points if each.target}
    assert due == {
        month(f"{year}-{end}"): (Decimal(target), Decimal(floor))
        for year in range(2020, 2025)
        for end, target, floor in (("09", 50, 40), ("12", 75, 60))
    }
    begun = chart(definition, results(month("2023-09"), "5 x16"), years=2)
    assert begun.points[0].period == month("2024-04")  # the year that begins before the results has no figure


def test_a_window_without_all_its_results_is_not_provisional() -> None:
    found = chart(kpi(window=THREE), results(month("2024-08"), "50/100 x3 _ 50/100[p]"))
    assert [each.provisional for each in found.points] == [False, False, False]


def test_an_area_that_is_not_there_is_an_error() -> None:
    found = evaluated(MONTHLY, results(month("2024-12"), "50/100"), quarter(NOW))
    (row,) = rows_as_of(found, quarter(NOW), {})
    with pytest.raises(ValueError, match="tuple"):
        charted(found, row._replace(area="nowhere"), quarter(NOW))


def singles(definition: Definition, text: str, first: str = "2024-01", **asked: Any) -> list[tuple[str, Fraction]]:
    found = chart(definition, results(month(first), text), **asked)
    return [(definition.calendar.code(Frequency.MONTH, each.month), each.value) for each in found.singles]


def test_behind_a_rolling_rate_lie_the_rates_of_single_periods() -> None:
    text = "50/100 x8 0.5/2.5 0/0 _ 1/3"
    assert singles(kpi(), text)[-3:] == [
        ("2024-08", Fraction(50)),
        ("2024-09", Fraction(20)),
        ("2024-12", Fraction(100, 3)),
    ]
    assert singles(kpi(unit=Unit.PER_1_000, bounded=False), "1.25/10 x12")[0] == ("2024-01", Fraction(125))


def test_single_periods_are_shown_for_the_years_of_the_chart() -> None:
    shown = singles(kpi(), "50/100 x24", "2023-01", years=1)
    assert [each for each, _ in shown] == [f"2024-{each:02}" for each in range(4, 13)]
    shown = singles(kpi(), "50/100 x24", "2023-01", as_of="Q1 2024/25", known=NOW)
    assert shown[-1][0] == "2024-06"


def test_a_single_period_s_month_is_the_last_of_it() -> None:
    half = kpi(frequency=Frequency.QUARTER, window=Window(WindowKind.ROLLING, 6, "6 months"))
    found = chart(half, results(quarter("Q1 2024/25"), "50/100 x3"))
    assert [each.month for each in found.singles] == [month("2024-06"), month("2024-09"), month("2024-12")]


@pytest.mark.parametrize(
    ("given", "text", "values"),
    [
        ({"window": YEAR_OF_MONTHS}, "50/100 60/100", [50, 60]),
        ({"window": TO_DATE}, "50/100 60/100", [50, 60]),
        ({"window": THREE, "reported": Reported.CUMULATIVE}, "50/100 110/200", [60]),  # what March added is not known
        ({"window": TO_DATE, "reported": Reported.CUMULATIVE}, "50/100 110/200", []),
        ({"window": THREE, "reported": Reported.ROLLED}, "50/100 60/100", []),
        ({"window": ONE_MONTH}, "50/100 60/100", []),
        ({"window": Window(WindowKind.SNAPSHOT, 12, "snapshot")}, "50/100 60/100", []),
        ({"measure": Measure("n", "people", stock=Stock.MEAN), "unit": Unit.PER_1_000}, "50/100 60/100", []),
        ({"measure": Measure("cases"), "unit": Unit.COUNT}, "50 60", []),
    ],
)
def test_only_a_rate_over_several_periods_has_single_ones_behind_it(
    given: dict[str, Any], text: str, values: list[int]
) -> None:
    assert [value for _, value in singles(kpi(**given), text, "2024-11")] == values
