"""What a chart says in words: its labels, its key, and the sentences for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from qpr_rules.definition import Kind, WindowKind
from qpr_rules.english import capital, plural
from qpr_rules.evaluation import Direction, Expected, Rating, Reason
from qpr_rules.observation import HIDDEN
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from qpr_rules.showing import words
from qpr_rules.showing.chart import limits
from qpr_rules.showing.chart.events import suspension_words
from qpr_rules.showing.chart.lettering import clean
from qpr_rules.showing.figures import band, figure, rated_figure

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted, Plotted

_UNITS = {Unit.PERCENT: "Percent", Unit.COUNT: "Number", Unit.RATIO: "Ratio", Unit.SCORE: "Score"}


def title(charted: Charted) -> str:
    """The KPI's name, and the area where it is not the body's own."""
    area = clean(charted.row.area)
    return clean(charted.definition.name) + (f", {area}" if area else "")


def measured(charted: Charted) -> str:
    """The unit and what a figure covers: ``Percent, over 12 months``."""
    definition = charted.definition
    unit = _UNITS.get(definition.unit, str(definition.unit).capitalize())
    match definition.window.kind:
        case WindowKind.ROLLING:
            return f"{unit}, over {definition.window.text}"
        case WindowKind.SNAPSHOT:
            return f"{unit}, at the end of each {definition.frequency}"
        case WindowKind.YEAR_TO_DATE:
            return f"{unit}, year to date"
        case WindowKind.YEAR if definition.calendar.years is not definition.calendar.quarters:
            return f"{unit}, by {definition.calendar.years} year"
        case kind:
            return f"{unit}, by {kind}"


def period_of(charted: Charted, point: Plotted) -> str:
    """The point's period in words."""
    return charted.definition.calendar.show(charted.definition.frequency, point.period)


def printed(charted: Charted, point: Plotted, value: Fraction) -> str:
    """A point's figure, long enough to agree with the rating it had."""
    return rated_figure(value, charted.definition.unit, charted.definition.decimals, point.target, point.floor)


def verdict(charted: Charted, point: Plotted) -> str:
    """A point's rating; of an activity indicator, where it lies against the range that is expected."""
    if charted.definition.kind is Kind.ACTIVITY:
        inside = against(charted, point)
        return f"{inside} range" if inside else ""
    return words.rating(point.rating)


def expected_words(charted: Charted) -> str:
    """The expected range: ``39,000 to 43,500``, ``5 or more``."""
    expected, unit = charted.definition.expected, charted.definition.unit
    if expected is None or expected.edge is None:
        return band(expected, unit)
    return f"{band(expected, unit)} or {'more' if expected.high is None else 'less'}"


def against(charted: Charted, point: Plotted) -> Expected | None:
    """A figure against the expected range; None where there is none."""
    expected = charted.definition.expected
    if expected is None or point.figure is None:
        return None
    if expected.high is not None and point.figure > Fraction(expected.high):
        return Expected.ABOVE
    return Expected.BELOW if expected.low is not None and point.figure < Fraction(expected.low) else Expected.WITHIN


def latest_lines(charted: Charted, point: Plotted) -> list[str]:
    """The label of the latest figure that there is: value and rating, then the period."""
    assert point.figure is not None
    value, said = printed(charted, point, point.figure), verdict(charted, point)
    when = charted.definition.calendar.show_short(charted.definition.frequency, point.period)
    under = [when, "provisional"] if point.provisional else [when]
    if charted.definition.kind is Kind.ACTIVITY:
        return [value, ", ".join(filter(None, (said, *under)))]
    return [f"{value} {said}", ", ".join(under)]


def description(charted: Charted) -> str:
    """What the chart shows, in a few sentences that stand for it."""
    return " ".join(_sentences(charted))


