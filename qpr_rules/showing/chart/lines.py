"""The lines and bands of a chart, as paths: broken at gaps and breaks, stepped where a standard changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from qpr_rules.definition import Band, WindowKind
from qpr_rules.showing.chart.frame import Frame

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted, Plotted

Place = tuple[float, float]


def runs(charted: Charted) -> list[list[Plotted]]:
    """The figures in stretches without a gap, without a break between two of them, and each year to date by itself."""
    found: list[list[Plotted]] = [[]]
    for before, point in pairwise((None, *charted.points)):
        assert point is not None
        if before is not None and _apart(charted, before, point):
            found.append([])
        if point.figure is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]


def _apart(charted: Charted, before: Plotted, point: Plotted) -> bool:
    definition = charted.definition
    if definition.window.kind is WindowKind.YEAR_TO_DATE:
        return definition.year_of(before.period) != definition.year_of(point.period)
    return any(before.month < change.month <= point.month for change in definition.breaks)


def single_runs(charted: Charted) -> list[list[Place]]:
    """The single periods' values, as (month, place in the list), in stretches without a gap or break."""
    step = charted.spaced
    found: list[list[Place]] = []
    for place, single in enumerate(charted.singles):
        follows = place > 0 and single.month - charted.singles[place - 1].month == step
        broken = any(single.month - step < change.month <= single.month for change in charted.definition.breaks)
        if not follows or broken:
            found.append([])
        found[-1].append((single.month, place))
    return found


def path(places: Sequence[Place]) -> str:
    """A line through places."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def span(charted: Charted) -> int:
    """Months from one figure to the next."""
    kinds = {WindowKind.QUARTER: 3, WindowKind.YEAR: 12}
    return max(charted.definition.frequency.months, kinds.get(charted.definition.window.kind, 0))


def steps(charted: Charted, frame: Frame, which: str) -> Iterator[str]:
    """The edges of the target or the floor as stepped lines: level over each period, upright where it changes.

    What a profile makes due at the end of some months stands about those months, without a line from one to the next.
    """
    profile = charted.definition.profile
    half = 5.4 / len(profile) if profile else span(charted) / 2
    for edge in ("low", "high"):
        drawn, level = "", None
        for point in charted.points:
            held: Band | None = getattr(point, which)
            bound = None if held is None else getattr(held, edge)
            if bound is None:
                level = None
                continue
            y = frame.y(bound)
            if level is None or profile:
                drawn += f"M{frame.x(point.month - half):.1f} {y:.1f}"
            elif level != y:
                drawn += f"V{y:.1f}"
            drawn += f"H{frame.x(point.month + half):.1f}"
            level = y
        if drawn:
            yield drawn


def bands(charted: Charted, frame: Frame, which: str) -> str:
    """The area of a band that is closed on both sides, over the periods in which it was in force."""
    half, drawn = span(charted) / 2, ""
    for point in charted.points:
        held: Band | None = getattr(point, which)
        if held is not None and held.low is not None and held.high is not None:
            drawn += box(frame, point.month - half, point.month + half, held)
    return drawn


def box(frame: Frame, begin: float, end: float, held: Band) -> str:
    """The area between two moments inside a band; an open side ends with the plot."""
    high = frame.top if held.high is None else frame.y(held.high)
    low = frame.bottom if held.low is None else frame.y(held.low)
    return f"M{frame.x(begin):.1f} {high:.1f}H{frame.x(end):.1f}V{low:.1f}H{frame.x(begin):.1f}z"
