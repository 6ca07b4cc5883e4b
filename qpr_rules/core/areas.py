"""Areas that changed their code or merged: what came in before is added up, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from qpr_rules.definition import Definition
from qpr_rules.observation import State
from qpr_rules.panel import Integers, Panel
from qpr_rules.settings import Area


def inherited(definition: Definition, panel: Panel, areas: Iterable[Area]) -> Panel:
    """The panel in which each area has, before its first own month, what came under the codes it had before.

    Results of areas that merged are added up, as those of several months are: numerators and denominators apart. Where
    one of them is missing, so is the sum; where one is suppressed, the sum is. A plain value is taken over from one code,
    and cannot be made of several. What came in under the area's own code stands. Earlier codes leave the panel.

    An area that took over from another which itself merged inherits all of it; one that is to take over from itself nothing.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> state = np.array([[0, 1], [1, 0], [1, 0]])
    >>> panel = Panel(("NEW", "OLD", "TOO"), 24_000, np.array([[0, 8], [3, 0], [4, 0]]), np.array([[0, 9], [5, 0], [6, 0]]), state, state > 1)
    >>> found = inherited(kpi, panel, [Area("NEW", was=("OLD", "TOO"), since=24_001)])
    >>> found.areas, found.numerator.tolist(), found.denominator.tolist()
    (('NEW',), [[7, 8]], [[11, 9]])
    """
    heirs = sorted((each for each in areas if each.was and each.id not in each.was), key=lambda each: each.since)
    for area in heirs:
        if any(code in panel.areas for code in area.was):
            panel = _succeeding(definition, panel.including(area.id), area)
    return panel


def _succeeding(definition: Definition, panel: Panel, area: Area) -> Panel:
    ends = np.array(definition.calendar.last_months(definition.frequency, panel.first, panel.periods))
    before = ends < area.since
    rows = [panel.areas.index(code) for code in area.was if code in panel.areas]
    state = of_all(panel.state[rows], whole=len(rows) == len(area.was))
    if len(area.was) > 1 and not definition.measure.pools:
        state = np.zeros_like(state)
    at = panel.areas.index(area.id)
    taken = before & (panel.state[at] == State.MISSING)
    adds = taken & (state == State.PRESENT)

    def with_row(cells: Integers, row: Any, where: Any) -> Integers:
        found = cells.copy(order="F")
        found[at, where] = row[where]
        return found

    whole = replace(
        panel,
        numerator=with_row(panel.numerator, added(panel.numerator[rows]), adds),
        denominator=None
        if panel.denominator is None
        else with_row(panel.denominator, added(panel.denominator[rows]), adds),
        state=with_row(panel.state, state, taken),
        provisional=with_row(panel.provisional, panel.provisional[rows].any(axis=0), adds),
    )
    return whole.without(area.was)


def added(rows: Integers) -> Any:
    """The sum of some rows, column by column."""
    total = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total


def of_all(states: Integers, *, whole: bool) -> Any:
    """What is known of a sum, column by column. A part to which the measure does not apply adds nothing."""
    found = np.full(states.shape[1], int(State.MISSING), dtype=states.dtype)
    if not whole:
        return found
    present, applies = states == State.PRESENT, states != State.NOT_APPLICABLE
    found[(present | ~applies).all(axis=0)] = int(State.PRESENT)
    found[~applies.any(axis=0)] = int(State.NOT_APPLICABLE)
    found[(states == State.SUPPRESSED).any(axis=0) & (states != State.MISSING).all(axis=0)] = int(State.SUPPRESSED)
    return found
