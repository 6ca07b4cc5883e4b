"""Chunks of work side by side in threads of this process, where there is more than one processor core.

Threads are enough where chunks are large, for NumPy lets go of the interpreter while it works. The answers come in the
order of the chunks, so they do not depend on how many threads there were.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")


def run(work: Callable[[Chunk], Answer], chunks: Sequence[Chunk], workers: int | None = None) -> Iterator[Answer]:
    """The answer for each chunk, in their order; by default with a thread for each core this process may use.

    >>> list(run(str.upper, ["a", "b", "c"], workers=2))
    ['A', 'B', 'C']
    """
    workers = min(cores() if workers is None else workers, len(chunks))
    if workers < 2:
        yield from map(work, chunks)
        return
    from concurrent.futures import ThreadPoolExecutor  # a panel of one council does not pay for the import

    pool = ThreadPoolExecutor(workers)
    try:
        yield from pool.map(work, chunks)
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C, what has not begun never begins


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def keep_memory() -> None:
    """Have arrays of up to 32 MiB made of memory that earlier ones have left, instead of the system's.

    The C library of most Linux systems gives large arrays back to the system at once, which must blank every page before
    it is used again: half the time of a large evaluation. It learns which sizes come and go from the largest that has,
    so we show it one. Nothing is written there, and other systems see an array that is not used.
    """
    import numpy as np

    np.empty(_LARGEST, dtype=np.uint8)


_LARGEST = 2**25 - 2**13
"""The most that the library learns from (``M_MMAP_THRESHOLD`` in mallopt(3)), less what it adds itself."""
