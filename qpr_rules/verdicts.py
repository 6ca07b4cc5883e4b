"""What the core concludes of a whole definition, in columns: rows are made of the cells that are wanted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from qpr_rules.definition import Definition
from qpr_rules.panel import Integers

BY_AREA = (
    "numerator",
    "denominator",
    "present",
    "provisional",
    "rating",
    "reason",
    "direction",
    "points",
    "slope",
    "p_value",
    "hidden",
    "near_hidden",
)
"""What of ``Evaluations`` has a row for each area; None where there is nothing of it."""


@dataclass(frozen=True, slots=True)
class Evaluations:
    """One definition's verdicts, areas x own periods from the ordinal ``first``.

    ``numerator`` and ``denominator`` are pooled over each window and scaled as in the panel; where the denominator is
    the mean of a stock, it holds the sum, and the numerator has been multiplied by ``times`` (per column) in return.
    ``rating``, ``reason`` and ``direction`` hold codes: indexes of ``RATINGS``, ``REASONS``, ``DIRECTIONS`` in ``evaluation``.
    ``standard`` holds, for each column, the index in ``definition.standards``, or -1; ``stands`` whether there is a
    figure at that column at all. ``slope`` and ``p_value`` are NaN where there is no test. As released, ``hidden`` says
    which figures are not, and ``near_hidden`` where what is made from several of them would reach one.
    """

    definition: Definition
    areas: tuple[str, ...]
    first: int
    numerator: Integers
    denominator: Integers | None
    numerator_places: int
    denominator_places: int
    times: Any
    present: Integers
    needed: Any
    provisional: Integers
    rating: Integers
    reason: Integers
    standard: Any
    stands: Any
    direction: Integers
    points: Integers
    slope: Any
    p_value: Any
    hidden: Any = None
    near_hidden: Any = None

    @property
    def periods(self) -> int:
        """How many columns there are."""
        return int(self.rating.shape[1])

    def of(self, areas: Collection[str]) -> Evaluations:
        """The rows of some areas: a program makes rows of what it asks for, and not of 300 areas to look at one."""
        kept = [place for place, area in enumerate(self.areas) if area in areas]
        cells = ((name, getattr(self, name)) for name in BY_AREA)
        own: dict[str, Any] = {name: None if held is None else held[kept] for name, held in cells}
        return replace(self, areas=tuple(self.areas[place] for place in kept), **own)

    def unlike(self, other: Evaluations, column: int) -> tuple[str, ...]:
        """Areas of which the verdict or the figure at a column may differ from another's, of the same definition, areas and periods.

        All areas where the numbers are written in another way, so that only the rows tell.
        """
        ours, theirs = (
            (each.numerator_places, each.denominator_places, int(each.times[column]), each.standard[column])
            for each in (self, other)
        )
        if ours != theirs:
            return self.areas
        found: Any = self.rating[:, column] != other.rating[:, column]
        for name in ("reason", "direction", "present", "numerator", "denominator", "hidden"):
            one, two = getattr(self, name), getattr(other, name)
            if one is not None and two is not None:
                found |= one[:, column] != two[:, column]
            elif one is not two:
                return self.areas
        return tuple(self.areas[place] for place in found.nonzero()[0].tolist())

    def pooled(self, area: int, column: int) -> tuple[Fraction, Fraction | None]:
        """The exact pooled numerator and denominator of one cell, in the units of the results."""
        times = int(self.times[column])
        numerator = Fraction(int(self.numerator[area, column]), 10**self.numerator_places * times)
        if self.denominator is None:
            return numerator, None
        return numerator, Fraction(int(self.denominator[area, column]), 10**self.denominator_places * times)

    def figure_stands(self, area: int, column: int) -> bool:
        """Whether the numbers of one cell are whole, and released: its window is complete."""
        hides = self.hidden is not None and self.hidden[area, column]
        return not hides and int(self.present[area, column]) == int(self.needed[column]) and bool(self.stands[column])

    def figure(self, area: int, column: int) -> Fraction | None:
        """The exact figure of one cell, in the unit; None where the window is incomplete, it is hidden, or nothing was measured."""
        if not self.figure_stands(area, column):
            return None
        numerator, denominator = self.pooled(area, column)
        if denominator is None:
            return numerator
        return numerator / denominator * self.definition.unit.per if denominator else None
