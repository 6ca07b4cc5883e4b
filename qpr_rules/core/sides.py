"""Directions by natural process limits, for many areas and every column at once; every comparison is decided exactly.

Floats decide where they are sure: where a point is farther from a line than all their rounding could be. Elsewhere, and
ties are elsewhere, the cell is worked out again in fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from qpr_rules.core.limits import FACTOR, NEAR, RUN, limits_of, signals
from qpr_rules.core.points import Points, fits, lagged
from qpr_rules.core.ratings import Ratio, exact_ratio, largest
from qpr_rules.core.regression import Floats
from qpr_rules.core.standards import InForce
from qpr_rules.core.trends import CODE, MINIMUM_POINTS, Trend, sign_of, stays_close, words
from qpr_rules.definition import Definition
from qpr_rules.direction import Signal
from qpr_rules.evaluation import Direction
from qpr_rules.panel import Integers, Panel

_DOUBT = 1e-12
"""What rounding can make of a difference of the largest value. With n points it is below (8 n + 64) / 2**53 of it, which
is a tenth of this for 120, the most there are: each value is rounded once, each sum n times, and 2.66 is taken twice."""

_WHOLE = 2**53
"""Whole numbers below this, their sums and products, are exact in floats."""

_INT64 = 2**62

_TIMES = 300
"""Makes whole numbers of both 2.66 and two thirds of it: 798 and 532."""


def limited(definition: Definition, panel: Panel, points: Points, levels: InForce, since: Any) -> Trend:
    """The direction at every column, by the limits of the last points up to it; ``since`` is the first column each may use.

    A direction is given where the latest point is part of a special cause: the way of the first of ``Signal`` that holds.
    """
    return _Limiting(definition, panel, points, levels, since).trend()


class _Limiting:
    """One definition's points while their limits are found."""

    def __init__(self, definition: Definition, panel: Panel, points: Points, levels: InForce, since: Any) -> None:
        self.definition, self.points, self.levels, self.since = definition, points, levels, since
        self.figures = exact_ratio(definition, panel, points.pooled, levels.places)
        self.whole = slice(0, points.y.shape[1])
        self.values, self.sharp = self._as_floats(exact_ratio(definition, panel, points.pooled, 0))
        count = definition.direction.points
        # Seven points are looked at; where fewer are used, the others are not there.
        self.backs = range(max(count, RUN))
        self.used = [fits(points, since, back * points.step) & (back < count) for back in self.backs]

    def _as_floats(self, figures: Ratio) -> tuple[Floats, Any]:
        """The points, all times one number, and which of them are whole: where they lie to one another is the same."""
        over = figures.numerator.astype(np.float64) * float(figures.up)
        fit = largest(figures.numerator) * figures.up < _WHOLE
        if figures.denominator is None:
            return over, np.full(over.shape, fit)
        under = np.where(figures.denominator == 0, 1, figures.denominator).astype(np.float64) * float(figures.down)
        return self.points.y, fit & (np.fmod(over, under) == 0)

    def trend(self) -> Trend:
        """The direction at every column."""
        shape = self.values.shape
        number, ranges, total, moved, top = (np.zeros(shape) for _ in range(5))
        sharp, before, kept = np.ones(shape, dtype=bool), (np.zeros(shape, dtype=bool), total), []
        for back in self.backs:
            here, value = self._point(back)
            beside = here & before[0]
            number += here
            ranges += beside
            total += value
            moved += np.where(beside, np.abs(before[1] - value), 0.0)
            top = np.maximum(top, np.abs(value))
            sharp &= ~here | lagged(self.sharp, back * self.points.step, self.whole)
            before = here, value
            kept += [before][: RUN - back]
        enough = kept[0][0] & (ranges >= min(MINIMUM_POINTS, self.definition.direction.points) - 1)
        if stays_close(self.definition):
            enough &= np.array(self.levels.standard) >= 0
        sharp &= _TIMES * number * ranges * top * 8 < _WHOLE
        side: list[Any] = []
        near: list[Any] = []
        outer: list[Any] = []
        doubtful = np.zeros(shape, dtype=bool)
        for back, (there, value) in enumerate(kept):
            away = number * value - total
            doubtful |= there & (np.abs(away) <= _DOUBT * number * top)
            side.append(np.sign(away).astype(np.int8) * there)
            for ranges_away, found, of in ((NEAR, near, 3), (FACTOR, outer, 1)):
                if back < of:
                    over = _TIMES * ranges * np.abs(away) - int(_TIMES * ranges_away) * number * moved
                    doubtful |= there & (np.abs(over) <= _DOUBT * _TIMES * ranges * number * top)
                    found.append(there & (over > 0))
        for row, column in zip(*np.nonzero(doubtful & enough & ~sharp), strict=True):
            self._settle(row, column, side, near, outer)
        rises = [rise * kept[back][0] * kept[back + 1][0] for back, rise in enumerate(self._rises())]
        return self._concluded(enough, number, signals(side, rises, near, outer[0]))

    def _point(self, back: int) -> tuple[Any, Floats]:
        """Whether the point so many before each column's counts, and its value, 0 where it does not."""
        away = back * self.points.step
        here = lagged(self.points.counts, away, self.whole) & self.used[back]
        return here, np.where(here, lagged(self.values, away, self.whole), 0.0)

    def _rises(self) -> list[Integers]:
        """For each of six points, newest first, 1 where it is above the one before, -1 below: multiplied crosswise, exact."""
        numerator, denominator = self.figures.numerator, self.figures.denominator
        if denominator is None:
            denominator = np.ones((1, self.whole.stop), dtype=np.int64)
        if largest(numerator) * largest(denominator) >= _INT64:
            numerator, denominator = numerator.astype(object), denominator.astype(object)
        step = self.points.step
        then = lagged(numerator, step, self.whole), lagged(denominator, step, self.whole)
        gain = numerator * then[1] - then[0] * denominator
        rise = np.asfortranarray((gain > 0).astype(np.int8) - (gain < 0))
        return [lagged(rise, back * step, self.whole) for back in range(RUN - 1)]

    def _settle(self, row: int, column: int, side: list[Any], near: list[Any], outer: list[Any]) -> None:
        """Put right, in fractions, on which side of each line the latest points of one cell lie."""
        values = self._exactly(row, column)
        limits = limits_of(values[::-1])
        for back, value in enumerate(values[:RUN]):
            if value is None or limits is None:
                continue
            side[back][row, column] = limits.side(value)
            for ranges, found in ((NEAR, near), (FACTOR, outer)):
                if back < len(found):
                    found[back][row, column] = limits.beyond(value, ranges)

    def _exactly(self, row: int, column: int) -> list[Fraction | None]:
        """The points of one cell, newest first, times ten to the standards' places; None where one does not count."""
        figures = self.figures
        found: list[Fraction | None] = []
        for back, used in zip(self.backs, self.used, strict=True):
            at = column - back * self.points.step
            if not (used[column] and self.points.counts[row, at]):
                found.append(None)
                continue
            under = 1 if figures.denominator is None else int(figures.denominator[row, at])
            found.append(Fraction(int(figures.numerator[row, at]) * figures.up, under * figures.down))
        return found

    def _nearer(self, row: int, column: int, *, by_trend: bool) -> int:
        """Whether the latest point is nearer to the target's range (1) or farther off (-1) than the mean, or the trend's first."""
        values = self._exactly(row, column)
        limits, latest, first = limits_of(values[::-1]), values[0], values[RUN - 1]
        assert limits is not None and latest is not None
        then = first if by_trend and first is not None else limits.mean
        gone = self._outside(then, column) - self._outside(latest, column)
        return (gone > 0) - (gone < 0)

    def _outside(self, value: Fraction, column: int) -> Fraction:
        """How far a point lies outside the target's range in force at a column; a part of a figure as if all went so."""
        if self.points.parts is not None:
            wholes, part = self.points.parts
            value = value * int(wholes[column]) / part
        low, high = self.levels.target.low[column], self.levels.target.high[column]
        assert low is not None and high is not None
        return max(low - value, value - high, Fraction(0))

    def _concluded(self, enough: Any, number: Any, ways: dict[Signal, Any]) -> Trend:
        """The verdicts: the way of the first special cause, by what is better."""
        way = np.zeros(number.shape, dtype=np.int8)
        for found in reversed(ways.values()):
            np.copyto(way, found, where=found != 0)
        way *= enough
        gain = way * sign_of(self.definition)
        if stays_close(self.definition):
            by_trend = (ways[Signal.OUTSIDE] == 0) & (ways[Signal.TREND] != 0)
            for row, column in zip(*np.nonzero(way), strict=True):
                gain[row, column] = self._nearer(row, column, by_trend=by_trend[row, column])
        worse, better = words(self.definition)
        direction = np.full(number.shape, CODE[Direction.INSUFFICIENT_DATA], dtype=np.int8, order="F")
        np.copyto(direction, CODE[Direction.NO_CLEAR_TREND], where=enough)
        np.copyto(direction, CODE[better], where=gain > 0)
        np.copyto(direction, CODE[worse], where=gain < 0)
        untested = np.full(number.shape, np.nan, order="F")
        return Trend(direction, np.asfortranarray(number.astype(np.int16)), untested, untested)
