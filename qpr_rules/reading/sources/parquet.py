"""Parquet files, read by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.duckdb import read_copy
from qpr_rules.reading.sources.placing import Places
from qpr_rules.settings import Origin


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source: the rows in the order of the file."""
    yield from read_copy(content, file, origin, refusals, parquet=True)
