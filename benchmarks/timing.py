"""Interleaved repetitions: every contender once, then every contender again, so that noise falls on all alike."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any


def interleaved(contenders: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median seconds of each contender, after one unmeasured call of each."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for each in contenders.values():
        each()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, each in contenders.items():
                begun = time.perf_counter()
                found = each()
                taken[name].append(time.perf_counter() - begun)
                del found
    finally:
        gc.enable()
    return {name: statistics.median(times) for name, times in taken.items()}


def command(arguments: Sequence[str], folder: Path | None = None, expected: Sequence[int] = (0,)) -> Callable[[], None]:
    """A contender that is a whole process. Raises RuntimeError when it ends with another code than expected."""

    def run() -> None:
        ended = subprocess.run(arguments, cwd=folder, capture_output=True, check=False)
        if ended.returncode not in expected:
            raise RuntimeError(
                f"{' '.join(arguments[:4])} ended with {ended.returncode}: {ended.stderr.decode()[-500:]}"
            )

    return run


def measured(arguments: Sequence[str], memory: dict[str, float], name: str) -> Callable[[], None]:
    """A contender that is a whole process, whose most memory (MiB) is written down under its name where that is known."""

    def run() -> None:
        with subprocess.Popen(arguments, stderr=subprocess.PIPE) as started:
            assert started.stderr is not None
            wrong = started.stderr.read()
            if hasattr(os, "wait4"):
                _, status, used = os.wait4(started.pid, 0)
                started.returncode = os.waitstatus_to_exitcode(status)
                memory[name] = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
            else:
                started.wait()
                memory[name] = float("nan")
        if started.returncode:
            raise RuntimeError(f"{name} ended with {started.returncode}: {wrong.decode()[-500:]}")

    return run


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns lined up; all but the first to the right."""
    widths = [max(len(row[at]) for row in (headings, *rows)) for at in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        fitted = [
            cells[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)),
        ]
        return f"| {' | '.join(fitted)} |"

    rule = f"| {'-' * widths[0]} | {' | '.join('-' * (width - 1) + ':' for width in widths[1:])} |"
    return "\n".join([line(headings), rule, *map(line, rows)])
