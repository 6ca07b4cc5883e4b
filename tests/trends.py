"""An independent second opinion on directions: exact sums of ``Fraction``, SciPy's Student distribution, plain loops.

Written from docs/reference/method.md (The direction), not from the core.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scipy import stats

from qpr_rules.definition import Definition, Kind, Polarity, Reported, WindowKind
from qpr_rules.direction import Method, Over
from qpr_rules.evaluation import Direction
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from tests.oracle import Bounds, Cell, bands, flow, pooled, verdict, window_of


@dataclass(frozen=True)
class Conclusion:
    """A direction, and what it was concluded from; slope and p are None where nothing was tested."""

    direction: Direction
    points: int
    slope: Fraction | None = None
    p_value: float | None = None


def trend(definition: Definition, cells: Mapping[int, Cell], period: int) -> Conclusion:
    """The direction as of the figure of a period."""
    if definition.direction.method is Method.PROCESS_LIMITS:
        return limits(definition, cells, period)
    if definition.direction.method is not Method.REGRESSION:
        return _two_figures(definition, cells, period)
    method = definition.direction
    found = []
    for place in range(method.points):
        at = period - place * step(definition)
        value = _value(definition, cells, at, period)
        if value is not None and not _crosses(definition, at, period):
            found.append((Fraction(-place), value))
    fewest = min(5, method.points)
    latest = bool(found) and found[0][0] == 0
    standing = not _stays_close(definition) or bands(definition, _end(definition, period)) is not None
    if len(found) < fewest or not latest or not standing:
        return Conclusion(Direction.INSUFFICIENT_DATA, len(found))
    slope, p_value = _line(found)
    words = {True: Direction.IMPROVING, False: Direction.WORSENING}
    if definition.kind is Kind.ACTIVITY:
        words = {True: Direction.RISING, False: Direction.FALLING}
    if not p_value < float(method.significance):
        return Conclusion(Direction.NO_CLEAR_TREND, len(found), slope, p_value)
    return Conclusion(words[_is_gain(definition, slope)], len(found), slope, p_value)


def _line(points: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, float]:
    """Slope and two-sided p of ordinary least squares; the statistic is exact, its distribution SciPy's."""
    n = len(points)
    mean_x, mean_y = (sum((each[i] for each in points), Fraction(0)) / n for i in (0, 1))
    sxx = sum(((x - mean_x) ** 2 for x, _ in points), Fraction(0))
    syy = sum(((y - mean_y) ** 2 for _, y in points), Fraction(0))
    sxy = sum(((x - mean_x) * (y - mean_y) for x, y in points), Fraction(0))
    if syy == 0:
        return Fraction(0), 1.0
    unexplained = syy - sxy * sxy / sxx
    if unexplained == 0:
        return sxy / sxx, 0.0
    statistic = math.sqrt((n - 2) * sxy * sxy / sxx / unexplained)
    return sxy / sxx, 2 * float(stats.t.sf(statistic, n - 2))


def limits(definition: Definition, cells: Mapping[int, Cell], period: int) -> Conclusion:
    """The direction by natural process limits, as the method's page says it: one sentence after another."""
    count = definition.direction.points
    row: list[Fraction | None] = []
    for place in range(count - 1, -1, -1):
        at = period - place * step(definition)
        row.append(None if _crosses(definition, at, period) else _value(definition, cells, at, period))
    known = [each for each in row if each is not None]
    moves = [abs(b - a) for a, b in pairwise(row) if a is not None and b is not None]
    due = bands(definition, _end(definition, period))
    latest = row[-1]
    if latest is None or len(moves) < min(5, count) - 1 or (_stays_close(definition) and due is None):
        return Conclusion(Direction.INSUFFICIENT_DATA, len(known))
    mean, move = sum(known, Fraction(0)) / len(known), sum(moves, Fraction(0)) / len(moves)
    reach = Fraction(266, 100) * move
    seven, three = [each for each in row[-7:] if each is not None], [each for each in row[-3:] if each is not None]
    upward, since = None, mean
    for up in (True, False):
        turn = 1 if up else -1
        if (latest - mean) * turn > reach:
            upward = up
    if upward is None and len(seven) == 7:
        for up in (True, False):
            if all((b > a) if up else (b < a) for a, b in pairwise(seven)):
                upward, since = up, seven[0]
    if upward is None and len(three) == 3:
        for up in (True, False):
            away = [(each - mean) * (1 if up else -1) for each in three]
            far = [each > reach * 2 / 3 for each in away]
            if min(away) > 0 and far[2] and sum(far) >= 2:
                upward = up
    if upward is None and len(seven) == 7:
        for up in (True, False):
            if all((each - mean) * (1 if up else -1) > 0 for each in seven):
                upward = up
    if upward is None:
        return Conclusion(Direction.NO_CLEAR_TREND, len(known))
    if definition.kind is Kind.ACTIVITY:
        return Conclusion(Direction.RISING if upward else Direction.FALLING, len(known))
    if _stays_close(definition):
        assert due is not None
        times = _share(definition, period)
        was, now = _distance(since * times, due[0]), _distance(latest * times, due[0])
        if was == now:
            return Conclusion(Direction.NO_CLEAR_TREND, len(known))
        return Conclusion(Direction.IMPROVING if now < was else Direction.WORSENING, len(known))
    better = upward is (definition.polarity is Polarity.HIGHER)
    return Conclusion(Direction.IMPROVING if better else Direction.WORSENING, len(known))


