"""How far a run has got, on the error output: only on a terminal, and only where it takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

_PATIENCE = 1.0
"""Seconds that nobody minds waiting in silence."""


class Step(Protocol):
    """Is told how much is done, of how much where that is known, and what is being done where that changes."""

    def __call__(self, done: int, of: int | None, now: str = ..., /) -> None:
        """Show it."""
        ...


@contextmanager
def progress(what: str, unit: str) -> Iterator[Step]:
    """A progress bar while the block runs. Until it is told of a step, as by typst, which sets all pages at once, it shows the time."""
    if not sys.stderr.isatty():
        yield _unseen
        return
    shown = _Shown(what, unit)
    waiting = threading.Timer(_PATIENCE, shown.begin)
    waiting.daemon = True
    waiting.start()
    try:
        yield shown.step
    finally:
        waiting.cancel()
        shown.end()


def _unseen(_done: int, _of: int | None, _now: str = "") -> None:
    """Nobody looks."""


class _Shown:
    """A bar that begins late, in a thread of its own, and is told of steps by the one that works."""

    def __init__(self, what: str, unit: str) -> None:
        self._lock = threading.Lock()
        self._now, self._unit, self._done = what, unit, 0
        self._of: int | None = None
        self._bar: Any = None
        self._ended = False

    def begin(self) -> None:
        with self._lock:
            if not self._ended:
                self._bar = _bar(self._unit)
                self._bar.add_task(self._now, total=self._of, completed=self._done)
                self._bar.start()

    def step(self, done: int, of: int | None, now: str = "") -> None:
        with self._lock:
            self._now, self._done, self._of = now or self._now, done, of
            if self._bar:
                self._bar.update(self._bar.task_ids[0], description=self._now, completed=done, total=of)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            if self._bar:
                self._bar.stop()


def _bar(unit: str) -> Any:
    """How much of how much, at what rate and for how long still; where no step is known, how long it has taken."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.text import Text

    class Reached(ProgressColumn):
        def render(self, task: Any) -> Text:
            of = f" of {task.total:,.0f}" if task.total else ""
            return Text(f"{task.completed:,.0f}{of} {unit}" if task.completed else "", style="progress.download")

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:,.0f} a second" if task.speed else "", style="progress.data.speed")

    class Time(ProgressColumn):
        def render(self, task: Any) -> Text:
            return (TimeRemainingColumn() if task.total and task.completed else TimeElapsedColumn()).render(task)

    columns = (TextColumn("{task.description}"), BarColumn(), Reached(), Rate(), Time())
    return Progress(*columns, console=Console(stderr=True), transient=True)
