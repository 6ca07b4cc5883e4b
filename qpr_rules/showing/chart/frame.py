"""Where things are in a chart: the plot's edges, and from months and values to places."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from qpr_rules.showing.chart.scale import Scale

INSET = 9
"""Between the plot's edges and its first and last point, so that no mark is cut."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's edges, its months and its values.

    Places are floats, which is exact enough: a scale is never less than a tenth of the numbers on it.
    """

    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    scale: Scale
    _base: float = field(init=False, repr=False)
    _value: float = field(init=False, repr=False)
    _month: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_base", float(self.scale.low))
        object.__setattr__(self, "_value", (self.bottom - self.top) / float(self.scale.high - self.scale.low))
        object.__setattr__(self, "_month", (self.right - self.left - 2 * INSET) / max(1, self.last - self.first))

    def x(self, month: float) -> float:
        """The place of a month, or of a moment between two; outside the plot, its edge."""
        at = self.left + INSET + (month - self.first) * self._month
        return self.left if at < self.left else min(at, self.right)

    def y(self, value: Fraction | Decimal) -> float:
        """The height of a value."""
        return self.bottom - (float(value) - self._base) * self._value
