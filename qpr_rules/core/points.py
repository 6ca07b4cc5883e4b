"""The points that a direction is found from: blocks of three months, a KPI's own periods, or its rated figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from qpr_rules.core.ratings import exact_ratio, largest
from qpr_rules.core.regression import Floats
from qpr_rules.core.windows import Pooled, Windows, blocks, flows, pool
from qpr_rules.definition import Definition, Reported, WindowKind
from qpr_rules.direction import Over
from qpr_rules.panel import Integers, Panel
from qpr_rules.period import Frequency


@dataclass(frozen=True, slots=True)
class Points:
    """What a direction is found from: at every column a value, whether it counts, and the first column it speaks of.

    Points are ``step`` columns apart. ``y`` is the value in the unit, as the nearest float. ``parts``, for values that
    are only a part of the figure (a quarter of a twelve-month count), holds the periods of the figure at each column and
    of the part; a band is for the whole.
    """

    pooled: Pooled
    counts: Integers
    begins: Any
    step: int
    y: Floats
    parts: tuple[Any, int] | None = None


def points_of(definition: Definition, panel: Panel, windows: Windows, pooled: Pooled) -> Points:
    """The series that a direction is found from: blocks of three months, the KPI's own periods, or the rated figures."""
    over, months = definition.direction.over, definition.frequency.months
    if over is Over.FIGURES or not definition.direction.method.uses_points:
        return _points(definition, panel, pooled, windows.begins, windows.stands, _figure_step(definition))
    own = flows(panel, definition) if definition.reported is Reported.CUMULATIVE else panel
    quarterly = over is Over.QUARTERS and definition.frequency is not Frequency.YEAR
    step = 3 // months if quarterly else 1
    # A plain value, or a result already rolled, cannot be added to its neighbours: the block's last one stands for it.
    pools = definition.measure.pools and definition.reported is not Reported.ROLLED
    block = blocks(step if pools else 1, panel.periods)
    chosen = windows if definition.reported is Reported.ROLLED else block
    found = _points(definition, own, pool(own, block, definition.measure.stock), chosen.begins, True, step)
    if not pools or (definition.measure.is_ratio and definition.measure.stock is None):
        return found
    return replace(found, parts=(np.arange(panel.periods) - windows.begins + 1, step))


def _figure_step(definition: Definition) -> int:
    own = definition.frequency.months
    return {WindowKind.QUARTER: 3, WindowKind.YEAR: 12}.get(definition.window.kind, own) // own


def _points(definition: Definition, panel: Panel, pooled: Pooled, begins: Any, stands: Any, step: int) -> Points:
    counts = pooled.complete & stands
    if pooled.denominator is not None:
        counts &= pooled.denominator != 0
    return Points(pooled, counts, begins, step, _quotients(definition, panel, pooled, counts))


def _quotients(definition: Definition, panel: Panel, pooled: Pooled, counts: Integers) -> Floats:
    """Figures as floats: each the one nearest to the exact figure, whatever the panel's scale and kind of integers.

    Whole numbers below 2**53 are floats exactly, so that their quotient is rounded once; larger ones are divided as
    Python integers, which does the same.
    """
    figures = exact_ratio(definition, panel, pooled, 0)
    numerator, divisor, up, down = figures.numerator, figures.denominator, figures.up, figures.down
    if divisor is None:
        divisor = np.ones((1, 1), dtype=np.int64)
    elif not counts.all():
        divisor = np.where(counts, divisor, 1)
    if max(largest(numerator) * up, largest(divisor) * down) < 2**53:
        quotients: Floats = numerator.astype(np.float64)
        quotients *= up
        quotients /= (divisor if down == 1 else divisor * down).astype(np.float64)
        return quotients
    return np.asarray(numerator.astype(object) * up / (divisor.astype(object) * down), dtype=np.float64)


def since_break(definition: Definition, months: Sequence[int]) -> Any:
    """For each column, the first that begins after the latest break: trends start there.

    ``months`` are the columns' last months. A period that a break divides belongs to neither side.
    """
    step, ends = definition.frequency.months, np.array(months, dtype=np.int64)
    openings = np.zeros_like(ends)  # month 0, two thousand years ago, where there was none
    for change in definition.breaks:
        np.maximum(openings, change.month, out=openings, where=ends >= change.month)
    return np.arange(len(ends)) - (ends - step + 1 - openings) // step


def fits(points: Points, since: Any, back: Any) -> Any:
    """For each column, whether the point ``back`` columns earlier lies in the panel and begins after the latest break.

    ``back`` may be a column of numbers: then there is a row for each.
    """
    columns = np.arange(len(since))
    return (columns >= back) & (points.begins[np.maximum(columns - back, 0)] >= since)


def lagged(cells: Any, back: int, columns: slice) -> Any:
    """What stood ``back`` columns before each of the columns; zero (or False) before the panel's first."""
    begin, end = columns.start - back, columns.stop - back
    if begin >= 0:
        return cells[:, begin:end]
    moved = np.zeros((cells.shape[0], end - begin), dtype=cells.dtype, order="F")
    if end > 0:
        moved[:, -begin:] = cells[:, :end]
    return moved
