"""Observations of one definition become its panel of exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from qpr_rules.bulk import Bulk
from qpr_rules.definition import Definition
from qpr_rules.observation import Observation, State
from qpr_rules.panel import INT64_LIMIT, Integers, Panel
from qpr_rules.quantity import places, scaled


def panel_of(definition: Definition, observations: Sequence[Observation]) -> Panel:
    """The panel of a definition, from its first period to its last; areas in the order of code points.

    Cumulative results stay as supplied. int64 while every sum stays below ``INT64_LIMIT``, otherwise Python integers.
    """
    if isinstance(observations, Bulk):
        return _of_bulk(definition, observations)
    areas = tuple(sorted({each.area for each in observations}))
    first = min((each.period for each in observations), default=0)
    last = max((each.period for each in observations), default=-1)
    row = {area: place for place, area in enumerate(areas)}
    at = ([row[each.area] for each in observations], [each.period - first for each in observations])
    shape = (len(areas), last - first + 1)
    numerator, numerator_places = _scaled([each.numerator for each in observations], at, shape)
    denominator, denominator_places = _scaled([each.denominator for each in observations], at, shape)
    state, provisional = np.zeros(shape, dtype=np.int8, order="F"), np.zeros(shape, dtype=bool, order="F")
    state[at] = [each.state for each in observations]
    provisional[at] = [each.provisional and each.state is State.PRESENT for each in observations]
    ratio = definition.measure.is_ratio
    return Panel(
        areas,
        first,
        numerator,
        denominator if ratio else None,
        state,
        provisional,
        numerator_places,
        denominator_places if ratio else 0,
    )


def _of_bulk(definition: Definition, bulk: Bulk) -> Panel:
    from qpr_rules.reading.bulk.rows import panel_of_rows  # only large files need it

    rows = bulk.rows
    first, last = int(rows.period.min()), int(rows.period.max())
    return panel_of_rows(definition, rows, rows.area, rows.period - first, bulk.areas, first, last - first + 1)


def observations_of(definition: Definition, panel: Panel, area: str) -> tuple[Observation, ...]:
    """What a panel holds of an area, as results: of one that inherited or rolls up, what it has from others."""
    if area not in panel.areas:
        return ()
    row = panel.only(area)
    parts = [(row.numerator, row.numerator_places), (row.denominator, row.denominator_places)]
    found = []
    for column, held in enumerate(row.state[0].tolist()):
        if (state := State(held)) is not State.MISSING:
            above, below = (
                Decimal(f"{int(cells[0, column])}E-{digits}") if cells is not None and state is State.PRESENT else None
                for cells, digits in parts
            )
            provisional = bool(row.provisional[0, column])
            found.append(Observation(definition.id, area, row.first + column, above, below, state, provisional, "", 0))
    return tuple(found)


def _scaled(
    numbers: list[Decimal | None], at: tuple[list[int], list[int]], shape: tuple[int, int]
) -> tuple[Integers, int]:
    digits = max((places(number) for number in set(numbers) if number is not None), default=0)
    cells = [0 if number is None else scaled(number, digits) if digits else int(number) for number in numbers]
    kind: Any = np.int64 if sum(map(abs, cells)) < INT64_LIMIT else object
    array = np.zeros(shape, dtype=kind, order="F")
    array[at] = cells
    return array, digits
