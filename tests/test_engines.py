"""Engines: the answers in the order of the chunks, from work that can be sent elsewhere, and an end when it is told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qpr_rules.core.evaluate import evaluate, evaluate_in_chunks
from qpr_rules.engines import local, processes
from qpr_rules.engines.verdicts import MOST, chunks_of
from qpr_rules.panel import Panel
from tests.panels import panel, regressed
from tests.worlds import same_bits

ENGINES = pytest.mark.parametrize("run", [local.run, processes.run], ids=["threads", "processes"])


def slowest_first(chunk: int) -> int:
    """A chunk's work, which ends later the earlier it is."""
    time.sleep(0.2 if chunk == 0 else 0)
    return chunk * 10


def left_a_mark(folder: Path, chunk: int) -> int:
    """Fails at the first chunk, and otherwise leaves a file."""
    if chunk == 0:
        raise ValueError("chunk 0")
    time.sleep(0.05)
    (folder / str(chunk)).touch()
    return chunk


def killed(chunk: int) -> int:
    """Ends its process as a system without memory does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return chunk


@ENGINES
@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_chunks(run: Callable[..., Any], workers: int) -> None:
    assert list(run(slowest_first, [0, 1, 2, 3], workers)) == [0, 10, 20, 30]
    assert list(run(slowest_first, [], workers)) == []


@ENGINES
def test_after_a_failure_what_has_not_begun_never_begins(run: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="chunk 0"):
        list(run(partial(left_a_mark, tmp_path), list(range(60)), 2))
    assert len(list(tmp_path.iterdir())) < 30


@ENGINES
def test_every_engine_gives_the_same_bits(run: Callable[..., Any]) -> None:
    chosen, results = regressed(12), panel(9)
    chunks = [results.rows(rows) for rows in results.chunks(4 * results.periods)]
    parts = list(run(partial(evaluate, chosen), chunks, 2))
    assert len(parts) == len(chunks) == 10
    for chunk, part in zip(chunks, parts, strict=True):
        assert same_bits(evaluate(chosen, chunk), part)
        assert part.areas == chunk.areas


def test_threads_put_a_panel_together() -> None:
    chosen, results = regressed(12), panel(9)
    parts = evaluate_in_chunks(chosen, results, results.chunks(4 * results.periods), partial(local.run, workers=2))
    whole = evaluate(chosen, results)
    assert same_bits(whole, parts)
    assert parts.areas == whole.areas
    assert np.array_equal(parts.numerator, whole.numerator)


@pytest.mark.parametrize(
    ("areas", "periods", "most", "threads", "chunks"),
    [
        (0, 60, 2, 1, 1),
        (38, 60, 2, 1, 1),
        (12_000, 15, 2, 1, 1),
        (12_000, 60, 2, 2, 2),
        (20_000, 60, 2, 2, 4),
        (166_666, 15, 2, 2, 6),
        (166_666, 60, 3, 3, 21),
        (166_666, 60, 1, 1, 20),
    ],
)
def test_each_thread_has_as_many_chunks(areas: int, periods: int, most: int, threads: int, chunks: int) -> None:
    cells = np.broadcast_to(np.int8(0), (areas, periods))
    found, used = chunks_of(Panel(tuple(map(str, range(areas))), 24_000, cells, None, cells, cells), most)
    assert (used, len(found)) == (threads, chunks)
    assert max(each.stop - each.start for each in found) * periods <= MOST


def test_a_chunk_is_a_part_of_the_panel_and_no_copy() -> None:
    results = panel(9)
    chunks = [results.rows(rows) for rows in results.chunks(2 * results.periods)]
    assert all(np.shares_memory(chunk.numerator, results.numerator) for chunk in chunks)
    cut = results.covering(results.first + 2, results.last - 1)
    assert np.shares_memory(cut.numerator, results.numerator)
    assert np.array_equal(cut.state, results.state[:, 2:-1])
    assert [area for chunk in chunks for area in chunk.areas] == list(results.areas)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only on Windows: it has no such signal")
def test_a_process_that_the_system_ends_is_a_sentence() -> None:
    with pytest.raises(processes.EndedError, match="for want of memory"):
        list(processes.run(killed, [1, 2], 2))
