"""Whole series out of batches that cut across them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np


def whole_series(batches: Iterable[Any], series: str = "kpi") -> Iterator[Any]:
    """Arrow tables that hold all rows of their series, from batches in which the rows of each come one after another.

    The last series of a batch may go on in the next one, so it is kept back until another begins.

    >>> import pyarrow as pa
    >>> batches = [pa.record_batch({"kpi": cut}) for cut in (["a", "b"], ["b"], ["b", "c"])]
    >>> [table["kpi"].to_pylist() for table in whole_series(batches)]
    [['a'], ['b', 'b', 'b'], ['c']]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    held: list[Any] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        ids = batch.column(series)
        last = ids[-1]
        begin = int(np.argmax(pc.equal(ids, last).to_numpy(zero_copy_only=False)))
        goes_on = bool(held) and held[-1].column(series)[-1].as_py() == last.as_py() and begin == 0
        if goes_on:
            held.append(batch)
            continue
        before = [*held, *([batch.slice(0, begin)] if begin else [])]
        if before:
            yield pa.Table.from_batches(before)
        held = [batch.slice(begin)]
    if held:
        yield pa.Table.from_batches(held)
