"""Rows of results put away on disk by KPI, where files hold KPIs in any order: all rows of a KPI are in one bucket.

Words are written as their places in a vocabulary that all buckets share and that is a file beside them: to spell each
out, and to look each up again, takes longer than all the rest.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from qpr_rules.arrays import array_of_numbers, array_of_words
from qpr_rules.reading.arrow.columns import WORDS, Coded, Columns, Where, coded, columns_of, folded

MOST = 256
"""Buckets, and so files that are open together where all rows come in one form."""

VOCABULARY = 2**14
"""Different words of a column. A column with more, such as times to the second, has its words spelt out in every row."""

_VOCABULARY_FILE = "words.arrow"


class Buckets:
    """So many buckets in a folder, with a file in each for each form that columns came in."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, max(1, min(MOST, number))
        self.counts = [0] * self.number
        self.files: dict[tuple[int, Any], tuple[Path, Any]] = {}
        self.words: dict[str, dict[str, int]] = {name: {} for name in WORDS}
        self.open = ExitStack()

    def put(self, table: Any) -> None:
        """Put the rows of a table away."""
        import pyarrow as pa

        own = folded(table.column_names)
        words = {name: coded(table.column(own[name]), table.num_rows) for name in WORDS if name in own}
        kpi = words["kpi"]
        bucket = np.array([crc32(word.encode()) % self.number for word in kpi.words], np.int64)
        # By bucket, and there by KPI: who takes a KPI's rows out of a bucket again finds many side by side. Numbers of 16
        # bits are sorted by counting.
        rank = np.empty(len(bucket), np.uint16 if len(bucket) <= 2**16 else np.uint32)
        rank[np.argsort(bucket, kind="stable")] = np.arange(len(bucket))
        order = np.argsort(rank[kpi.codes], kind="stable")
        edges = np.searchsorted(bucket[kpi.codes[order]], np.arange(self.number + 1))
        columns = {given: _spelt_out(table.column(given)) for given in table.column_names}
        columns |= {own[name]: self._placed(name, held) for name, held in words.items()}
        # Names as they are read, so that files that write them otherwise have one form.
        names = [given.strip().casefold() for given in columns]
        rows = pa.table([*columns.values()], names).take(array_of_numbers(order, pa.int64()))
        for place in np.flatnonzero(np.diff(edges)).tolist():
            count = int(edges[place + 1] - edges[place])
            self._writer(place, rows.schema).write_table(rows.slice(edges[place], count))
            self.counts[place] += count

    def _placed(self, name: str, held: Coded) -> Any:
        """A column of words as places in the vocabulary; spelt out where that would become too large."""
        import pyarrow as pa

        known = self.words[name]
        fresh = [word for word in held.words if word not in known]
        if len(known) + len(fresh) > VOCABULARY:
            return array_of_words(held.words).take(array_of_numbers(held.codes, pa.int32()))
        known |= {word: place for place, word in enumerate(fresh, len(known))}
        return array_of_numbers(np.array([known[word] for word in held.words], np.int32)[held.codes], pa.int32())

    def _writer(self, place: int, schema: Any) -> Any:
        import pyarrow as pa

        if (place, schema) not in self.files:
            file = self.folder / f"{place:03d}-{len(self.files):05d}.bucket"
            held = self.open.enter_context(pa.OSFile(str(file), "wb"))
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self.files[place, schema] = file, self.open.enter_context(pa.ipc.new_stream(held, schema, options=options))
        return self.files[place, schema][1]

    def filled(self) -> list[tuple[int, tuple[Path, ...]]]:
        """How many rows each bucket holds that holds any, and its files; nothing can be put away afterwards."""
        import pyarrow as pa

        self.open.close()
        vocabulary = pa.record_batch(
            [pa.array([list(self.words[name])], pa.list_(pa.string())) for name in WORDS], WORDS
        )
        with (
            pa.OSFile(str(self.folder / _VOCABULARY_FILE), "wb") as held,
            pa.ipc.new_stream(held, vocabulary.schema) as out,
        ):
            out.write_batch(vocabulary)
        files: dict[int, list[Path]] = {}
        for (place, _), (file, _) in self.files.items():
            files.setdefault(place, []).append(file)
        return [(self.counts[place], tuple(own)) for place, own in sorted(files.items())]


def of_bucket(file: Path, where: Where = ()) -> Columns:
    """The rows of a file of a bucket; ``where`` says which are asked for."""
    import pyarrow as pa

    table, vocabulary = _read(file), _read(file.parent / _VOCABULARY_FILE)
    for place, field in enumerate(table.schema):
        if field.name in WORDS and pa.types.is_integer(field.type):
            codes, words = table.column(place).combine_chunks(), vocabulary.column(field.name)[0].values
            table = table.set_column(place, field.name, pa.DictionaryArray.from_arrays(codes, words))
    return columns_of(table, where=where)


def _read(file: Path) -> Any:
    import pyarrow as pa

    with pa.OSFile(str(file)) as held, pa.ipc.open_stream(held) as stream:
        return stream.read_all()


def _spelt_out(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
