"""Tables with months across the top, as councils keep them: each cell below a month becomes a result of its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from qpr_rules.diagnostic import Severity, Span
from qpr_rules.observation import Batch
from qpr_rules.period import Frequency, PeriodError, Year, calendar_of
from qpr_rules.reading.cells import STATES, bare
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.header import COLUMNS, read_header, say_unread
from qpr_rules.reading.sources.labels import heading
from qpr_rules.reading.sources.placing import Chunk, Places
from qpr_rules.reading.sources.where import only_where
from qpr_rules.settings import Origin

LABELS = ("kpi", "area", "as_of")
"""The columns that say of what, and since when known, all results of a row are."""

NUMBERS = ("numerator", "denominator", "value")
"""The parts of which a result is made; the fourth, ``status``, says something of them."""

PART = "part"
"""The column of ours that says which number a row is of."""

_LIKE_A_DATE = re.compile(r"[A-Za-z]{3}-\d\d|\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d", re.ASCII)
"""A period as a spreadsheet writes it; whether a KPI is reported by it, the KPI's own calendar says."""


_LIKE_A_MONTH = re.compile(
    r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}[ ./-]*\d{0,4}|\d\d?[./-]\d{4}", re.ASCII
)
"""What people type for a month above a column, and which cannot be read as one: folded, as headings are."""


class Spread:
    """The places of results that were spread over a row: a result's number is its place in ``cells``."""

    def __init__(self, base: Places) -> None:
        self.base, self.file = base, base.file
        self.cells: list[dict[str, tuple[int, int]]] = []

    @property
    def text(self) -> str:
        """See Places."""
        return self.base.text

    def call(self, columns: Mapping[str, int]) -> None:
        """See Places: the columns of a wide table are those of its rows."""
        self.base.call(columns)

    def row(self, line: int) -> Span:
        """See Places: the first cell of the result that holds a number, or the marker in the place of one."""
        first = next(self.cells[line][each] for each in (*NUMBERS, "status") if each in self.cells[line])
        return self.base.nth(*first)

    def cell(self, line: int, column: str) -> Span:
        """See Places."""
        found = self.cells[line].get(column)
        return self.base.nth(*found) if found else self.row(line)

    def nth(self, line: int, index: int) -> Span:
        """See Places."""
        return self.base.nth(line, index)

    def within(self, line: int) -> str:
        """See Places."""
        return self.row(line).within


def spread(
    names: Sequence[str], line: int, chunks: Iterable[Chunk], places: Places, refusals: Refusals, origin: Origin
) -> Iterator[tuple[Batch, Places]]:
    """One batch of the results below the periods that stand across the top; an empty cell is no result.

    Columns between and beyond that are neither named nor periods, and rows of parts that are not named, are said to be
    not read.
    """
    folded = [name.strip().casefold() for name in names]
    part = -1
    if PART in origin.columns:
        wanted = origin.columns[PART].strip().casefold()
        part = folded.index(wanted) if wanted in folded else -1
    columns = read_header(folded, line, places, refusals, origin, ("kpi",))
    chosen = only_where(folded, line, chunks, places, refusals, origin) if origin.where and columns else chunks
    if columns is None or chosen is None:
        return
    label = {each: columns[COLUMNS.index(each)] for each in LABELS}
    taken = {*label.values(), part}
    meant = [heading(name.strip(), origin.periods) for name in names]
    periods = {index: name for index, name in enumerate(meant) if index not in taken and _is_period(name)}
    if not periods:
        hint = "the months stand across the top: 2024-04, April 2024, or dates; is `range` where the table begins?"
        refusals.say(Severity.ERROR, "QPR403", "no column is headed by a period", places, line, "", hint=hint)
        return
    others = [name for index, name in enumerate(folded) if name and index not in taken and index not in periods]
    absent = [each for each in LABELS if label[each] < 0 and each not in origin.fixed]
    _say_others(others, absent, line, places, refusals, origin)
    found = _Found(Spread(places), label, line, origin)
    for written, number in _taken(found, chosen, periods, part).items():
        hint = "`parts` in qpr-rules.yaml names the rows that are read; nothing is lost if this is for people only"
        shown = f"`{written}`" if written else "no name"
        refusals.say(Severity.NOTE, "QPR428", f"not read: rows of {shown}", places, number, PART, hint=hint)
    yield found.batch(), found.places


