"""Parquet files of results, cut into chunks that hold whole KPIs and few enough rows to be in memory together.

Files say in their footers from which KPI to which each group of rows goes. Where KPIs lie together, as in files sorted
by KPI or in folders ``kpi=...``, groups are read where they are. Where they lie in any order, all rows are first
put into buckets on disk, each with all rows of its KPIs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import numpy as np

from qpr_rules.arrays import array_of_codes
from qpr_rules.provenance import digest
from qpr_rules.reading.arrow.buckets import Buckets, of_bucket
from qpr_rules.reading.arrow.columns import (
    MEASURED,
    NAMES,
    Columns,
    ColumnsError,
    Fixed,
    Where,
    choosing,
    columns_of,
    folded,
    joined,
)

ROWS = 500_000
"""Rows that a chunk should hold, at about 100 bytes each: more leave a worker without work at the end, fewer read more rows twice."""

MOST = 4_000_000
"""Rows of a chunk above which, where it is of many KPIs, buckets are made."""

LAST = "\U0010ffff"
"""Above every KPI."""

ENDING = ".parquet"


class StoredError(Exception):
    """Stored results cannot be read; ``str(error)`` is a sentence with the file's name in it."""


class Piece(NamedTuple):
    """A group of rows of a file, with its first and last KPI; ``fixed`` is what its folder says of all of them.

    ``where`` says which rows are asked for.
    """

    file: Path
    group: int
    rows: int
    first: str
    last: str
    fixed: Fixed = ()
    where: Where = ()


