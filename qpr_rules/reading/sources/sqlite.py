"""SQLite databases: the rows of one table, read from a copy in memory, so that nothing can be written or waited for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Chunk, Places, Rows
from qpr_rules.reading.sources.table import ROWS, chosen, damaged
from qpr_rules.reading.sources.unreadable import UnreadableError, refuse
from qpr_rules.reading.sources.values import text_of
from qpr_rules.settings import Origin

_WAL = slice(18, 20)
"""The bytes of the header that say how the file is written: 2 with a log beside it, as no copy in memory can be."""

_LONGEST = 1_000_000
"""Bytes of a cell, or of a row, beyond which a table is none of results: a column may be worked out by its author's words."""

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source. A table may be read and nothing else: no view, whose query is its author's, and no function."""
    connection = sqlite3.connect(":memory:")
    try:
        yield from _read(connection, content, file, origin, refusals)
    except UnreadableError as error:
        refuse(error, file, refusals)
    except sqlite3.Error as error:
        refuse(damaged("SQLite", error), file, refusals)
    finally:
        connection.close()


def _read(
    connection: sqlite3.Connection, content: bytes, file: str, origin: Origin, refusals: Refusals
) -> Iterator[tuple[Batch, Places]]:
    if not content.startswith(b"SQLite format 3\0"):
        raise damaged("SQLite")
    if len(content) < (whole := _size(content)):
        raise damaged("SQLite", f"it has {len(content):,} bytes of {whole:,}")
    if content[_WAL] == b"\2\2":
        content = content[: _WAL.start] + b"\1\1" + content[_WAL.stop :]
    connection.deserialize(content)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    kinds = dict(connection.execute("select name, type from sqlite_master where type in ('table', 'view')"))
    table = chosen({name: kind for name, kind in kinds.items() if not name.startswith("sqlite_")}, origin.table)
    connection.execute("pragma trusted_schema = off")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.set_authorizer(_allow)
    quoted = '"' + table.replace('"', '""') + '"'
    word = "rowid"
    try:
        cursor = connection.execute(f"select rowid, * from {quoted}")  # noqa: S608  # a name from the schema, quoted
        names = [each[0] for each in cursor.description[1:]]
    except sqlite3.OperationalError:
        names = []
    if not names or "rowid" in map(str.casefold, names):  # the table has no such number, or means another by it
        word = "row"
        cursor = connection.execute(f"select 0, * from {quoted}")  # noqa: S608  # the same
        names = [each[0] for each in cursor.description[1:]]
    places = Rows(file, table, names, word)
    yield from batches(names, -1, _chunks(cursor, counted=word == "row"), places, refusals, origin)


def _size(content: bytes) -> int:
    """How many bytes a file says that it has, at least its first page. SQLite itself reads one that was cut off as far as it goes."""
    page = int.from_bytes(content[16:18], "big")
    size = 65_536 if page == 1 else page
    # An old program leaves the number of pages as it was, and says so: it knows nothing of the second of these counts.
    said = content[24:28] == content[92:96]
    pages = int.from_bytes(content[28:32], "big") if said else -(-len(content) // max(1, size))
    return size * max(1, pages)


def _allow(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _chunks(cursor: sqlite3.Cursor, *, counted: bool) -> Iterator[Chunk]:
    first = 1
    while rows := cursor.fetchmany(ROWS):
        numbers = list(range(first, first + len(rows))) if counted else [row[0] for row in rows]
        first += len(rows)
        yield Chunk(numbers, [_texts(row) for row in rows])


def _texts(row: Sequence[Any]) -> list[str]:
    return ["" if cell is None else cell if cell.__class__ is str else text_of(cell) for cell in row[1:]]
