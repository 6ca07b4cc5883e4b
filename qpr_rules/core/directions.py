"""Directions: whether a KPI is improving or worsening, or there is no clear trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from qpr_rules.core.points import Points, fits, lagged, points_of, since_break
from qpr_rules.core.ratings import exact_ratio
from qpr_rules.core.sides import limited
from qpr_rules.core.standards import InForce, Level
from qpr_rules.core.trends import CODE, Trend, regressed, sign_of, stays_close, words
from qpr_rules.core.windows import Pooled, Windows
from qpr_rules.definition import Definition
from qpr_rules.direction import Method
from qpr_rules.evaluation import Direction
from qpr_rules.panel import Integers, Panel


def directions_for(
    definition: Definition,
    panel: Panel,
    windows: Windows,
    pooled: Pooled,
    levels: InForce,
    months: Sequence[int],
    asked: int,
    room: Mapping[str, Any],
) -> Trend:
    """The direction at every column from ``asked`` on, by the definition's method; nothing is said of those before.

    ``months`` are the columns' last months (ordinals). ``room`` may have arrays to make a trend in.
    """
    points = points_of(definition, panel, windows, pooled)
    since = since_break(definition, months)
    if definition.direction.method is Method.REGRESSION:
        return regressed(definition, panel, points, levels, since, asked, room)
    if definition.direction.method is Method.PROCESS_LIMITS:
        return limited(definition, panel, points, levels, since)
    back = 3 if definition.direction.method is Method.LAST_QUARTER else 12
    return _compare(definition, panel, points, levels, since, max(1, back // definition.frequency.months))


def _compare(definition: Definition, panel: Panel, points: Points, levels: InForce, since: Any, back: int) -> Trend:
    """The exact figure against the one ``back`` columns earlier, cross-multiplied in Python integers."""
    whole = slice(0, points.y.shape[1])
    figures = exact_ratio(definition, panel, points.pooled, levels.places)
    numerator = figures.numerator.astype(object) * figures.up
    denominator = np.ones_like(numerator) if figures.denominator is None else figures.denominator.astype(object)
    denominator = denominator * figures.down
    then_n, then_d = lagged(numerator, back, whole), lagged(denominator, back, whole)
    known = points.counts & lagged(points.counts, back, whole) & fits(points, since, back)
    if stays_close(definition):
        known &= np.array(levels.standard) >= 0
        band = levels.target
        gain = _outside(then_n, then_d, band) * denominator - _outside(numerator, denominator, band) * then_d
    else:
        gain = (numerator * then_d - then_n * denominator) * sign_of(definition)
    down, up = words(definition)
    direction = np.full(gain.shape, CODE[Direction.INSUFFICIENT_DATA], dtype=np.int8, order="F")
    np.copyto(direction, CODE[Direction.NO_CLEAR_TREND], where=known)
    np.copyto(direction, CODE[up], where=known & (gain > 0))
    np.copyto(direction, CODE[down], where=known & (gain < 0))
    untested = np.full(gain.shape, np.nan)
    return Trend(direction, np.where(known, 2, points.counts).astype(np.int16), untested, untested)


def _outside(numerator: Integers, denominator: Integers, band: Level) -> Integers:
    """Distance to the band times the denominator, in whole numbers; 0 inside."""
    low = np.array([bound or 0 for bound in band.low], dtype=object)
    high = np.array([bound or 0 for bound in band.high], dtype=object)
    outside: Integers = np.maximum(np.maximum(low * denominator - numerator, numerator - high * denominator), 0)
    return outside
