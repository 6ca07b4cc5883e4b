"""What happened to a series, on its chart: a break as an upright, a suspension as a shaded span, each below its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.definition import Suspension
from qpr_rules.period import Frequency
from qpr_rules.showing.chart.frame import Frame
from qpr_rules.showing.chart.lettering import clean, marked_up, width, wrapped

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted

BREAKS_NAMED, LINE, _SIZE = 4, 16, 12
"""Breaks that are said by their words; the height and the size of a line of them."""


class Event(NamedTuple):
    """Something that happened: from when to when (months, both inclusive), and what is said of it, in lines.

    A break has no ``last``: it lies before its first month.
    """

    first: int
    last: int | None
    lines: tuple[str, ...]


def events(charted: Charted, first: int, last: int, across: int) -> list[Event]:
    """Breaks and the suspension within these months, in their order, with words as wide as the chart."""
    definition = charted.definition
    breaks = [change for change in definition.breaks if first < change.month <= last]
    found = []
    for place, change in enumerate(breaks):
        when = definition.calendar.show_short(Frequency.MONTH, change.month)
        more = len(breaks) - BREAKS_NAMED if place == BREAKS_NAMED - 1 else 0
        said = f"Break, {when}: {clean(change.reason)}" + (f" (and {more} more)" if more > 0 else "")
        lines = wrapped(said, across - 8, _SIZE, 3) if place < BREAKS_NAMED else []
        found.append(Event(change.month, None, tuple(lines)))
    away = definition.suspended
    if away is not None and away.since <= last and (away.until is None or first <= away.until):
        until = last if away.until is None else min(away.until, last)
        said = f"Suspended {_from_to(away, definition.calendar.show_short)}: {clean(away.reason)}"
        found.append(Event(away.since, until, tuple(wrapped(said, across - 8, _SIZE, 3))))
    return sorted(found, key=lambda event: event.first)


def _from_to(away: Suspension, show: Callable[[Frequency, int], str]) -> str:
    since = show(Frequency.MONTH, away.since)
    return f"from {since}" if away.until is None else f"{since} to {show(Frequency.MONTH, away.until)}"


def suspension_words(charted: Charted) -> str:
    """The suspension in a sentence; empty where the chart has none."""
    away, points = charted.definition.suspended, charted.points
    if away is None or not points or away.since > points[-1].month or (away.until or away.since) < points[0].month:
        return ""
    return f"Suspended {_from_to(away, charted.definition.calendar.show)}: {clean(away.reason).rstrip('.')}."


def room(found: Sequence[Event]) -> int:
    """How much height the words take."""
    return sum(len(event.lines) for event in found) * LINE  # exact: integers


def spans(found: Sequence[Event], frame: Frame) -> Iterator[str]:
    """The ground of a suspension: all the rest lies on it."""
    for event in found:
        if event.last is not None:
            begin, end = frame.x(event.first - 0.5), frame.x(event.last + 0.5)
            yield f'<path class="qc-span" d="M{begin:.1f} {frame.top:.1f}H{end:.1f}V{frame.bottom:.1f}H{begin:.1f}z"/>'


def uprights(found: Sequence[Event], frame: Frame, across: int) -> Iterator[str]:
    """An upright from below each event's words, to the axis at a break, to the span of a suspension; then the words.

    The words have a rim of the ground's colour, which the upright of an earlier event passes behind.
    """
    y, words = frame.top - 14 - room(found), []
    for event in found:
        x = frame.x(event.first - 0.5)
        begin = max(2.0, min(x - 4, across - 4 - max((width(line, _SIZE) for line in event.lines), default=0)))
        for line in event.lines:
            y += LINE
            words.append(f'<text x="{begin:.1f}" y="{y - 3:.1f}" class="qc-small qc-told">{marked_up(line)}</text>')
        kind, end = ("break", frame.bottom) if event.last is None else ("leader", frame.top)
        yield f'<path class="qc-{kind}" d="M{x:.1f} {y:.1f}V{end:.1f}"/>'
    yield from words
