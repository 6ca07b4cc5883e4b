"""Directions against exact sums and SciPy, on random series of every kind: gaps, breaks, bands, quarters and years."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from qpr_rules.direction import DirectionMethod, Over
from qpr_rules.evaluation import DIRECTIONS, Direction, Evaluation
from tests.series import ONE_MONTH, kpi, month, results, row, rows_of
from tests.trends import trend
from tests.worlds import evaluated, some_cells, some_definition


def differences(seed: int) -> list[str]:
    dice = random.Random(seed)
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return []
    found = evaluated(definition, rows_of(cells))
    out = []
    for column in range(dice.randrange(3), found.periods, 3):
        if not found.stands[column]:
            continue
        wanted = trend(definition, cells, found.first + column)
        got = DIRECTIONS[found.direction[0, column]]
        close = wanted.p_value is not None and abs(wanted.p_value - float(definition.direction.significance)) < 1e-9
        slope, p_value = float(found.slope[0, column]), float(found.p_value[0, column])
        agree = (got, int(found.points[0, column])) == (wanted.direction, wanted.points) or close
        if wanted.p_value is None or wanted.slope is None:
            agree &= slope != slope and p_value != p_value
        else:
            agree &= slope == pytest.approx(float(wanted.slope), rel=1e-8, abs=1e-9)
            agree &= p_value == pytest.approx(wanted.p_value, rel=1e-7, abs=1e-12)
        if not agree:
            out.append(f"seed {seed}, column {column}: {got}, {slope}, {p_value} != {wanted}\n{definition}")
    return out


@pytest.mark.parametrize("block", range(24))
def test_every_direction_slope_and_p_is_the_references(block: int) -> None:
    assert [each for seed in range(block * 25, block * 25 + 25) for each in differences(seed)][:3] == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_the_same_on_eight_thousand(block: int) -> None:
    assert [each for seed in range(10_000 + block * 1000, 11_000 + block * 1000) for each in differences(seed)][
        :3
    ] == []


def test_a_trend_needs_a_p_below_the_significance_not_equal_to_it() -> None:
    cells = results(month("2024-08"), "50/100 53/100 51/100 52/100 54/100")

    def at(significance: Decimal) -> Evaluation:
        direction = DirectionMethod(over=Over.PERIODS, points=5, significance=significance)
        return row(kpi(window=ONE_MONTH, direction=direction), cells, "Q3 2024/25")

    p_value = at(Decimal("0.05")).p_value
    assert p_value is not None and 0.05 < p_value < 0.5
    assert at(Decimal(p_value)).direction is Direction.NO_CLEAR_TREND
    assert at(Decimal(p_value) + Decimal("1e-9")).direction is Direction.IMPROVING
