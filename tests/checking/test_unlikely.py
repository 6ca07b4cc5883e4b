"""Results that are hard to believe: each kind is found, its neighbours are not, and chance alone hardly ever is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from qpr_rules.checking.results.unlikely import Doubt, Doubted, doubts
from qpr_rules.definition import Break, Definition, Measure, Reported
from qpr_rules.panel import Panel
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.series import ONE_MONTH, ONE_QUARTER, count, evaluated, kpi, month, quarter, results

COUNT = count()
SHARE = kpi(window=ONE_MONTH)
RATIO = kpi(window=ONE_MONTH, unit=Unit.RATIO, bounded=False)
DAYS = kpi(window=ONE_MONTH, unit=Unit.DAYS, measure=Measure(value="days"))
READY_MADE = replace(DAYS, unit=Unit.PERCENT)
QUARTERLY = kpi(frequency=Frequency.QUARTER, window=ONE_QUARTER)
USUAL = "1214 1190 1201 1225 1198 1207 1219 1188 1211 1195"


def found(definition: Definition, text: str, columns: int = 12) -> list[tuple[int, Doubt, str, int]]:
    """Place in the series, doubt, part and power of ten of what is hard to believe in the last columns of one series."""
    first = quarter("Q1 2020/21") if definition.frequency is Frequency.QUARTER else month("2020-04")
    cells = results(first, text)
    panel = evaluated(definition, cells, quarter("Q1 2020/21")).panel.covering(min(cells), max(cells))
    assert panel.areas == ("",)
    return [(each.column, each.doubt, each.part, each.power) for each in doubts(definition, panel, columns)]


@pytest.mark.parametrize(
    ("definition", "text", "expected"),
    [
        (COUNT, f"{USUAL} 12310 1201", (10, Doubt.SLIP, "", 1)),
        (COUNT, f"{USUAL} 121", (10, Doubt.SLIP, "", -1)),
        (COUNT, f"{USUAL} 120400", (10, Doubt.SLIP, "", 2)),
        (COUNT, f"{USUAL} 1", (10, Doubt.JUMP, "", 0)),  # a thousandth would be 1.2
        (COUNT, f"{USUAL} 4800", (10, Doubt.JUMP, "", 0)),  # no power of ten explains it
        (COUNT, f"{USUAL} 0", (10, Doubt.JUMP, "", 0)),
        (COUNT, f"{USUAL} 1800", None),  # far out, but not half of it
        (COUNT, "1214 1190 1201 1225 1198 1207 1219 12310", None),  # seven others are too few
        (COUNT, "3 1 0 2 4 2 1 3 2 9", None),  # small numbers do that
        (COUNT, "3 1 0 2 4 2 1 3 2 40", (9, Doubt.JUMP, "", 0)),
        (COUNT, "1214 2400 1201 1225 1198 1207 1219 1188 1211 1195 4800", (10, Doubt.JUMP, "", 0)),  # three times as far
        (COUNT, "1214 3000 1201 1225 1198 1207 1219 1188 1211 1195 4700", None),  # not twice as far as what was before
        (COUNT, f"{USUAL} 500 1800", (10, Doubt.JUMP, "", 0)),  # 1,800 is far from 500, and not from the others
        (COUNT, "1000 1010 990 150 995 1002 998 1001 1003 1004 10300", (10, Doubt.JUMP, "", 0)),  # of so wide a range
        (COUNT, f"{USUAL} _ 4800", (11, Doubt.JUMP, "", 0)),
        (COUNT, "50 52 51 400 49 50 51 53 52 50 49 51 50 52 51 410 49 50", None),  # as a year before
        (DAYS, "12.1 12.4 11.9 12.0 12.6 12.2 12.3 11.8 12.0 1.2", (9, Doubt.SLIP, "", -1)),
        (SHARE, "80/100 82/100 79/100 81/100 80/100 83/100 79/100 80/100 81/100 20/100", (9, Doubt.JUMP, "", 0)),
        (SHARE, "80/100 82/100 79/100 81/100 80/100 83/100 79/100 80/100 81/100 8/100", (9, Doubt.SLIP, "numerator", -1)),
        (SHARE, "95/100 96/100 94/100 95/100 97/100 95/100 94/100 96/100 95/100 60/100", (9, Doubt.JUMP, "", 0)),
        (SHARE, "9/10 10/10 8/10 9/10 10/10 9/10 9/10 8/10 9/10 2/3", None),  # three cases prove nothing
        (
            SHARE,
            "80/100 82/101 79/99 81/102 80/100 83/104 79/99 80/98 81/100 810/1000",
            (9, Doubt.SLIP, "denominator", 1),  # the share is as ever, of ten times the cases
        ),
        (
            RATIO,
            "300/100 310/102 305/99 299/101 302/97 308/103 304/100 306/98 301/102 101/303",
            (9, Doubt.SWAPPED, "", 0),
        ),
        (RATIO, "300/100 310/102 305/99 299/101 302/97 308/103 304/100 101/303", None),  # seven others are too few
        (RATIO, "30/31 33/30 31/29 30/33 32/30 31/31 29/33 30/30 33/31 31/32", None),  # they are alike, not swapped
    ],
)  # fmt: skip
def test_a_result_far_from_its_own_series(
    definition: Definition, text: str, expected: tuple[int, Doubt, str, int] | None
) -> None:
    assert found(definition, text) == ([] if expected is None else [expected])


def test_a_series_that_moves_and_stays_has_jumped_once() -> None:
    assert found(COUNT, f"{USUAL} 4800 4750") == [(10, Doubt.JUMP, "", 0)]  # what is beside it does not excuse it
    assert found(COUNT, f"{USUAL} 4800 4750 1203") == [(10, Doubt.JUMP, "", 0), (11, Doubt.JUMP, "", 0)]
    assert [each[0] for each in found(COUNT, f"{USUAL} 4800 4750 4780 1203")] == [10, 12]
    assert found(COUNT, f"{USUAL} 2300 _ 3300 4700") == []  # by steps, each of less than half


def test_before_a_declared_break_nothing_is_compared() -> None:
    broken = replace(COUNT, breaks=(Break(month("2020-05"), "a new system"),))
    assert found(COUNT, f"12 {USUAL}") == [(0, Doubt.SLIP, "", -2)]
    assert found(broken, f"12 {USUAL}") == []
    assert found(broken, f"12 {USUAL} 12310") == [(11, Doubt.SLIP, "", 1)]


@pytest.mark.parametrize(
    ("definition", "text", "length"),
    [
        (COUNT, "402 391 410 398 x4", 4),
        (COUNT, "402 391 410 398 x3", 0),  # of numbers near 400, three alike are no wonder among thousands
        (COUNT, "402 391 410 0 x9", 0),  # nothing is ordinary
        (COUNT, "2 1 3 1 x6", 0),  # and so is one case after another
        (COUNT, "4 4 4 5 5 5 5 4 4 4 4 5 5 5 5", 0),  # a number that hardly ever changes
        (COUNT, "1200 1200 1200 1210 x4 1225 x4", 0),  # nor does a larger one
        (SHARE, "80/95 82/96 83/99 81/95 x3", 0),
        (SHARE, "80/95 82/96 83/99 81/95 x4", 4),
        (SHARE, "80/95 82/96 83/99 95/95 x9", 0),  # all
        (SHARE, "80/95 82/96 83/99 81/95 81/96 81/95 81/96", 0),
        (DAYS, "12.1 12.3 12.2 x5", 0),
        (DAYS, "12.1 12.3 12.2 x6", 6),
        (READY_MADE, "97 98 100 x9", 0),
        (READY_MADE, "97 98 96 x9", 9),
        (QUARTERLY, "80/96 81/95 x4", 4),
        (QUARTERLY, "80/95 81/95 x4", 0),  # always of 95: then the number met alone is the coincidence
        (COUNT, "402 391 410 398 398 _ 398 398", 0),
    ],
)
def test_the_same_number_again_and_again(definition: Definition, text: str, length: int) -> None:
    panel = evaluated(definition, results(month("2020-04"), text), quarter("Q1 2020/21")).panel
    if definition.frequency is Frequency.QUARTER:
        panel = evaluated(definition, results(quarter("Q1 2020/21"), text), quarter("Q1 2020/21")).panel
    repeated = [each for each in doubts(definition, panel, 99) if each.doubt is Doubt.REPEATED]
    assert [each.column - each.first + 1 for each in repeated] == ([length] if length else [])


def test_a_count_that_is_not_whole_is_found_and_other_numbers_need_not_be() -> None:
    assert found(COUNT, "12 13.5 12") == [(1, Doubt.NOT_WHOLE, "", 0)]
    assert found(DAYS, "12 13.5 12") == []
    running = replace(COUNT, reported=Reported.CUMULATIVE)
    assert found(running, f"{USUAL} 12310 1201.5 12 x6", 12) == [(11, Doubt.NOT_WHOLE, "", 0)]


def test_only_the_last_columns_are_looked_at_and_what_came_later_counts_as_history() -> None:
    text = f"12310 {USUAL}"
    assert found(COUNT, text, 11) == [(0, Doubt.SLIP, "", 1)]
    assert found(COUNT, text, 10) == []


def _panel(numerator: Any, denominator: Any = None, places: int = 0) -> Panel:
    state = np.ones(numerator.shape, dtype=np.int8)
    areas = tuple(f"{number:06}" for number in range(len(numerator)))
    return Panel(areas, 24_000, numerator, denominator, state, state * 0, places)


def test_areas_are_named_by_their_row_however_they_are_cut_into_parts() -> None:
    cells = np.tile(np.array([int(each) for each in USUAL.split()]), (9_000, 1))
    cells[[17, 4_321, 8_999], 9] = 12_000
    expected = [Doubted(area, 9, Doubt.SLIP, "", 1) for area in (17, 4_321, 8_999)]
    assert doubts(COUNT, _panel(cells), 1) == expected
    assert doubts(COUNT, _panel(cells.astype(object)), 1) == expected  # numbers too long for 64 bits


def test_chance_alone_is_hardly_ever_doubted() -> None:
    """Series in control, 36 months of 800 areas: in all, less than one result in ten thousand; skewed amounts, one in 250."""
    draw, shape = np.random.default_rng(20260401), (800, 36)
    months = np.arange(36)
    series: list[tuple[Definition, Any, Any]] = [
        (COUNT, draw.poisson(rate, shape), None)
        for mean in (0.3, 2, 20, 1_200)
        for rate in (mean, mean * 1.03**months, mean * (1 + 0.8 * np.sin(2 * np.pi * months / 12)))
    ]
    for cases in (3, 30, 1_000):
        for share in (0.05, 0.5, 0.97):
            every = draw.poisson(cases, shape)
            series += [(SHARE, draw.binomial(every, share), every), (RATIO, draw.poisson(3 * share * every), every)]
    steady = draw.normal(0, 1, shape)
    wandering = steady.copy()
    for column in range(1, 36):
        wandering[:, column] += 0.8 * wandering[:, column - 1]
    series += [(DAYS, np.rint(500 + 60 * spread).astype(int), None) for spread in (steady, wandering)]
    wrong = [len(doubts(definition, _panel(first, second), 12)) for definition, first, second in series]
    assert max(wrong) <= 5
    assert sum(wrong) * 10_000 < len(series) * 800 * 12
    skewed = np.rint(np.exp(draw.normal(4, 0.8, shape))).astype(int)  # as payments are: a few are always large
    assert len(doubts(DAYS, _panel(skewed, places=1), 12)) * 250 < 800 * 12


def test_wrong_digits_are_found_nearly_always() -> None:
    draw = np.random.default_rng(7)
    cells = draw.poisson(240, (1_000, 24))
    cells[:, 20] *= 10
    said = doubts(COUNT, _panel(cells), 12)
    assert len([each for each in said if (each.column, each.doubt, each.power) == (20, Doubt.SLIP, 1)]) >= 950
    assert {each.column for each in said} == {20}
