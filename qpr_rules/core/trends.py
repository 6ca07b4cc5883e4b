"""Trends by regression, for many areas and every column at once.

A cell whose points have no gap is put together from what its neighbours use too (``moments``); one with a gap, or whose
points depend on the column they are looked at from, is regressed point by point (``regression.fit``). Which way a cell
goes depends on its own points alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, TypeAlias

import numpy as np

from qpr_rules.core.moments import Stretches, side_by_side
from qpr_rules.core.points import Points, fits, lagged
from qpr_rules.core.ratings import Ratio, exact_ratio, nested
from qpr_rules.core.regression import Floats, distinct, fit, slopes
from qpr_rules.core.standards import InForce, Level
from qpr_rules.definition import Definition, Kind, Polarity
from qpr_rules.evaluation import DIRECTIONS, Direction
from qpr_rules.panel import Integers, Panel

MINIMUM_POINTS = 5
"""Fewer points than this make no trend (docs/reference/method.md, The direction); fewer still where the method itself uses fewer."""

_CELLS = 2**18
"""Cells regressed at a time. Fewer would stay nearer to the processor; but between two passes a thread may have to wait for
another, and with a quarter as many cells as this, two threads take nearly as long as one (docs/decisions/0028-memory-kept.md)."""

CODE = {direction: code for code, direction in enumerate(DIRECTIONS)}

Cells: TypeAlias = "tuple[Any, Any]"
"""Rows and columns: two slices, or two arrays that name the cells one by one."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Codes of directions, and the test behind them; slope and p are NaN where there was none."""

    direction: Integers
    points: Integers
    slope: Floats
    p_value: Floats

    def since(self, column: int, trends: int) -> Trend:
        """The same from a column on; before the column ``trends`` nothing has been looked at."""
        self.direction[:, column:trends] = CODE[Direction.INSUFFICIENT_DATA]
        self.points[:, column:trends] = 0
        for cells in (self.slope, self.p_value):
            cells[:, column:trends] = np.nan
        return Trend(*(cells[:, column:] for cells in (self.direction, self.points, self.slope, self.p_value)))


