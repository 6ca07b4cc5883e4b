"""An Arrow table of tidy results as columns that are taken apart by KPI without looking at each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from qpr_rules.arrays import array_of_words, nulls_in, numbers_in
from qpr_rules.reading.arrow.numbers import Numbers, numbers_of, text_of
from qpr_rules.reading.arrow.numbers import joined as join_numbers
from qpr_rules.reading.observations import RefusedError
from qpr_rules.reading.vintages import day_known

NAMES = ("kpi", "area", "period", "numerator", "denominator", "value", "status", "as_of")
"""The columns that are read, as in a CSV file; others are passed over."""

REQUIRED = ("kpi", "period")
WORDS = ("kpi", "area", "period", "status", "as_of")
MEASURED = ("numerator", "denominator", "value")


UNREAD = -(2**31)
"""In the place of a period that is none of the KPI's, and of a day that is none."""

Fixed: TypeAlias = "tuple[tuple[str, str], ...]"
"""Columns that say the same in every row, with what they say: of a file in a folder ``kpi=N0001``, its KPI."""


Where: TypeAlias = "tuple[tuple[str, frozenset[str]], ...]"
"""Columns by their folded names, and the texts of which one must stand in each, as it stands but for blanks around it."""


class ColumnsError(Exception):
    """A table does not have the columns that results need; ``str(error)`` is a sentence for its author."""


class Coded(NamedTuple):
    """A column of words: each row's place in ``words``."""

    codes: Any
    words: list[str]


