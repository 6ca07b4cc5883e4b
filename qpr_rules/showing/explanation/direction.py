"""How a direction was found, for a person who must defend it: its points, and the arithmetic from them to the word."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qpr_rules.core.control import Control
from qpr_rules.core.limits import FACTOR
from qpr_rules.core.workings import Workings
from qpr_rules.definition import Definition
from qpr_rules.direction import FIRM, Method, Over
from qpr_rules.english import plural
from qpr_rules.evaluation import Direction
from qpr_rules.period import Frequency
from qpr_rules.showing import words
from qpr_rules.showing.console import ASCII, Marks
from qpr_rules.showing.figures import exact, number, with_unit
from qpr_rules.showing.special_causes import assurance_words, cause_words

_SHORT, _PLACES = 12, 6
"""Characters of a number in an equation, and decimal places of one that is rounded."""


def direction_lines(marks: Marks, shown: Workings) -> Iterator[RenderableType]:
    """The direction, the points it was found from, and what was made of them."""
    row, definition = shown.evaluation, shown.definition
    annual = definition.frequency is Frequency.YEAR
    method = str(definition.direction).replace("quarters", "years") if annual else str(definition.direction)
    yield Text(f"{marks.directions[row.direction]} {words.direction(row.direction)}, by {method}")
    if not definition.direction.method.uses_points:
        return
    yield _points(shown)
    limits = definition.direction.method is Method.PROCESS_LIMITS
    if row.direction is Direction.INSUFFICIENT_DATA:
        least = "five in all" if not limits else "four moving ranges between neighbours"
        yield Text(f"{plural(row.points, 'point')}: the latest must be there, and {least}.")
    elif shown.control is not None:
        yield from _limits(marks, shown, shown.control)
    elif row.slope is not None and row.p_value is not None:
        yield _regression(shown, row.slope, row.p_value)
    if definition.direction.over is Over.FIGURES and definition.window.months > definition.frequency.months:
        so = (
            "their swings look small and the limits are too narrow"
            if limits
            else "a regression on them reports trends in pure noise"
        )
        yield Text(f"Caution: rolling figures overlap, so that {so}.", style="warning")


def _points(shown: Workings) -> Table:
    row, definition = shown.evaluation, shown.definition
    table = Table.grid("Points of the trend", "Value", "", padding=(0, 2, 0, 0))  # heads for those who print them
    special = shown.control.latest[0].places if shown.control is not None and shown.control.latest else ()
    begun = next((place for place, point in enumerate(shown.points) if point.value is not None), 0)
    for place, point in enumerate(shown.points):
        if shown.control is not None and place < begun:
            continue
        whole = point.value is not None and point.value.denominator == 1
        digits = definition.decimals if whole else max(2, definition.decimals)
        value = "" if point.value is None else with_unit(number(point.value, digits), definition.unit)
        note = "" if point.counts else "does not count" if point.value is not None else "incomplete"
        notes = (note, "special cause" if place in special else "", "illustrative" if row.illustrative else "")
        table.add_row(
            Text(_block(definition, point.first, point.last)),
            Text(value, justify="right"),
            Text(", ".join(filter(None, notes)), style="quiet"),
        )
    return table


def _regression(shown: Workings, slope: float, p_value: float) -> Text:
    row, definition = shown.evaluation, shown.definition
    chance = "p < 0.0001" if p_value < 0.0001 else f"p = {p_value:.4f}"
    level = f"{definition.direction.significance:f}"
    verdict = "a trend" if p_value < float(definition.direction.significance) else "no clear trend"
    quarterly = definition.direction.over is Over.QUARTERS and definition.frequency is not Frequency.YEAR
    step = "quarter" if quarterly else str(definition.frequency)
    return Text(
        f"{row.points} points, slope {_slope(slope)} a {step}; Student's t, two-sided: {chance} against {level}: {verdict}."
    )


def _limits(marks: Marks, shown: Workings, control: Control) -> Iterator[RenderableType]:
    """The arithmetic of the limits, the special causes of the latest point, and whether the target will be met."""
    limits, row = control.limits, shown.evaluation
    total, moved = limits.mean * limits.points, limits.moving_range * limits.ranges
    if all("/" not in exact(each) and len(exact(each)) <= _SHORT for each in (total, moved)):
        mean, swing = f"{exact(total)} ÷ {limits.points}", f"{exact(moved)} ÷ {limits.ranges}"
        yield Text(f"mean: {mean} {equals(marks, limits.mean)}")
        yield Text(f"mean moving range: {swing} {equals(marks, limits.moving_range)}")
        times = exact(FACTOR)
        yield Text(f"lower process limit: {mean} - {times} × {swing} {equals(marks, limits.lower)}")
        yield Text(f"upper process limit: {mean} + {times} × {swing} {equals(marks, limits.upper)}")
    else:
        values = [number(each, _PLACES) for each in (limits.mean, limits.moving_range, limits.lower, limits.upper)]
        yield Text(
            f"Mean of {plural(limits.points, 'point')} {values[0]}, of {plural(limits.ranges, 'moving range')} {values[1]}; "
            f"process limits, {exact(FACTOR)} of these from the mean, {values[2]} and {values[3]}; to {_PLACES} places."
        )
    if not limits.are_firm:
        yield Text(f"The limits are provisional: {plural(limits.points, 'point')}, and they are firm from {FIRM}.")
    yield Text(f"{cause_words(control)}.")
    if said := assurance_words(row, control):
        yield Text(said)


def _slope(value: float) -> str:
    """Four significant digits, with thousands separated and no exponent."""
    return f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.4g}"


def _block(definition: Definition, first: int, last: int) -> str:
    calendar, frequency = definition.calendar, definition.frequency
    if last == first:
        return calendar.show(frequency, last)
    end = calendar.last_month(frequency, last)
    quarter = calendar.holding(Frequency.QUARTER, end)
    if last - first + 1 == 3 // frequency.months and calendar.last_month(Frequency.QUARTER, quarter) == end:
        return calendar.show(Frequency.QUARTER, quarter)
    return f"{calendar.show_short(frequency, first)} to {calendar.show_short(frequency, last)}"


def equals(marks: Marks, value: Fraction) -> str:
    """``= 94.46`` where that is exact, ``≈ 94.4617`` where it is not."""
    text = exact(value)
    if "/" not in text and len(text) <= _SHORT:
        return f"= {text}"
    return f"{'~' if marks is ASCII else '≈'} {number(value, _PLACES)}"
