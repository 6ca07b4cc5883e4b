"""Roll-off, the road back and what was short, against a plain program that tries numbers one after another."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.core.recovery import Portion, Recovery, figure_of, meets, recover, roll_off, rolls, short_by
from qpr_rules.definition import Band, Definition, Measure, RateOn, Reported, Standard, Stock, Window, WindowKind
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.series import COUNT, ONE_MONTH, YEAR_OF_MONTHS, at_least, at_most, count, kpi, month, quarter

RATIO = Measure("met", "all")
NOTHING = Band(None, None)


def naive_figure(definition: Definition, portions: list[Portion], added: int = 0) -> Fraction | None:
    """The figure from the portions, with so many more in the numerator; published figures are rounded half up."""
    top = Fraction(added)
    for portion in portions:
        top += portion.numerator
    if definition.measure.is_ratio:
        parts = [portion.denominator or Fraction(0) for portion in portions]
        whole = parts[-1] if definition.measure.stock is Stock.LAST else Fraction(0)
        if definition.measure.stock is not Stock.LAST:
            for part in parts:
                whole += part
        if definition.measure.stock is Stock.MEAN:
            whole /= len(parts)
        if not whole:
            return None
        top = top * definition.unit.per / whole
    if definition.rate_on is RateOn.PUBLISHED:
        shifted = abs(top) * 10**definition.decimals + Fraction(1, 2)
        rounded = Fraction(shifted.numerator // shifted.denominator, 10**definition.decimals)
        return rounded if top >= 0 else -rounded
    return top


def good(figure: Fraction | None, bound: int, sign: int) -> bool:
    return figure is not None and sign * figure >= sign * bound


def some(seed: int) -> tuple[Definition, list[Portion], int, int, int]:
    """A rolling KPI, its complete window, and target, floor and sign."""
    dice = random.Random(seed)
    frequency = dice.choice([Frequency.MONTH, Frequency.MONTH, Frequency.QUARTER])
    periods = dice.choice([2, 3, 4, 6, 12])
    measure, unit = dice.choice(
        [
            (RATIO, Unit.PERCENT),
            (RATIO, Unit.PERCENT),
            (Measure("met", "all", stock=Stock.MEAN), Unit.PER_1_000),
            (Measure("met", "all", stock=Stock.LAST), Unit.PERCENT),
            (COUNT, Unit.COUNT),
        ]
    )
    sign = dice.choice([1, -1])
    target = dice.choice([25, 50, 60, 90]) * (1 if unit is not Unit.PER_1_000 else 5)
    floor = target - sign * dice.choice([0, 5, 10])
    months = periods * frequency.months
    standard = (at_least if sign > 0 else at_most)(str(target), str(floor))
    definition = kpi(
        frequency=frequency,
        window=Window(WindowKind.ROLLING, months, f"{months} months"),
        measure=measure,
        unit=unit,
        decimals=dice.randint(0, 1),
        rate_on=dice.choice([RateOn.EXACT, RateOn.EXACT, RateOn.PUBLISHED]),
        standards=(standard,),
    )
    share = dice.choice([0.1, 0.5, 0.9])
    portions = []
    for place in range(periods):
        denominator = Fraction(dice.choice([20, 40, 40, 60]))
        numerator = Fraction(sum(dice.random() < share for _ in range(int(denominator))))
        portions.append(Portion(600 + place, numerator, denominator if measure.is_ratio else None))
    return definition, portions, target, floor, sign


@pytest.mark.parametrize("block", range(4))
def test_what_was_short_is_the_least_that_would_have_done(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        definition, portions, target, floor, sign = some(seed)
        least(definition, portions, definition.standards[0].target, target, sign)
        least(definition, portions, definition.standards[0].floor, floor, sign)


def least(definition: Definition, portions: list[Portion], band: Band, bound: int, sign: int) -> None:
    def done(more: int) -> bool:
        return good(naive_figure(definition, portions, sign * more), bound, sign)

    found = short_by(definition, portions, band)
    if found is None:
        total = sum((portion.numerator for portion in portions), Fraction(0))
        assert done(0) or (sign < 0 and not done(int(total)))
    else:
        assert found > 0 and done(found) and not done(found - 1)


@pytest.mark.parametrize("block", range(4))
def test_the_road_back_is_the_one_walked_step_by_step(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        definition, portions, target, floor, sign = some(seed)
        found = recover(definition, portions, (definition.standards[0].target, definition.standards[0].floor))
        assert found is not None
        walk(found, definition, portions, target, floor, sign)


def walk(found: Recovery, definition: Definition, portions: list[Portion], target: int, floor: int, sign: int) -> None:
    step = definition.frequency.months
    quarter_long = {1: 3, 3: 1}[step]
    recent = portions[-quarter_long:]
    top = sum((portion.numerator for portion in recent), Fraction(0)) / len(recent)
    bottom = None
    if definition.measure.is_ratio:
        bottom = sum((portion.denominator or Fraction(0) for portion in recent), Fraction(0)) / len(recent)
    assert (found.numerator, found.denominator) == (top, bottom)
    road, window = [], list(portions)
    for _ in range(12 // step):
        window = [*window[1:], Portion(window[-1].period + 1, top, bottom)]
        road.append((window[-1].period, naive_figure(definition, window)))
    assert [(each.period, each.figure) for each in found.steps] == road
    assert not any(each.assumed_standard for each in found.steps)
    for bound, crossed in ((target, found.target_crossed), (floor, found.floor_crossed)):
        first = next((period for period, figure in road if good(figure, bound, sign)), None)
        assert crossed == (None if good(naive_figure(definition, portions), bound, sign) else first)
    for each in found.steps:
        assert (each.meets_target, each.meets_floor) == (
            good(each.figure, target, sign),
            good(each.figure, floor, sign),
        )

    # What the coming quarter needs: every whole number is tried, all of it in the quarter's last period.
    coming = [Portion(portions[-1].period + 1 + place, Fraction(0), bottom) for place in range(quarter_long)]
    after = [*portions, *coming][-len(portions) :]
    stock = definition.measure.stock is not None
    whole = None if bottom is None else bottom * (1 if stock else quarter_long)
    assert found.quarter_denominator == whole
    capped = definition.unit is Unit.PERCENT and not stock
    for bound, needed in ((target, found.needed_for_target), (floor, found.needed_for_floor)):

        def done(numerator: int, bound: int = bound) -> bool:
            return good(naive_figure(definition, after, numerator), bound, sign)

        if needed is None:  # nothing will do: not the best that there can be
            assert not done(int(whole) if capped and whole is not None else 0 if sign < 0 else 10**6)
        elif sign > 0:
            assert needed >= 0
            assert done(needed) and (needed == 0 or not done(needed - 1))
            assert not (capped and whole is not None and needed > whole)
        else:
            assert needed >= 0
            assert done(needed) and not done(needed + 1)


@pytest.mark.parametrize("block", range(2))
def test_what_left_and_what_entered_add_up_to_the_change(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        definition, portions, *_ = some(seed)
        if len(portions) < 3:
            continue
        moved = 1 + seed % (len(portions) - 1)
        after = [
            *portions[moved:],
            *(
                Portion(portion.period + len(portions), portion.numerator + 1, portion.denominator)
                for portion in portions[:moved]
            ),
        ]
        found = roll_off(definition, portions, after)
        assert found is not None
        assert found.change == found.leaving + found.entering == found.after - found.before
        assert found.before == figure_of(definition, portions)
        assert found.after == figure_of(definition, after)
        assert found.without == figure_of(definition, portions[moved:])
        assert (found.left, found.entered) == (tuple(portions[:moved]), tuple(after[-moved:]))


def portion(period: int, numerator: int, denominator: int | None) -> Portion:
    return Portion(period, Fraction(numerator), None if denominator is None else Fraction(denominator))


def test_windows_that_share_nothing_have_no_roll_off() -> None:
    definition = kpi()
    assert roll_off(definition, [portion(0, 1, 2)], [portion(1, 1, 2)]) is None
    assert roll_off(definition, [portion(0, 1, 0), portion(1, 1, 2)], [portion(1, 1, 2), portion(2, 1, 2)]) is not None
    assert (
        roll_off(definition, [portion(0, 1, 2), portion(1, 0, 0)], [portion(1, 0, 0), portion(2, 1, 2)]) is None
    )  # 0/0 on the way
    assert roll_off(definition, [portion(0, 0, 0), portion(1, 0, 0)], [portion(1, 0, 0), portion(2, 1, 2)]) is None


def test_nothing_over_nothing_is_no_figure() -> None:
    assert figure_of(kpi(), []) is None
    assert figure_of(count(), []) is None
    assert figure_of(kpi(), [portion(0, 0, 0)]) is None
    assert recover(kpi(), [portion(place, 0, 0) for place in range(12)], (NOTHING, NOTHING)) is None
    assert recover(kpi(), [], (NOTHING, NOTHING)) is None


@pytest.mark.parametrize(
    ("given", "rolling"),
    [
        ({}, True),
        ({"window": ONE_MONTH}, False),
        ({"window": Window(WindowKind.ROLLING, 1, "1 month")}, False),
        ({"window": Window(WindowKind.ROLLING, 2, "2 months")}, True),
        ({"window": Window(WindowKind.YEAR, 12, "year")}, False),
        ({"reported": Reported.ROLLED}, False),
        ({"measure": Measure(value="score")}, False),
    ],
)
def test_only_windows_of_several_known_periods_roll(given: dict[str, Any], rolling: bool) -> None:
    assert rolls(kpi(**given)) is rolling


def test_standards_ahead_are_those_in_force_else_the_latest_and_said() -> None:
    """To March 2025 the year's standard; from April one that is approved; after March 2026 the latest, assumed."""
    now, later = (
        at_least("60", "45", month("2024-04"), month("2025-03")),
        at_least("30", "20", month("2025-04"), month("2025-09")),
    )
    definition = kpi(standards=(now, later))
    found = recover(
        definition, [portion(month("2024-01") + place, 40, 100) for place in range(12)], (now.target, now.floor)
    )
    assert found is not None
    assert [each.assumed_standard for each in found.steps] == [False] * 9 + [True] * 3
    assert [each.target for each in found.steps] == [now.target] * 3 + [later.target] * 6 + [now.target] * 3
    assert found.target_crossed == found.floor_crossed == month("2025-04")
    assert found.report(definition, month("2025-04")) == quarter("Q1 2025/26")
    assert found.report(definition, month("2025-03")) == quarter("Q4 2024/25")
    assert (found.needed_for_target, found.needed_for_floor) == (None, 180)  # 360 of 300 could not be


