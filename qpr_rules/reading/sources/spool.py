"""Rows that are held until all of them have come: in memory while they are few, then in a file without a name."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from typing import Self

from qpr_rules.reading.sources.placing import Chunk

IN_MEMORY = 16_000_000
"""Characters up to which rows stay in memory."""


class Spool:
    """Rows of text, written and then read. Writing raises OSError where the disk is full."""

    def __init__(self) -> None:
        self._held = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="\n")  # noqa: SIM115  # closed at the end of the spool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Hold these too, as one chunk."""
        self._held.write(f"{json.dumps(rows)}\n")

    def clear(self) -> None:
        """Hold nothing again."""
        self._held.seek(0)
        self._held.truncate()

    def chunks(self) -> Iterator[Chunk]:
        """All of them, numbered from 1."""
        self._held.seek(0)
        first = 1
        for line in self._held:
            rows = json.loads(line)
            yield Chunk(list(range(first, first + len(rows))), rows)
            first += len(rows)
