"""The points behind one direction, and the chart of their natural process limits: for one area as of one column."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from qpr_rules.core.limits import Found, Limits, assurance, limits_of, special_causes
from qpr_rules.core.points import points_of, since_break
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.standards import due
from qpr_rules.core.windows import Pooled, pool, summed, windows_of
from qpr_rules.definition import Band
from qpr_rules.direction import Assurance, Method
from qpr_rules.evaluation import DIRECTIONS, Direction


class TrendPoint(NamedTuple):
    """One point that a direction is found from: the periods it pools, its exact value in the unit, and whether it counted."""

    first: int
    last: int
    value: Fraction | None
    counts: bool


class Control(NamedTuple):
    """The limits of points, their special causes by those limits, and whether the points are of the figures' own kind.

    A month's count is not, where the figure is a count over twelve: such points have no place among the figures.
    ``assurance`` is None where they are not, or where there is no target.
    """

    limits: Limits
    points: tuple[TrendPoint, ...]
    causes: tuple[Found, ...]
    are_figures: bool
    assurance: Assurance | None

    @property
    def latest(self) -> tuple[Found, ...]:
        """The special causes that the latest point is part of; the first says which way."""
        return tuple(found for found in self.causes if found.places[-1] == len(self.points) - 1)

    @property
    def marked(self) -> frozenset[int]:
        """The places of all points that are part of a special cause."""
        return frozenset(place for found in self.causes for place in found.places)


def trend_points(alone: Evaluated, column: int) -> tuple[tuple[TrendPoint, ...], bool]:
    """The points of the first area at a column, oldest first, and whether they are of the figures' kind.

    None for methods that compare two figures.
    """
    definition, panel = alone.definition, alone.panel
    if not definition.direction.method.uses_points:
        return (), True
    windows = windows_of(definition, panel.first, panel.periods)
    pooled = pool(summed(definition, panel), windows, definition.measure.stock)
    points = points_of(definition, panel, windows, pooled)
    month = definition.calendar.last_month(definition.frequency, panel.first + column)
    since, found = int(since_break(definition, [month])[0]) + column, []
    for back in range(definition.direction.points - 1, -1, -1):
        place = column - back * points.step
        begin = int(points.begins[place]) if place >= 0 else place
        known = place >= 0 and bool(points.counts[0, place])
        value = _value(alone, points.pooled, place) if known else None
        found.append(TrendPoint(panel.first + begin, panel.first + place, value, known and begin >= since))
    return tuple(found), points.parts is None or int(points.parts[0][column]) == points.parts[1]


def _value(alone: Evaluated, pooled: Pooled, place: int) -> Fraction:
    panel = alone.panel
    numerator = Fraction(int(pooled.numerator[0, place]), 10**panel.numerator_places)
    if pooled.denominator is None:
        return numerator
    denominator = Fraction(int(pooled.denominator[0, place]), 10**panel.denominator_places)
    return numerator / denominator * alone.definition.unit.per


def control(alone: Evaluated, column: int) -> Control | None:
    """The process limits of the first area at a column; None by another method, or where there were too few points.

    There are too few also where a direction was found from more than may be shown here.
    """
    definition, found = alone.definition, alone.evaluations
    directed = DIRECTIONS[found.direction[0, column]] is not Direction.INSUFFICIENT_DATA
    if definition.direction.method is not Method.PROCESS_LIMITS or not directed:
        return None
    points, are_figures = trend_points(alone, column)
    values = [point.value if point.counts else None for point in points]
    limits, target = limits_of(values), target_due(alone, column)
    if limits is None:
        return None
    return Control(
        limits,
        points,
        special_causes(values, limits),
        are_figures,
        assurance(limits, target) if target is not None and are_figures else None,
    )


def target_due(alone: Evaluated, column: int) -> Band | None:
    """The target in force for the figure of a column."""
    bands = bands_due(alone, column)
    return None if bands is None else bands[0]


def bands_due(alone: Evaluated, column: int) -> tuple[Band, Band] | None:
    """Target and floor in force for the figure of a column."""
    standard, definition = int(alone.evaluations.standard[column]), alone.definition
    month = definition.calendar.last_month(definition.frequency, alone.panel.first + column)
    return due(definition, standard, month) if standard >= 0 else None