def test_the_coming_quarter_is_measured_by_the_standard_of_its_last_month() -> None:
    now, march = (
        at_least("60", "45", month("2024-04"), month("2025-02")),
        at_least("90", "50", month("2025-03"), month("2025-03")),
    )
    latest = (Band(Decimal(10), None), Band(Decimal(5), None))
    portions = [portion(month("2024-01") + place, 40, 100) for place in range(12)]
    found = recover(kpi(standards=(now, march)), portions, latest)
    assert found is not None
    assert found.needed_for_floor == 240  # 600 of 1,200, less 9 months of 40


def test_fewer_than_nothing_cannot_be_asked_for() -> None:
    below_nothing = at_most("-1", "-1").target
    assert short_by(count(), [portion(0, 3, None)], below_nothing) is None
    assert short_by(count(), [portion(0, 3, None)], at_most("0", "0").target) == 3


def test_a_standard_of_a_month_that_the_profile_does_not_name_is_the_latest_one() -> None:
    definition = kpi(profile=((3, Decimal(50)),))  # 50% of it is due in March, nothing in other months
    latest = (Band(Decimal(10), None), Band(Decimal(5), None))
    found = recover(definition, [portion(month("2024-01") + place, 40, 100) for place in range(12)], latest)
    assert found is not None
    assert [each.assumed_standard for each in found.steps] == [place != 2 for place in range(12)]
    assert found.steps[2].target == Band(Decimal(30), None)


def test_both_ends_of_a_band_meet_it() -> None:
    band = Band(Decimal("17.5"), Decimal("22.5"))
    inside = [Fraction("17.5"), Fraction(20), Fraction("22.5")]
    assert all(meets(each, band) for each in inside)
    assert not any(meets(each, band) for each in (Fraction("17.49"), Fraction("22.51")))


def test_a_band_to_stay_close_to_asks_for_no_number() -> None:
    band = Band(Decimal("17.5"), Decimal("22.5"))
    portions = [portion(month("2024-01") + place, 40, 100) for place in range(12)]
    assert short_by(kpi(), portions, band) is None
    found = recover(kpi(standards=(Standard(band, band),)), portions, (band, band))
    assert found is not None
    assert (found.needed_for_target, found.needed_for_floor) == (None, None)


def test_a_value_that_cannot_be_added_is_short_of_nothing_countable() -> None:
    assert (
        short_by(kpi(measure=Measure(value="score"), window=ONE_MONTH), [portion(0, 1, None)], Band(Decimal(5), None))
        is None
    )
    assert rolls(kpi(window=YEAR_OF_MONTHS))
