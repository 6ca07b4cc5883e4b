"""The natural process limits on a chart: level lines over the points they are of, and a diamond about each special cause."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from qpr_rules.showing.chart.frame import Frame
from qpr_rules.showing.chart.shapes import outline
from qpr_rules.showing.figures import number, with_unit
from qpr_rules.showing.special_causes import assurance_words, cause_words

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted

WIDEST, LEAST = 6.5, 4.0
"""Radii of a diamond: clear of a rating's mark inside it, and of a dot where dots are near one another."""


class Edge(NamedTuple):
    """One of the level lines: what it is, and where."""

    name: str
    value: Fraction


def edges(charted: Charted) -> list[Edge]:
    """The mean, and the limits that there can be: below nothing, or above 100%, there is none."""
    if charted.control is None:
        return []
    limits, unit = charted.control.limits, charted.definition.unit
    percent = unit is Unit.PERCENT and charted.definition.bounded
    negative = any(point.value is not None and point.value < 0 for point in charted.control.points)
    found = [Edge("Mean", limits.mean)]
    if limits.moving_range and not (percent and limits.upper > 100):
        found.insert(0, Edge("Upper limit", limits.upper))
    if limits.moving_range and (negative or limits.lower >= 0):
        found.append(Edge("Lower limit", limits.lower))
    return found


def named(charted: Charted, edge: Edge) -> str:
    """A line with its value: ``Upper limit 56.3%``."""
    decimals = charted.definition.decimals
    digits = decimals if abs(edge.value) >= 1000 else max(1, decimals)
    return f"{edge.name} {with_unit(number(edge.value, digits), charted.definition.unit)}"


def level_lines(charted: Charted, frame: Frame) -> Iterator[str]:
    """The lines, over the points that they are of."""
    months = [month for month, _, _ in _points(charted)]
    for edge in edges(charted):
        kind = "mean" if edge.name == "Mean" else "limit"
        begin, end = (frame.x(month) for month in (months[0] - charted.spaced / 2, months[-1] + charted.spaced / 2))
        yield f'<path class="qc-{kind}" d="M{begin:.1f} {frame.y(edge.value):.1f}H{end:.1f}"/>'


def special_points(charted: Charted, frame: Frame) -> Iterator[str]:
    """A diamond about each point that is part of a special cause."""
    apart = frame.x(frame.first + charted.spaced) - frame.x(frame.first)
    radius = max(LEAST, min(WIDEST, apart / 2)) if charted.singles else WIDEST
    for month, value, marked in _points(charted):
        if marked and month >= frame.first:
            yield outline("special", frame.x(month), frame.y(value), radius, "Special cause")


def has_special(charted: Charted) -> bool:
    """Whether any point is part of one."""
    return any(marked for _, _, marked in _points(charted))


def _points(charted: Charted) -> list[tuple[int, Fraction, bool]]:
    """The points of the limits: month, value, and whether it is part of a special cause."""
    if charted.control is None:
        return []
    calendar, frequency = charted.definition.calendar, charted.definition.frequency
    marked = charted.control.marked
    return [
        (calendar.last_month(frequency, point.last), point.value, place in marked)
        for place, point in enumerate(charted.control.points)
        if point.counts and point.value is not None
    ]


def sentences(charted: Charted) -> Iterator[str]:
    """What the lines and diamonds say, for those who cannot see them."""
    if charted.control is None:
        return
    limits, marked = charted.control.limits, len(charted.control.marked)
    provisional = "" if limits.are_firm else ", provisional"
    lines = [named(charted, each) for each in edges(charted)]
    said = ", ".join(f"{each[:1].lower()}{each[1:]}" for each in lines)
    yield f"Natural process limits of {limits.points} {what(charted)}{provisional}: {said}."
    yield f"{cause_words(charted.control)}."
    if assured := assurance_words(charted.row, charted.control):
        yield assured
    if marked:
        yield f"{marked} of the {limits.points} {what(charted)} {'is part of a special cause' if marked == 1 else 'are part of special causes'}."


def what(charted: Charted) -> str:
    """What the points are: ``single months``, ``quarters``, ``figures``."""
    if not charted.singles:
        return "figures"
    annual = charted.definition.frequency is Frequency.YEAR
    if charted.spaced > charted.definition.frequency.months and not annual:
        return "quarters"
    return f"single {charted.definition.frequency}s"
