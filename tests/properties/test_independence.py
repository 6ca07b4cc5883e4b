"""What a verdict does not depend on: the future, the past beyond its window, other areas, and the order of rows."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.core.rows import rows_as_of
from qpr_rules.definition import Definition
from qpr_rules.engines.local import run
from qpr_rules.evaluation import REASONS, Reason
from qpr_rules.period import Frequency
from qpr_rules.reading.panels import panel_of
from tests.oracle import Cell, window_of
from tests.quarterly import due
from tests.series import evaluated as as_of
from tests.series import rows_of
from tests.trends import step
from tests.worlds import evaluated, same_bits, some_cells, some_definition

WORLDS = st.integers(0, 2**40).map(random.Random)


@given(WORLDS)
def test_causality_later_results_never_change_an_earlier_verdict(dice: random.Random) -> None:
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return
    cut = dice.choice(sorted(cells))
    known = {period: cell for period, cell in cells.items() if period <= cut}
    if dice.random() < 0.3:  # a later result of another size and scale, which the panel must make room for
        cells[max(cells) + 1] = replace(cells[cut], numerator=Decimal("123456789012.000001"))
    then, now = evaluated(definition, rows_of(known)), evaluated(definition, rows_of(cells))
    assert same_bits(now, then, columns=slice(0, then.periods))


@given(WORLDS)
def test_causality_the_row_of_a_quarter_is_what_it_was_when_the_quarter_was_reported(dice: random.Random) -> None:
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return
    calendar, frequency = definition.calendar, definition.frequency
    quarter = calendar.holding(Frequency.QUARTER, calendar.last_month(frequency, dice.choice(sorted(cells))))
    known = {period: cell for period, cell in cells.items() if period <= due(definition, quarter)}
    if not known:
        return
    (then,) = rows_as_of(as_of(definition, known, quarter), quarter, {})
    (now,) = rows_as_of(as_of(definition, cells, quarter), quarter, {})
    assert now == then


@given(WORLDS)
def test_locality_nothing_outside_the_window_matters_to_a_rating(dice: random.Random) -> None:
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return
    period = dice.choice(sorted(cells))
    window = window_of(definition, period)
    inside = {window[0] - 1, *window}  # a running total needs the one before
    _same_but_outside(dice, definition, cells, period, inside, ("rating", "reason"))


@given(WORLDS)
def test_locality_nothing_outside_its_points_matters_to_a_direction(dice: random.Random) -> None:
    definition = some_definition(dice)
    definition = replace(definition, direction=definition.direction._replace(points=4))
    cells = some_cells(dice, definition)
    if not cells:
        return
    period = dice.choice(sorted(cells))
    longest = max(len(window_of(definition, period)), 12 // definition.frequency.months, 3) + 1
    inside = set(range(period - max(3 * step(definition), 12 // definition.frequency.months) - longest, period + 1))
    _same_but_outside(dice, definition, cells, period, inside, ("direction", "slope", "p_value", "points"))


def _same_but_outside(
    dice: random.Random,
    definition: Definition,
    cells: dict[int, Cell],
    period: int,
    inside: set[int],
    names: tuple[str, ...],
) -> None:
    """The verdict of a period where every result outside is another one, or is gone."""
    others = some_cells(dice, definition)
    changed = {each: cell for each, cell in others.items() if each not in inside and dice.random() < 0.8}
    changed |= {each: cell for each, cell in cells.items() if each in inside}
    one, other = evaluated(definition, rows_of(cells)), evaluated(definition, rows_of(changed))
    here, there = period - one.first, period - other.first
    for name in names:
        was, found = getattr(one, name)[0, here], getattr(other, name)[0, there]
        if name == "reason":
            early = (Reason.NO_RESULTS, Reason.LATE)  # whether anything came before is all that may show
            was, found = ("late" if REASONS[each] in early else int(each) for each in (was, found))
        assert was == found or (was != was and found != found), name


@given(WORLDS)
def test_order_rows_may_come_in_any_order(dice: random.Random) -> None:
    definition = some_definition(dice)
    rows = [row for area in ("a", "b", "c") for row in rows_of(some_cells(dice, definition), area)]
    shuffled = dice.sample(rows, len(rows))
    one, other = panel_of(definition, rows), panel_of(definition, shuffled)
    assert (one.areas, one.first) == (other.areas, other.first)
    assert same_bits(evaluate(definition, one), evaluate(definition, other))


@given(WORLDS)
def test_the_latest_verdicts_are_the_same_whether_earlier_ones_are_asked_for_or_not(dice: random.Random) -> None:
    definition = some_definition(dice)
    rows = [row for area in ("a", "b") for row in rows_of(some_cells(dice, definition), area)]
    if not rows:
        return
    panel = panel_of(definition, rows)
    whole, asked = evaluate(definition, panel), dice.randrange(panel.periods)
    latest = evaluate(definition, panel, asked)
    assert (latest.first, latest.periods) == (panel.first + asked, panel.periods - asked)
    assert same_bits(whole, latest, columns=slice(asked, None))
    for name in ("numerator", "denominator", "present", "provisional", "times", "needed", "standard", "stands"):
        before, after = getattr(whole, name), getattr(latest, name)
        assert after is None if before is None else np.array_equal(before[..., asked:], after)


@given(WORLDS)
def test_alone_or_among_many_a_series_has_the_same_bits(dice: random.Random) -> None:
    definition = some_definition(dice)
    areas = {f"area {place}": some_cells(dice, definition, dice.choice([10, 40, 60])) for place in range(6)}
    areas = {area: cells for area, cells in areas.items() if cells}
    if not areas:
        return
    panel = panel_of(definition, [row for area, cells in areas.items() for row in rows_of(cells, area)])
    many = evaluate(definition, panel)
    assert same_bits(evaluate_in_chunks(definition, panel, panel.chunks(2 * panel.periods), run), many)
    for place, area in enumerate(many.areas):
        alone = evaluated(definition, rows_of(areas[area], area))
        columns = slice(alone.first - many.first, alone.first - many.first + alone.periods)
        assert same_bits(many, alone, slice(place, place + 1), columns)
        for column in range(alone.periods):
            assert many.figure(place, columns.start + column) == alone.figure(0, column)
            assert many.pooled(place, columns.start + column) == alone.pooled(0, column)
        assert np.array_equal(many.provisional[place, columns], alone.provisional[0])
