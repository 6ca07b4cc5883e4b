"""Products that 64 bits or a float cannot hold: verdicts, and the values that trends are found from, stay exact."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from qpr_rules.core.points import points_of
from qpr_rules.core.windows import pool, windows_of
from qpr_rules.definition import Definition, Measure
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import Rating
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from tests.series import ONE_MONTH, at_least, count, kpi, month, results, row, rows_of

NOW = "Q3 2024/25"
BALANCE = Measure(value="balance")


def test_nothing_met_of_many_is_red_however_many_decimals_the_target_has() -> None:
    # 100,000 cases times a target with twelve decimals is 10^19, more than 64 bits hold; the floor's product fits.
    definition = kpi("99.999999999999", "1", window=ONE_MONTH)
    assert row(definition, results(month("2024-12"), "0/100000"), NOW).rating is Rating.RED


def test_a_bound_of_18_digits_may_stand_beside_a_small_one() -> None:
    standards = (at_least("1", "1", None, month("2024-11")), at_least("999999999999999999", "1", month("2024-12")))
    definition = count(unit=Unit.POUNDS, standards=standards)
    cells = results(month("2024-11"), "1.5 1.5")
    assert row(definition, cells, NOW).rating is Rating.AMBER


def test_a_large_debt_is_red_though_the_largest_number_is_a_small_credit() -> None:
    # Minus 10^12 in tens of millionths is minus 10^19.
    definition = count(measure=BALANCE, unit=Unit.POUNDS, standards=(at_least("-1.5555555", "-2.5"),))
    assert row(definition, results(month("2024-11"), "5 -1000000000000"), NOW).rating is Rating.RED


def test_a_large_credit_is_green_though_the_smallest_number_is_a_small_one() -> None:
    definition = count(measure=BALANCE, unit=Unit.POUNDS, standards=(at_least("1.5555555", "0.5"),))
    assert row(definition, results(month("2024-11"), "5 1000000000000"), NOW).rating is Rating.GREEN


def regressed_values(definition: Definition, text: str) -> list[float]:
    panel = panel_of(definition, rows_of(results(0, text)))
    windows = windows_of(definition, panel.first, panel.periods)
    pooled = pool(panel, windows, definition.measure.stock)
    return [float(each) for each in points_of(definition, panel, windows, pooled).y[0]]


@pytest.mark.parametrize("decimals", [(0, 0), (3, 0), (0, 3), (2, 5), (5, 2)])
@pytest.mark.parametrize("size", [20, 38, 42, 46, 53, 54, 60])
def test_a_value_of_a_trend_is_the_float_nearest_to_the_exact_figure(size: int, decimals: tuple[int, int]) -> None:
    """``size`` is how many bits the larger product of the division has: above 53 a float is no longer whole."""
    definition = kpi(window=ONE_MONTH, direction=DirectionMethod(over=Over.PERIODS))
    dice = random.Random(f"{size} {decimals}")
    for _ in range(40):
        most = 2**size // (100 * 10 ** max(decimals))
        top, bottom = (dice.randint(max(1, most // 2), max(1, most)) | 1 for _ in range(2))
        numerator, denominator = (
            Decimal(number).scaleb(-digits) for number, digits in zip((top, bottom), decimals, strict=True)
        )
        (value,) = regressed_values(definition, f"{numerator:f}/{denominator:f}")
        assert value == float(Fraction(numerator) * 100 / Fraction(denominator)), (numerator, denominator)


@pytest.mark.parametrize(
    "text",
    [
        f"{2**53 + 1}/3",  # the first whole number that is no float
        f"{2**54 - 1}/5",
        f"7/{2**53 + 1}",
        "0.123456789012/1000000007",  # a thousand million times 10^12 is more than 64 bits hold
    ],
)
def test_a_ratio_of_numbers_that_are_no_floats_is_rounded_once(text: str) -> None:
    definition = kpi("1.5", "1", unit=Unit.RATIO, window=ONE_MONTH, direction=DirectionMethod(over=Over.PERIODS))
    numerator, denominator = text.split("/")
    assert regressed_values(definition, text) == [float(Fraction(numerator) / Fraction(denominator))]


def test_what_does_not_count_has_no_value_and_spoils_no_other() -> None:
    definition = kpi(window=ONE_MONTH, direction=DirectionMethod(over=Over.PERIODS))
    values = regressed_values(definition, "50/100 0/0 1/3 _ 70/100")
    assert [values[place] for place in (0, 2, 4)] == [50.0, 100 / 3, 70.0]
    last_year = kpi(window=ONE_MONTH, direction=DirectionMethod(Method.SAME_QUARTER_LAST_YEAR))
    assert regressed_values(last_year, "50/100 0/0 70/100")[::2] == [50.0, 70.0]
    assert np.isfinite(values).all()
