"""The same number again and again, where that is improbable: an earlier result was copied on."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi
from typing import Any

import numpy as np

from qpr_rules.definition import Definition
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit

IMPROBABLE = 1e-5
"""The chance below which a repetition is remarked on."""
LEAST = 3
"""Equal results in a row that are remarked on at the least."""
_READY_MADE = {Frequency.MONTH: 1 / 12, Frequency.QUARTER: 0.02, Frequency.YEAR: 0.02}
"""The chance that a number of which nothing is known is the next one again: it takes six months, or four quarters."""


def repeats(
    definition: Definition, numerator: np.ndarray[Any, Any], denominator: np.ndarray[Any, Any] | None
) -> Iterator[tuple[int, int, int]]:
    """Area, first and last column of each run of equal results that is improbable; NaN where there is no result.

    A run of n is as probable as n - 1 times meeting the number again: for a count the height of the Poisson distribution
    at its middle, for a share that of the binomial; and never less than the series did so in its other steps, for what
    hardly ever changes, as a stock does, is ordinary. Nothing, all and none are ordinary too.
    """
    same = numerator[:, 1:] == numerator[:, :-1]
    if denominator is not None:
        moves = denominator[:, 1:] != denominator[:, :-1]
        same &= ~moves
    for area in np.nonzero(_longest(same) >= LEAST - 1)[0].tolist():
        steps = same[area]
        known = ~np.isnan(numerator[area])
        between = int(np.count_nonzero(known[1:] & known[:-1]))
        for first, last in _runs(steps):
            value = float(numerator[area, first])
            cases = float(denominator[area, first]) if denominator is not None else 0.0
            every = 100.0 if definition.unit is Unit.PERCENT and denominator is None else cases
            if last - first + 1 < LEAST or value in (0.0, every):
                continue
            others = between - (last - first)
            usual = (int(np.count_nonzero(steps)) - (last - first)) / others if others else 0.0
            chance = _again(definition, value, cases)
            if denominator is not None and np.nanmin(denominator[area]) < np.nanmax(denominator[area]):
                chance *= _height(cases)
            if max(chance, usual) ** (last - first) <= IMPROBABLE:
                yield area, first, last


def _again(definition: Definition, value: float, cases: float) -> float:
    """The chance of meeting this number again, by the kind of number that it is."""
    if cases:
        return _height(value * (1 - value / cases) if 0 < value < cases else abs(value))
    if definition.measure.numerator and definition.unit is Unit.COUNT:
        return _height(value)
    return _READY_MADE[definition.frequency]


def _height(variance: float) -> float:
    """How probable the most probable count is, of this variance."""
    return min(1.0, float((2 * pi * max(variance, 1e-9)) ** -0.5))


def _longest(same: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The most equal steps in a row, for each area."""
    now = longest = np.zeros(same.shape[0], dtype=int)
    for column in range(same.shape[1]):
        now = np.where(same[:, column], now + 1, 0)
        longest = np.maximum(longest, now)
    return longest


def _runs(steps: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    """First and last column of each run of equal results, by which steps are equal."""
    edges = np.diff(np.concatenate(([0], steps.astype(int), [0])))
    yield from zip(np.nonzero(edges == 1)[0].tolist(), np.nonzero(edges == -1)[0].tolist(), strict=True)
