"""A panel: the observations of one definition as exact integers, the only form in which results reach the core."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from qpr_rules.observation import State

Integers: TypeAlias = "np.ndarray[tuple[int, int], np.dtype[Any]]"
"""Whole numbers, areas x periods: int64 where every product fits, otherwise Python integers in an object array."""


INT64_LIMIT = 2**43
"""int64 is used while the absolute values of a panel add up to less than this: every sum, also times the periods of the
longest window (999), is then a whole number that a float holds exactly, so both kinds of array give the same bits."""


class Difference(NamedTuple):
    """A period (an ordinal) in which the parts of an area do not add up to it; numbers as in the results.

    Each pair is the area's own number and the sum of its parts.
    """

    period: int
    numerator: tuple[Fraction, Fraction]
    denominator: tuple[Fraction, Fraction] | None = None


class Whole(NamedTuple):
    """Of an area that is made of others: where its results come from, and where its parts say something else.

    ``parts`` are those that its results were added up from, of some ``kind``, and ``known`` the periods (ordinals) in which each has
    one; there are none where its results are its own. They ``pool`` unless each is a plain value. ``differs`` holds, for each kind
    of parts that adds up to something else, the periods in which it does.
    """

    parts: tuple[str, ...] = ()
    known: Mapping[str, frozenset[int]] = {}
    kind: str = ""
    pools: bool = True
    differs: tuple[tuple[str, tuple[Difference, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """The observations of one definition: areas down, periods across (ordinals of the KPI's frequency, from ``first``).

    ``numerator`` holds numerators, counts or values, times ten to the ``numerator_places``; ``denominator``, times ten
    to the ``denominator_places``, is None for a KPI that has none. A cell whose state is not PRESENT holds 0. ``state``
    holds values of ``observation.State``, ``provisional`` truth values. All arrays have one shape, areas x periods, and areas
    are sorted. ``wholes`` says of areas that are made of others what there is to say.

    >>> one = np.array([[1, 1]])
    >>> panel = Panel(("",), 24_000, np.array([[945, 950]]), None, one, one * 0, numerator_places=1)
    >>> panel.last, panel.covering(24_000, 24_002).numerator.tolist()
    (24001, [[945, 950, 0]])
    """

    areas: tuple[str, ...]
    first: int
    numerator: Integers
    denominator: Integers | None
    state: Integers
    provisional: Integers
    numerator_places: int = 0
    denominator_places: int = 0
    wholes: Mapping[str, Whole] = field(default_factory=dict)

    @property
    def periods(self) -> int:
        """How many columns there are."""
        return int(self.state.shape[1])

    @property
    def last(self) -> int:
        """The ordinal of the last column."""
        return self.first + self.periods - 1

    def where(self, state: State) -> Integers:
        """Which cells are in this state."""
        # A plain number: NumPy would compare an IntEnum in 64 bits, ten times as slowly.
        found: Integers = self.state == int(state)
        return found

    def covering(self, first: int, last: int) -> Panel:
        """The same observations with the columns ``first`` to ``last``: cut, which copies nothing, or filled up with missing cells."""
        if first == self.first and last == self.last:
            return self
        return replace(
            self,
            first=first,
            numerator=self._fit(self.numerator, first, last),
            denominator=None if self.denominator is None else self._fit(self.denominator, first, last),
            state=self._fit(self.state, first, last),
            provisional=self._fit(self.provisional, first, last),
        )

    def _fit(self, cells: Integers, first: int, last: int) -> Integers:
        if self.first <= first <= last <= self.last:
            return cells[:, first - self.first : last - self.first + 1]
        fitted = np.zeros((cells.shape[0], max(0, last - first + 1)), dtype=cells.dtype, order="F")
        begin, end = max(first, self.first), min(last, self.last)
        if begin <= end:
            fitted[:, begin - first : end - first + 1] = cells[:, begin - self.first : end - self.first + 1]
        return fitted

    def including(self, area: str) -> Panel:
        """The same panel, with a row of missing cells for the area if it has none. Areas stay sorted."""
        if area in self.areas:
            return self
        at = sum(other < area for other in self.areas)

        def wider(cells: Integers) -> Integers:
            return np.asfortranarray(np.insert(cells, at, 0, axis=0))

        return replace(
            self,
            areas=(*self.areas[:at], area, *self.areas[at:]),
            numerator=wider(self.numerator),
            denominator=None if self.denominator is None else wider(self.denominator),
            state=wider(self.state),
            provisional=wider(self.provisional),
        )

    def only(self, area: str) -> Panel:
        """The one row of an area. Raises ValueError if there is none."""
        at = self.areas.index(area)
        return self.rows(slice(at, at + 1))

    def without(self, areas: Collection[str]) -> Panel:
        """The same panel without the rows of these areas."""
        kept = [place for place, area in enumerate(self.areas) if area not in areas]
        if len(kept) == len(self.areas):
            return self
        return replace(
            self,
            areas=tuple(self.areas[place] for place in kept),
            numerator=np.asfortranarray(self.numerator[kept]),
            denominator=None if self.denominator is None else np.asfortranarray(self.denominator[kept]),
            state=np.asfortranarray(self.state[kept]),
            provisional=np.asfortranarray(self.provisional[kept]),
        )

    def rows(self, chosen: slice) -> Panel:
        """Some of the areas; a view, nothing is copied."""
        return replace(
            self,
            areas=self.areas[chosen],
            numerator=self.numerator[chosen],
            denominator=None if self.denominator is None else self.denominator[chosen],
            state=self.state[chosen],
            provisional=self.provisional[chosen],
        )

    def chunks(self, cells: int) -> list[slice]:
        """Runs of areas, equally long, that cut the panel into parts of at most so many cells (but one area at least)."""
        most = max(1, cells // max(1, self.periods))
        number = max(1, -(-len(self.areas) // most))
        edges = [len(self.areas) * cut // number for cut in range(number + 1)]
        return [slice(low, high) for low, high in pairwise(edges)]
