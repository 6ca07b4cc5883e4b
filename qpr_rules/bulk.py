"""The observations of one KPI column by column, as large files are read: each becomes an Observation when it is asked for."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, overload

from qpr_rules.definition import Definition
from qpr_rules.observation import ALWAYS, Observation, State

_UNDATED = ALWAYS.toordinal()

_TOGETHER = 10_000
"""Rows that are made into observations at a time while one goes through all of them."""


class Rows(NamedTuple):
    """Rows that have been read, a NumPy array for each column.

    ``area`` is a number of an area, ``period`` an ordinal, ``as_of`` the ordinal of the day since which it is known,
    ``state`` a value of ``observation.State``. The two numbers are whole numbers with their decimal places.
    """

    area: Any
    period: Any
    as_of: Any
    state: Any
    provisional: Any
    numerator: Any
    numerator_places: Any
    denominator: Any
    denominator_places: Any

    def at(self, chosen: Any) -> "Rows":
        """Some of the rows."""
        return Rows(*(column[chosen] for column in self))


class Source(NamedTuple):
    """Where rows were given: the file, what says in words where in it a row is, where it is not lines of text; their statuses."""

    file: str
    within: Callable[[int], str] | None
    statuses: tuple[str, ...]


class Origins(NamedTuple):
    """Of each row the number of its source, its row there, and the number of its status; arrays.

    A row of which the source is -1 was read by itself: its observation is in ``given``, at the place that ``line`` says.
    """

    source: Any
    line: Any
    status: Any

    def at(self, chosen: Any) -> "Origins":
        """Those of some rows."""
        return Origins(*(column[chosen] for column in self))


class Stretch(NamedTuple):
    """Rows of one area, all of them numbers: how many, of which periods, how many provisional, and the files they are from."""

    rows: int
    first: int
    last: int
    provisional: int
    sources: tuple[str, ...]


class Bulk(Sequence[Observation]):
    """Observations in the order of area and period; of those taken in bulk no two are of one area and period.

    ``areas`` are in order, and ``rows.area`` are their numbers. What is taken in bulk is the only result of its area and period.
    """

    def __init__(
        self,
        definition: Definition,
        areas: tuple[str, ...],
        rows: Rows,
        origins: Origins,
        sources: Sequence[Source],
        given: Sequence[Observation] = (),
    ) -> None:
        self.definition, self.areas, self.rows = definition, areas, rows
        self.origins, self.sources, self.given = origins, sources, given

    def __len__(self) -> int:
        return len(self.rows.area)

    @overload
    def __getitem__(self, place: int) -> Observation: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Observation, ...]: ...
    def __getitem__(self, place: int | slice) -> Observation | tuple[Observation, ...]:
        if isinstance(place, slice):
            begin, end, step = place.indices(len(self))
            found = (
                tuple(self._between(begin, end)) if step > 0 else tuple(self[each] for each in range(begin, end, step))
            )
            return found[::step] if step > 0 else found
        at = range(len(self))[place]
        return next(self._between(at, at + 1))

    def __iter__(self) -> Iterator[Observation]:
        for begin in range(0, len(self), _TOGETHER):
            yield from self._between(begin, min(begin + _TOGETHER, len(self)))

    def of(self, area: str) -> tuple[Observation, ...]:
        """Those of an area, in the order of time."""
        number = bisect_left(self.areas, area)
        if self.areas[number : number + 1] != (area,):
            return ()
        return tuple(self._between(*self.rows.area.searchsorted((number, number + 1)).tolist()))

    def known_after(self, day: dt.date) -> Iterator[Observation]:
        """Those that are known only from a later day."""
        for row in (self.rows.as_of > day.toordinal()).nonzero()[0].tolist():
            yield self[row]

    def stretches(self) -> Mapping[str, Stretch]:
        """What there is of each area of which every row was taken in bulk; no row of it becomes an observation."""
        found = {}
        edges = self.rows.area.searchsorted(range(len(self.areas) + 1)).tolist()
        for area, begin, end in zip(self.areas, edges, edges[1:], strict=False):
            source, period = self.origins.source[begin:end], self.rows.period[begin:end]
            if begin < end and source.min() >= 0:
                files = dict.fromkeys(self.sources[number].file for number in dict.fromkeys(source.tolist()))
                provisional = int(self.rows.provisional[begin:end].sum())
                found[area] = Stretch(end - begin, int(period[0]), int(period[-1]), provisional, tuple(files))
        return found

    def _between(self, begin: int, end: int) -> Iterator[Observation]:
        kpi, is_ratio = self.definition.id, self.definition.measure.is_ratio
        columns = (column[begin:end].tolist() for column in (*self.rows, *self.origins))
        for row in zip(*columns, strict=True):
            area, period, as_of, _, provisional, numerator, places, denominator, digits, source, line, status = row
            if source < 0:
                yield self.given[line]
                continue
            file, within, statuses = self.sources[source]
            yield Observation(
                kpi,
                self.areas[area],
                period,
                number_of(numerator, places),
                number_of(denominator, digits) if is_ratio else None,
                State.PRESENT,
                provisional,
                file,
                line,
                within(line) if within else "",
                ALWAYS if as_of == _UNDATED else dt.date.fromordinal(as_of),
                statuses[status],
            )


def number_of(whole: int, places: int) -> Decimal:
    """The number, with as many decimal places as it was written with.

    >>> number_of(5750, 2)
    Decimal('57.50')
    """
    return Decimal(whole).scaleb(-places) if places else Decimal(whole)


def areas_of(observations: Sequence[Observation]) -> Collection[str]:
    """The areas that observations of one KPI are of."""
    return observations.areas if isinstance(observations, Bulk) else {each.area for each in observations}


def of_area(observations: Sequence[Observation], area: str) -> Sequence[Observation]:
    """Those of an area, in the order in which they are."""
    return (
        observations.of(area)
        if isinstance(observations, Bulk)
        else [each for each in observations if each.area == area]
    )


def periods_of(observations: Sequence[Observation]) -> tuple[int, ...]:
    """The first and the last period of observations; empty where there are none."""
    if isinstance(observations, Bulk):
        return int(observations.rows.period.min()), int(observations.rows.period.max())
    periods = [each.period for each in observations]
    return (min(periods), max(periods)) if periods else ()


def known_since(observations: Sequence[Observation]) -> Collection[tuple[dt.date, int]]:
    """Since which day a result of which period is known: each pair that occurs."""
    if isinstance(observations, Bulk):
        pairs = zip(observations.rows.as_of.tolist(), observations.rows.period.tolist(), strict=True)
        return {(dt.date.fromordinal(day), period) for day, period in set(pairs)}
    return {(each.as_of, each.period) for each in observations}


def beside_others(observations: Sequence[Observation]) -> Sequence[Observation]:
    """Those that may be one of several of their area and period, known since different days: what is taken in bulk is not."""
    return observations.given if isinstance(observations, Bulk) else observations
