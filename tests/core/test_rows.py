"""Rows at their edges: before the first result, in the year before a KPI came, period by period, and in error."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.commentary import Action, Note, Status
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import first_quarter
from qpr_rules.core.rows import Evaluated, row_in_error, rows_as_of, rows_by_period
from qpr_rules.core.standards import in_force
from qpr_rules.core.workings import workings
from qpr_rules.definition import Broken, Definition, Kind, Reported, Retirement, Suspension, Window, WindowKind
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import Direction, Evaluation, Rating, Reason
from qpr_rules.period import Frequency
from qpr_rules.reading.panels import panel_of
from tests.series import (
    BODY,
    ONE_MONTH,
    ONE_QUARTER,
    ONE_YEAR,
    at_least,
    count,
    evaluated,
    explained,
    kpi,
    month,
    quarter,
    results,
    row,
    rows_of,
)

MONTHLY = kpi(window=ONE_MONTH)


def earlier(definition: Definition, cells: Any, known: str, asked: str) -> Evaluation:
    """The row as of a quarter, of verdicts that were made for a later one."""
    (found,) = rows_as_of(evaluated(definition, cells, quarter(known)), quarter(asked), {})
    return found


def test_a_quarter_before_the_first_result_has_none() -> None:
    cells = results(month("2024-12"), "50/100")
    found = earlier(MONTHLY, cells, "Q3 2024/25", "Q1 2024/25")
    assert (found.rating, found.reason, found.period) == (Rating.NOT_RATED, Reason.NO_RESULTS, "2024-06")
    assert (found.figure, found.numerator, found.denominator, found.new_result) == (None, None, None, False)
    away = kpi(window=ONE_MONTH, suspended=Suspension(month("2024-06"), month("2024-06"), "x"))
    assert earlier(away, cells, "Q3 2024/25", "Q1 2024/25").reason is Reason.SUSPENDED
    assert earlier(away, cells, "Q3 2024/25", "Q4 2023/24").reason is Reason.NO_RESULTS


def test_a_window_without_any_result_has_no_sums() -> None:
    found = row(MONTHLY, results(month("2024-11"), "50/100 _"), "Q3 2024/25")
    assert (found.reason, found.numerator, found.denominator) == (Reason.LATE, None, None)
    some = row(kpi(), results(month("2024-01"), "5/10 _ x11"), "Q3 2024/25")
    assert (some.figure, some.numerator, some.denominator, some.periods_present) == (None, Fraction(5), Fraction(10), 1)


def test_what_running_totals_added_counts_only_where_it_is_known() -> None:
    definition = count(reported=Reported.CUMULATIVE, window=Window(WindowKind.ROLLING, 3, "3 months"))
    found = row(definition, results(month("2024-09"), "30 40 _ 75"), "Q3 2024/25")
    # October added 10; what November and December added is not known.
    assert (found.figure, found.numerator, found.periods_present) == (None, Fraction(10), 1)


def test_the_year_before_is_known_of_a_kpi_that_came_in_that_very_quarter() -> None:
    definition = kpi(introduced=dt.date(2023, 12, 31), window=ONE_MONTH, direction=DirectionMethod(Method.LAST_QUARTER))
    found = row(definition, results(month("2023-09"), "40/100 x3 50/100 x13"), "Q3 2024/25")
    assert (found.year_ago_rating, found.year_ago_direction) == (Rating.AMBER, Direction.IMPROVING)


def test_each_area_has_a_rating_of_its_own() -> None:
    definition = count(standards=(at_least("10", "5"),))
    rows = [
        each
        for area, text in (("A", "9"), ("B", "10"), ("C", "4"))
        for each in rows_of(results(month("2024-12"), text), area)
    ]
    panel = panel_of(definition, rows)
    found = Evaluated(definition, panel, evaluate(definition, panel))
    shown = {each.area: each.rating for each in rows_as_of(found, quarter("Q3 2024/25"), {})}
    assert shown == {"A": Rating.AMBER, "B": Rating.GREEN, "C": Rating.RED}
    assert found.evaluations.rating.shape == (3, 1)


def by_period(definition: Definition, first: int, text: str, as_of: str = "Q3 2024/25") -> dict[str, Evaluation]:
    return {each.period: each for each in rows_by_period(evaluated(definition, results(first, text), quarter(as_of)))}


def test_period_by_period_the_earlier_ratings_are_those_a_quarter_and_a_year_before() -> None:
    # Red, Amber and Green change from month to month: 40, 50, 60 of 100.
    shown = by_period(MONTHLY, month("2023-12"), "40/100 50/100 60/100 60/100 50/100 40/100 40/100 x6 50/100")
    december = shown["2024-12"]
    assert (december.rating, december.previous_rating, december.year_ago_rating) == (
        Rating.AMBER,
        Rating.RED,
        Rating.RED,
    )
    march = shown["2024-03"]
    assert (march.rating, march.previous_rating, march.year_ago_rating) == (Rating.GREEN, Rating.RED, None)
    assert [shown[f"2024-0{each}"].previous_rating for each in (2, 3, 4, 5)] == [
        None,
        Rating.RED,
        Rating.AMBER,
        Rating.GREEN,
    ]


@pytest.mark.parametrize(
    ("given", "first", "text", "expected"),
    [
        (
            {"frequency": Frequency.QUARTER, "window": ONE_QUARTER},
            quarter("Q3 2023/24"),
            "40/100 50/100 60/100 50/100 60/100",
            (Rating.AMBER, Rating.RED),
        ),
        ({"frequency": Frequency.YEAR, "window": ONE_YEAR}, 2021, "40/100 60/100 50/100", (Rating.GREEN, Rating.GREEN)),
    ],
)
def test_of_quarters_and_years_too(
    given: dict[str, Any], first: int, text: str, expected: tuple[Rating, Rating]
) -> None:
    last = list(by_period(kpi(**given), first, text, "Q4 2023/24" if first == 2021 else "Q3 2024/25").values())[-1]
    assert (last.previous_rating, last.year_ago_rating) == expected


@pytest.mark.parametrize(
    ("on", "last"), [("2024-12-31", "2024-11"), ("2025-01-01", "2024-12"), ("2024-12-01", "2024-11")]
)
def test_a_kpi_that_is_retired_has_no_period_that_ends_on_the_day_or_later(on: str, last: str) -> None:
    definition = kpi(window=ONE_MONTH, retired=Retirement(dt.date.fromisoformat(on), "x"))
    assert list(by_period(definition, month("2024-10"), "50/100 x3"))[-1] == last


@pytest.mark.parametrize(
    ("earlier_standard", "earlier_results", "changed"),
    [
        (at_least("50", "40", None, month("2024-10")), "55/100", True),
        (at_least("60", "45", None, month("2024-10")), "55/100", False),
        (at_least("50", "40", None, month("2024-08")), "55/100", False),  # in September there was none
        (at_least("50", "40", None, month("2024-10")), "", False),  # nor was there a result
    ],
)
def test_a_standard_changed_where_the_last_quarter_was_rated_by_another(
    earlier_standard: Any, earlier_results: str, changed: bool
) -> None:
    definition = kpi(window=ONE_MONTH, standards=(earlier_standard, at_least("60", "45", month("2024-11"))))
    first = month("2024-09") if earlier_results else month("2024-12")
    text = f"{earlier_results} _ _ 55/100" if earlier_results else "55/100"
    found = row(definition, results(first, text), "Q3 2024/25")
    assert (found.standard_changed, found.previous_standard_differs) == (changed, changed)


def test_a_standard_that_has_ended_has_not_changed() -> None:
    ended = (at_least("50", "40", None, month("2024-10")), at_least("60", "45", month("2024-11"), month("2024-11")))
    definition = kpi(window=ONE_MONTH, standards=ended)
    found = row(definition, results(month("2024-09"), "55/100 x4"), "Q3 2024/25")
    assert (found.reason, found.previous_standard_differs) == (Reason.NO_STANDARD_IN_FORCE, False)


def test_a_row_in_error_says_so_and_nothing_else() -> None:
    broken = Broken(id="B", name="Bee", section="s", owner="o", kind=Kind.KPI, file="b.yaml")
    found = row_in_error(broken, BODY, quarter("Q3 2024/25"), "West")
    said = {name: value for name, value in found._asdict().items() if value not in (None, "", 0)}
    assert said.pop("direction_method") == DirectionMethod()
    assert said == {
        "kpi": "B",
        "name": "Bee",
        "section": "s",
        "owner": "o",
        "area": "West",
        "kind": Kind.KPI,
        "quarter": "2024/25-Q3",
        "unit": "count",
        "rating": Rating.NOT_RATED,
        "reason": Reason.IN_ERROR,
        "direction": Direction.INSUFFICIENT_DATA,
    }


@pytest.mark.parametrize(
    ("given", "period", "first"),
    [
        ({"window": ONE_MONTH}, month("2024-12"), "Q3 2024/25"),
        ({"window": ONE_MONTH}, month("2025-01"), "Q4 2024/25"),
        ({"window": ONE_MONTH, "lag": 1}, month("2024-12"), "Q4 2024/25"),
        ({"window": ONE_MONTH, "lag": 3}, month("2024-09"), "Q3 2024/25"),
        ({"window": ONE_MONTH, "lag": 3}, month("2024-10"), "Q4 2024/25"),
        ({"frequency": Frequency.YEAR, "window": ONE_YEAR}, 2023, "Q4 2023/24"),
        ({"frequency": Frequency.YEAR, "window": ONE_YEAR, "lag": 6}, 2023, "Q2 2024/25"),
    ],
)
def test_a_result_is_first_shown_in_the_quarter_that_holds_its_end_and_the_lag(
    given: dict[str, Any], period: int, first: str
) -> None:
    assert first_quarter(kpi(**given), period) == quarter(first)


def test_history_begins_with_the_first_quarter_that_could_hold_a_figure_or_a_year_before() -> None:
    long = explained(MONTHLY, results(month("2023-01"), "50/100 x24"), "Q3 2024/25")
    assert [each.quarter for each in long.history] == list(range(quarter("Q4 2022/23"), quarter("Q3 2024/25") + 1))
    lagged = explained(kpi(window=ONE_MONTH, lag=3), results(month("2023-01"), "50/100 x24"), "Q3 2024/25")
    assert lagged.history[0].quarter == quarter("Q1 2023/24")
    short = explained(MONTHLY, results(month("2024-12"), "50/100"), "Q3 2024/25")
    assert [(each.quarter, each.period, each.standard) for each in short.history] == [
        *((quarter("Q3 2023/24") + back, "", None) for back in range(4)),
        (quarter("Q3 2024/25"), "2024-12", MONTHLY.standards[0]),
    ]


def test_the_workings_of_a_quarter_before_the_first_result_have_its_row_and_no_figure() -> None:
    known = evaluated(MONTHLY, results(month("2024-12"), "50/100"), quarter("Q3 2024/25"))
    found = workings(known, "", quarter("Q1 2024/25"))
    assert found.evaluation.reason is Reason.NO_RESULTS
    assert (found.results, found.standard, found.inequalities, found.points) == ((), None, (), ())
    assert (found.short_of_target, found.short_of_floor, found.roll_off, found.recovery) == (None, None, None, None)
    assert [each.rating for each in found.history] == [Rating.NOT_RATED] * 5


def test_the_workings_know_the_commentary_of_the_quarter() -> None:
    note = Note(actions=(Action("A second team", "head", None, Status.OPEN),))
    known = evaluated(MONTHLY, results(month("2024-12"), "50/100"), quarter("Q3 2024/25"))
    assert workings(known, "", quarter("Q3 2024/25"), note).evaluation.actions_open == 1
    assert workings(known, "", quarter("Q3 2024/25")).evaluation.actions_open == 0


def test_periods_of_the_window_before_the_first_result_are_missing_and_not_provisional() -> None:
    found = explained(kpi(), results(month("2024-11"), "50/100 60/100"), "Q3 2024/25")
    assert [each.period for each in found.results] == list(range(month("2024-01"), month("2024-12") + 1))
    assert [each.provisional for each in found.results] == [False] * 12
    first = explained(MONTHLY, results(month("2024-12"), "60/100[p]"), "Q3 2024/25")
    assert [(each.numerator, each.provisional) for each in first.results] == [(Fraction(60), True)]


def test_periods_without_a_standard_say_so_in_their_own_way() -> None:
    definition = kpi(standards=(at_least("60", "45", month("2024-11"), month("2024-11")),))
    found = in_force(definition, [month(f"2024-{each}") for each in (10, 11, 12)])
    assert (found.standard, found.target.low, found.floor.low, found.places) == (
        (-1, 0, -1),
        (None, 60, None),
        (None, 45, None),
        0,
    )


def test_figures_of_whole_years_are_regressed_a_year_apart() -> None:
    definition = kpi(
        window=Window(WindowKind.YEAR, 12, "year"),
        direction=DirectionMethod(over=Over.FIGURES, points=5),
        standards=(at_least("60", "45"),),
    )
    years = " ".join(f"{each}/100 x12" for each in (50, 52, 53, 55, 56))
    found = explained(definition, results(month("2019-04"), years), "Q4 2023/24")
    assert [point.last for point in found.points] == [month(f"{year}-03") for year in range(2020, 2025)]
    assert (found.evaluation.points, found.evaluation.direction) == (5, Direction.IMPROVING)


def test_decimals_of_either_number_are_shown_as_they_are() -> None:
    found = explained(kpi(window=ONE_MONTH), results(month("2024-12"), "5.25/10.5"), "Q3 2024/25")
    (only,) = found.results
    assert (only.numerator, only.denominator) == (Fraction("5.25"), Fraction("10.5"))


def test_the_points_of_a_trend_are_shown_with_their_exact_values() -> None:
    """Quarters of three months each: the first begins before the first result, and has no value."""
    found = explained(MONTHLY, results(month("2023-03"), "5.5/10.5 x3 6/10 x3 7/10.5 x3 8/10 x13"), "Q3 2024/25")
    shown = [
        (each.first - month("2023-03"), each.last - month("2023-03"), each.value, each.counts) for each in found.points
    ]
    assert shown[0] == (-2, 0, None, False)
    assert shown[1] == (1, 3, Fraction(100 * (5.5 + 5.5 + 6)) / Fraction("31"), True)
    counted = explained(count(), results(month("2024-01"), "1 2 3 4 5 6 7 8 9 10 11 12.5"), "Q3 2024/25")
    assert [each.value for each in counted.points if each.counts] == [6, 15, 24, Fraction("33.5")]