class Chunk(NamedTuple):
    """All rows of the KPIs above ``low`` up to ``high`` (any, where None), among these pieces, or in a bucket's files.

    ``without`` are the first and last KPIs of pieces that could not be read: of what is between, rows may be missing.
    """

    rows: int
    pieces: tuple[Piece, ...] = ()
    low: str | None = None
    high: str | None = None
    bucket: tuple[Path, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    where: Where = ()

    def holds(self, kpi: str) -> bool:
        """Whether all rows of the KPI are in this chunk."""
        inside = (self.low is None or kpi > self.low) and (self.high is None or kpi <= self.high)
        return inside and not any(first <= kpi <= last for first, last in self.without)

    @property
    def extent(self) -> str:
        """Of which KPIs its pieces hold rows, in words."""
        first = max(self.low or "", min(piece.first for piece in self.pieces))
        last = min(self.high or LAST, max(piece.last for piece in self.pieces))
        if last == LAST:
            return "every KPI"
        return f"the KPI `{first}`" if first == last else f"the KPIs from `{first}` to `{last}`"


def files_in(root: Path) -> tuple[Path, ...]:
    """The Parquet files of a folder, or the one file, in order. Raises StoredError where there is none."""
    if root.is_file():
        return (root,)
    files = sorted(
        file
        for file in root.rglob(f"*{ENDING}")
        if file.is_file() and not any(part[0] in "._" for part in file.relative_to(root).parts)
    )
    if not files:
        there = "there is no Parquet file in" if root.is_dir() else "there is no such file or folder:"
        raise StoredError(f"{there} `{root}`")
    return tuple(files)


def digest_of(root: Path, files: Sequence[Path]) -> str:
    """What stored results are known by: the contents of every file."""

    def content(file: Path) -> bytes:
        whole = sha256()
        with file.open("rb") as held:
            while block := held.read(2**20):
                whole.update(block)
        return whole.hexdigest().encode()

    return digest((file.relative_to(root).as_posix() if file != root else file.name, content(file)) for file in files)


def pieces_of(root: Path, files: Sequence[Path], where: Where = ()) -> Iterator[Piece]:
    """Every group of rows, by file. Raises StoredError for a file that is no Parquet, or is not of results."""
    asked = dict(where)
    import pyarrow as pa
    import pyarrow.parquet as pq

    for file in files:
        named = file.relative_to(root) if file != root else Path(file.name)
        fixed = tuple(
            (name, unquote(value))
            for name, _, value in (part.partition("=") for part in named.parts[:-1])
            if value and (name in NAMES or name.casefold() in asked)
        )
        try:
            with pq.ParquetFile(file) as held:
                names, footer = held.schema_arrow.names, held.metadata
            column = folded([*names, *dict(fixed)])["kpi"]
            choosing([*names, *dict(fixed)], where)
            for group in range(footer.num_row_groups):
                rows = footer.row_group(group)
                if "kpi" in dict(fixed):
                    first = last = dict(fixed)["kpi"]
                else:
                    first, last = _extent(rows.column(names.index(column)).statistics)
                yield Piece(file, group, rows.num_rows, first, last, fixed, where)
        except ColumnsError as error:
            raise StoredError(f"`{named}`: {error}") from None
        except (pa.ArrowException, OSError) as error:
            raise StoredError(f"`{named}` cannot be read as Parquet ({_reason(error)})") from None


def _extent(found: Any) -> tuple[str, str]:
    """The first and the last KPI by a column's statistics. White space before an id would sort before all: then, any."""
    if found is None or not found.has_min_max or not isinstance(found.min, str) or found.min != found.min.lstrip():
        return "", LAST
    return found.min.rstrip(), found.max


def chunks_of(pieces: Sequence[Piece]) -> list[Chunk] | None:
    """The pieces by runs of KPIs; None where KPIs lie so mixed that chunks would be too large, or most rows read twice."""
    edges: list[str] = []
    held = 0
    for piece in sorted(pieces, key=lambda piece: piece.last):
        if held >= ROWS and (not edges or piece.last > edges[-1]):
            edges.append(piece.last)
            held = 0
        held += piece.rows
    chunks = []
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        own = tuple(
            piece for piece in pieces if (low is None or piece.last > low) and (high is None or piece.first <= high)
        )
        if own:
            chunks.append(Chunk(sum(piece.rows for piece in own), own, low, high))
    one_kpi = [all(piece.first == piece.last == chunk.pieces[0].first for piece in chunk.pieces) for chunk in chunks]
    large = any(chunk.rows > MOST and not one for chunk, one in zip(chunks, one_kpi, strict=True))
    twice = sum(chunk.rows for chunk in chunks) > 2 * sum(piece.rows for piece in pieces)
    return None if large or twice else chunks


def _table(piece: Piece, *others: Piece) -> Any:
    """The rows of a piece, or of several of one file. Raises StoredError where they cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    groups = [piece.group, *(other.group for other in others)]
    try:
        with pq.ParquetFile(piece.file) as held:
            footer, there = held.metadata, [*held.schema_arrow.names, *dict(piece.fixed)]
            names = {**folded(there), **choosing(there, piece.where)}
            own = [name for name in names.values() if name in held.schema_arrow.names]
            words = [name for name in own if name.strip().casefold() not in MEASURED]
        with pq.ParquetFile(piece.file, metadata=footer, read_dictionary=words) as held:
            return held.read_row_groups(groups, columns=own, use_threads=False)
    except (pa.ArrowException, OSError) as error:
        sentence = f"rows of `{piece.file.name}` cannot be read ({_reason(error)})"
        raise StoredError(sentence) from None


def read_chunk(chunk: Chunk) -> Columns:
    """All rows of a chunk, and those of other KPIs that lie among them. Raises StoredError."""
    import pyarrow as pa

    parts = []
    for fixed, alike in groupby(chunk.pieces, lambda piece: piece.fixed):
        tables = [_table(*own) for _, own in groupby(alike, lambda piece: piece.file)]
        for _, same in groupby(tables, lambda table: table.schema):  # below one another as they are: the cheapest way
            parts.append(columns_of(pa.concat_tables(same), fixed, chunk.pieces[0].where))
    return joined([*parts, *(of_bucket(file, chunk.where) for file in chunk.bucket)])


def put_together(
    pieces: Sequence[Piece], folder: Path, failed: dict[str, str], step: Callable[[int, int, str], None]
) -> list[Chunk]:
    """Chunks of rows that had to be put together by KPI first. A KPI of which a row may be lost is in none of them.

    Why a piece cannot be read is put into ``failed``, by the KPIs it holds; ``step(rows, of, what)`` is told how far it is.
    """
    folder.mkdir()
    rows, done = sum(piece.rows for piece in pieces), 0
    lost: list[tuple[str, str]] = []
    buckets = Buckets(folder, -(-rows // (2 * ROWS)))  # no row is read twice, and many buckets are slow to fill
    for piece in pieces:
        try:
            buckets.put(_with_fixed(piece))
        except StoredError as error:
            lost.append((piece.first, piece.last))
            failed[Chunk(piece.rows, (piece,)).extent] = str(error)
        done += piece.rows
        step(done, rows, "Putting rows together")
    where = pieces[0].where if pieces else ()
    return [Chunk(count, bucket=files, without=tuple(lost), where=where) for count, files in buckets.filled()]


def _with_fixed(piece: Piece) -> Any:
    """The rows of a piece as a table, what its folder says of all of them beside."""
    table = _table(piece)
    for name, value in piece.fixed:
        table = table.append_column(name, array_of_codes(np.zeros(piece.rows, np.int32), [value]))
    return table


def _reason(error: Exception) -> str:
    """The first line of what Arrow says: the others are its own places."""
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
