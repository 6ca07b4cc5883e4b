"""Natural process limits (an XmR chart): how far a measure swings by itself, and what is more than that.

The limits are the mean of the points, plus and minus 2.66 mean moving ranges (W. A. Shewhart's chart of individual values;
D. J. Wheeler, *Understanding Variation*, 2nd edition, 2000). A special cause is told by the four rules of NHS England's *Making Data
Count*, as its R package NHSRplotthedots decides them, in that order. All of it is arithmetic of fractions; which side of a
line a point lies on is decided exactly (``core.sides``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.definition import Band
from qpr_rules.direction import FIRM, Assurance, Signal

FACTOR = Fraction(266, 100)
"""Mean moving ranges from the mean to a limit: 3 standard deviations, and 1.128 of them to a moving range."""

NEAR = FACTOR * 2 / 3
"""Beyond so many mean moving ranges, two thirds of the way, a point is near a limit."""

RUN = 7
"""Points in a row on one side of the mean, or that rise or fall, that are a special cause."""


class Limits(NamedTuple):
    """The limits of a row of points, exact; ``points`` and ``ranges`` are how many there were."""

    mean: Fraction
    moving_range: Fraction
    points: int
    ranges: int

    @property
    def lower(self) -> Fraction:
        """The lower natural process limit; it may lie below what is possible."""
        return self.mean - FACTOR * self.moving_range

    @property
    def upper(self) -> Fraction:
        """The upper natural process limit."""
        return self.mean + FACTOR * self.moving_range

    @property
    def are_firm(self) -> bool:
        """Whether there were points enough that the limits will not move much."""
        return self.points >= FIRM

    def side(self, value: Fraction) -> int:
        """On which side of the mean a value lies: 1 above it, -1 below, 0 on it."""
        return (value > self.mean) - (value < self.mean)

    def beyond(self, value: Fraction, ranges: Fraction) -> bool:
        """Whether a value lies farther from the mean than so many mean moving ranges; not if exactly so far."""
        return abs(value - self.mean) > ranges * self.moving_range


class Found(NamedTuple):
    """A special cause: which, whether it is upward, and the places of the points that make it."""

    signal: Signal
    upward: bool
    places: tuple[int, ...]


def limits_of(values: Sequence[Fraction | None]) -> Limits | None:
    """The limits of values in their order, None where there is a gap; None where no two stand side by side.

    A moving range is between neighbours: across a gap there is none.

    >>> found = limits_of([Fraction(each) for each in (10, 12, 11, 11)])
    >>> str(found.mean), str(found.moving_range), str(found.upper)
    ('11', '1', '683/50')
    """
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    total, moved = sum(known, Fraction(0)), sum(ranges, Fraction(0))  # exact: fractions
    return Limits(total / len(known), moved / len(ranges), len(known), len(ranges))


def signals(side: Sequence[Any], rise: Sequence[Any], near: Sequence[Any], outer: Any) -> dict[Signal, Any]:
    """Which special causes the latest point is part of: for each, 1 where it is upward, -1 downward, 0 where there is none.

    Arrays of one shape, the latest point's first: ``side`` of the mean of the last seven, ``rise`` of six over the point
    before (1, -1 where it falls), ``near`` a limit or beyond it of three, and whether the latest is beyond it. All are 0
    where there is no point.
    """
    here = side[0]
    level = np.logical_and.reduce([each == here for each in side[1:]])
    climb = np.logical_and.reduce([each == rise[0] for each in rise[1:]])
    together = (side[1] == here) & (side[2] == here)
    return {
        Signal.OUTSIDE: here * outer,
        Signal.TREND: rise[0] * climb,
        Signal.NEAR: here * (together & near[0] & (near[1] | near[2])),
        Signal.SHIFT: here * level,
    }


def special_causes(values: Sequence[Fraction | None], limits: Limits) -> tuple[Found, ...]:
    """Every special cause in a row of values (None where there is a gap), by the same limits: in the order of their last points.

    >>> values = [Fraction(each) for each in (5, 6, 5, 6, 5, 6, 12)]
    >>> [(str(found.signal), found.upward, found.places) for found in special_causes(values, limits_of(values[:6]))]
    [('outside', True, (6,))]
    """
    known = [Fraction(0) if value is None else value for value in values]
    there = np.array([value is not None for value in values])
    side = np.array([limits.side(value) for value in known]) * there
    near = np.array([limits.beyond(value, NEAR) for value in known]) & there
    outer = np.array([limits.beyond(value, FACTOR) for value in known]) & there
    rise = np.array([0, *((b > a) - (b < a) for a, b in pairwise(known))])
    rise = rise * there * _earlier(there, 1)
    ways = signals(
        [_earlier(side, back) for back in range(RUN)],
        [_earlier(rise, back) for back in range(RUN - 1)],
        [_earlier(near, back) for back in range(3)],
        outer,
    )
    return tuple(
        Found(signal, bool(way[place] > 0), _members(signal, place, near))
        for place in range(len(values))
        for signal, way in ways.items()
        if way[place]
    )


def _earlier(cells: Any, back: int) -> Any:
    """What stood so many places before each; 0 before the first."""
    return np.concatenate((np.zeros(back, dtype=cells.dtype), cells))[: len(cells)]


def _members(signal: Signal, place: int, near: Any) -> tuple[int, ...]:
    match signal:
        case Signal.OUTSIDE:
            return (place,)
        case Signal.NEAR:
            return tuple(each for each in range(place - 2, place + 1) if near[each])
        case _:
            return tuple(range(place - RUN + 1, place + 1))


def assurance(limits: Limits, target: Band) -> Assurance:
    """Whether all, some or none of what lies between the limits meets the target; on a limit both ends meet, as ratings do.

    >>> limits = Limits(mean=Fraction(47), moving_range=Fraction(3), points=20, ranges=19)  # 39.02 to 54.98
    >>> [str(assurance(limits, Band(low, None))) for low in (39, 47, 55)]
    ['passes', 'hit or miss', 'fails']
    """
    low, high = (None if edge is None else Fraction(edge) for edge in target)
    if (low is None or low <= limits.lower) and (high is None or limits.upper <= high):
        return Assurance.PASSES
    if (low is not None and limits.upper < low) or (high is not None and high < limits.lower):
        return Assurance.FAILS
    return Assurance.HIT_OR_MISS