def _say_others(
    names: list[str], absent: list[str], line: int, places: Places, refusals: Refusals, origin: Origin
) -> None:
    """Say of columns that are neither ours nor periods that they are not read; an error where a month was meant."""
    chooses = {each.strip().casefold() for each in origin.where}
    others = [name for name in names if name not in chooses]
    for name in filter(_LIKE_A_MONTH.fullmatch, others):
        headline = f"`{name}` stands above a column, and is no month that can be read"
        hint = "write 2024-06, June 2024 or Jun-24, or enter a date; until then this column is not read"
        refusals.say(Severity.ERROR, "QPR411", headline, places, line, name, hint=hint)
    say_unread([name for name in others if not _LIKE_A_MONTH.fullmatch(name)], absent, line, places, refusals)


def _taken(found: _Found, chunks: Iterable[Chunk], periods: Mapping[int, str], part: int) -> dict[str, int]:
    """Take the rows of the parts that are named; of each other part that has a number, its name and its first row."""
    words = {written.strip().casefold(): name for name, written in found.origin.parts.items()}
    unread: dict[str, int] = {}
    for numbers, rows in chunks:
        for number, row in zip(numbers, rows, strict=True):
            name = words.get(row[part].strip().casefold(), "") if part >= 0 else "value"
            if name:
                found.add(number, row, name, periods, part)
            elif any(row[index].strip() for index in periods):
                unread.setdefault(row[part].strip(), number)
    return unread


class _Found:
    """Results as they are put together: a numerator and a denominator stand in rows of their own."""

    def __init__(self, places: Spread, label: Mapping[str, int], line: int, origin: Origin) -> None:
        self.places, self.label, self.line, self.origin = places, label, line, origin
        self.rows: list[dict[str, str]] = []
        self.open: dict[tuple[str, str, str, int], int] = {}
        self.again: set[int] = set()
        """Results that say a part once more."""

    def add(self, number: int, row: Sequence[str], name: str, periods: Mapping[int, str], part: int) -> None:
        """Take the numbers of one row, which are of this name."""
        fixed = self.origin.fixed
        kpi, area, as_of = (row[self.label[each]] if self.label[each] >= 0 else fixed.get(each, "") for each in LABELS)
        named = {each: (number, index) for each, index in self.label.items() if index >= 0}
        if part >= 0:
            named[PART] = (number, part)
        for index, period in periods.items():
            if not row[index].strip():
                continue
            key = (kpi, area, as_of, index)
            place = self.open.get(key, -1)
            if place < 0 or name in self.rows[place]:  # the same part again: a result of its own, and a duplicate
                if place >= 0:
                    self.again.add(len(self.rows))
                place = self.open[key] = len(self.rows)
                self.rows.append({"kpi": kpi, "area": area, "period": period, "as_of": as_of})
                self.places.cells.append({**named, "period": (self.line, index)})
            self.rows[place][name] = row[index]
            self.places.cells[place][name] = (number, index)

    def batch(self) -> Batch:
        """All of them as a batch. A status below a month that has no number yet says nothing."""
        kept = [place for place in range(len(self.rows)) if self._says_something(place)]
        self.rows, self.places.cells = (
            [self.rows[place] for place in kept],
            [self.places.cells[place] for place in kept],
        )
        absent = {"status": self.origin.fixed.get("status", "")}
        columns = ([row.get(name, absent.get(name, "")) for row in self.rows] for name in COLUMNS)
        return Batch(self.places.file, range(len(self.rows)), *columns)

    def _says_something(self, place: int) -> bool:
        row = self.rows[place]
        return any(name in row for name in NUMBERS) or place in self.again or bare(row["status"]) in STATES


def _is_period(name: str) -> bool:
    if not name or _LIKE_A_DATE.fullmatch(name):
        return bool(name)
    for year, frequency in product(Year, Frequency):
        try:
            calendar_of(year, year).parse(name, frequency)
        except PeriodError:
            continue
        return True
    return False