def _share(definition: Definition, period: int) -> Fraction:
    """How many times a point goes into the figure at a period, where points are parts of it."""
    ratio = bool(definition.measure.denominator) and definition.measure.stock is None
    if _by_figures(definition) or definition.reported is Reported.ROLLED or not definition.measure.numerator or ratio:
        return Fraction(1)
    return Fraction(len(window_of(definition, period)), len(_covered(definition, period)))


def _two_figures(definition: Definition, cells: Mapping[int, Cell], period: int) -> Conclusion:
    months = 3 if definition.direction.method is Method.LAST_QUARTER else 12
    then = period - max(1, months // definition.frequency.months)
    figures = [
        verdict(definition, cells, each).figure if _stands(definition, each) else None for each in (period, then)
    ]
    now, before = figures
    present = int(now is not None)
    if now is None or before is None or _crosses(definition, then, period) or _crosses(definition, period, period):
        return Conclusion(Direction.INSUFFICIENT_DATA, present)
    if _stays_close(definition):
        due = bands(definition, _end(definition, period))
        if due is None:
            return Conclusion(Direction.INSUFFICIENT_DATA, present)
        now, before = _distance(now, due[0]), _distance(before, due[0])
    if now == before:
        return Conclusion(Direction.NO_CLEAR_TREND, 2)
    up, down = Direction.IMPROVING, Direction.WORSENING
    if definition.kind is Kind.ACTIVITY:
        up, down = Direction.RISING, Direction.FALLING
    return Conclusion(up if _is_gain(definition, now - before) else down, 2)


def _is_gain(definition: Definition, change: Fraction) -> bool:
    upward = definition.kind is Kind.ACTIVITY or definition.polarity is Polarity.HIGHER
    return change > 0 if upward else change < 0


def _stays_close(definition: Definition) -> bool:
    return definition.polarity is Polarity.STAY_CLOSE and definition.kind is Kind.KPI


def _end(definition: Definition, period: int) -> int:
    return definition.calendar.last_month(definition.frequency, period)


def _by_figures(definition: Definition) -> bool:
    two = definition.direction.method in (Method.LAST_QUARTER, Method.SAME_QUARTER_LAST_YEAR)
    return definition.direction.over is Over.FIGURES or two


def step(definition: Definition) -> int:
    """Periods between two points."""
    if definition.direction.over is Over.PERIODS:
        return 1
    if definition.direction.over is Over.FIGURES:
        kept = {WindowKind.QUARTER: 3, WindowKind.YEAR: 12}.get(definition.window.kind, 1)
        return max(1, kept // definition.frequency.months)
    return 1 if definition.frequency is Frequency.YEAR else 3 // definition.frequency.months


def _stands(definition: Definition, period: int) -> bool:
    """Whether there is a figure at a period: those of calendar quarters and years only at their ends."""
    frequency = {WindowKind.QUARTER: Frequency.QUARTER, WindowKind.YEAR: Frequency.YEAR}.get(definition.window.kind)
    if frequency is None:
        return True
    end = _end(definition, period)
    return definition.calendar.holding(frequency, end) != definition.calendar.holding(frequency, end + 1)


def _covered(definition: Definition, period: int) -> list[int]:
    """The periods that a point speaks of."""
    if _by_figures(definition) or definition.reported is Reported.ROLLED:
        return window_of(definition, period)
    if not definition.measure.numerator:
        return [period]
    return list(range(period - step(definition) + 1, period + 1))


def _crosses(definition: Definition, at: int, latest: int) -> bool:
    """Whether a point begins before the last break that the latest figure's period has reached."""
    reached = [change.month for change in definition.breaks if change.month <= _end(definition, latest)]
    first = definition.calendar.first_month(definition.frequency, _covered(definition, at)[0])
    return bool(reached) and first < max(reached)


def _value(definition: Definition, cells: Mapping[int, Cell], at: int, latest: int) -> Fraction | None:
    if _by_figures(definition):
        value = verdict(definition, cells, at).figure if _stands(definition, at) else None
        whole = part = 1
    else:
        rolled = definition.reported is Reported.ROLLED
        periods = [at] if rolled else _covered(definition, at)
        got = [flow(definition, cells, each) for each in periods]
        if any(each.state is not State.PRESENT for each in got):
            return None
        value, part = pooled(definition, got)[0], len(periods)
        whole = part if rolled or not definition.measure.numerator else len(window_of(definition, latest))
    if value is None or not _stays_close(definition) or definition.direction.method is Method.PROCESS_LIMITS:
        return value
    due = bands(definition, _end(definition, latest))
    if due is None:
        return value
    adds_up = not definition.measure.denominator or definition.measure.stock is not None
    return _distance(value * whole / part if adds_up else value, due[0])


def _distance(value: Fraction, band: Bounds) -> Fraction:
    low, high = band
    assert low is not None and high is not None
    return max(low - value, value - high, Fraction(0))