def _sentences(charted: Charted) -> Iterator[str]:
    row, definition = charted.row, charted.definition
    drawn = [point for point in charted.points if point.figure is not None]
    quarter = f" as of {words.period(row.quarter)}" if row.quarter else ""
    if not drawn:
        hidden = f": hidden {HIDDEN}" if row.is_hidden else _because(row.reason)
        yield f"There is no figure to draw{quarter}{hidden}."
        return
    if len(drawn) == 1:
        yield f"Chart of one figure, {period_of(charted, drawn[0])}."
    else:
        yield f"Line chart of {len(drawn)} figures, {period_of(charted, drawn[0])} to {period_of(charted, drawn[-1])}."
    yield _latest(charted, drawn[-1], quarter)
    if len(drawn) > 1:
        yield extremes(charted, drawn)
    yield from _standards(charted, drawn)
    if row.direction is not Direction.INSUFFICIENT_DATA:
        yield f"Direction: {words.direction(row.direction)}."
    yield from limits.sentences(charted)
    first, last = charted.points[0].month, charted.points[-1].month
    for change in definition.breaks:
        if first < change.month <= last:
            when = definition.calendar.show(Frequency.MONTH, change.month)
            yield f"From {when} figures are not comparable with earlier ones: {clean(change.reason).rstrip('.')}."
    if away := suspension_words(charted):
        yield away
    missing = [point for point in charted.points if point.figure is None]
    if missing:
        yield f"For {plural(len(missing), _each(charted))} there is no figure."
    if made := words.of_parts(row):
        yield f"{capital(made)}."
    if doubtful := sum(point.provisional for point in drawn):  # exact: integers
        yield f"{plural(doubtful, 'figure')} {'is' if doubtful == 1 else 'are'} provisional."


def _each(charted: Charted) -> str:
    kinds = {WindowKind.QUARTER: "quarter", WindowKind.YEAR: "year"}
    return kinds.get(charted.definition.window.kind, str(charted.definition.frequency))


def _latest(charted: Charted, point: Plotted, quarter: str) -> str:
    row, unit = charted.row, charted.definition.unit
    assert point.figure is not None
    value, when = printed(charted, point, point.figure), period_of(charted, point)
    if row.is_hidden:
        said = "" if charted.definition.kind is Kind.ACTIVITY else f"{words.rating(row.rating)}{_because(row.reason)}, "
        return f"Latest{quarter}: {said}its figure hidden {HIDDEN}. The last that is shown, {when}: {value}."
    if row.figure is None:
        return f"Not rated{quarter}{_because(row.reason)}. The last figure, {when}: {value}, {verdict(charted, point)}."
    said = f"Latest, {when}: {figure(row, charted.definition.decimals)}, "
    if charted.definition.kind is Kind.ACTIVITY:
        inside = against(charted, point)
        return f"{said}{inside} the expected range of {expected_words(charted)}." if inside else said.rstrip(", ") + "."
    said += words.rating(row.rating) + (_because(row.reason) if row.rating is Rating.NOT_RATED else "")
    return f"{said}; target {band(row.target, unit)}, floor {band(row.floor, unit)}." if row.target else f"{said}."


def _because(reason: Reason | None) -> str:
    return f" ({reason})" if reason else ""


def extremes(charted: Charted, drawn: Sequence[Plotted]) -> str:
    """The highest and the lowest figure that are drawn; of equal ones the latest."""
    # Floats decide most comparisons, the exact figures those of equal floats.
    known = [(float(point.figure), point.figure, point) for point in drawn if point.figure is not None]
    high = max(known, key=lambda each: (*each[:2], each[2].period))[2]
    low = min(known, key=lambda each: (*each[:2], -each[2].period))[2]
    assert high.figure is not None and low.figure is not None
    if high.figure == low.figure:
        return f"Every figure is {printed(charted, high, high.figure)}."
    highest, lowest = printed(charted, high, high.figure), printed(charted, low, low.figure)
    if highest == lowest:
        return f"Every figure is {highest} when rounded."
    return f"Highest {highest} ({period_of(charted, high)}), lowest {lowest} ({period_of(charted, low)})."


def _standards(charted: Charted, drawn: Sequence[Plotted]) -> Iterator[str]:
    """The target at the beginning, where it was another; what a profile makes due differs by month, and is left out."""
    first, last = drawn[0], drawn[-1]
    if first.target and last.target and first.target != last.target and not charted.definition.profile:
        unit = charted.definition.unit
        yield f"In {period_of(charted, first)} the target was {band(first.target, unit)}."
