"""Trends of many areas at once: against least squares in fractions, and to the bit against each area by itself."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.core.moments import Moments, Stretches, side_by_side
from qpr_rules.core.regression import fit, slopes
from qpr_rules.core.windows import blocks, pool
from qpr_rules.definition import Definition
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.engines.local import run
from qpr_rules.evaluation import DIRECTIONS, Direction
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.verdicts import Evaluations
from tests.panels import panel, regressed
from tests.worlds import same_bits

COLUMNS = ("numerator", "denominator", "present", "provisional", "rating", "reason", "direction", "points")


def least_squares(points: list[tuple[int, Fraction]]) -> tuple[Fraction, Fraction]:
    """The slope, and the share of variation that the line leaves unexplained; exact."""
    n = len(points)
    mean_x, mean_y = Fraction(sum(x for x, _ in points), n), sum((y for _, y in points), Fraction(0)) / n
    xx = sum(((x - mean_x) ** 2 for x, _ in points), Fraction(0))
    xy = sum(((x - mean_x) * (y - mean_y) for x, y in points), Fraction(0))
    yy = sum(((y - mean_y) ** 2 for _, y in points), Fraction(0))
    return xy / xx, 1 - xy * xy / (xx * yy) if yy else Fraction(1)


@pytest.mark.parametrize("points", [3, 5, 8, 12, 13, 24])
def test_slopes_are_those_of_least_squares_in_fractions(points: int) -> None:
    chosen, results = regressed(points), panel(points)
    assert results.denominator is not None
    found, tests = evaluate(chosen, results), 0
    for area in range(len(results.areas)):
        for column in range(results.periods):
            known = [
                (at, Fraction(100 * int(results.numerator[area, at]), int(results.denominator[area, at])))
                for at in range(max(0, column - points + 1), column + 1)
                if results.state[area, at] == State.PRESENT
            ]
            assert found.points[area, column] == len(known)
            if len(known) < min(5, points) or known[-1][0] != column:
                assert np.isnan(found.slope[area, column])
                continue
            slope, unexplained = least_squares(known)
            assert found.slope[area, column] == pytest.approx(float(slope), rel=1e-9, abs=1e-11)
            if unexplained == 1 and slope == 0:
                assert found.p_value[area, column] == 1
            tests += 1
    assert tests > 100


@pytest.mark.parametrize("seed", range(4))
def test_an_area_gives_the_same_bits_alone_among_many_and_in_a_longer_panel(seed: int) -> None:
    over, points = random.Random(seed).choice([(Over.PERIODS, 12), (Over.QUARTERS, 8), (Over.PERIODS, 5)])
    chosen, results = regressed(points, over), panel(seed)
    whole = evaluate(chosen, results)
    longer = evaluate(chosen, results.covering(results.first - 7, results.last + 5))
    assert same_bits(longer, whole, columns=slice(7, 7 + results.periods))
    for row, area in enumerate(results.areas):
        assert same_bits(whole, evaluate(chosen, results.only(area)), rows=slice(row, row + 1)), area


def test_of_more_areas_than_are_regressed_at_a_time_each_has_its_own_trend() -> None:
    # With 23 columns more than 2**18 cells; and odd, as of equal halves a wrong sign finds the other one.
    chosen, results = regressed(8), panel(5, areas=11_601)
    whole = evaluate(chosen, results)
    for rows in (slice(0, 9), slice(11_360, 11_600)):
        assert same_bits(whole, evaluate(chosen, results.rows(rows)), rows=rows)


def test_sums_over_windows_are_those_of_their_columns_for_few_areas_and_for_many() -> None:
    cells = np.asfortranarray(np.arange(700 * 14).reshape(700, 14) ** 2 % 997)
    one = np.ones_like(cells)
    for areas in (499, 500, 700):
        results = Panel(("",) * areas, 0, cells[:areas], None, one[:areas], one[:areas] == 0)
        windows = np.array([[row[max(0, end - 4) : end + 1].sum() for end in range(14)] for row in cells[:areas]])
        assert np.array_equal(pool(results, blocks(5, 14), None).numerator, windows)


def test_runs_side_by_side_keep_their_points_and_moments() -> None:
    stretches = Stretches(np.random.default_rng(3).random((4, 9)), 1, 5)
    five, six = (stretches.ending(n, slice(None), slice(n - 1, n - 1 + width)) for n, width in ((5, 1), (6, 4)))
    together = side_by_side([five, six])
    assert together.n.tolist() == [5, 6, 6, 6, 6]
    assert same_moments(Moments(5, *(cells[:, :1] for cells in together[1:])), five)
    assert same_moments(Moments(6, *(cells[:, 1:] for cells in together[1:])), six)
    slope, p_value = slopes(together)
    for found, columns in ((slopes(five), slice(0, 1)), (slopes(six), slice(1, 5))):
        assert np.array_equal(found, (slope[:, columns], p_value[:, columns]))


def same_moments(one: Moments, other: Moments) -> bool:
    return one.n == other.n and all(map(np.array_equal, one[1:], other[1:]))


def test_a_panel_without_a_period_has_no_trend() -> None:
    chosen, results = regressed(8), panel(5, areas=2)
    assert evaluate(chosen, results.covering(results.first, results.first - 1)).direction.shape == (2, 0)


def as_one(chosen: Definition, results: Panel, cells: int, threads: int) -> Evaluations:
    return evaluate_in_chunks(chosen, results, results.chunks(cells), partial(run, workers=threads))


@pytest.mark.parametrize("over", [Over.PERIODS, Over.QUARTERS, Over.FIGURES])
@pytest.mark.parametrize("asked", [1, 11, 20, 28, 29])
def test_the_latest_verdicts_are_the_same_without_those_before(asked: int, over: Over) -> None:
    chosen, results = regressed(8, over), panel(7)
    whole, latest = evaluate(chosen, results), evaluate(chosen, results, asked)
    assert same_bits(whole, latest, columns=slice(asked, None))
    parts = evaluate_in_chunks(chosen, results, results.chunks(70), run, asked)
    assert same_bits(latest, parts)
    assert (parts.first, parts.periods) == (results.first + asked, results.periods - asked)


@pytest.mark.parametrize("method", ["regression", "process-limits", "last-quarter"])
@pytest.mark.parametrize(("asked", "trends"), [(0, 29), (17, 20), (20, 20), (20, 3), (26, 29)])
def test_of_columns_before_those_whose_trend_is_asked_for_there_is_the_rating_alone(
    asked: int, trends: int, method: str
) -> None:
    chosen = replace(regressed(8), direction=DirectionMethod(Method(method), Over.PERIODS, 8))
    results = panel(11)
    whole, found = evaluate(chosen, results), evaluate(chosen, results, asked, trends)
    before = slice(0, max(trends - asked, 0))
    assert same_bits(found, evaluate(chosen, results, max(asked, trends)), columns=slice(before.stop, None))
    for name in COLUMNS[:-2]:
        assert np.array_equal(getattr(whole, name)[:, asked:], getattr(found, name)), name
    assert (found.direction[:, before] == DIRECTIONS.index(Direction.INSUFFICIENT_DATA)).all()
    assert (found.points[:, before] == 0).all()
    assert np.isnan(found.slope[:, before]).all() and np.isnan(found.p_value[:, before]).all()
    parts = evaluate_in_chunks(chosen, results, results.chunks(70), run, asked, trends)
    assert same_bits(found, parts)


@pytest.mark.parametrize("over", [Over.PERIODS, Over.QUARTERS])
@pytest.mark.parametrize("n", [3, 5, 7, 8, 12, 13])
def test_the_trend_of_one_column_is_made_of_its_own_points_and_has_the_same_bits(n: int, over: Over) -> None:
    chosen, results = regressed(n, over), panel(n, periods=50, missing=0.15)
    whole = evaluate(chosen, results)
    for column in (31, 49):
        alone = evaluate(chosen, results.covering(results.first, results.first + column), column)
        assert same_bits(whole, alone, columns=slice(column, column + 1))
        assert np.array_equal(whole.points[:, column], alone.points[:, 0])


@pytest.mark.parametrize("cells", [1, 70, 600, 10**6])
@pytest.mark.parametrize("threads", [1, 3])
def test_neither_chunks_nor_threads_change_a_bit(cells: int, threads: int) -> None:
    chosen, results = regressed(12), panel(9)
    whole, parts = evaluate(chosen, results), as_one(chosen, results, cells, threads)
    assert same_bits(whole, parts)
    assert parts.areas == whole.areas
    assert all(np.array_equal(getattr(parts, name), getattr(whole, name)) for name in COLUMNS)


def test_chunks_hold_every_area_once_and_are_equally_long() -> None:
    results = panel(1, areas=41)
    for cells in (1, 31, 90, 600, 10**6):
        chunks = results.chunks(cells)
        assert sum((results.areas[chunk] for chunk in chunks), ()) == results.areas
        lengths = {len(results.areas[chunk]) for chunk in chunks}
        assert max(lengths) - min(lengths) <= 1
        assert max(lengths) * results.periods <= max(cells, results.periods)
    assert results.rows(slice(0, 0)).chunks(5) == [slice(0, 0)]


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 11, 12, 16, 23])
def test_stretches_that_share_nothing_have_the_same_bits_as_those_that_do(n: int, step: int) -> None:
    y = np.asfortranarray(np.random.default_rng(n).random((9, (n - 1) * step + 3)) * 100)
    rows, last = np.array([7, 2, 2]), y.shape[1]
    shared, alone = Stretches(y, step, 2), Stretches(y, step, 1)
    for one, other in (
        (shared.ending(n, slice(1, 8), slice(last - 1, last)), alone.ending(n, slice(1, 8), slice(last - 1, last))),
        (shared.ending(n, rows, np.full(3, last - 2)), alone.ending(n, rows, np.full(3, last - 2))),
    ):
        assert one.n == other.n == n
        assert all(np.array_equal(*pair) for pair in zip(one[1:], other[1:], strict=True))


@pytest.mark.parametrize("n", [3, 4, 7, 12, 30, 60, 120])
def test_both_ways_to_a_slope_agree(n: int) -> None:
    dice = np.random.default_rng(n)
    y = np.asfortranarray(dice.random((50, n)) * 100)
    y[0], y[1], y[2] = 0.1 * np.arange(n), 88.8, 1e9 + np.arange(n) % 2
    slope, p_value = slopes(Stretches(y, 1, 1).ending(n, slice(0, 50), slice(n - 1, n)))
    one_by_one = fit(range(n), lambda i: (y[:, i : i + 1], np.ones((50, 1), dtype=bool)))
    assert slope == pytest.approx(one_by_one.slope, rel=1e-10, abs=1e-13)
    assert p_value == pytest.approx(one_by_one.p_value, rel=1e-9, abs=1e-14)
    assert (slope[1, 0], p_value[1, 0]) == (0.0, 1.0)
    assert p_value[0, 0] == 0.0
