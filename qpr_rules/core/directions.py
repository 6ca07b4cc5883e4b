"""Directions: whether a KPI is improving or worsening, or there is no clear trend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from qpr_rules.core.ratings import Ratio, exact_ratio
from qpr_rules.core.regression import Floats, Point, fit
from qpr_rules.core.standards import InForce, Level
from qpr_rules.core.windows import Pooled, Windows, blocks, flows, pool
from qpr_rules.definition import Definition, Kind, Method, Over, Polarity, Reported, WindowKind
from qpr_rules.evaluation import DIRECTIONS, Direction
from qpr_rules.panel import Integers, Panel
from qpr_rules.period import Frequency

MINIMUM_POINTS = 5
"""Fewer points than this make no trend (DESIGN.md, Direction); fewer still where the method itself uses fewer."""

_CELLS = 2**15
"""Cells regressed at a time, so that what a pass touches stays in the processor's cache."""

_CODE = {direction: code for code, direction in enumerate(DIRECTIONS)}


@dataclass(frozen=True, slots=True)
class Trend:
    """Codes of directions, and the test behind them; slope and p are NaN where there was none."""

    direction: Integers
    points: Integers
    slope: Floats
    p_value: Floats


@dataclass(frozen=True, slots=True)
class Points:
    """What a direction is found from: at every column a value, whether it counts, and the first column it speaks of.

    Points are ``step`` columns apart. ``y`` is the value in the unit: the correctly rounded quotient of whole numbers,
    times the unit's multiplier. ``parts``, for values that are only a part of the figure (a quarter of a twelve-month
    count), holds the periods of the figure at each column and of the part; a band is for the whole.
    """

    pooled: Pooled
    counts: Integers
    begins: Any
    step: int
    y: Floats
    parts: tuple[Any, int] | None = None


