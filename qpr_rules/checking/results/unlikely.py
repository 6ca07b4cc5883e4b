"""Results that are hard to believe by their own series: jumps, slips of a unit, swapped and repeated numbers.

Evidence for a person to look at; it decides no rating, so it is worked out in floats, for all areas at once. A jump is
found by Hampel's identifier, the distance from the median in median absolute deviations (Hampel 1974; Iglewicz and
Hoaglin 1993), which a few wrong values do not mislead; a count or a share is also allowed the spread that chance alone
gives it (Poisson, binomial: Spiegelhalter 2005). How seldom it is wrong is measured in tests/checking/test_unlikely.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from qpr_rules.checking.results.repeats import repeats
from qpr_rules.definition import Definition, Reported
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.quantity import Unit

Floats: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

AROUND = 12
"""Periods before and after a value that it is compared with: of months, so also with the same month a year away."""
NEXT = 2
"""Periods beside it that may be wrong in the same way, and do not excuse it."""
LEAST = 8
"""How many values there must be to compare with."""
DEVIATIONS = 6
"""How far out a jump is, in deviations from the median; 3.5 is usual, where one value and not thousands are looked at."""
FURTHER = 2
"""How many times as far out as any other value a jump is: what was so before, at whatever season, is no jump."""
OF_LOGARITHMS = 4
"""How far out the logarithm of a jump is, in the same deviations."""
_SCALE = 1.4826
"""Times which the median absolute deviation is a standard deviation."""
_POWERS = (-3, -2, -1, 1, 2, 3)
_CELLS = 40_000
"""Cells that are compared at a time, each with its neighbours: some megabytes."""


class Doubt(StrEnum):
    """What makes a result hard to believe."""

    JUMP = "jump"
    SLIP = "slip of a unit"
    SWAPPED = "swapped"
    REPEATED = "repeated"
    NOT_WHOLE = "not whole"


class Doubted(NamedTuple):
    """One result that is hard to believe: its row and column in the panel, and why.

    ``part`` is the number that is doubted (``numerator``, ``denominator`` or, of both together, empty). ``power`` is, of a
    slip, the power of ten: 1 where it is ten times what it should be. ``first`` is the column where a repetition begins.
    """

    area: int
    column: int
    doubt: Doubt
    part: str = ""
    power: int = 0
    first: int = 0


def doubts(definition: Definition, panel: Panel, columns: int) -> list[Doubted]:
    """The results of the panel's last ``columns`` that are hard to believe, by area and column; of each cell one doubt.

    Results before the latest break in comparability are history. Running totals are expected to stand still and to jump,
    so only numbers that should be whole are looked for in them.
    """
    found: dict[tuple[int, int], Doubted] = {}
    for rows in panel.chunks(_CELLS):
        part = panel.rows(rows)
        for each in _of(definition, part, max(0, panel.periods - columns)):
            found.setdefault((rows.start + each.area, each.column), each._replace(area=rows.start + each.area))
    return [found[key] for key in sorted(found)]


def _of(definition: Definition, panel: Panel, begin: int) -> Iterator[Doubted]:
    """The doubts of some areas from a column on, the surest first."""
    present = panel.where(State.PRESENT)
    if definition.unit is Unit.COUNT and panel.numerator_places:
        broken = present & ((panel.numerator % 10**panel.numerator_places) != 0)
        for area, column in zip(*np.nonzero(broken[:, begin:]), strict=True):
            yield Doubted(int(area), begin + int(column), Doubt.NOT_WHOLE)
    months = definition.calendar.last_months(definition.frequency, panel.first, panel.periods)
    since = max((change.month for change in definition.breaks), default=0)
    before = sum(month < since for month in months)  # exact: integers
    present[:, :before] = False  # what is not comparable is no history, and is looked at no more
    if definition.reported is Reported.CUMULATIVE or panel.periods <= begin:
        return
    numerator = _numbers(panel.numerator, panel.numerator_places, present)
    denominator = None
    if panel.denominator is not None:
        denominator = _numbers(panel.denominator, panel.denominator_places, present)
        yield from _swapped(numerator, denominator, begin)
    yield from _outlying(definition, numerator, denominator, panel.numerator_places, begin)
    for area, first, last in repeats(definition, numerator, denominator):
        if last >= begin:
            yield Doubted(area, last, Doubt.REPEATED, first=first)


def _numbers(cells: Any, places: int, present: Any) -> Floats:
    return np.where(present, cells.astype(float) / 10.0**places, np.nan)


class _Compared(NamedTuple):
    """Some cells: their areas and columns, their values, and those around each, with what these come to.

    ``others`` are cells x neighbours, the value itself left out; ``lowest`` and ``highest`` are without those next to it.
    """

    areas: Any
    columns: Any
    value: Floats
    others: Floats
    middle: Floats
    lowest: Floats
    highest: Floats


def _around(values: Floats, areas: Any, columns: Any) -> _Compared:
    padded = np.pad(values, ((0, 0), (AROUND, AROUND)), constant_values=np.nan)
    others = padded[areas[:, None], columns[:, None] + np.arange(2 * AROUND + 1)]
    value = others[:, AROUND].copy()
    others[:, AROUND] = np.nan
    apart = others.copy()
    apart[:, AROUND - NEXT : AROUND + NEXT + 1] = np.nan
    lowest, highest = np.fmin.reduce(apart, axis=1), np.fmax.reduce(apart, axis=1)
    return _Compared(areas, columns, value, others, _median(others), lowest, highest)


def _median(cells: Floats) -> Floats:
    """The median along the last axis of what is there; NaN where nothing is."""
    ordered = np.sort(cells, axis=1)  # what is not there comes last
    number = np.count_nonzero(~np.isnan(cells), axis=1)[:, None]
    low = np.take_along_axis(ordered, np.maximum(number - 1, 0) // 2, axis=1)
    high = np.take_along_axis(ordered, np.minimum(number // 2, cells.shape[1] - 1), axis=1)
    median: Floats = (low + high)[:, 0] / 2
    return median


def _moved(values: Floats, size: Floats, begin: int) -> _Compared:
    """The cells from a column on that are far from what is next to them: ``size`` is at most what half of would be much.

    A series that has moved, and stays, has jumped once; and most cells need not be looked at further.
    """
    start = max(0, begin - NEXT)
    last, size = values[:, start:], size[:, start:]
    far, alone = np.zeros(last.shape, dtype=bool), ~np.isnan(last)
    for sign in (1, -1):
        beside = np.full_like(last, np.nan)
        for step in range(NEXT, 0, -1):  # the nearest that there is
            shifted = np.roll(last, sign * step, axis=1)
            shifted[:, slice(0, step) if sign > 0 else slice(-step, None)] = np.nan
            beside = np.where(np.isnan(shifted), beside, shifted)
        distance = np.abs(last - beside)
        far |= (2 * distance >= size) & (distance > 0)
        alone &= np.isnan(beside)
    areas, columns = np.nonzero((far | alone)[:, begin - start :])
    return _around(values, areas, columns + begin)


def _far(compared: _Compared, chance: Floats, scale: Floats) -> Any:
    """Which values are out of all proportion; ``chance`` is the deviation by chance alone, ``scale`` what half of is much."""
    from_middle = np.abs(compared.others - compared.middle[:, None])
    spread = np.fmax(_SCALE * _median(from_middle), chance)
    usual = np.fmax(compared.highest - compared.middle, compared.middle - compared.lowest)
    distance = np.abs(compared.value - compared.middle)
    enough = np.count_nonzero(~np.isnan(compared.others), axis=1) >= LEAST
    far = enough & (distance > DEVIATIONS * spread) & (distance >= FURTHER * usual) & (2 * distance >= scale)
    for at in np.nonzero(far)[0].tolist():
        value, others = compared.value[at], compared.others[at]
        far[at] = _far_from_next(value, others, scale[at]) and _far_in_proportion(value, others)
    return far


def _far_from_next(value: float, others: Floats, scale: float) -> bool:
    """Whether a value is so from the nearest before or after it: a series that has moved, and stays, jumped once."""
    sides = others[AROUND - NEXT : AROUND][::-1], others[AROUND + 1 : AROUND + NEXT + 1]
    beside = [side[~np.isnan(side)][0] for side in sides if not np.isnan(side).all()]
    return not beside or any(2 * abs(value - each) >= scale for each in beside)


def _far_in_proportion(value: float, others: Floats) -> bool:
    """Whether a value above zero is far out by its logarithm too: amounts are skewed, and some always seem far out."""
    above = np.log(others[others > 0])
    if value <= 0 or above.size < LEAST:
        return True
    middle = np.median(above)
    spread = _SCALE * np.median(np.abs(above - middle))
    return bool(abs(np.log(value) - middle) > OF_LOGARITHMS * spread)


def _outlying(
    definition: Definition, numerator: Floats, denominator: Floats | None, places: int, begin: int
) -> Iterator[Doubted]:
    """Jumps of the figure and of the denominator, and among them those that a power of ten explains."""
    if denominator is None:
        figures = _moved(numerator, np.abs(numerator), begin)
        counted = definition.measure.numerator and definition.unit is Unit.COUNT
        chance = np.sqrt(np.fmax(figures.middle, 1.0)) if counted else np.full_like(figures.middle, 10.0**-places)
        yield from _jumped(figures, _far(figures, chance, _size(figures)), "", "")
        return
    quotient = np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0)
    share = definition.bounded and definition.unit is Unit.PERCENT
    figures = _moved(quotient, np.fmin(quotient, 1 - quotient) if share else np.abs(quotient), begin)
    cases, size = denominator[figures.areas, figures.columns], _size(figures)
    cases = np.where(cases > 0, cases, np.nan)
    if share:
        usual = (figures.middle * cases + 1) / (cases + 2)
        chance = np.sqrt(usual * (1 - usual) / cases)
        size = np.fmin(size, np.fmax(1 - figures.value, 1 - figures.middle))  # from 5% to 40% is much, so 95% to 60% is
    else:
        chance = np.sqrt(np.fmax(np.abs(figures.middle) * cases, 1)) / cases
    counts = _moved(denominator, denominator, begin)
    larger = _far(counts, np.sqrt(np.fmax(counts.middle, 1.0)), _size(counts))
    yield from _jumped(counts, larger, "denominator", "denominator")
    jumped = _far(figures, chance, size)
    yield from _jumped(_around(numerator, figures.areas, figures.columns), jumped, "numerator", "")


def _size(compared: _Compared) -> Floats:
    size: Floats = np.fmax(np.abs(compared.value), np.abs(compared.middle))
    return size


def _jumped(compared: _Compared, jumped: Any, slipped: str, part: str) -> Iterator[Doubted]:
    """Each jump of a ``part``; one of ``slipped`` where a tenth, a hundredth ... of it is what the others are."""
    for at in np.nonzero(jumped)[0].tolist():
        area, column = int(compared.areas[at]), int(compared.columns[at])
        least, most, value = float(compared.lowest[at]), float(compared.highest[at]), float(compared.value[at])
        margin = (most - least) / 2
        meant = [power for power in _POWERS if least - margin <= value / 10.0**power <= most + margin]
        if meant and 0 < most < 5 * least:
            yield Doubted(area, column, Doubt.SLIP, slipped, meant[0])
        else:
            yield Doubted(area, column, Doubt.JUMP, part)


def _swapped(numerator: Floats, denominator: Floats, begin: int) -> Iterator[Doubted]:
    """Where each of the two numbers lies among the others' other, and the two are never near one another."""
    above = numerator > denominator
    rows = np.nonzero(above.any(axis=1) & ~(above | np.isnan(numerator)).all(axis=1))[0]
    columns = np.arange(begin, numerator.shape[1])
    cells = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
    first, second = _around(numerator, *cells), _around(denominator, *cells)
    apart = (first.highest < second.lowest) | (second.highest < first.lowest)
    crossed = (
        (first.value >= second.lowest)
        & (first.value <= second.highest)
        & (second.value >= first.lowest)
        & (second.value <= first.highest)
    )
    enough = np.count_nonzero(~np.isnan(first.others), axis=1) >= LEAST
    for at in np.nonzero(enough & apart & crossed)[0].tolist():
        yield Doubted(int(cells[0][at]), int(cells[1][at]), Doubt.SWAPPED)
