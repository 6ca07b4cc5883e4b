"""Evaluations in Parquet files: a folder of parts, and a file that says what they were made from."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

GROUP = 250_000
"""Rows of a group: many KPIs' together, which a reader may pass over by their statistics."""

ABOUT = "_made_from.json"
"""Beside the parts; what reads a folder of Parquet passes over names that begin so."""

_STATISTICS = ["kpi"]
"""The fields of which a group says from where to where it goes. Others go from end to end in almost every group."""


class Part:
    """A Parquet file of evaluations, made when there is something to write into it."""

    def __init__(self, file: Path) -> None:
        self.file, self.rows = file, 0
        self.held: list[Any] = []
        self.writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, raised: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if raised is None:
            self._write()
        if self.writer is not None:
            self.writer.close()

    def add(self, batch: Any) -> None:
        """Add an Arrow batch of evaluations."""
        self.held.append(batch)
        self.rows += batch.num_rows
        if self.rows >= GROUP:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self.rows:
            return
        table = pa.Table.from_batches(self.held).unify_dictionaries()
        if self.writer is None:
            words = [each.name for each in table.schema if pa.types.is_dictionary(each.type)]
            self.writer = pq.ParquetWriter(
                self.file,
                table.schema,
                compression="zstd",
                write_batch_size=65_536,  # rows encoded at a time: with the usual 1,024, to begin takes a tenth
                use_dictionary=words,  # numbers that are all different gain nothing from one
                write_statistics=[name for name in _STATISTICS if name in table.column_names],
            )
        groups = max(1, self.rows // GROUP)  # equally long: no short one is left at the end
        self.writer.write_table(table, row_group_size=-(-self.rows // groups))
        self.held, self.rows = [], 0


def part_of(folder: Path, number: int) -> Path:
    """Where the part of a folder with this number lies."""
    return folder / f"part-{number:05d}.parquet"


def keep(file: Path) -> None:
    """Wait until a part, if there was something to write into it, is on the disk and not only on its way there."""
    if file.exists():
        with file.open("rb+") as written:
            os.fsync(written.fileno())


def write_about(folder: Path, made_from: str, rows: int) -> None:
    """Say in the folder what its rows were made from."""
    text = json.dumps({"made_from": made_from, "rows": rows}, indent=1, ensure_ascii=False)
    (folder / ABOUT).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def is_ours(folder: Path) -> bool:
    """Whether a folder holds evaluations that we wrote, and nothing else: then a new run may take its place."""
    if not (folder / ABOUT).is_file():
        return False
    names = {each.name for each in folder.iterdir()} - {ABOUT}
    return all(name.startswith("part-") and name.endswith(".parquet") for name in names)
