"""What the row of an area says of the areas that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import NamedTuple, TypeAlias

from qpr_rules.core.windows import pool, summed, windows_of
from qpr_rules.definition import Definition
from qpr_rules.evaluation import REASONS, Reason
from qpr_rules.panel import Difference, Integers, Panel, Whole
from qpr_rules.quantity import to_decimal

_Pair: TypeAlias = tuple[Fraction | None, Fraction | None]
_SHOWN = 3
"""Periods that are told; explain tells them all."""

_CANNOT = REASONS.index(Reason.CANNOT_BE_ADDED_UP)


class OfParts(NamedTuple):
    """The fields of a row that say of what parts the area is made, by their names in the row."""

    parts: int
    parts_missing: str
    parts_differ: bool
    parts_numerator: Fraction | None
    parts_denominator: Fraction | None
    parts_differ_in: str


def cannot_be_added_up(panel: Panel, reasons: Integers) -> Integers:
    """The reasons, in which that of a whole whose parts are plain values stands in the place of *no results*."""
    for area, whole in panel.wholes.items():
        if not whole.pools and area in panel.areas:
            row = reasons[panel.areas.index(area)]
            row[row > _CANNOT] = _CANNOT
    return reasons


def of_parts(definition: Definition, panel: Panel, area: str, column: int, start: int) -> OfParts:
    """What the row of an area that is made of others says of them, as of a column whose window starts at another."""
    whole = panel.wholes[area]
    window = range(panel.first + start, panel.first + column + 1)
    found = OfParts(len(whole.parts) if whole.pools else 0, _missing(definition, whole, window), False, None, None, "")
    for kind, differing in whole.differs:
        seen = [each for each in differing if each.period in window]
        if seen:
            above, below = _pooled(definition, panel, area, seen, column)
            own = _pooled(definition, panel, area, (), column)
            pairs = (own, (above, below)) if own[0] is not None and definition.window.months > 1 else None
            return found._replace(
                parts_differ=True,
                parts_numerator=above,
                parts_denominator=below,
                parts_differ_in=_differ_in(definition, kind, seen, pairs),
            )
    return found


def _missing(definition: Definition, whole: Whole, window: range) -> str:
    """``SOUTH 2024-10 to 2024-12; WEST 2024-11``: the parts that have no result, and where in the window."""
    said = []
    for part in whole.parts if whole.pools else ():
        gaps = [period for period in window if period not in whole.known.get(part, ())]
        if gaps:
            said.append(f"{part} {', '.join(_runs(definition, gaps))}")
    return "; ".join(said)


def _runs(definition: Definition, periods: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(periods), lambda pair: pair[1] - pair[0]):
        ends = [period for _, period in run]
        first, last = (definition.calendar.code(definition.frequency, each) for each in (ends[0], ends[-1]))
        yield first if first == last else f"{first} to {last}"


def _differ_in(
    definition: Definition, kind: str, seen: Sequence[Difference], window: tuple[_Pair, _Pair] | None
) -> str:
    """``by district 1,204 of 1,377, not 1,210 of 1,377: 2024-11 402 of 460, not 408 of 460``: the window, and its latest periods."""
    code, said = partial(definition.calendar.code, definition.frequency), []
    for each in seen[-_SHOWN:]:
        parts, own = (_said((each.numerator[which], each.denominator and each.denominator[which])) for which in (1, 0))
        said.append(f"{code(each.period)} {parts}, not {own}")
    if len(seen) > _SHOWN:
        said.append(f"{len(seen) - _SHOWN} earlier")
    whole = f"{_said(window[1])}, not {_said(window[0])}: " if window else ""
    return f"{f'by {kind} ' if kind else ''}{whole}{'; '.join(said)}"


def _said(pair: _Pair) -> str:
    return " of ".join(f"{to_decimal(number):,f}" for number in pair if number is not None)


def _pooled(definition: Definition, panel: Panel, area: str, instead: Sequence[Difference], column: int) -> _Pair:
    """Numerator and denominator of a figure with what the parts add up to instead; none where its window is not complete."""
    row = panel.only(area)
    numerator = row.numerator.copy(order="F")
    denominator = None if row.denominator is None else row.denominator.copy(order="F")
    for each in instead:
        numerator[0, each.period - row.first] = int(each.numerator[1] * 10**row.numerator_places)
        if denominator is not None:
            assert each.denominator is not None
            denominator[0, each.period - row.first] = int(each.denominator[1] * 10**row.denominator_places)
    row = replace(row, numerator=numerator, denominator=denominator)
    pooled = pool(summed(definition, row), windows_of(definition, row.first, row.periods), definition.measure.stock)
    if not pooled.complete[0, column]:
        return None, None
    times = int(pooled.times[column])
    above = Fraction(int(pooled.numerator[0, column]), 10**row.numerator_places * times)
    if pooled.denominator is None:
        return above, None
    return above, Fraction(int(pooled.denominator[0, column]), 10**row.denominator_places * times)
