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
