"""The smallest difference there can be is a difference: a single case, a bound of nothing, the first quarter there is."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from qpr_rules.core.movements import spell
from qpr_rules.definition import Measure, Polarity, RateOn, Window, WindowKind
from qpr_rules.direction import DirectionMethod, Method
from qpr_rules.evaluation import RATINGS, Direction, Rating, Reason
from qpr_rules.quantity import Unit
from tests.series import ONE_MONTH, at_least, at_most, broken_from, count, kpi, month, results, row, within

LAST_QUARTER = DirectionMethod(Method.LAST_QUARTER)


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [(4, 5, Direction.IMPROVING), (5, 4, Direction.WORSENING), (4, 4, Direction.NO_CLEAR_TREND)],
)
def test_one_case_more_than_last_quarter_is_better(before: int, now: int, direction: Direction) -> None:
    definition = count(direction=LAST_QUARTER, standards=(at_least("9", "3"),))
    found = row(definition, results(month("2024-09"), f"{before} 9 9 {now}"), "Q3 2024/25")
    assert (found.direction, found.points) == (direction, 2)


def test_one_case_fewer_is_better_where_lower_is() -> None:
    definition = count(direction=LAST_QUARTER, polarity=Polarity.LOWER, standards=(at_most("3", "9"),))
    assert row(definition, results(month("2024-09"), "5 9 9 4"), "Q3 2024/25").direction is Direction.IMPROVING


@pytest.mark.parametrize(
    ("target", "before", "now", "direction"),
    [
        (("0", "2"), 4, 3, Direction.IMPROVING),
        (("-2", "0"), 2, 1, Direction.IMPROVING),
        (("-2", "0"), 1, 0, Direction.IMPROVING),
        (("-2", "0"), 0, 1, Direction.WORSENING),
        (("0", "2"), 0, 2, Direction.NO_CLEAR_TREND),
        (("0", "2"), 1, 0, Direction.NO_CLEAR_TREND),
        (("1", "2"), 1, 0, Direction.WORSENING),
    ],
)
def test_a_band_may_begin_or_end_at_nothing(
    target: tuple[str, str], before: int, now: int, direction: Direction
) -> None:
    definition = count(direction=LAST_QUARTER, polarity=Polarity.STAY_CLOSE, standards=(within(target, ("-9", "9")),))
    assert row(definition, results(month("2024-09"), f"{before} 9 9 {now}"), "Q3 2024/25").direction is direction


@pytest.mark.parametrize(
    ("text", "running", "times", "since", "earlier"),
    [
        ("G", 1, 1, 0, "N"),
        ("GG", 2, 1, 0, "G"),
        ("NG", 1, 1, 1, "N"),
        ("NNGA", 1, 1, 2, "G"),
        ("RGRNR", 2, 2, 0, "R"),
        ("RGRN", 0, 0, 0, "R"),
        ("NNN", 0, 0, -1, "N"),
        ("", 0, 0, -1, "N"),
    ],
)
def test_time_in_state_is_counted_from_the_first_rated_quarter(
    text: str, running: int, times: int, since: int, earlier: str
) -> None:
    codes = {str(rating)[0].upper(): code for code, rating in enumerate(RATINGS)}
    assert RATINGS[codes["N"]] is Rating.NOT_RATED
    other = "".join({"G": "R", "R": "A", "A": "G", "N": "N"}[letter] for letter in text)
    ratings = np.array([[codes[letter] for letter in each] for each in (text, other)], dtype=np.int8).reshape(2, -1)
    found = spell(ratings)
    for area in (0, 1):
        assert (int(found.running[area]), int(found.times[area]), int(found.since[area])) == (running, times, since)
    assert RATINGS[int(found.earlier[0])] is RATINGS[codes[earlier]]


def test_one_case_more_than_ever_is_a_record() -> None:
    definition = count(standards=(at_least("9", "3"),))
    rising = row(definition, results(month("2023-06"), "5 x18 6"), "Q3 2024/25")
    assert (rising.best_in_years, rising.worst_in_years) == (1, 0)
    falling = row(definition, results(month("2023-06"), "5 x18 4"), "Q3 2024/25")
    assert (falling.best_in_years, falling.worst_in_years) == (0, 1)


def test_a_figure_of_two_years_with_a_break_in_it_is_no_record() -> None:
    window = Window(WindowKind.ROLLING, 24, "24 months")
    rising = " ".join(f"{n}/100" for n in range(20, 71))
    given: dict[str, Any] = {"window": window, "breaks": broken_from("2023-07")}
    assert row(kpi(**given), results(month("2020-10"), rising), "Q3 2024/25").best_in_years == 0
    assert row(kpi(window=window), results(month("2020-10"), rising), "Q3 2024/25").best_in_years == 2


def test_a_kpi_that_is_new_has_no_rating_or_direction_of_a_year_ago() -> None:
    definition = kpi(introduced=dt.date(2024, 4, 1), window=ONE_MONTH)
    cells = results(month("2021-01"), " ".join(f"{n}/100" for n in range(40, 88)))
    now = row(definition, cells, "Q3 2024/25")
    assert (now.year_ago_rating, now.year_ago_direction) == (None, None)
    assert (now.previous_rating, now.previous_direction) == (Rating.GREEN, Direction.IMPROVING)
    first = row(definition, cells, "Q1 2024/25")
    assert (first.previous_rating, first.previous_direction) == (None, None)
    later = row(kpi(window=ONE_MONTH), cells, "Q3 2024/25")
    assert (later.year_ago_rating, later.year_ago_direction) == (Rating.GREEN, Direction.IMPROVING)


@pytest.mark.parametrize(
    ("least", "cases", "few"),
    [("10.5", "10", True), ("10.5", "11", False), ("10", "9.5", True), ("10", "10.0", False), ("10", "10.5", False)],
)
def test_too_few_is_fewer_than_the_minimum_whatever_the_decimals(least: str, cases: str, few: bool) -> None:
    definition = kpi(minimum_denominator=Decimal(least), window=ONE_MONTH)
    found = row(definition, results(month("2024-12"), f"5/{cases}"), "Q3 2024/25")
    assert found.reason is (Reason.TOO_FEW_CASES if few else None)


@pytest.mark.parametrize("digits", [1, 4, 8, 12, 15, 16, 17, 18])
@pytest.mark.parametrize("decimals", [0, 3, 8, 15])
def test_ratings_are_exact_up_to_the_largest_numbers_that_are_read(digits: int, decimals: int) -> None:
    """One more or one fewer than the target asks for, at every size: where 64 bits are too few, more are used."""
    dice = random.Random(100 * digits + decimals)
    target = Decimal(dice.randint(10 ** (decimals + 1), 9 * 10 ** (decimals + 1))).scaleb(-decimals)
    definition = kpi(str(target), str(target / 2), window=ONE_MONTH)
    value = count(
        measure=Measure(value="balance"), unit=Unit.POUNDS, standards=(at_least(str(-target), str(-2 * target)),)
    )
    for _ in range(3):
        cases = dice.randint(10 ** (digits - 1), 10**digits - 1)
        wanted = Fraction(target) * cases / 100
        for met in {max(0, int(wanted) + step) for step in (-1, 0, 1)}:
            found = row(definition, results(month("2024-12"), f"{met}/{cases}"), "Q3 2024/25")
            assert found.figure == Fraction(100 * met, cases)
            low = Fraction(target) / 2
            expected = Rating.GREEN if met >= wanted else Rating.AMBER if found.figure >= low else Rating.RED
            assert found.rating is expected, (met, cases, target)
        for amount in (
            -target,
            -target - Decimal(1).scaleb(-decimals),
            -2 * target - 1,
            Decimal(cases),
            -Decimal(cases),
        ):
            found = row(value, results(month("2024-12"), f"{amount:f}"), "Q3 2024/25")
            assert found.figure == Fraction(amount)
            expected = Rating.GREEN if amount >= -target else Rating.AMBER if amount >= -2 * target else Rating.RED
            assert found.rating is expected, (amount, target)


def test_a_published_nothing_is_neither_above_nor_below_it() -> None:
    definition = count(
        measure=Measure(value="balance"), unit=Unit.POUNDS, rate_on=RateOn.PUBLISHED, standards=(at_least("0", "-1"),)
    )
    ratings = [row(definition, results(month("2024-12"), each), "Q3 2024/25").rating for each in ("-0.4", "0", "0.4")]
    assert ratings == [Rating.GREEN] * 3
