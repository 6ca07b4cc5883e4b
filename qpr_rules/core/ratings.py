"""Ratings: an exact figure against target and floor, in whole numbers; and the reason where there is none.

The rules are those of docs/reference/method.md (The rating). Shapes are areas x periods; codes are places in ``RATINGS`` and
in ``REASONS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd
from typing import Any

import numpy as np

from qpr_rules.core.standards import InForce, Level
from qpr_rules.core.windows import Pooled, Windows
from qpr_rules.definition import Definition, Kind, RateOn
from qpr_rules.evaluation import RATINGS, REASONS, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.panel import Integers, Panel
from qpr_rules.period import last_day
from qpr_rules.quantity import places, scaled

_CODE = {reason: code for code, reason in enumerate(REASONS)}
_GREEN, _AMBER, _RED, _NOT_RATED = (RATINGS.index(rating) for rating in Rating)
_INT64 = 2**62


@dataclass(frozen=True, slots=True)
class Ratio:
    """Figures as whole numbers: ``numerator * up / (denominator * down)`` is the figure times ten to ``places``."""

    numerator: Integers
    denominator: Integers | None
    up: int
    down: int

    def meets(self, *levels: Level) -> list[Integers]:
        """For each level, whether each figure is at or above its low bound and at or below its high one.

        The comparison is ``numerator * up >= bound * down * denominator``: whole numbers, both ends inclusive.
        """
        bounds = [(_bounds(level.low, self.down), _bounds(level.high, self.down)) for level in levels]
        left, right = self._sides(max((largest(side) for pair in bounds for side in pair), default=1))
        return [self._within(left, right, *pair) for pair in bounds]

    def _within(self, left: Integers, right: Integers, lows: Any, highs: Any) -> Integers:
        if lows is None and highs is None:
            return np.ones(self.numerator.shape, dtype=bool, order="F")
        met: Integers = left >= right * lows if lows is not None else left <= right * highs
        if lows is not None and highs is not None:
            met &= left <= right * highs
        return met

    def _sides(self, edge: int) -> tuple[Integers, Integers]:
        """Both sides of the comparison, in int64 where no product can overflow, otherwise in Python integers.

        ``edge`` is the largest bound that the right side will be multiplied by.
        """
        numerator, denominator = self.numerator, self.denominator
        if denominator is None:
            denominator = np.ones((1, 1), dtype=np.int64)
        if max(largest(numerator) * self.up, largest(denominator) * edge) >= _INT64:
            numerator, denominator = numerator.astype(object), denominator.astype(object)
        return numerator if self.up == 1 else numerator * self.up, denominator


def ratio_of(definition: Definition, panel: Panel, pooled: Pooled, digits: int) -> Ratio:
    """The pooled figures, ready to be compared with bounds that have ``digits`` decimal places.

    With ``rate_on: published`` the figure is first rounded as it is printed: half up, away from zero.
    """
    if definition.rate_on is RateOn.PUBLISHED:
        printed = exact_ratio(definition, panel, pooled, definition.decimals)
        return _reduced(_rounded(printed), None, 10**digits, 10**definition.decimals)
    return exact_ratio(definition, panel, pooled, digits)


def exact_ratio(definition: Definition, panel: Panel, pooled: Pooled, digits: int) -> Ratio:
    """The pooled figures as they are, whatever is rated: what directions compare."""
    per = definition.unit.per if definition.measure.is_ratio else 1
    up, down = per * 10 ** (panel.denominator_places + digits), 10**panel.numerator_places
    return _reduced(pooled.numerator, pooled.denominator, up, down)


def _reduced(numerator: Integers, denominator: Integers | None, up: int, down: int) -> Ratio:
    common = gcd(up, down)
    return Ratio(numerator, denominator, up // common, down // common)


def _rounded(figures: Ratio) -> Integers:
    """To whole numbers, half away from zero; in Python integers, for nothing bounds the products."""
    numerator: Integers = figures.numerator.astype(object) * figures.up
    divisor: Any = figures.down
    if figures.denominator is not None:
        divisor = np.where(figures.denominator == 0, 1, figures.denominator).astype(object) * figures.down
    whole = (2 * abs(numerator) + divisor) // (2 * divisor)
    rounded: Integers = np.where(numerator < 0, -whole, whole)
    return rounded


def _bounds(bounds: tuple[int | None, ...], times: int) -> Any:
    """The bounds as an array over columns, 0 in columns without a standard; None when the side is open throughout.

    One bound is enough where all are the same.
    """
    if all(bound is None for bound in bounds):
        return None
    filled = [0 if bound is None else bound * times for bound in bounds]
    if len(set(filled)) == 1:
        filled = filled[:1]
    fits = max(map(abs, filled)) < _INT64
    return np.array(filled, dtype=np.int64 if fits else object)


def largest(cells: Any) -> int:
    """The largest absolute value; at least 1, so that its product with a scale is never less than the scale."""
    if cells is None or cells.size == 0:
        return 1
    return max(int(cells.max()), -int(cells.min()), 1)


def rate(figures: Ratio, levels: InForce, reasons: Integers) -> Integers:
    """Codes of ratings: Green where the target is met, Amber where only the floor is, Red where neither is.

    Where ``reasons`` is not 0 the code is that of *not rated*.
    """
    target, floor = figures.meets(levels.target, levels.floor)
    codes = nested((_RED, _AMBER, _GREEN), floor | target, target)
    np.copyto(codes, _NOT_RATED, where=reasons != 0)
    return codes


def nested(codes: Sequence[int], *places: Any) -> Integers:
    """The first code everywhere, the second in the first places, the third in the next, which lie within those before.

    By addition, which takes many cells at a time: to write where a mask says so costs a processor a guess for each cell.
    """
    found = np.full(places[0].shape, codes[0], dtype=np.int8, order="F")
    for (outer, inner), where in zip(pairwise(codes), places, strict=True):
        found += np.multiply(where, inner - outer, dtype=np.int8)
    return found


def reasons_for(
    definition: Definition, panel: Panel, windows: Windows, pooled: Pooled, levels: InForce, months: Sequence[int]
) -> Integers:
    """Codes of the first reason, in the order of ``Reason``, why each figure cannot be rated; 0 where it can.

    ``months`` are the last months (ordinals) of the panel's columns. Of ``pooled`` and ``levels`` the first may be left
    out: then the reasons are those of the last columns alone.
    """
    codes = np.zeros(pooled.present.shape, dtype=np.int8, order="F")
    asked = panel.periods - codes.shape[1]

    # Written from the last reason to the first: the first that applies has the last word.
    def give(reason: Reason, where: Any) -> None:
        if where.any():
            np.copyto(codes, _CODE[reason], where=where)

    give(Reason.NO_STANDARD_IN_FORCE, np.array(levels.standard) < 0)
    if pooled.denominator is not None:
        if definition.minimum_denominator is not None:
            give(Reason.TOO_FEW_CASES, _too_few(definition, panel, pooled))
        give(Reason.NOTHING_TO_MEASURE, pooled.denominator == 0)
    give(Reason.BREAK_IN_WINDOW, broken(definition, windows, months)[asked:])
    give(Reason.WINDOW_INCOMPLETE, ~pooled.complete)
    present = panel.where(State.PRESENT)
    if not present.all():
        give(Reason.LATE, ~present[:, asked:])
        give(Reason.NO_RESULTS, ~np.logical_or.accumulate(present, axis=1)[:, asked:])
    give(Reason.NOT_APPLICABLE, pooled.not_applicable)
    give(Reason.SUPPRESSED, pooled.suppressed)
    declared = np.array([_CODE[declared_reason(definition, month)] for month in months[asked:]], dtype=np.int8)
    np.copyto(codes, declared, where=declared > 0)
    return codes


def declared_reason(definition: Definition, month: int) -> Reason | None:
    """Why a figure that ends in the month is not rated, whatever the results; None where it may be."""
    suspended, introduced = definition.suspended, definition.introduced
    if suspended and suspended.since <= month and (suspended.until is None or month <= suspended.until):
        return Reason.SUSPENDED
    if introduced is not None and last_day(month) < introduced:
        return Reason.NOT_YET_INTRODUCED
    return Reason.ACTIVITY_ONLY if definition.kind is Kind.ACTIVITY else None


def broken(definition: Definition, windows: Windows, months: Sequence[int]) -> Any:
    """Whether a break lies inside each window: it begins after the window's first month and not after its last."""
    if not definition.breaks:
        return np.zeros(len(months), dtype=bool)
    step, breaks = definition.frequency.months, [change.month for change in definition.breaks]
    begins = [
        month - (column - int(begin) + 1) * step + 1
        for column, (month, begin) in enumerate(zip(months, windows.begins, strict=True))
    ]
    return np.array(
        [any(begin < change <= month for change in breaks) for begin, month in zip(begins, months, strict=True)],
        dtype=bool,
    )


def _too_few(definition: Definition, panel: Panel, pooled: Pooled) -> Integers:
    least = definition.minimum_denominator
    assert least is not None and pooled.denominator is not None
    digits = max(places(least), panel.denominator_places)
    up = 10 ** (digits - panel.denominator_places)
    denominators = pooled.denominator.astype(object) * up
    fewer: Integers = denominators < scaled(least, digits) * pooled.times
    return fewer
