"""Ties on the mean and on the limits are ties, whatever floats would make of them: of any size, of shares, of sums."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest

from qpr_rules.direction import Over
from qpr_rules.evaluation import DIRECTIONS, Direction
from tests.limits import FIRST, LIMITS, monthly, ratio
from tests.series import ONE_MONTH, count, kpi, results, rows_of
from tests.trends import trend
from tests.worlds import evaluated


def tie(swing: int, times: int) -> tuple[list[Fraction], Fraction]:
    """Swings and a last point that lies exactly on the upper limit they make together.

    With n points before it that sum to S and move by M in all, the last of them 0: x = (S + x) / (n + 1) + 2.66 (M + x) / n.
    """
    before = [Fraction(swing), Fraction(0)] * times
    n, total, moved = len(before), Fraction(swing * times), Fraction(swing * (2 * times - 1))
    factor = Fraction(266, 100)
    return before, (total / (n + 1) + factor * moved / n) / (1 - Fraction(1, n + 1) - factor / n)


@pytest.mark.parametrize(("swing", "times"), [(1, 6), (3, 6), (7, 10), (10**9, 11)])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_tie_on_the_limit_is_no_special_cause_however_the_float_would_fall(swing: int, times: int, turn: int) -> None:
    before, last = tie(swing, times)
    scale = last.denominator
    on = [int(each * scale) * turn for each in [*before, last]]
    for off, wanted in (
        (0, Direction.NO_CLEAR_TREND),
        (turn, Direction.IMPROVING if turn > 0 else Direction.WORSENING),
    ):
        values = [*on[:-1], on[-1] + off]
        assert monthly(" ".join(map(str, values)))[-1] is wanted
        # As percentages of denominators that no float divides evenly, the same.
        of = " ".join(f"{each * (3 + place)}/{10**12 * (3 + place) * 7}" for place, each in enumerate(values))
        assert monthly(of, kpi(window=ONE_MONTH, direction=LIMITS))[-1] is wanted


@pytest.mark.parametrize("size", [10**3, 10**8, 10**11, 10**14])
def test_ties_of_whole_numbers_of_any_size_are_ties(size: int) -> None:
    """Values of about one size, with a last one on the limit that they make together, and one beside it."""
    dice = random.Random(size)
    for _ in range(12):
        before = [Fraction(dice.randint(0, size)) for _ in range(11)]
        n, total = len(before), sum(before, Fraction(0))
        moved = sum((abs(b - a) for a, b in pairwise(before)), Fraction(0))
        factor = Fraction(266, 100)
        # x - before[-1] is its moving range, as x is the highest: x = (S + x) / 12 + 2.66 (M + x - last) / 11.
        last = (total / (n + 1) + factor * (moved - before[-1]) / n) / (1 - Fraction(1, n + 1) - factor / n)
        if last <= max(before):
            continue
        values = [int(each * last.denominator) for each in [*before, last]]
        for off in (0, 1):
            cells = results(FIRST, " ".join(map(str, [*values[:-1], values[-1] + off])))
            found = DIRECTIONS[evaluated(count(direction=LIMITS), rows_of(cells)).direction[0, -1]]
            assert found is trend(count(direction=LIMITS), cells, FIRST + 11).direction, values


SHARES: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "tenths": lambda k, _: (k, 1000),
    "thirds": lambda k, _: (3 * k + 1, 3),
    "of different wholes": lambda k, w: (k * w, 7 * w),
    "of large wholes": lambda k, w: (k * w * 10**7, 10**11 * w),
    "nearer to a whole number than a float can say": lambda k, w: (k * 10**14 + w % 3, 10**16),
    "beyond what a float can hold": lambda k, _: (k * 10**14 + 10**17, 1),
}


@pytest.mark.parametrize("share", SHARES)
def test_a_point_on_the_mean_is_on_neither_side_of_it(share: str) -> None:
    """Seven that would be above the mean, but for one that lies on it; and the same with that one a little higher."""
    dice, wrong = random.Random(share), []
    for place in range(60):
        mean = dice.randint(200, 900)
        above = [mean + dice.randint(1, 40) for _ in range(6)]
        before = [mean - dice.randint(0, 60) for _ in range(4)]
        rest = 12 * mean - sum(before) - sum(above) - mean
        on = dice.randrange(7)
        values = [*before, rest, *above[:on], mean + place % 2, *above[on:]]
        shares = [SHARES[share](each, dice.randint(1, 30)) for each in values]
        cells = results(FIRST, " ".join(f"{n}/{d}" for n, d in shares))
        found = evaluated(ratio(), rows_of(cells))
        got, wanted = DIRECTIONS[found.direction[0, -1]], trend(ratio(), cells, FIRST + 11).direction
        wrong += [(got, wanted, values)] if got is not wanted else []
    assert wrong == []


def test_a_count_on_the_mean_is_on_neither_side_though_only_the_sums_are_beyond_floats() -> None:
    dice, definition = random.Random(5), count(direction=LIMITS)
    for _ in range(25):
        mean = dice.randint(2 * 10**15, 3 * 10**15)
        above = [mean + dice.randint(1, 10**14) for _ in range(6)]
        before = [mean - dice.randint(0, 10**14) for _ in range(4)]
        values = [*before, 11 * mean - sum(before) - sum(above), *above[:4], mean, *above[4:]]
        cells = results(FIRST, " ".join(map(str, values)))
        found = DIRECTIONS[evaluated(definition, rows_of(cells)).direction[0, -1]]
        assert found is trend(definition, cells, FIRST + 11).direction


def test_a_quarter_on_the_mean_is_on_neither_side_though_the_last_two_are_whole() -> None:
    dice, wrong = random.Random(3), []
    for _ in range(60):
        mean = 3 * dice.randint(60, 90) + 1  # of 300: a third of a percent
        whole = mean + 2 + 3 * dice.randint(0, 5)
        above = [mean + dice.randint(1, 20) for _ in range(4)]
        before = [mean - dice.randint(0, 20) for _ in range(4)]
        rest = 12 * mean - sum(before) - sum(above) - mean - 2 * whole
        values = [*before, rest, mean, *above, whole, whole]
        cells = results(FIRST, " ".join(f"{each}/300 x3" for each in values))
        found = evaluated(ratio(over=Over.QUARTERS), rows_of(cells))
        got = DIRECTIONS[found.direction[0, -1]]
        wanted = trend(ratio(over=Over.QUARTERS), cells, max(cells)).direction
        wrong += [(got, wanted, values)] if got is not wanted else []
    assert wrong == []


def test_products_of_shares_do_not_overflow() -> None:
    # 2**38 times 3 * 2**23 is more than half of what 64 bits hold, with a sign; a step from one side to the other is twice it.
    large, whole = 2**38, 3 * 2**23
    steps = [large, -large] * 3 + [-large, 1 - large, 2 - large, large, large + 1, large + 2, large + 3]
    found = evaluated(ratio(), rows_of(results(FIRST, " ".join(f"{each}/{whole}" for each in steps))))
    assert DIRECTIONS[found.direction[0, -1]] is Direction.IMPROVING
    # The same far beyond 64 bits, for shares that rise by a hundred-thousand-millionth.
    little = [50_000_000_000 + each for each in (0, 9, 0, 9, 0, 9, 1, 2, 3, 4, 5, 6, 7)]
    shares = " ".join(f"{each + place}/{100_000_000_003 + 2 * place}" for place, each in enumerate(little))
    cells = results(FIRST, shares)
    found = evaluated(ratio(), rows_of(cells))
    assert DIRECTIONS[found.direction[0, -1]] is trend(ratio(), cells, FIRST + 12).direction is Direction.IMPROVING


def test_equal_shares_of_different_wholes_lie_on_their_mean() -> None:
    shares = " ".join(f"{each}/{3 * each}" for each in range(1, 25))
    found = evaluated(ratio(), rows_of(results(FIRST, shares)))
    assert [DIRECTIONS[code] for code in found.direction[0, 4:]] == [Direction.NO_CLEAR_TREND] * 20


def test_a_count_by_a_hair_beyond_its_limit_is_beyond_it() -> None:
    """By so little that the products that are compared, of sixteen digits, differ by twelve."""
    dice, definition, tried = random.Random(2), count(direction=LIMITS), 0
    while tried < 10:
        before = [dice.randint(0, 3 * 10**11) for _ in range(11)]
        moved = sum(abs(b - a) for a, b in pairwise(before))
        # 300 x 11 (11 x - S) - 798 x 12 (M + x - last) = 12 (2227 x - 275 S - 798 (M - last)), which shall be 12.
        last, rest = divmod(1 + 275 * sum(before) + 798 * (moved - before[-1]), 2227)
        if rest or last <= max(before):
            continue
        tried += 1
        for off, wanted in ((0, Direction.IMPROVING), (-1, Direction.NO_CLEAR_TREND)):
            cells = results(FIRST, " ".join(map(str, [*before, last + off])))
            found = DIRECTIONS[evaluated(definition, rows_of(cells)).direction[0, -1]]
            assert found is trend(definition, cells, FIRST + 11).direction
            assert found is wanted or off
