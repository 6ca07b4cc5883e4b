"""What may be turned over, counted otherwise or moved in time without changing a verdict."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.definition import Band, Break, Definition, Polarity, RateOn, Reported, Suspension
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Direction, Rating
from qpr_rules.observation import State
from qpr_rules.period import last_day, month_of_date
from qpr_rules.verdicts import Evaluations
from tests.oracle import Cell
from tests.series import rows_of
from tests.worlds import evaluated, same_bits, some_cells, some_definition

WORLDS = st.integers(0, 2**40).map(random.Random)
_TURNED = {Polarity.HIGHER: Polarity.LOWER, Polarity.LOWER: Polarity.HIGHER, Polarity.STAY_CLOSE: Polarity.STAY_CLOSE}
_SWAPPED = {Direction.RISING: Direction.FALLING, Direction.FALLING: Direction.RISING}


def _world(dice: random.Random) -> tuple[Definition, dict[int, Cell]]:
    definition = some_definition(dice)
    return definition, some_cells(dice, definition)


def _turned(definition: Definition, top: Decimal) -> Definition:
    """The definition of ``top`` less the figure: bounds change sides, and the polarity with them."""

    def band(given_band: Band) -> Band:
        low, high = given_band.low, given_band.high
        return Band(None if high is None else top - high, None if low is None else top - low)

    assert definition.polarity is not None
    standards = tuple(each._replace(target=band(each.target), floor=band(each.floor)) for each in definition.standards)
    return replace(definition, polarity=_TURNED[definition.polarity], standards=standards)


def _same_verdicts(one: Evaluations, other: Evaluations) -> None:
    assert np.array_equal(one.rating, other.rating)
    assert np.array_equal(one.reason, other.reason)
    assert np.array_equal(one.points, other.points)
    clear = ~(np.abs(one.p_value - float(one.definition.direction.significance)) < 1e-6)
    assert np.array_equal(one.direction[clear], other.direction[clear])


@given(WORLDS)
def test_mirror_a_figure_and_its_negative_have_the_same_colours(dice: random.Random) -> None:
    definition, cells = _world(dice)
    negative = {
        period: replace(cell, numerator=None if cell.numerator is None else -cell.numerator)
        for period, cell in cells.items()
    }
    one, other = evaluated(definition, rows_of(cells)), evaluated(_turned(definition, Decimal(0)), rows_of(negative))
    back = [DIRECTIONS.index(_SWAPPED.get(each, each)) for each in DIRECTIONS]
    other = replace(other, direction=np.array(back)[other.direction])
    _same_verdicts(one, other)
    assert np.array_equal(one.p_value, other.p_value, equal_nan=True)
    if definition.polarity is not Polarity.STAY_CLOSE or not definition.standards:
        assert np.array_equal(one.slope, -other.slope, equal_nan=True)


@given(WORLDS)
def test_mirror_those_who_met_and_those_who_did_not_have_the_same_colours(dice: random.Random) -> None:
    definition, cells = _world(dice)
    measure = definition.measure._replace(stock=None)
    definition = replace(definition, measure=measure, rate_on=RateOn.EXACT, reported=Reported.PER_PERIOD)
    if not measure.is_ratio or not definition.standards:
        return
    others = {
        period: replace(cell, numerator=cell.denominator - cell.numerator)
        if cell.numerator is not None and cell.denominator is not None
        else cell
        for period, cell in cells.items()
    }
    turned = _turned(definition, Decimal(definition.unit.per))
    _same_verdicts(evaluated(definition, rows_of(cells)), evaluated(turned, rows_of(others)))


@given(WORLDS, st.sampled_from([2, 3, 7, 10, 1000, 2**20]))
def test_scale_as_many_times_the_cases_of_everything_is_the_same_percentage(dice: random.Random, times: int) -> None:
    definition, cells = _world(dice)
    if not definition.measure.is_ratio:
        return
    fewest = definition.minimum_denominator
    larger = replace(definition, minimum_denominator=None if fewest is None else fewest * times)
    many = {period: _times(cell, times) for period, cell in cells.items()}
    one, other = evaluated(definition, rows_of(cells)), evaluated(larger, rows_of(many))
    assert same_bits(one, other)
    assert all(one.figure(0, column) == other.figure(0, column) for column in range(one.periods))


@given(WORLDS, st.sampled_from([2, 3, 10, 1000]))
def test_scale_a_count_and_its_standard_in_another_unit_have_the_same_colours(dice: random.Random, times: int) -> None:
    definition, cells = _world(dice)
    if definition.measure.is_ratio:
        return
    definition = replace(definition, rate_on=RateOn.EXACT)

    def band(one: Band) -> Band:
        return Band(*(None if bound is None else bound * times for bound in (one.low, one.high)))

    larger = replace(
        definition,
        standards=tuple(
            each._replace(target=band(each.target), floor=band(each.floor)) for each in definition.standards
        ),
    )
    many = {period: _times(cell, times) for period, cell in cells.items()}
    _same_verdicts(evaluated(definition, rows_of(cells)), evaluated(larger, rows_of(many)))


def _times(cell: Cell, times: int) -> Cell:
    return replace(
        cell,
        numerator=None if cell.numerator is None else cell.numerator * times,
        denominator=None if cell.denominator is None else cell.denominator * times,
    )


@given(WORLDS, st.sampled_from([-96, -48, 48, 96]))
def test_shift_the_whole_calendar_by_years_and_every_verdict_moves_with_it(dice: random.Random, months: int) -> None:
    definition, cells = _world(dice)

    def later(month: int | None) -> int | None:
        return None if month is None else month + months

    suspended, introduced = definition.suspended, definition.introduced
    moved = replace(
        definition,
        standards=tuple(each._replace(first=later(each.first), last=later(each.last)) for each in definition.standards),
        breaks=tuple(Break(each.month + months, each.reason) for each in definition.breaks),
        introduced=None if introduced is None else last_day(month_of_date(introduced) + months),
        suspended=suspended and Suspension(suspended.since + months, later(suspended.until), suspended.reason),
    )
    steps = months // definition.frequency.months
    one = evaluated(definition, rows_of(cells))
    other = evaluated(moved, rows_of({period + steps: cell for period, cell in cells.items()}))
    assert other.first == one.first + steps or not cells
    assert same_bits(one, other)


@given(WORLDS)
def test_monotone_one_more_success_never_worsens_a_rating(dice: random.Random) -> None:
    definition, cells = _world(dice)
    present = [period for period, cell in cells.items() if cell.state is State.PRESENT]
    if not present or definition.polarity is Polarity.STAY_CLOSE:
        return
    chosen = dice.choice(present)
    before = evaluated(definition, rows_of(cells))
    success = 1 if definition.polarity is Polarity.HIGHER else -1
    numerator = cells[chosen].numerator
    assert numerator is not None
    after = evaluated(definition, rows_of({**cells, chosen: replace(cells[chosen], numerator=numerator + success)}))
    order = [Rating.NOT_RATED, Rating.RED, Rating.AMBER, Rating.GREEN]
    rank = np.array([order.index(each) for each in RATINGS])
    gains = rank[after.rating] - rank[before.rating]
    if definition.reported is Reported.CUMULATIVE:
        gains = gains[:, : chosen - before.first + 1]  # what a running total gains, its successor lacks
    assert (gains >= 0).all()
    assert np.array_equal(before.reason, after.reason)
