"""What is read at quarters, against a naive second implementation, on random definitions and series."""

from __future__ import annotations

import random
from typing import Any

import pytest

from qpr_rules.core.rows import rows_as_of
from qpr_rules.definition import Definition, Kind, Reported, WindowKind
from qpr_rules.observation import State
from qpr_rules.period import Frequency, month_of
from tests.oracle import Cell, window_of
from tests.quarterly import active, after_break, history, last_known, moved, record_years, time_in_state
from tests.series import evaluated
from tests.trends import trend
from tests.worlds import some_cells, some_definition


def wanted(definition: Definition, cells: dict[int, Cell], quarter: int) -> dict[str, Any]:
    calendar, frequency = definition.calendar, definition.frequency
    first = calendar.holding(Frequency.QUARTER, calendar.first_month(frequency, min(cells))) - 8
    past = history(definition, cells, range(first, quarter + 1))
    now, before, year_ago = past[-1], past[-2], past[-5]
    running, times, last = time_in_state(after_break(definition, past))
    known = last_known(definition, cells, now)
    kpi = definition.kind is Kind.KPI
    was_active, was_there = active(definition, quarter - 1) or not kpi, active(definition, quarter - 4)
    arrived = cells.get(now.period, Cell(State.MISSING)).state is not State.MISSING
    figure = None if now.verdict.figure is None else definition.as_rated(now.verdict.figure)
    return {
        "period": calendar.code(frequency, now.period),
        "rating": now.verdict.rating,
        "reason": now.verdict.reason,
        "figure": figure,
        "previous_rating": before.verdict.rating if was_active else None,
        "year_ago_rating": year_ago.verdict.rating if was_there else None,
        "previous_direction": trend(definition, cells, before.period).direction if was_active else None,
        "last_rating": last,
        "movement": moved(now.verdict.rating, before.verdict.rating if was_active else None) if kpi else None,
        "quarters_in_state": running,
        "times_in_state": times,
        "best_in_years": record_years(definition, after_break(definition, past), True),
        "worst_in_years": record_years(definition, after_break(definition, past), False),
        "new_result": arrived and now.period != before.period,
        "last_figure": None if known[0] is None else definition.as_rated(known[0]),
        "last_period": "" if known[1] is None else calendar.code(frequency, known[1]),
        "provisional": figure is not None
        and any(cells[each].provisional for each in _sources(definition, now.period) if each in cells),
    }


def _sources(definition: Definition, period: int) -> list[int]:
    """The periods whose results the figure is worked out from."""
    if definition.reported is Reported.ROLLED:
        return [period]
    if definition.reported is not Reported.CUMULATIVE:
        return window_of(definition, period)
    if definition.window.kind is WindowKind.YEAR_TO_DATE:
        return [period]
    window, year = window_of(definition, period), definition.calendar.offset(Frequency.YEAR)
    opens = (definition.calendar.first_month(definition.frequency, window[0]) - year) % 12 == 0
    return window if opens else [window[0] - 1, *window]


def differences(seed: int) -> list[str]:
    dice = random.Random(seed)
    definition = some_definition(dice)
    cells = some_cells(dice, definition, 60)
    out: list[str] = []
    if not cells:
        return out
    calendar = definition.calendar
    for _ in range(4):
        quarter = calendar.holding(Frequency.QUARTER, month_of(2020, 4)) + dice.randint(0, 24)
        (row,) = rows_as_of(evaluated(definition, cells, quarter), quarter, {})
        expected = wanted(definition, cells, quarter)
        got = {name: getattr(row, name) for name in expected}
        if got != expected:
            off = {name: (got[name], expected[name]) for name in expected if got[name] != expected[name]}
            out.append(f"seed {seed}, {calendar.show(Frequency.QUARTER, quarter)}: {off}\n{definition}")
    return out


@pytest.mark.parametrize("block", range(20))
def test_every_row_as_of_a_quarter_is_the_naive_one(block: int) -> None:
    assert [each for seed in range(block * 10, block * 10 + 10) for each in differences(seed)][:3] == []


@pytest.mark.long
def test_the_same_on_three_thousand() -> None:
    assert [each for seed in range(10_000, 13_000) for each in differences(seed)][:3] == []
