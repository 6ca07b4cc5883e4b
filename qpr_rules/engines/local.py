"""Chunks of work side by side in threads of this process, where there is more than one processor core.

Threads are enough, for NumPy lets go of the interpreter while it works. The answers come in the order of the chunks, so
they do not depend on how many threads there were.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")


def run(work: Callable[[Chunk], Answer], chunks: Sequence[Chunk], threads: int | None = None) -> list[Answer]:
    """The answer for each chunk, in their order; by default with a thread for each core this process may use.

    >>> run(str.upper, ["a", "b", "c"], threads=2)
    ['A', 'B', 'C']
    """
    threads = min(cores() if threads is None else threads, len(chunks))
    if threads < 2:
        return [work(chunk) for chunk in chunks]
    from concurrent.futures import ThreadPoolExecutor  # a panel of one council does not pay for the import

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, chunks))


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
