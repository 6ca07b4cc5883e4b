"""The rows of ``core/rows.py`` as columns: as of a quarter or every period's, for a nation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from qpr_rules.commentary import Note, Status
from qpr_rules.core.columns import ByArea, ByPeriod, Cells, Codes, Column, Columns, Same, fields_of
from qpr_rules.core.movements import movement, records, since_break, spell
from qpr_rules.core.plausibility import implausible
from qpr_rules.core.quarters import ByQuarter
from qpr_rules.core.rows import Evaluated, by_another, edge_of, figure_at, last_known
from qpr_rules.core.standards import changed_in_year, differ, due_at
from qpr_rules.definition import Kind
from qpr_rules.evaluation import DIRECTIONS, RATINGS, REASONS, Evaluation, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.panel import Integers
from qpr_rules.period import Frequency, last_day

_LATE, _ACTIVITY = REASONS.index(Reason.LATE), REASONS.index(Reason.ACTIVITY_ONLY)
_MISSING = int(State.MISSING)

BY_QUARTER = (
    "quarter",
    "last_rating",
    "movement",
    "previous_direction",
    "year_ago_direction",
    "standard_changed",
    "quarters_in_state",
    "times_in_state",
    "state_since",
    "best_in_years",
    "worst_in_years",
    "new_result",
    "last_figure",
    "last_period",
    "implausible",
    "actions_open",
    "actions_overdue",
)
"""The fields that live on quarters alone, and are left as they are in an empty ``Evaluation`` where rows are by period."""


def columns_as_of(found: Evaluated, quarter: int, notes: Mapping[str, Note], only: Collection[str] = ()) -> Columns:
    """The rows of ``rows_as_of``, in the same order and with the same fields. The verdicts must hold the due period.

    Where fields are named, others may be left out: see ``columns.fields_of``.
    """
    definition, whole = found.definition, found.evaluations
    grid = found.grid(quarter)
    column, previous, year_ago = (int(grid.columns[place]) for place in (-1, -2, -5))
    is_kpi = definition.kind is Kind.KPI
    was_active, was_there = not is_kpi or found.was_in_set(quarter - 1), found.was_in_set(quarter - 4)
    end = definition.calendar.last_day(Frequency.QUARTER, quarter)
    actions = notes.get(definition.id, Note()).actions
    fields = fields_of(found, [column], only)
    fields |= _state(found, grid) | _last_known(found, column)
    fields |= {
        "quarter": Same(definition.calendar.code(Frequency.QUARTER, quarter)),
        "previous_rating": Codes(grid.rating[:, [-2]], RATINGS) if was_active else Same(None),
        "year_ago_rating": Codes(grid.rating[:, [-5]], RATINGS) if was_there else Same(None),
        "previous_direction": Codes(grid.direction[:, [-2]], DIRECTIONS) if was_active else Same(None),
        "year_ago_direction": Codes(grid.direction[:, [-5]], DIRECTIONS) if was_there else Same(None),
        "movement": _movement(grid, was_active=was_active) if is_kpi else Same(None),
        "standard_changed": Same(changed_in_year(whole, column, previous)),
        "previous_standard_differs": _by_another(found, quarter - 1, column, previous)
        if was_active
        else Same(value=False),
        "year_ago_standard_differs": _by_another(found, quarter - 4, column, year_ago)
        if was_there
        else Same(value=False),
        "new_result": Cells(_arrived(found, column)[:, np.newaxis] & (column != previous)),
        "actions_open": Same(sum(action.status is Status.OPEN for action in actions)),
        "actions_overdue": Same(sum(action.is_overdue(end) for action in actions)),  # exact: integers
    }
    if not only or "implausible" in only:
        fields["implausible"] = _implausible(found, column)
    return Columns(len(whole.areas), 1, fields)


def _state(found: Evaluated, grid: ByQuarter) -> dict[str, Column]:
    """Time in the rating, the last one before it, and records."""
    calendar, start = found.definition.calendar, since_break(found.evaluations, grid)
    spells = spell(grid.rating[:, start:])
    best, worst = records(found.evaluations, grid, start)
    running, times = spells.running[:, np.newaxis], spells.times[:, np.newaxis]
    quarters = [calendar.code(Frequency.QUARTER, grid.first + place) for place in range(len(grid.columns))]
    since = np.where(running > 0, spells.since[:, np.newaxis] + start, len(quarters))
    return {
        "last_rating": Codes(
            spells.earlier[:, np.newaxis], [None if each is Rating.NOT_RATED else each for each in RATINGS]
        ),
        "quarters_in_state": Cells(running, running > 0),
        "times_in_state": Cells(times, times > 0),
        "state_since": Codes(since, [*quarters, ""]),
        "best_in_years": Cells(best[:, np.newaxis]),
        "worst_in_years": Cells(worst[:, np.newaxis]),
    }


def _movement(grid: ByQuarter, *, was_active: bool) -> Codes:
    befores = (*RATINGS, None)
    words = [movement(now, before) for now in RATINGS for before in befores]
    before = grid.rating[:, [-2]] if was_active else befores.index(None)
    return Codes(grid.rating[:, [-1]].astype(np.int64) * len(befores) + before, words)


def _by_another(found: Evaluated, quarter: int, column: int, then: int) -> Column:
    """Area by area only where the earlier quarter was published: each area was, with its own standard."""
    whole = found.evaluations
    if not found.earlier.get(quarter):
        return Same(differ(whole, column, then))
    target, floor = due_at(whole, column)
    rows = (Evaluation(area=area, target=target, floor=floor) for area in whole.areas)
    return ByArea([by_another(found, row, quarter, column, then) for row in rows])


def _arrived(found: Evaluated, column: int) -> Any:
    return found.panel.state[:, column] != _MISSING


def _last_known(found: Evaluated, column: int) -> dict[str, Column]:
    """The last figure and its period, of areas whose own is late: they are looked at one by one."""
    definition, whole = found.definition, found.evaluations
    reason = whole.reason[:, column]
    late = (reason == _LATE) | ((reason == _ACTIVITY) & ~_arrived(found, column))
    figures: list[Any] = [None] * len(whole.areas)
    periods = [""] * len(whole.areas)
    for area in late.nonzero()[0].tolist():
        if (known := last_known(whole, area, column)) is not None:
            figures[area] = figure_at(whole, area, known)
            periods[area] = definition.calendar.code(definition.frequency, whole.first + known)
    return {"last_figure": ByArea(figures), "last_period": ByArea(periods)}


def _implausible(found: Evaluated, column: int) -> ByArea:
    definition, whole = found.definition, found.evaluations
    target = edge_of(due_at(whole, column)[0])
    areas = range(len(whole.areas))
    return ByArea(
        [implausible(definition, found.panel, area, column, figure_at(whole, area, column), target) for area in areas]
    )


def columns_by_period(found: Evaluated, only: Collection[str] = ()) -> Columns:
    """The rows of ``rows_by_period``, in the same order and with the same fields.

    Where fields are named, others may be left out: see ``columns.fields_of``.
    """
    definition, whole = found.definition, found.evaluations
    calendar, frequency, retired = definition.calendar, definition.frequency, definition.retired
    ends = calendar.last_months(frequency, whole.first, whole.periods)
    shown = [
        column
        for column, end in enumerate(ends)
        if whole.stands[column] and (retired is None or last_day(end) < retired.on)
    ]
    fields = fields_of(found, shown, only)
    quarter, year = (max(1, months // frequency.months) for months in (3, 12))
    for name, back in (("previous", quarter), ("year_ago", year)):
        if not only or f"{name}_rating" in only:
            fields[f"{name}_rating"] = _earlier(whole.rating, shown, back)
        if not only or f"{name}_standard_differs" in only:
            fields[f"{name}_standard_differs"] = ByPeriod([differ(whole, column, column - back) for column in shown])
    return Columns(len(whole.areas), len(shown), fields)


def _earlier(rating: Integers, shown: list[int], back: int) -> Codes:
    before = [max(column - back, 0) for column in shown]
    codes = rating[:, before]
    codes[:, [column < back for column in shown]] = len(RATINGS)
    return Codes(codes, (*RATINGS, None))