@dataclass(frozen=True)
class Columns:
    """Rows of results. Words are without white space around them; a cell that holds nothing is empty text.

    ``chosen`` says of each row whether it is one that was asked for; None where all are. ``seen`` are the columns and texts
    asked for that some row has.
    """

    rows: int
    kpi: Coded
    area: Coded
    period: Coded
    status: Coded
    as_of: Coded
    numerator: Numbers
    denominator: Numbers
    value: Numbers
    chosen: Any = None
    seen: frozenset[tuple[str, str]] = frozenset()

    def asked_for(self, at: Any) -> Any:
        """Of the rows at these places, those that were asked for."""
        return at if self.chosen is None else at[self.chosen[at]]

    @cached_property
    def periods(self) -> dict[object, Any]:
        """What the words of ``period`` have been read as, by calendar and frequency."""
        return {}

    @cached_property
    def areas(self) -> Any:
        """The codes of the areas, in the order of their names."""
        return np.array(sorted(range(len(self.area.words)), key=self.area.words.__getitem__), np.int64)

    @cached_property
    def days(self) -> Any:
        """The ordinal of each word of ``as_of``, or ``UNREAD``."""

        def ordinal(word: str) -> int:
            try:
                return day_known(word).toordinal()
            except RefusedError:
                return UNREAD

        return np.array([ordinal(word) for word in self.as_of.words], np.int64)

    def series(self) -> Iterator[tuple[str, Any]]:
        """Each KPI in the order of its id, with the places of its rows in the order they came."""
        codes, words = self.kpi
        begins = np.flatnonzero(codes[1:] != codes[:-1]) + 1
        if self.rows and len(begins) < len(words):  # each KPI's rows may lie together
            runs = list(pairwise((0, *begins.tolist(), self.rows)))
            named = {words[codes[begin]]: (begin, end) for begin, end in runs}
            if len(named) == len(runs):
                for word in sorted(named):
                    yield word, np.arange(*named[word])
                return
        # Numbers of 16 bits are sorted by counting, in a fraction of the time.
        codes = codes.astype(np.uint16) if len(words) <= 2**16 else codes
        order = np.argsort(codes, kind="stable")
        edges = np.searchsorted(codes[order], np.arange(len(words) + 1))
        for code in sorted(range(len(words)), key=words.__getitem__):
            if edges[code] < edges[code + 1]:
                yield words[code], order[edges[code] : edges[code + 1]]


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of several tables, one below the other."""
    if len(parts) == 1:
        return parts[0]
    words = [_joined([getattr(part, name) for part in parts]) for name in WORDS]
    numbers = [join_numbers([getattr(part, name) for part in parts]) for name in MEASURED]
    found = _columns(sum(part.rows for part in parts), words, numbers)
    if parts[0].chosen is None:
        return found
    seen = frozenset[tuple[str, str]]().union(*(part.seen for part in parts))
    return replace(found, chosen=np.concatenate([part.chosen for part in parts]), seen=seen)


def _columns(rows: int, words: Sequence[Coded], numbers: Sequence[Numbers]) -> Columns:
    held: dict[str, Any] = dict(zip((*WORDS, *MEASURED), (*words, *numbers), strict=True))
    return Columns(rows, **held)


def _joined(parts: Sequence[Coded]) -> Coded:
    places: dict[str, int] = {}
    for part in parts:
        for word in part.words:
            places.setdefault(word, len(places))
    own = [renamed(part.codes, np.array([places[word] for word in part.words], np.int32)) for part in parts]
    return Coded(np.concatenate(own), list(places))


def renamed(codes: Any, places: Any) -> Any:
    """The codes of the same words at other places; most often all of them stay where they are."""
    return codes if (places == np.arange(len(places))).all() else places.take(codes)


def folded(names: list[str]) -> dict[str, str]:
    """The columns that are read, by the name they are read as. Raises ColumnsError where one is missing or given twice.

    >>> folded(["KPI", "Period", "Value", "Source"])
    {'kpi': 'KPI', 'period': 'Period', 'value': 'Value'}
    """
    found: dict[str, str] = {}
    for name in names:
        own = name.strip().casefold()
        if own in NAMES and own in found:
            raise ColumnsError(f"two columns are called `{own}`")
        if own in NAMES:
            found[own] = name
    missing = [name for name in REQUIRED if name not in found]
    if missing or not any(name in found for name in MEASURED):
        wanted = f"`{missing[0]}`" if missing else "`numerator` or `value`"
        raise ColumnsError(f"there is no column {wanted}; there are {', '.join(names) or 'none'}")
    return found


def choosing(names: Sequence[str], where: Where) -> dict[str, str]:
    """The columns by which rows are chosen, by their folded names. Raises ColumnsError where one is not there.

    >>> choosing(["KPI", "Level", "Value"], (("level", frozenset({"District"})),))
    {'level': 'Level'}
    """
    there = {name.strip().casefold(): name for name in names}
    for column, _ in where:
        if column not in there:
            listed = ", ".join(names) or "none"
            raise ColumnsError(f"there is no column `{column}`, by which --where chooses rows; there are {listed}")
    return {column: there[column] for column, _ in where}


def columns_of(table: Any, fixed: Fixed = (), where: Where = ()) -> Columns:
    """The columns of a table whose names are those of ``NAMES``; ``fixed`` are those that say the same in every row.

    Raises ColumnsError where a column that is needed is missing.
    """
    said, rows = dict(fixed), table.num_rows
    names = folded([*(name for name in table.column_names if name.strip().casefold() not in said), *said])
    given = {own: table.column(name) for own, name in names.items() if own not in said}
    words = [_alike(said[name], rows) if name in said else coded(given.get(name), rows) for name in WORDS]
    given |= {name: array_of_words([said[name]] * rows) for name in MEASURED if name in said}
    found = _columns(rows, words, [numbers_of(given.get(name), rows) for name in MEASURED])
    return replace(found, **_chosen(table, said, where)) if where else found


def _chosen(table: Any, said: Mapping[str, str], where: Where) -> dict[str, Any]:
    """Which rows have one of the texts in each column, and which texts some row has."""
    rows, names = table.num_rows, choosing([*table.column_names, *said], where)
    folders = {name.strip().casefold(): value for name, value in said.items()}
    chosen, seen = np.ones(rows, bool), set()
    for column, texts in where:
        value = folders.get(column)
        cells = coded(table.column(names[column]), rows) if value is None else _alike(value, rows)
        there = np.array([word in texts for word in cells.words], bool)
        chosen &= there[cells.codes]
        used = np.unique(cells.codes).tolist()
        seen |= {(column, cells.words[code]) for code in used if there[code]}
    return {"chosen": chosen, "seen": frozenset(seen)}


def _alike(word: str, rows: int) -> Coded:
    """A column that says the same in every row; as in any other, the empty word is there too."""
    return Coded(np.zeros(rows, np.int32), list(dict.fromkeys((word.strip(), ""))))


def coded(column: Any, rows: int) -> Coded:
    """A column of words of any type, stripped: two spellings of one word are one. Empty where there is no column."""
    import pyarrow as pa

    if column is None or pa.types.is_null(column.type):
        return Coded(np.zeros(rows, np.int32), [""])
    if isinstance(column, pa.ChunkedArray):
        alike = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
        column = alike.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    words = [text_of(value).strip() for value in column.dictionary.to_pylist()]
    places = {word: place for place, word in enumerate(dict.fromkeys([*words, ""]))}
    codes = numbers_in(column.indices).astype(np.int32, copy=False)
    if absent := column.indices.null_count:
        codes = np.where(nulls_in(column.indices), np.int32(len(words)), codes)
    own = [places[word] for word in (*words, "")]
    return Coded(renamed(codes, np.array(own if absent else own[:-1], np.int32)), list(places))
