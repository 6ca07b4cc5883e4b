"""Case files counted by the author's query: files to tables, tables to an answer, the answer to batches of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from math import isfinite
from struct import pack, unpack
from typing import Any, NamedTuple

from qpr_rules.diagnostic import nearest
from qpr_rules.observation import Batch, Casework
from qpr_rules.reading.casework.calendars import FUNCTIONS, load
from qpr_rules.reading.casework.question import require_select
from qpr_rules.reading.casework.sealed import MEMORY, bounded, limited, opened, seal, told
from qpr_rules.reading.casework.tables import Loaded
from qpr_rules.reading.casework.wording import QueryError, failed
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.header import COLUMNS, NEEDED
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Chunk, Places, Rows
from qpr_rules.reading.sources.values import decimal_text, text_of
from qpr_rules.settings import Origin

MOST_ROWS = 1_000_000
"""Rows of an answer: a KPI has one for each month and area, so more are cases that were not counted."""

MOST_TEXT = 200_000_000
"""Characters of an answer, which DuckDB's limit of memory says nothing of: here they are Python's."""

_BLOCK = 1000
"""Rows that are taken at a time, to be weighed."""

_EMPTY = "the query gives no row", "are there cases in the months that it counts, and is its condition right?"


class Counted(NamedTuple):
    """What was read of each table, and the answer: the names of its columns and its rows; None where none was had."""

    read: tuple[Casework, ...]
    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] | None = None


def count(query: str, tables: Mapping[str, Sequence[tuple[str, bytes]]], origin: Origin, refusals: Refusals) -> Counted:
    """Load the files of each table, and run the query over them, as soon as every row of them could be read.

    Of cases that are left out, the answer would be wrong, and nobody would see which part of it. Raises QueryError where
    the query may not be run or fails, UnavailableError without DuckDB.
    """
    connection = opened()
    import duckdb

    with closing(connection):
        loaded = Loaded(connection, origin)
        try:
            require_select(connection, query, tables)
            if any(name in query.casefold() for name in FUNCTIONS):
                load(connection, origin.calendars)
            for name, files in tables.items():
                loaded.table(name, files)
            read = tuple(loaded.read)
            refusals.found += loaded.refusals.found
            refusals.unlisted += loaded.refusals.unlisted
            if loaded.refusals.found:
                return Counted(read)
            _require_dates(loaded)
            seal(connection)
            return Counted(read, *_answer(connection, query, origin))
        except duckdb.InterruptException:
            hint = "count in the query rather than join every case with every other, or raise `timeout`"
            seconds = f"{origin.timeout} second{'s' * (origin.timeout != 1)}"
            headline = f"the query took longer than {seconds}, and was given up"
            raise QueryError("QPR448", headline, hint) from None
        except (duckdb.OutOfMemoryException, MemoryError):
            hint = "name only the columns that are counted in the export, or the files of fewer years"
            headline = f"the cases and the query need more than {MEMORY.replace('GiB', ' GiB')} of memory"
            raise QueryError("QPR448", headline, hint) from None
        except duckdb.Error as error:
            raise failed(told(error), loaded.columns) from None


def given(counted: Counted, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """The answer as batches. Raises QueryError where it is not made of columns of results."""
    if counted.rows is None:
        return
    _require_columns(counted.names, origin)
    places = Answers(file, counted.names, counted.rows)
    chunks = [Chunk(list(range(1, len(counted.rows) + 1)), counted.rows)]
    yield from batches(counted.names, -1, chunks, places, refusals, origin, _EMPTY)


class Answers(Rows):
    """The rows of an answer, by number and by what each is of."""

    def __init__(self, file: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__(file, "", names, "row")
        self.rows = rows

    def within(self, line: int) -> str:
        """See Places."""
        if line < 1:
            return super().within(line)
        row = self.rows[line - 1]
        said = " ".join(
            filter(None, (row[self.columns[each]] for each in ("kpi", "area", "period") if each in self.columns))
        )
        return f"row {line} ({said})" if said else f"row {line}"


def _require_dates(loaded: Loaded) -> None:
    if (wrong := loaded.absent_date()) is not None:
        column, hint = wrong
        raise QueryError("QPR446", f"no table has a column `{column}`", hint, key="dates")


def _answer(connection: Any, query: str, origin: Origin) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    with bounded(), limited(connection, origin.timeout):
        cursor = connection.execute(query)
        names = tuple(each[0] for each in cursor.description)
        rows = _fetched(cursor)
        short = [kind == "FLOAT" for _, kind, *_ in connection.execute(f"describe {query}").fetchall()]
    return names, tuple(tuple(map(_text, row, short)) for row in rows)


def _fetched(cursor: Any) -> list[tuple[Any, ...]]:
    """All rows. Raises QueryError where they are too many, or too long: an answer is to fit into the memory."""
    rows: list[tuple[Any, ...]] = []
    held = 0
    while block := cursor.fetchmany(_BLOCK):
        rows += block
        held += sum(_length(cell) for row in block for cell in row)  # exact: integers
        if len(rows) > MOST_ROWS:
            hint = "is it counted by month? `group by` the month, and what else is reported"
            raise QueryError("QPR449", f"the query gives more than {MOST_ROWS:,} rows", hint)
        if held > MOST_TEXT:
            hint = "select the columns that results have, and no text of the cases"
            raise QueryError("QPR449", f"the query gives more than {MOST_TEXT:,} characters", hint)
    return rows


def _length(cell: Any) -> int:
    return len(cell) if cell.__class__ is str else len(str(cell)) if isinstance(cell, (list, dict, tuple, bytes)) else 1


def _text(cell: Any, short: bool) -> str:
    """A cell as exact text; of a binary float of 32 bits, which Python holds in 64, by its own shortest decimal."""
    if cell is None:
        return ""
    if short and isfinite(cell):
        return decimal_text(next(text for digits in range(6, 10) if _single(text := f"{cell:.{digits}g}") == cell))
    return cell if cell.__class__ is str else text_of(cell)


def _single(text: str) -> float:
    """The float of 32 bits that is nearest to a decimal."""
    (number,) = unpack("f", pack("f", float(text)))
    return float(number)


def _require_columns(names: Sequence[str], origin: Origin) -> None:
    """Raises QueryError where the answer lacks a column without which it says nothing."""
    folded = [each.strip().casefold() for each in names]
    wanted = {name: origin.columns.get(name, name).strip().casefold() for name in COLUMNS}
    absent = [each for each in NEEDED if wanted[each] not in folded and each not in origin.fixed]
    if not absent and wanted["numerator"] not in folded and wanted["value"] not in folded:
        absent = ["numerator"]
    twice = next((each for each in folded if folded.count(each) > 1), None)
    listed = f"it gives {', '.join(f'`{each}`' for each in names[:12])}"
    if twice:
        raise QueryError(
            "QPR449", f"the query gives two columns `{twice}`", "call each by a name of its own: `... as name`"
        )
    if absent:
        close = nearest(wanted[absent[0]], folded, 1)
        meant = f"did you mean `{close[0]}`? " if close else ""
        hint = f"{meant}{listed}; write `... as {wanted[absent[0]]}`"
        raise QueryError("QPR449", f"the query gives no column `{wanted[absent[0]]}`", hint)
