"""DuckDB databases and Parquet files, read by DuckDB from a copy, with every other file closed to it.

Whole numbers, decimals and text are taken as DuckDB writes them, exactly; a binary float by the shortest decimal that
gives it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Chunk, Places, Rows
from qpr_rules.reading.sources.registry import UnavailableError
from qpr_rules.reading.sources.table import ROWS, chosen, damaged
from qpr_rules.reading.sources.unreadable import UnreadableError, refuse
from qpr_rules.reading.sources.values import decimal_text, text_of
from qpr_rules.settings import Origin

_LOCKED: Mapping[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
    "lock_configuration": True,
}
_LONGEST = 1_000_000
"""Bytes of a row beyond which a table is none of results: a small file may hold one text a million times."""

_BLOCK, _HELD = 200, 20_000_000
"""Rows that are taken at a time, and bytes from which on those that were taken are passed on."""

_MIDNIGHT = " 00:00:00"
_FLOATS = ("DOUBLE", "FLOAT")


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source: one table of a DuckDB database, in the order in which it was written."""
    yield from read_copy(content, file, origin, refusals, parquet=False)


def read_copy(
    content: bytes, file: str, origin: Origin, refusals: Refusals, *, parquet: bool
) -> Iterator[tuple[Batch, Places]]:
    """The rows of a Parquet file, or of one table of a database. Raises UnavailableError without DuckDB."""
    duckdb = _library("Parquet" if parquet else "DuckDB")
    kind = "Parquet" if parquet else "DuckDB"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"copy.{kind.lower()}"
        copy.write_bytes(content)
        connection = None
        try:
            if parquet:
                connection = duckdb.connect(":memory:")
                connection.execute("set allowed_paths = [?]", [str(copy)])
                for name, value in _LOCKED.items():
                    connection.execute(f"set {name} = {value}")
                table, origin_of_rows, row = "", "read_parquet(?, file_row_number = true)", "file_row_number + 1"
            else:
                connection = duckdb.connect(str(copy), read_only=True, config=dict(_LOCKED))
                table = _table(connection, origin.table)
                origin_of_rows, row = _quoted(table), "rowid"
            given = [str(copy)] if parquet else []
            columns = _columns(connection, origin_of_rows, given)
            cursor = connection.execute(_select(columns, row, origin_of_rows), given)
            places = Rows(file, table, list(columns), "row" if parquet else "rowid")
            yield from batches(list(columns), -1, _chunks(cursor, columns), places, refusals, origin)
        except UnreadableError as error:
            refuse(error, file, refusals)
        except duckdb.Error as error:
            refuse(damaged(kind, str(error).replace(str(copy), file).splitlines()[0]), file, refusals)
        finally:
            if connection is not None:
                connection.close()


def _library(what: str) -> ModuleType:
    try:
        import duckdb
    except ImportError:
        raise UnavailableError(what, "duckdb", "duckdb") from None
    return duckdb


def _table(connection: Any, wanted: str) -> str:
    found = connection.execute(
        "select table_name, table_type from information_schema.tables where table_schema = 'main'"
    ).fetchall()
    return chosen({name: "table" if kind == "BASE TABLE" else "view" for name, kind in found}, wanted)


def _columns(connection: Any, source: str, given: Sequence[str]) -> dict[str, str]:
    described = connection.execute(f"describe select * from {source}", given).fetchall()  # noqa: S608  # names that the file gives, quoted
    return {name: kind for name, kind, *_ in described if name != "file_row_number"}


def _select(columns: Mapping[str, str], row: str, source: str) -> str:
    cells = [
        _quoted(name) if kind == "DOUBLE" else f"cast({_quoted(name)} as varchar)" for name, kind in columns.items()
    ]
    lengths = ", ".join(f"strlen(cast({_quoted(name)} as varchar))" for name in columns)
    row = f"case when list_sum([{lengths}]) > {_LONGEST} then error('a row is longer than {_LONGEST:,} bytes') else {row} end"
    return f"select {', '.join([row, *cells])} from {source}"  # noqa: S608  # the same


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _chunks(cursor: Any, columns: Mapping[str, str]) -> Iterator[Chunk]:
    odd = [(index, kind) for index, kind in enumerate(columns.values()) if kind in _FLOATS or kind == "TIMESTAMP"]
    for rows in _fetched(cursor):
        texts = [["" if cell is None else cell for cell in row[1:]] for row in rows]
        for index, kind in odd:
            for row in texts:
                if row[index] != "":
                    row[index] = _text(row[index], kind)
        yield Chunk([row[0] for row in rows], texts)


def _fetched(cursor: Any) -> Iterator[list[Any]]:
    """Rows, as many at a time as are held easily."""
    rows: list[Any] = []
    held = 0
    while block := cursor.fetchmany(_BLOCK):
        rows += block
        held += sum(len(cell) for row in block for cell in row if cell.__class__ is str)  # exact: integers
        if len(rows) >= ROWS or held >= _HELD:
            yield rows
            rows, held = [], 0
    if rows:
        yield rows


def _text(cell: Any, kind: str) -> str:
    match kind:
        case "DOUBLE":
            return text_of(cell)
        case "FLOAT":  # written by DuckDB with the digits that a number of 32 bits has
            return decimal_text(cell)
        case _:
            return str(cell).removesuffix(_MIDNIGHT)
