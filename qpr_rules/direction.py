"""How a direction of travel is found: the method that a definition names, and what it is told."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Self

FIRM = 12
"""With fewer points than this process limits are provisional: they would move much with each new one."""


class Method(StrEnum):
    """How a direction is found."""

    REGRESSION = "regression"
    PROCESS_LIMITS = "process-limits"
    LAST_QUARTER = "last-quarter"
    SAME_QUARTER_LAST_YEAR = "same-quarter-last-year"

    @property
    def uses_points(self) -> bool:
        """Whether it looks at a row of points; otherwise it compares two figures."""
        return self in (Method.REGRESSION, Method.PROCESS_LIMITS)


class Over(StrEnum):
    """What the points are."""

    QUARTERS = "quarters"
    PERIODS = "periods"
    FIGURES = "figures"


class DirectionMethod(NamedTuple):
    """How this KPI's direction is found; ``points`` the most that are used, ``significance`` of the two-sided test.

    >>> str(DirectionMethod()), str(DirectionMethod().by(Method.PROCESS_LIMITS))
    ('regression over 8 quarters at 5%', 'process-limits over 24 periods')
    """

    method: Method = Method.REGRESSION
    over: Over = Over.QUARTERS
    points: int = 8
    significance: Decimal = Decimal("0.05")

    def __str__(self) -> str:
        if not self.method.uses_points:
            return str(self.method)
        said = f"{self.method} over {self.points} {self.over}"
        if self.method is Method.PROCESS_LIMITS:
            return said
        return f"{said} at {(self.significance * 100).normalize():f}%"

    def by(self, method: Method) -> Self:
        """The same by another method. What is usual for the points of one is not for process limits, and the other way."""
        limits = Method.PROCESS_LIMITS
        if method is self.method or limits not in (method, self.method):
            return self._replace(method=method)
        over, points = (Over.PERIODS, 24) if method is limits else (Over.QUARTERS, 8)
        return self._replace(method=method, over=over, points=points)


class Signal(StrEnum):
    """A special cause; the first of these that holds says which way."""

    OUTSIDE = "outside"
    TREND = "trend"
    NEAR = "near"
    SHIFT = "shift"


class Assurance(StrEnum):
    """Whether a measure that goes on as it does will meet its target."""

    PASSES = "passes"
    HIT_OR_MISS = "hit or miss"
    FAILS = "fails"