def regressed(
    definition: Definition,
    panel: Panel,
    points: Points,
    levels: InForce,
    since: Any,
    asked: int,
    room: Mapping[str, Any],
) -> Trend:
    """The direction at every column from ``asked`` on, by the last points up to it; nothing is said of those before.

    ``since`` is the first column each trend may use; ``room`` may have arrays to make the trend in.
    """
    count = definition.direction.points
    usable = fits(points, since, points.step * np.arange(count)[:, np.newaxis])
    most = np.count_nonzero(np.logical_and.accumulate(usable, axis=0), axis=0)
    edges = [asked, *(np.flatnonzero(np.diff(most[asked:])) + asked + 1).tolist(), len(most)]
    runs = [(slice(begin, end), int(most[begin])) for begin, end in pairwise(edges) if begin < end]
    found = _Regressing(definition, panel, points, levels, usable, room)
    for _, alike in groupby(runs, lambda run: (run[1] < found.least, run[1] == count)):
        together = list(alike)
        rows = max(1, _CELLS // (together[-1][0].stop - found.first_of(together)))
        for chunk in panel.chunks(rows * panel.periods):
            found.regress(chunk, together)
    return found.trend


class _Regressing:
    """One definition's trends while they are found, some areas at a time.

    ``usable`` says for each point, newest first, at which columns it lies in the panel and after the latest break.
    """

    def __init__(
        self,
        definition: Definition,
        panel: Panel,
        points: Points,
        levels: InForce,
        usable: Any,
        room: Mapping[str, Any],
    ) -> None:
        self.points, self.levels, self.usable = points, levels, usable
        self.least = min(MINIMUM_POINTS, definition.direction.points)
        self.significance = float(definition.direction.significance)
        self.worse, self.better = (CODE[word] for word in words(definition))
        self.close = stays_close(definition)
        self.figures = exact_ratio(definition, panel, points.pooled, levels.places)
        self.towards_better = -1 if sign_of(definition) < 0 or self.close else 1
        self.latest = points.counts & (np.array(levels.standard) >= 0) if self.close else points.counts
        kinds = {"direction": np.int8, "points": np.int16, "slope": np.float64, "p_value": np.float64}
        made = {name: room.get(name) for name in kinds}
        self.trend = Trend(
            *(
                np.empty(points.y.shape, dtype=kinds[name], order="F") if cells is None else cells
                for name, cells in made.items()
            )
        )

    def regress(self, rows: slice, runs: list[tuple[slice, int]]) -> None:
        """Find the trends of some areas; the runs, side by side, are columns that may use equally many points.

        All of them may use points enough, or none.
        """
        columns, first = slice(runs[0][0].start, runs[-1][0].stop), self.first_of(runs)
        stretches = Stretches(self.points.y[rows, first : columns.stop], self.points.step, columns.stop - columns.start)
        for run, most in runs:
            self.trend.points[rows, run] = most
        if runs[0][1] < self.least:
            self._untested(rows, columns, True)
        elif not self.close:
            found = [
                stretches.ending(most, slice(None), slice(run.start - first, run.stop - first)) for run, most in runs
            ]
            self._conclude((rows, columns), *slopes(side_by_side(found)))
        if self.close or not self.points.counts[rows, first : columns.stop].all():
            self._with_gaps(rows, columns, stretches, first)

    def _untested(self, rows: slice, columns: slice, where: Any) -> None:
        np.copyto(self.trend.direction[rows, columns], CODE[Direction.INSUFFICIENT_DATA], where=where)
        for floats in (self.trend.slope, self.trend.p_value):
            np.copyto(floats[rows, columns], np.nan, where=where)

    def first_of(self, runs: list[tuple[slice, int]]) -> int:
        """The first column that any of these trends is found from."""
        firsts: list[int] = [run.start - self.points.step * max(most - 1, 0) for run, most in runs]
        return min(firsts)

    def _with_gaps(self, rows: slice, columns: slice, stretches: Stretches, first: int) -> None:
        """Cells some of whose points are missing: those whose gaps all come before their points, and the others.

        What has been said of them as if none were is written over. The stretches begin at the column ``first``.
        """
        presents = [self._present(rows, columns, back) for back in range(len(self.usable))]
        running = presents[0].copy()
        number, length = running.astype(np.int16), running.astype(np.int16)
        for present in presents[1:]:
            running &= present
            number += present
            length += running
        wanting = (number < self.trend.points[rows, columns]) | self.close
        self.trend.points[rows, columns] = number
        self._untested(rows, columns, wanting)
        wanting &= (number >= self.least) & self.latest[rows, columns]
        gapless = wanting & (number == length) & (not self.close)
        for size in distinct(length[gapless]):
            at, column = places(gapless & (length == size))
            cells = (at + rows.start, column + columns.start)
            self._conclude(cells, *slopes(stretches.ending(size, at, cells[1] - first)))
        others = places(wanting & ~gapless)
        if others[0].size:
            cells = (others[0] + rows.start, others[1] + columns.start)
            backs = range(len(self.usable) - 1, -1, -1)
            value = self._distance if self.close else self._value
            step = self.points.step
            found = fit(
                [-back for back in backs],
                lambda i: (value(rows, columns, backs[i] * step)[others], presents[backs[i]][others]),
            )
            self._conclude(cells, found.slope, found.p_value)

    def _present(self, rows: slice, columns: slice, back: int) -> Any:
        """Whether the point so many points before each cell's latest counts."""
        counts: Any = lagged(self.points.counts[rows], back * self.points.step, columns) & self.usable[back, columns]
        return counts

    def _value(self, rows: slice, columns: slice, back: int) -> Floats:
        found: Floats = lagged(self.points.y[rows], back, columns)
        return found

    def _conclude(self, cells: Cells, slope: Floats, p_value: Floats) -> None:
        """Write down the verdicts of cells that have points enough."""
        trend = p_value < self.significance
        better = trend & (slope > 0 if self.towards_better > 0 else slope < 0)
        self.trend.direction[cells] = nested((CODE[Direction.NO_CLEAR_TREND], self.worse, self.better), trend, better)
        self.trend.slope[cells] = slope
        self.trend.p_value[cells] = p_value

    def _distance(self, rows: slice, columns: slice, back: int) -> Floats:
        """How far earlier values lie outside the band in force at the latest figure; exactly 0 inside it."""
        levels, figures, part = self.levels, self.figures, 1
        band = Level(levels.target.low[columns], levels.target.high[columns])
        value, numerator = self._value(rows, columns, back), lagged(figures.numerator[rows], back, columns)
        if self.points.parts is not None:
            wholes, part = self.points.parts
            numerator, value = numerator * wholes[columns], value * (wholes[columns] / part)
        denominator = None if figures.denominator is None else lagged(figures.denominator[rows], back, columns)
        (inside,) = Ratio(numerator, denominator, figures.up, figures.down * part).meets(band)
        scale = 10**levels.places
        low = np.array([0.0 if bound is None else bound / scale for bound in band.low])
        high = np.array([0.0 if bound is None else bound / scale for bound in band.high])
        return np.where(inside, 0.0, np.maximum(low - value, value - high))


def places(where: Any) -> tuple[Any, Any]:
    """The rows and columns of the true cells, one column after another, as they lie in memory."""
    column, row = np.divmod(np.flatnonzero(where.T), len(where))
    return row, column


def words(definition: Definition) -> tuple[Direction, Direction]:
    """The words for worse and better; an activity indicator falls and rises."""
    if definition.kind is Kind.ACTIVITY:
        return Direction.FALLING, Direction.RISING
    return Direction.WORSENING, Direction.IMPROVING


def sign_of(definition: Definition) -> int:
    """Which way is up; an activity indicator rises whatever its polarity."""
    return 1 if definition.kind is Kind.ACTIVITY else definition.sign


def stays_close(definition: Definition) -> bool:
    """Whether every point is regressed by its distance to the band."""
    return definition.polarity is Polarity.STAY_CLOSE and definition.kind is Kind.KPI
