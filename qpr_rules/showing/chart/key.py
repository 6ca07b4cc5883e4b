"""The key below a chart: only the marks that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.definition import Kind
from qpr_rules.english import capital
from qpr_rules.period import Frequency
from qpr_rules.showing.chart.lettering import width
from qpr_rules.showing.chart.limits import has_special, what
from qpr_rules.showing.chart.marks import MARKS, OUTSIDE, WITHIN, Mark, drawn, mark_of
from qpr_rules.showing.chart.shapes import outline

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted


class Entry(NamedTuple):
    """A mark, or the ``line`` of single periods or of process limits, or the outline of a special cause; or words alone."""

    words: str
    mark: Mark | None = None
    hollow: bool = False
    line: str = ""
    special: bool = False

    @property
    def indent(self) -> int:
        """Before its words."""
        return 30 if self.line else 20 if self.special else 18 if self.mark else 2

    @property
    def width(self) -> float:
        """Of all of it."""
        return self.indent + width(self.words, 13) + (14 if self.indent > 2 else 4)

    def symbol(self, x: float, y: float) -> str:
        """Its mark as SVG."""
        if self.special:
            return outline("special", x + 1, y, 6)
        if self.line == "limit":
            return f'<path class="qc-limit" d="M{x - 6:.1f} {y:.1f}h24"/>'
        if self.line:
            return (
                f'<path class="qc-single" d="M{x - 6:.1f} {y:.1f}h24"/>'
                f'<path class="qc-single-dot" d="M{x + 4:.1f} {y:.1f}a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0z"/>'
            )
        return drawn(self.mark, x, y, 5, hollow=self.hollow) if self.mark else ""


def key(charted: Charted, across: int) -> list[list[tuple[float, Entry]]]:
    """The lines of the key: entries with where they begin."""
    lines: list[list[tuple[float, Entry]]] = []
    x = float(across)
    for entry in _entries(charted):
        if x + entry.width - 14 > across or not lines:
            lines.append([])
            x = 0
        lines[-1].append((x, entry))
        x += entry.width
    return lines


def _entries(charted: Charted) -> list[Entry]:
    drawn_points = [point for point in charted.points if point.figure is not None]
    if not drawn_points:
        return []
    known = [*MARKS.values(), WITHIN, OUTSIDE]
    firm = {mark_of(charted, point) for point in drawn_points if point.reported or point is drawn_points[-1]}
    annual = charted.definition.frequency is Frequency.YEAR
    activity = charted.definition.kind is Kind.ACTIVITY
    entries = [Entry(f"Each {'year' if annual else 'quarter'}" + ("" if activity else "’s rating") + ":")]
    entries += [Entry(mark.words, mark) for mark in known if mark in firm]
    doubtful = [mark_of(charted, point) for point in drawn_points if point.provisional and point.reported]
    if hollow := [mark for mark in doubtful if mark.shape != "cross"]:
        entries.append(Entry("Provisional", hollow[-1], hollow=True))
    if charted.singles:
        behind = what(charted)
        entries.append(Entry(f"{capital(behind)}", line="single"))
    if charted.control is not None:
        entries.append(Entry("Mean and natural process limits", line="limit"))
    if has_special(charted):
        entries.append(Entry("Special cause", special=True))
    return entries
