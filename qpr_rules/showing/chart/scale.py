"""The two axes: a range of values with round ticks that does not mislead, and the body's years and quarters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.period import Calendar, Frequency
from qpr_rules.quantity import Unit
from qpr_rules.showing.figures import bound, with_unit

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted

_STEPS = 6
_SHORTENED = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))


class Scale(NamedTuple):
    """Values from ``low`` to ``high``, with a tick at each whole number of ``step``s."""

    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def ticks(self) -> tuple[Fraction, ...]:
        """The values that are written at the axis."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * place for place in range(count + 1))


def values_scale(values: Sequence[Fraction], unit: Unit, *, bounded: bool) -> Scale:
    """A range that holds the values, by round steps.

    It begins at zero where zero is near enough that leaving it out would make differences look larger than they are;
    a percentage ends at 100; and it is never so short that noise fills the chart.

    >>> values_scale([Fraction(81), Fraction(97)], Unit.PERCENT, bounded=True)[:2]
    (Fraction(80, 1), Fraction(100, 1))
    """
    if not values:
        values = [Fraction(0), Fraction(100 if unit is Unit.PERCENT else 1)]
    low, high = min(values, key=float), max(values, key=float)
    limits = (Fraction(0), Fraction(100)) if unit is Unit.PERCENT and bounded and 0 <= low <= high <= 100 else None
    largest = max(abs(low), abs(high))
    least = min(Fraction(10), max(largest, Fraction(1))) if limits else largest / 5 or Fraction(1)
    if high - low < least:
        middle = (low + high) / 2
        wider = [middle - least / 2, middle + least / 2]
        if limits:
            shift = max(Fraction(0), -wider[0]) - max(Fraction(0), wider[1] - 100)
            wider = [each + shift for each in wider]
        low_wide, high_wide = wider
    else:
        low_wide, high_wide = low - (high - low) / 20, high + (high - low) / 20
    if low >= 0 and (low * 2 <= high or low_wide * 3 <= high_wide):
        low_wide = Fraction(0)
    elif high <= 0 and (high * 2 >= low or high_wide * 3 >= low_wide):
        high_wide = Fraction(0)
    if limits:
        low_wide, high_wide = max(low_wide, limits[0]), min(high_wide, limits[1])
    whole = all(value.denominator == 1 for value in values)
    step = _round_step((high_wide - low_wide) / _STEPS, whole=whole and not unit.needs_denominator)
    return Scale(low_wide // step * step, -(-high_wide // step) * step, step)


def _round_step(least: Fraction, *, whole: bool) -> Fraction:
    """The smallest of 1, 2, 5, 10, 20, 50 ... (and of tenths, hundredths ...) that is no less."""
    size = Fraction(1)
    while size > least:
        size /= 10
    while size * 10 <= least:
        size *= 10
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= least)
    return max(step, Fraction(1)) if whole else step


def tick_words(scale: Scale, unit: Unit) -> list[str]:
    """The ticks as they are written: with ``%`` and ``£``, large ones in millions."""
    largest = max(abs(scale.low), abs(scale.high))
    for size, letters in _SHORTENED:
        if largest >= size and scale.step * 100 % size == 0:
            return [with_unit(bound(tick / size) + (letters if tick else ""), _signed(unit)) for tick in scale.ticks]
    return [with_unit(bound(tick), _signed(unit)) for tick in scale.ticks]


def _signed(unit: Unit) -> Unit:
    return unit if unit in (Unit.PERCENT, Unit.POUNDS) else Unit.COUNT


class Stretch(NamedTuple):
    """A part of the time axis with its words: months (ordinals), both inclusive."""

    first: int
    last: int
    words: str


def months_shown(charted: Charted) -> tuple[int, int]:
    """The first and the last month of the time axis, at least a year or three points apart."""
    definition = charted.definition
    if not charted.points:
        end = max((single.month for single in charted.singles), default=_row_month(charted))
        return end - 11, end
    first, last = charted.points[0].month, charted.points[-1].month
    first = min([first, *(single.month for single in charted.singles)])
    return min(first, last - max(11, 3 * definition.frequency.months)), last


def _row_month(charted: Charted) -> int:
    definition = charted.definition
    period = definition.calendar.parse(charted.row.period, definition.frequency)
    return definition.calendar.last_month(definition.frequency, period)


def stretches(charted: Charted, first: int, last: int) -> list[Stretch]:
    """The body's years over these months, or its quarters where they are few; of an annual KPI, its own years."""
    calendar = charted.definition.calendar
    if charted.definition.frequency is Frequency.YEAR:
        years = range(calendar.holding(Frequency.YEAR, first), calendar.holding(Frequency.YEAR, last) + 1)
        # The figure of a year stands at its end, and the words below it.
        ends = ((calendar.last_month(Frequency.YEAR, year), calendar.code(Frequency.YEAR, year)) for year in years)
        return [Stretch(end, end, words) for end, words in ends if first <= end <= last]
    return list(_quarters(calendar, first, last) if last - first < 18 else _years(calendar, first, last))


def _quarters(calendar: Calendar, first: int, last: int) -> Iterator[Stretch]:
    for quarter in range(calendar.holding(Frequency.QUARTER, first), calendar.holding(Frequency.QUARTER, last) + 1):
        begin, end = (ask(Frequency.QUARTER, quarter) for ask in (calendar.first_month, calendar.last_month))
        yield Stretch(max(begin, first), min(end, last), calendar.show(Frequency.QUARTER, quarter))


def _years(calendar: Calendar, first: int, last: int) -> Iterator[Stretch]:
    begin, end = (calendar.holding(Frequency.QUARTER, month) // 4 for month in (first, last))
    for year in range(begin, end + 1):
        opens = calendar.first_month(Frequency.QUARTER, year * 4)
        name = calendar.show(Frequency.QUARTER, year * 4).partition(" ")[2]
        yield Stretch(max(opens, first), min(opens + 11, last), name)
