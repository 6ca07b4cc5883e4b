"""Where things are in a chart: the plot's edges, and from months and values to places."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from qpr_rules.showing.chart.scale import Scale

INSET = 9
"""Between the plot's edges and its first and last point, so that no mark is cut."""


class Frame(NamedTuple):
    """The plot's edges, its months and its values."""

    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    scale: Scale

    def x(self, month: float) -> float:
        """The place of a month, or of a moment between two; outside the plot, its edge."""
        room = self.right - self.left - 2 * INSET
        at = self.left + INSET + room * (month - self.first) / max(1, self.last - self.first)
        return max(self.left, min(self.right, at))

    def y(self, value: Fraction) -> float:
        """The height of a value."""
        return self.bottom - (self.bottom - self.top) * self.scale.at(value)
