"""The regular rows of large sources: taken in bulk where nothing is to be said of them, and no other row contradicts them.

One reader knows what a row means (``reading.normaliser``), and it reads every row that is not plainly a number for a KPI,
area and period that no other row is of. What is taken here is what that reader would make of it without a word: this is
proved on files of every kind (``tests/reading/test_bulk.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.bulk import Bulk, Origins, Rows, Source
from qpr_rules.definition import Definition
from qpr_rules.formulas import freed
from qpr_rules.observation import Batch, Observation
from qpr_rules.period import month_of_date
from qpr_rules.quantity import whole_and_places
from qpr_rules.reading.arrow.columns import UNREAD, Coded, Columns
from qpr_rules.reading.arrow.later import UNDATED
from qpr_rules.reading.bulk.column import Column
from qpr_rules.reading.bulk.rows import plain_rows
from qpr_rules.reading.bulk.words import numbers_of, words_of
from qpr_rules.reading.cells import SAID, bare
from qpr_rules.reading.series import Series, begins_late
from qpr_rules.reading.sources.placing import Places
from qpr_rules.reading.vintages import period_end

_AREA_BITS, _PERIOD_BITS = 24, 16
"""A KPI, an area and a period are one whole number; there are not so many areas, and the year 2199 ends before 2**16."""

_NEVER = 2**31 - 1

_SMALL = {"area": np.int32, "period": np.int32}
"""What holds the columns of rows that are kept."""


class Part(NamedTuple):
    """Rows that were taken from one source; ``key`` says of which KPI, area and period each is."""

    key: Any
    rows: Rows
    origins: Origins

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest key."""
        return int(self.key.min(initial=0)), int(self.key.max(initial=0))

    def at(self, chosen: Any) -> Part:
        """Some of the rows."""
        return Part(self.key[chosen], self.rows.at(chosen), self.origins.at(chosen))


