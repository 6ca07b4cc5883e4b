"""Directions by natural process limits: against fractions on random series, by hand, and to the bit among many areas."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.core.limits import Found, Limits, assurance, limits_of, special_causes
from qpr_rules.definition import Band, Kind, Measure, Polarity
from qpr_rules.direction import Assurance, Over, Signal
from qpr_rules.engines.local import run
from qpr_rules.evaluation import DIRECTIONS, Direction
from tests.limits import FIRST, LIMITS, by_limits, monthly, ratio
from tests.panels import panel
from tests.series import count, results, rows_of, within
from tests.trends import trend
from tests.worlds import as_objects, evaluated, same_bits


def differences(seed: int, seen: Counter[Direction]) -> list[str]:
    definition, cells = by_limits(seed)
    if not cells:
        return []
    found, out = evaluated(definition, rows_of(cells)), []
    assert np.isnan(found.slope).all() and np.isnan(found.p_value).all()
    for column in range(found.periods):
        if not found.stands[column]:
            continue
        wanted = trend(definition, cells, found.first + column)
        got = DIRECTIONS[found.direction[0, column]]
        seen[got] += 1
        if (got, int(found.points[0, column])) != (wanted.direction, wanted.points):
            out.append(f"seed {seed}, column {column}: {got} {found.points[0, column]} != {wanted}\n{definition}")
    if not same_bits(evaluated(definition, rows_of(cells), objects=True), found):
        out.append(f"seed {seed}: Python integers give another direction than int64")
    return out


@pytest.mark.parametrize("block", range(5))
def test_every_direction_is_the_references(block: int) -> None:
    seen = Counter[Direction]()
    assert [each for seed in range(block * 30, block * 30 + 30) for each in differences(seed, seen)][:3] == []
    assert all(seen[each] > 9 for each in (Direction.IMPROVING, Direction.WORSENING, Direction.NO_CLEAR_TREND)), seen


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_the_same_on_four_thousand(block: int) -> None:
    seeds = range(10_000 + block * 500, 10_500 + block * 500)
    assert [each for seed in seeds for each in differences(seed, Counter())][:3] == []


@pytest.mark.parametrize("seed", range(3))
def test_an_area_gives_the_same_alone_among_many_in_a_longer_panel_and_in_chunks(seed: int) -> None:
    definition, cells = (
        ratio(over=(Over.PERIODS, Over.QUARTERS, Over.PERIODS)[seed]),
        panel(seed, areas=120, periods=40),
    )
    whole = evaluate(definition, cells)
    assert {Direction.IMPROVING, Direction.WORSENING} <= {DIRECTIONS[code] for code in np.unique(whole.direction)}
    longer = evaluate(definition, cells.covering(cells.first - 7, cells.last + 5))
    assert same_bits(longer, whole, columns=slice(7, 7 + cells.periods))
    for row, area in enumerate(cells.areas):
        assert same_bits(whole, evaluate(definition, cells.only(area)), rows=slice(row, row + 1)), area
    assert same_bits(whole, evaluate_in_chunks(definition, cells, cells.chunks(90), partial(run, workers=2)))


@pytest.mark.parametrize("seed", range(12))
def test_adding_a_constant_changes_nothing_and_turning_it_over_swaps_polarity(seed: int) -> None:
    dice = random.Random(seed)
    values = [dice.choice([50, 52, 53, 57]) + 9 * (25 < place < 40) + place * (place > 50) for place in range(60)]
    plain = monthly(" ".join(map(str, values)))
    assert set(plain) - {Direction.INSUFFICIENT_DATA, Direction.NO_CLEAR_TREND}
    assert monthly(" ".join(str(each + 10_007) for each in values)) == plain
    assert monthly(" ".join(str(each * 7) for each in values)) == plain
    lower = replace(count(direction=LIMITS), polarity=Polarity.LOWER)
    assert monthly(" ".join(str(-each) for each in values), lower) == plain
    activity = replace(count(direction=LIMITS), kind=Kind.ACTIVITY, standards=())
    turned = {Direction.IMPROVING: Direction.RISING, Direction.WORSENING: Direction.FALLING}
    assert monthly(" ".join(map(str, values)), activity) == [turned.get(each, each) for each in plain]


# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 "Individuals Control Charts" (in the public domain): flow rates
# of ten batches. It prints the mean 50.81, the mean moving range 1.8778, and limits by 3 / 1.128 where ours are by 2.66.
FLOW = [Fraction(each) for each in ["49.6", "47.6", "49.9", "51.3", "47.8", "51.2", "52.6", "52.4", "53.6", "52.1"]]


def test_the_worked_example_of_nist() -> None:
    limits = limits_of(FLOW)
    assert limits is not None and (limits.points, limits.ranges, limits.are_firm) == (10, 9, False)
    assert limits.mean == Fraction("50.81")
    assert limits.moving_range == Fraction("16.9") / 9 and round(float(limits.moving_range), 4) == 1.8778
    assert float(limits.upper) == pytest.approx(55.8041, abs=0.002) and float(limits.lower) == pytest.approx(
        45.8159, abs=0.002
    )
    assert special_causes(FLOW, limits) == ()  # "all points are within the limits"
    flow = evaluated(
        replace(count(direction=LIMITS), measure=Measure(value="v")),
        rows_of(results(FIRST, " ".join(str(float(each)) for each in FLOW))),
    )
    assert DIRECTIONS[flow.direction[0, -1]] is Direction.NO_CLEAR_TREND


def test_special_causes_name_their_points() -> None:
    plain = [Fraction(each) for each in (5, 6, 5, 6, 5, 6, 5, 6)]
    limits = Limits(Fraction("5.5"), Fraction(1), 8, 7)  # 2.84 to 8.16; near beyond 3.73 and 7.27
    assert special_causes(plain, limits) == ()
    assert special_causes([*plain[:6], Fraction(9)], limits) == (Found(Signal.OUTSIDE, True, (6,)),)
    assert special_causes([*plain[:6], Fraction("8.16")], limits) == ()
    rising = [Fraction(each) for each in (4, "4.5", 5, "5.2", "5.6", 6, "6.5")]
    assert special_causes(rising, limits) == (Found(Signal.TREND, True, tuple(range(7))),)
    assert special_causes(rising[::-1], limits) == (Found(Signal.TREND, False, tuple(range(7))),)
    assert special_causes([*rising[:5], Fraction("5.6"), *rising[5:]], limits) == ()
    falling = rising[::-1]
    assert special_causes([*falling[:3], *falling[2:]], limits) == ()  # equal neighbours do not fall
    near = [Fraction(each) for each in (5, "7.5", 6, "7.5")]
    assert special_causes(near, limits) == (Found(Signal.NEAR, True, (1, 3)),)
    assert [each.places for each in special_causes([*near, Fraction("7.5")], limits)] == [(1, 3), (3, 4)]
    assert special_causes([Fraction(8), Fraction(8), Fraction(5)], limits) == ()
    assert special_causes([Fraction(6), Fraction(3), Fraction(3), Fraction(8)], limits) == ()
    shift = [Fraction(each) for each in (6, 7, 6, 7, 6, 7, 6)]
    assert special_causes(shift, limits) == (Found(Signal.SHIFT, True, tuple(range(7))),)
    assert special_causes([*shift[:3], None, *shift[3:]], limits) == ()
    assert [each.places for each in special_causes([*shift, Fraction(7)], limits)] == [
        tuple(range(7)),
        tuple(range(1, 8)),
    ]


def test_limits_need_two_neighbours_and_no_range_crosses_a_gap() -> None:
    assert limits_of([]) is limits_of([Fraction(1)]) is limits_of([Fraction(1), None, Fraction(9)]) is None
    limits = limits_of([Fraction(1), Fraction(3), None, Fraction(90), Fraction(94)])
    assert limits == Limits(Fraction(47), Fraction(3), 4, 2)
    assert (limits.lower, limits.upper) == (Fraction("39.02"), Fraction("54.98"))
    assert not limits.are_firm and limits._replace(points=12).are_firm and not limits._replace(points=11).are_firm
    assert [limits.side(Fraction(each)) for each in (46, 47, 48)] == [-1, 0, 1]


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        ("39.02", None, Assurance.PASSES),
        ("39.03", None, Assurance.HIT_OR_MISS),
        ("54.98", None, Assurance.HIT_OR_MISS),
        ("54.99", None, Assurance.FAILS),
        (None, "54.98", Assurance.PASSES),
        (None, "54.97", Assurance.HIT_OR_MISS),
        (None, "39.02", Assurance.HIT_OR_MISS),
        (None, "39.01", Assurance.FAILS),
        ("30", "60", Assurance.PASSES),
        ("40", "50", Assurance.HIT_OR_MISS),
        ("55", "60", Assurance.FAILS),
        ("10", "39", Assurance.FAILS),
    ],
)
def test_assurance_is_where_the_target_lies_against_the_limits(
    low: str | None, high: str | None, wanted: Assurance
) -> None:
    limits = Limits(Fraction(47), Fraction(3), 20, 19)
    band = Band(*(None if each is None else Decimal(each) for each in (low, high)))
    assert assurance(limits, band) is wanted


def test_a_rise_by_one_is_a_rise() -> None:
    assert monthly("40 60 40 60 40 60 47 48 49 50 51 52 53")[-2:] == [Direction.NO_CLEAR_TREND, Direction.IMPROVING]
    assert monthly("60 40 60 40 60 40 53 52 51 50 49 48 47")[-2:] == [Direction.NO_CLEAR_TREND, Direction.WORSENING]


def test_stay_close_improves_where_a_special_cause_brings_it_nearer_to_the_range() -> None:
    close = replace(
        count(direction=LIMITS), polarity=Polarity.STAY_CLOSE, standards=(within(("40", "50"), ("30", "60")),)
    )
    swings = "60 61 " * 8
    assert monthly(f"{swings} 45", close)[-1] is Direction.IMPROVING
    assert monthly(f"{swings} 75", close)[-1] is Direction.WORSENING
    assert monthly(f"{swings} 38", close)[-1] is Direction.IMPROVING  # 2 below the range, from 9 or so above it
    inside = "45 46 " * 8
    assert (
        monthly(f"{inside} 50", close)[-1] is Direction.NO_CLEAR_TREND
    )  # beyond its limits, and in the range as before
    # Seven of 50.5 after swings of 30 and 50: their mean, 44.3, is in the range; theirs alone is what leaves it.
    # Seven that fall through the range are as far from it at last as at first, whatever the mean.
    assert monthly("60 30 " * 8 + "51 49 47 45 43 41 39", close)[-1] is Direction.NO_CLEAR_TREND
    narrow = replace(close, standards=(within(("44", "50"), ("30", "60")),))
    assert monthly("50 30 " * 5 + "50.5 " * 7, narrow)[-1] is Direction.WORSENING
    # Seven that fall, from 4 above the range to 1 above: since the first of them it is nearer.
    assert monthly("60 38 " * 8 + "57 56 55 54 53 52 51", close)[-1] is Direction.IMPROVING


def test_python_integers_and_int64_agree_where_products_are_large() -> None:
    cells = results(FIRST, " ".join(f"{10**11 + 7 * each}/{10**12 + each}" for each in (1, 5, 2, 8, 3, 9, 4, 1, 7, 90)))
    found = evaluated(ratio(), rows_of(cells))
    assert same_bits(found, evaluated(ratio(), rows_of(cells), objects=True))
    assert as_objects(panel(1)).numerator.dtype == object
