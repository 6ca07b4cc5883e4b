"""Chunks of work side by side in processes of their own: for many small chunks, in which Python itself takes the time.

Work, chunks and answers are pickled, so a chunk should say where its results are rather than hold them. Each process is
started anew, as Windows starts one: nothing of this one's memory or locks comes along.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from qpr_rules.engines.local import cores

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")


class EndedError(Exception):
    """A process ended without an answer; ``str(error)`` is a sentence for the person who started it."""


def run(work: Callable[[Chunk], Answer], chunks: Sequence[Chunk], workers: int | None = None) -> Iterator[Answer]:
    """The answer for each chunk, in their order; by default with a process for each core this one may use.

    Raises EndedError when the system ends one of the processes, as it does where memory runs out.
    """
    workers = min(cores() if workers is None else workers, len(chunks))
    if workers < 2:
        yield from map(work, chunks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_leave_ctrl_c_to_the_first)
    try:
        yield from pool.map(work, chunks)
    except BrokenProcessPool:
        raise EndedError(
            "one of the processes was ended by the system, perhaps for want of memory; `--workers 1` needs the least"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_ctrl_c_to_the_first() -> None:
    """A terminal sends Ctrl-C to every process; the first one stops the others in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