def points_of(definition: Definition, panel: Panel, windows: Windows, pooled: Pooled) -> Points:
    """The series that is regressed: blocks of three months, the KPI's own periods, or the rated figures."""
    over, months = definition.direction.over, definition.frequency.months
    if over is Over.FIGURES or definition.direction.method is not Method.REGRESSION:
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
    months = {WindowKind.QUARTER: 3, WindowKind.YEAR: 12}.get(definition.window.kind, 0)
    return max(1, months // definition.frequency.months)


def _points(definition: Definition, panel: Panel, pooled: Pooled, begins: Any, stands: Any, step: int) -> Points:
    counts = pooled.complete & stands
    if pooled.denominator is not None:
        counts &= pooled.denominator != 0
    return Points(pooled, counts, begins, step, _quotients(definition, panel, pooled, counts))


def _quotients(definition: Definition, panel: Panel, pooled: Pooled, counts: Integers) -> Floats:
    """Figures as floats, each the same bits whether its whole numbers came as int64 or as Python integers.

    int64 panels hold sums below 2**53 (reading/panels), so both roads divide the same exact values once.
    """
    if pooled.denominator is None:
        return np.asarray(pooled.numerator / 10**panel.numerator_places, dtype=np.float64)
    divisor = np.where(counts, pooled.denominator, 1)
    scale = definition.unit.per * 10.0 ** (panel.denominator_places - panel.numerator_places)
    return np.asarray(pooled.numerator / divisor, dtype=np.float64) * scale


def directions_for(
    definition: Definition, panel: Panel, windows: Windows, pooled: Pooled, levels: InForce, months: list[int]
) -> Trend:
    """The direction at every column by the definition's method. ``months`` are the columns' last months (ordinals)."""
    points = points_of(definition, panel, windows, pooled)
    since = since_break(definition, months)
    if definition.direction.method is Method.REGRESSION:
        return _regress(definition, panel, points, levels, since)
    back = 3 if definition.direction.method is Method.LAST_QUARTER else 12
    return _compare(definition, panel, points, levels, since, max(1, back // definition.frequency.months))


def since_break(definition: Definition, months: list[int]) -> Any:
    """For each column, the first that begins after the latest break: trends start there.

    ``months`` are the columns' last months. A period that a break divides belongs to neither side.
    """
    step = definition.frequency.months
    starts = []
    for column, month in enumerate(months):
        passed = [change.month for change in definition.breaks if change.month <= month]
        opening = max(passed, default=None)
        starts.append(-(10**6) if opening is None else column - (month - step + 1 - opening) // step)
    return np.array(starts, dtype=np.int64)


def _lagged(cells: Any, back: int, columns: slice) -> Any:
    """What stood ``back`` columns before each of the columns; zero (or False) before the panel's first."""
    begin, end = columns.start - back, columns.stop - back
    if begin >= 0:
        return cells[:, begin:end]
    moved = np.zeros((cells.shape[0], end - begin), dtype=cells.dtype, order="F")
    if end > 0:
        moved[:, -begin:] = cells[:, :end]
    return moved


def _regress(definition: Definition, panel: Panel, points: Points, levels: InForce, since: Any) -> Trend:
    count, shape = definition.direction.points, points.y.shape
    direction = np.full(shape, _CODE[Direction.INSUFFICIENT_DATA], dtype=np.int8, order="F")
    used = np.zeros(shape, dtype=np.int16, order="F")
    slope, p_value = np.full(shape, np.nan, order="F"), np.full(shape, np.nan, order="F")
    down, up = _words(definition)
    significance = float(definition.direction.significance)
    towards_better = -1 if _sign(definition) < 0 or _stays_close(definition) else 1
    latest = points.counts
    if _stays_close(definition):
        latest = latest & (np.array(levels.standard) >= 0)
    for columns, places in _runs(points, since, count):
        rows = max(1, _CELLS // (columns.stop - columns.start))
        for low in range(0, shape[0], rows):
            cells = (slice(low, low + rows), columns)
            if len(places) < min(MINIMUM_POINTS, count):
                np.copyto(used[cells], _number(points, places, count, *cells))
                continue
            found = fit(places, _reader(definition, panel, points, levels, places, *cells))
            enough = (found.n >= min(MINIMUM_POINTS, count)) & latest[cells]
            trend = enough & (found.p_value < significance)
            better = found.slope * towards_better > 0
            np.copyto(direction[cells], _CODE[Direction.NO_CLEAR_TREND], where=enough)
            np.copyto(direction[cells], _CODE[up], where=trend & better)
            np.copyto(direction[cells], _CODE[down], where=trend & ~better)
            np.copyto(used[cells], found.n, casting="unsafe")
            np.copyto(slope[cells], found.slope, where=enough)
            np.copyto(p_value[cells], found.p_value, where=enough)
    return Trend(direction, used, slope, p_value)


def _runs(points: Points, since: Any, count: int) -> list[tuple[slice, list[int]]]:
    """The columns, cut into runs that may use the same points: those within the panel and after the latest break.

    Within a run a series without gaps needs no masks. Points are numbered 0 to ``count`` - 1, the newest last.
    """
    columns = np.arange(len(points.begins))
    backs = [points.step * (count - 1 - i) for i in range(count)]
    fits = np.array([_fits(points, since, back) for back in backs]).reshape(count, -1)
    edges = [0, *(np.flatnonzero((fits[:, 1:] != fits[:, :-1]).any(axis=0)) + 1).tolist(), len(columns)]
    return [
        (slice(begin, end), np.flatnonzero(fits[:, begin]).tolist()) for begin, end in pairwise(edges) if begin < end
    ]


def _fits(points: Points, since: Any, back: int) -> Any:
    """For each column, whether the point ``back`` columns earlier lies in the panel and begins after the latest break."""
    columns = np.arange(len(since))
    return (columns >= back) & (points.begins[np.maximum(columns - back, 0)] >= since)


def _number(points: Points, places: list[int], count: int, rows: slice, columns: slice) -> Integers:
    """How many of the points count."""
    number: Integers = np.zeros(points.counts[rows, columns].shape, dtype=np.int16)
    for i in places:
        number += _lagged(points.counts[rows], points.step * (count - 1 - i), columns)
    return number


def _words(definition: Definition) -> tuple[Direction, Direction]:
    """The words for worse and better; an activity indicator falls and rises."""
    if definition.kind is Kind.ACTIVITY:
        return Direction.FALLING, Direction.RISING
    return Direction.WORSENING, Direction.IMPROVING


def _sign(definition: Definition) -> int:
    """Which way is up; an activity indicator rises whatever its polarity."""
    return 1 if definition.kind is Kind.ACTIVITY else definition.sign


def _stays_close(definition: Definition) -> bool:
    return definition.polarity is Polarity.STAY_CLOSE and definition.kind is Kind.KPI


def _reader(
    definition: Definition,
    panel: Panel,
    points: Points,
    levels: InForce,
    places: list[int],
    rows: slice,
    columns: slice,
) -> Callable[[int], Point]:
    """The function that gives the regression its point ``i``: for every column, the value so many steps earlier."""
    backs = [points.step * (definition.direction.points - 1 - place) for place in places]
    dense = points.counts[rows, columns.start - backs[0] : columns.stop].all()

    def point(i: int) -> Point:
        value = _lagged(points.y[rows], backs[i], columns)
        if _stays_close(definition):
            value = _distance(definition, panel, points, levels, rows, columns, backs[i])
        return value, True if dense else _lagged(points.counts[rows], backs[i], columns)

    return point


def _distance(
    definition: Definition, panel: Panel, points: Points, levels: InForce, rows: slice, columns: slice, back: int
) -> Floats:
    """How far earlier values lie outside the band in force at the latest figure; exactly 0 inside it."""
    band = Level(levels.target.low[columns], levels.target.high[columns])
    value = _lagged(points.y[rows], back, columns)
    figures = exact_ratio(definition, panel, points.pooled, levels.places)
    numerator = _lagged(figures.numerator[rows], back, columns)
    if points.parts is not None:
        whole, part = points.parts
        numerator, value = numerator * whole[columns], value * (whole[columns] / part)
    inside = Ratio(
        numerator,
        None if figures.denominator is None else _lagged(figures.denominator[rows], back, columns),
        figures.up,
        figures.down * (1 if points.parts is None else points.parts[1]),
    ).meets(band)
    scale = 10**levels.places
    low = np.array([0.0 if bound is None else bound / scale for bound in band.low])
    high = np.array([0.0 if bound is None else bound / scale for bound in band.high])
    return np.where(inside, 0.0, np.maximum(low - value, value - high))


def _compare(definition: Definition, panel: Panel, points: Points, levels: InForce, since: Any, back: int) -> Trend:
    """The exact figure against the one ``back`` columns earlier, cross-multiplied in Python integers."""
    whole = slice(0, points.y.shape[1])
    figures = exact_ratio(definition, panel, points.pooled, levels.places)
    numerator = figures.numerator.astype(object) * figures.up
    denominator = np.ones_like(numerator) if figures.denominator is None else figures.denominator.astype(object)
    denominator = denominator * figures.down
    then_n, then_d = _lagged(numerator, back, whole), _lagged(denominator, back, whole)
    known = points.counts & _lagged(points.counts, back, whole) & _fits(points, since, back)
    if _stays_close(definition):
        known &= np.array(levels.standard) >= 0
        band = levels.target
        gain = _outside(then_n, then_d, band) * denominator - _outside(numerator, denominator, band) * then_d
    else:
        gain = (numerator * then_d - then_n * denominator) * _sign(definition)
    down, up = _words(definition)
    direction = np.full(gain.shape, _CODE[Direction.INSUFFICIENT_DATA], dtype=np.int8, order="F")
    np.copyto(direction, _CODE[Direction.NO_CLEAR_TREND], where=known)
    np.copyto(direction, _CODE[up], where=known & (gain > 0))
    np.copyto(direction, _CODE[down], where=known & (gain < 0))
    untested = np.full(gain.shape, np.nan)
    return Trend(direction, np.where(known, 2, points.counts).astype(np.int16), untested, untested)


def _outside(numerator: Integers, denominator: Integers, band: Level) -> Integers:
    """Distance to the band times the denominator, in whole numbers; 0 inside."""
    low = np.array([bound or 0 for bound in band.low], dtype=object)
    high = np.array([bound or 0 for bound in band.high], dtype=object)
    outside: Integers = np.maximum(np.maximum(low * denominator - numerator, numerator - high * denominator), 0)
    return outside