class Regular:
    """Takes rows from batches, and gives them as observations."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = tuple(definitions.values())
        self.numbers = {each.id: number for number, each in enumerate(self.definitions)}
        self.areas: dict[str, int] = {}
        self.sources: list[Source] = []
        self.parts: list[Part] = []
        self.by_row, self.seen = np.zeros(0, np.int64), dict[tuple[int, dt.date], int]()
        """The keys of what was read row by row; and how many those of a KPI and a day since which they are known were."""
        forms: dict[object, int] = {}
        self.forms = np.array([forms.setdefault(_form(each), len(forms)) for each in self.definitions], np.int64)
        self.late = np.array([_late(each) for each in self.definitions], np.int64)

    def take(self, batch: Batch, places: Places, series: dict[str, Series]) -> Batch:
        """Take the regular rows of a batch; the batch of those that are left, in their order.

        ``series`` holds what was read row by row before; it is given a series for each KPI of which rows are taken, and
        back what was taken before and is contradicted, or repeated, by a row of this batch.
        """
        kpi_words, period, status, as_of = map(words_of, (batch.kpi, batch.period, batch.status, batch.as_of))
        area, measured = self._areas(batch.area), (batch.numerator, batch.denominator, batch.value)
        numerator, denominator, value = (numbers_of(column) for column in measured)
        columns = Columns(
            rows=len(batch.lines),
            kpi=kpi_words,
            area=area,
            period=period,
            status=status,
            as_of=as_of,
            numerator=numerator,
            denominator=denominator,
            value=value,
        )
        kpi = np.array([self.numbers.get(word.strip(), -1) for word in columns.kpi.words], np.int64)[columns.kpi.codes]
        found, ready = self._plain(columns, kpi)
        key = (kpi << _AREA_BITS | found.area) << _PERIOD_BITS | np.maximum(found.period, 0)
        known = (kpi >= 0) & (found.period != UNREAD)
        ready &= known & ~self._met(key, known, series)
        if len(self.areas) >= 2**_AREA_BITS:
            ready[:] = False
        self._keep(key, found, batch, columns.status, places, ready)
        for number in np.unique(kpi[ready]).tolist():
            definition = self.definitions[number]
            series.setdefault(definition.id, Series(definition))
        left = np.flatnonzero(~ready)
        lines = np.asarray(batch.lines)[left].tolist()
        return Batch(batch.source, lines, *(_texts(column, left) for column in batch[2:]))

    def _areas(self, column: Sequence[str]) -> Coded:
        codes, words = words_of(column)
        own = [self.areas.setdefault(freed(word.strip()), len(self.areas)) for word in words]
        return Coded(np.array(own, np.int64)[codes], list(self.areas))

    def _plain(self, columns: Columns, kpi: Any) -> tuple[Rows, Any]:
        """The rows, and which are plain; KPIs of one form are read together."""
        form = np.where(kpi >= 0, self.forms[kpi], -1) if len(self.forms) else np.full(columns.rows, -1)
        kinds = (np.int64, np.int64, np.int64, np.int8, bool, np.int64, np.int8, np.int64, np.int8)
        found, ready = Rows(*(np.zeros(columns.rows, kind) for kind in kinds)), np.zeros(columns.rows, bool)
        for each in np.unique(form[form >= 0]).tolist():
            chosen = form == each
            at = slice(None) if chosen.all() else np.flatnonzero(chosen)  # of all rows nothing is copied
            definition = self.definitions[int(np.flatnonzero(self.forms == each)[0])]
            own, plain = plain_rows(definition, columns, at)
            ready[at] = plain & (own.period < self.late[kpi[at]]) & ~_early(definition, own)
            if isinstance(at, slice):
                return own, ready
            for column, cells in zip(found, own, strict=True):
                column[at] = cells
        return found, ready

    def _met(self, key: Any, known: Any, series: Mapping[str, Series]) -> Any:
        """Which rows are of a KPI, area and period that other rows are of too; what was taken of these is given back."""
        own = np.sort(key[known])
        met = np.isin(key, own[1:][own[1:] == own[:-1]])
        if len(before := self._read_by_row(series)):
            met |= np.isin(key, before)
        for place, part in enumerate(self.parts):
            least, greatest = part.ends
            near = own[np.searchsorted(own, least) : np.searchsorted(own, greatest, "right")]
            again = np.isin(part.key, near) if len(near) else near  # in a file that is in order there are hardly any
            if again.any():
                met |= np.isin(key, part.key[again])
                self.parts[place] = part.at(~again)
                self._give_back(part.at(again), series)
        return met

    def _read_by_row(self, series: Mapping[str, Series]) -> Any:
        """The keys of what was read row by row before this batch, of areas that it or an earlier one has."""
        found = [self.by_row]
        for kpi in self.numbers.keys() & series.keys():
            number = self.numbers[kpi]
            for day, held in series[kpi].kept.items():
                seen = self.seen.get((number, day), 0)
                if len(held) > seen:  # results are added at the end, and none goes away
                    self.seen[number, day] = len(held)
                    areas = self.areas
                    keys = (
                        (number << _AREA_BITS | areas.setdefault(area, len(areas))) << _PERIOD_BITS | period
                        for area, period in islice(held, seen, None)
                    )
                    found.append(np.fromiter(keys, np.int64))
        self.by_row = np.concatenate(found)
        return self.by_row

    def _give_back(self, part: Part, series: Mapping[str, Series]) -> None:
        sources, areas = tuple(self.sources), tuple(self.areas)
        for place, number in enumerate((part.key >> (_AREA_BITS + _PERIOD_BITS)).tolist()):
            definition, one = self.definitions[number], part.at(slice(place, place + 1))
            observation = Bulk(definition, areas, one.rows, one.origins, sources)[0]
            held = series[definition.id].kept.setdefault(observation.as_of, {})
            held[observation.area, observation.period] = observation

    def _keep(self, key: Any, rows: Rows, batch: Batch, status: Coded, places: Places, ready: Any) -> None:
        """Keep the rows that are ready, in as few bytes as hold them."""
        taken = np.flatnonzero(ready)
        if not len(taken):
            return
        line = np.asarray(batch.lines)[taken]
        statuses = tuple(SAID.get(bare(word), "") if word else "" for word in status.words)
        self.sources.append(Source(places.file, places.within if places.within(int(line[0])) else None, statuses))
        source = np.full(len(taken), len(self.sources) - 1, np.int32)
        kept = rows.at(taken)
        small = {**_SMALL, "as_of": np.int32 if (kept.as_of != UNDATED).any() else np.int8}
        kept = kept._replace(**{name: getattr(kept, name).astype(kind) for name, kind in small.items()})
        self.parts.append(Part(key[taken], kept, Origins(source, line, status.codes[taken].astype(np.int32))))

    def observations(self) -> Iterator[tuple[str, Bulk]]:
        """Each KPI of which rows were taken, with these."""
        parts, self.parts = [part for part in self.parts if len(part.key)], []
        if not parts:
            return
        names = sorted(self.areas)
        rank = np.empty(len(names), np.int32)
        rank[[self.areas[name] for name in names]] = np.arange(len(names))
        number = np.concatenate([part.key for part in parts]) >> (_AREA_BITS + _PERIOD_BITS)
        rows = Rows(*(np.concatenate(cells) for cells in zip(*(part.rows for part in parts), strict=True)))
        origins = Origins(*(np.concatenate(cells) for cells in zip(*(part.origins for part in parts), strict=True)))
        del parts
        rows = rows._replace(area=rank[rows.area])
        key = (number << _AREA_BITS | rows.area) << _PERIOD_BITS | rows.period
        if not (key[1:] > key[:-1]).all():
            order = np.argsort(key)
            number, rows, origins = number[order], rows.at(order), origins.at(order)
        edges = np.flatnonzero(np.append(True, number[1:] != number[:-1])).tolist()
        for begin, end in zip(edges, [*edges[1:], len(number)], strict=True):
            definition, part = self.definitions[int(number[begin])], slice(begin, end)
            own = rows.at(part)
            first = np.append(True, own.area[1:] != own.area[:-1])
            areas = tuple(names[each] for each in own.area[first].tolist())
            own = own._replace(area=np.cumsum(first, dtype=np.int32) - 1)
            yield definition.id, Bulk(definition, areas, own, origins.at(part), self.sources)


def beside(bulk: Bulk, given: Sequence[Observation]) -> Bulk:
    """What was taken in bulk, and observations that were read by themselves; these keep their order where it decides."""
    if not given:
        return bulk
    areas = tuple(sorted({*bulk.areas, *(each.area for each in given)}))
    number = {area: place for place, area in enumerate(areas)}
    columns = (
        [number[each.area] for each in given],
        [each.period for each in given],
        [each.as_of.toordinal() for each in given],
        [each.state for each in given],
        [each.provisional for each in given],
        *zip(*map(_whole, given), strict=True),
    )
    areas_before = np.array([number[area] for area in bulk.areas], np.int32)
    before = bulk.rows._replace(area=areas_before[bulk.rows.area], as_of=bulk.rows.as_of.astype(np.int32))
    count = len(given)
    rows = _appended(before, columns)
    origins = _appended(bulk.origins, (np.full(count, -1), np.arange(count), np.zeros(count)))
    order = np.lexsort((rows[1], rows[0]))
    return Bulk(bulk.definition, areas, Rows(*rows).at(order), Origins(*origins).at(order), bulk.sources, given)


def _appended(before: Iterable[Any], cells: Iterable[Any]) -> list[Any]:
    return [np.append(column, np.array(more, column.dtype)) for column, more in zip(before, cells, strict=True)]


def _texts(column: Sequence[str], rows: Any) -> list[str]:
    return column.texts(rows) if isinstance(column, Column) else [column[row] for row in rows.tolist()]


def _early(definition: Definition, rows: Rows) -> Any:
    """Which rows are known before their period was over; what is no period or no day is left out."""
    found = (rows.as_of != UNDATED) & (rows.as_of != UNREAD) & (rows.period != UNREAD)
    if found.any():
        periods, code = np.unique(rows.period[found], return_inverse=True)
        ends = np.array([period_end(definition, period).toordinal() for period in periods.tolist()])
        found[found] = rows.as_of[found] < ends[code]
    return found


def _form(definition: Definition) -> tuple[object, ...]:
    """What of a definition decides how its rows are read."""
    measure = definition.measure
    kind = (measure.is_ratio, bool(measure.numerator), definition.unit, definition.bounded)
    return (definition.calendar, definition.frequency, *kind)


def _late(definition: Definition) -> int:
    """The first period of which it is remarked that there is a result after the KPI was retired."""
    if definition.retired is None:
        return _NEVER
    period = definition.calendar.holding(definition.frequency, month_of_date(definition.retired.on))
    return period if begins_late(definition, definition.retired.on, period) else period + 1


def _whole(observation: Observation) -> tuple[int, int, int, int]:
    """Its two numbers as whole numbers, each with its decimal places."""
    return (*whole_and_places(observation.numerator), *whole_and_places(observation.denominator))
