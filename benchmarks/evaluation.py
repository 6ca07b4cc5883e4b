"""The nation evaluated by our core and by three well-made rivals: dense and with gaps, its history and its latest month."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks import scattered
from benchmarks.national import MONTHS, Columns, Ours, Verdicts, differences, observations
from benchmarks.rivals import present
from benchmarks.timing import interleaved, table

SIZES = {2_280: 21, 720_000: 9, 9_999_960: 3, 60_000_000: 1}
"""Observations, and how many rounds are timed."""

USUAL = 9_999_960
"""The largest that is measured unless a larger one is asked for."""

LARGE = 9_999_960
AT_MOST = 1.2
"""Times the fastest rival's time that ours may take from this size on."""

WITHOUT_PANDAS = 60_000_000
"""From this size on pandas is left out: it would take the whole memory."""


class Case(NamedTuple):
    """What is asked of which rows."""

    title: str
    gaps: bool
    latest: bool


CASES = (
    Case("Every month, none missing, sorted", gaps=False, latest=False),
    Case("Every month, 3 in 100 missing, in no order", gaps=True, latest=False),
    Case("The latest month, none missing", gaps=False, latest=True),
    Case("The latest month, 3 in 100 missing, in no order", gaps=True, latest=True),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds by engine: median to evaluate, and once to take the columns in."""

    evaluating: dict[str, float]
    loading: dict[str, float]

    @property
    def fastest_rival(self) -> str | None:
        """The name of the fastest engine that is not ours."""
        rivals = [name for name in self.evaluating if name != Ours.name]
        return min(rivals, key=self.evaluating.__getitem__, default=None)


def compare(case: Case, columns: Columns, rounds: int) -> Compared:
    """Time every engine that is installed. Raises RuntimeError when any does not agree with ours."""
    engines: list[tuple[str, Callable[[], Any], Callable[[Any], Verdicts]]] = []
    loading = {}
    rivals: list[Any] = [each for each in present() if len(columns) < WITHOUT_PANDAS * 0.9 or each.__name__ != "Pandas"]
    made: list[Any] = [Ours, *rivals]
    if case.gaps or case.latest:
        kinds: list[Any] = [*(scattered.RIVALS if case.gaps else scattered.DENSE_LATEST)]
        made = [scattered.Ours if case.gaps else Ours, *(kind for kind in kinds if issubclass(kind, tuple(rivals)))]
    for make in made:
        begun = time.perf_counter()
        engine = make(columns)
        loading[engine.name] = time.perf_counter() - begun
        if case.latest:
            engines.append((engine.name, engine.latest, engine.of_latest))
        elif case.gaps:
            engines.append((engine.name, engine.whole, engine.in_order))
        else:
            engines.append((engine.name, engine.run, engine.verdicts))
    _, run, verdicts = engines[0]
    reference = verdicts(run())
    for name, run, verdicts in engines[1:]:
        if wrong := differences(verdicts(run()), reference):
            raise RuntimeError(f"{name} and we disagree: {'; '.join(wrong)}")
    del reference
    return Compared(interleaved({name: run for name, run, _ in engines}, rounds), loading)


def section(largest: int = USUAL) -> str:
    """The part of docs/benchmarks.md on evaluation."""
    dense = {size: observations(size) for size in SIZES if size <= largest}
    return "\n\n".join(_case(case, dense) for case in CASES)


def _case(case: Case, dense: dict[int, Columns]) -> str:
    measured = {
        size: compare(case, scattered.with_gaps(columns) if case.gaps else columns, SIZES[size])
        for size, columns in dense.items()
    }
    headings, names = ["engine"], list(measured[min(measured)].evaluating)
    cells: dict[str, list[str]] = {name: [name] for name in names}
    for size, compared in measured.items():
        headings += [f"{size:,}", "ours / it"]
        for name in names:
            seconds = compared.evaluating.get(name)
            ratio = "" if seconds is None else f"{compared.evaluating[Ours.name] / seconds:.2f}"
            cells[name] += ["not measured" if seconds is None else _milliseconds(seconds), ratio]
    loaded = ", ".join(f"{name} {_milliseconds(took)}" for name, took in measured[max(measured)].loading.items())
    said = [_said(size, each) for size, each in measured.items()]
    return "\n".join(
        [
            f"### {case.title}",
            "",
            table(headings, list(cells.values())),
            "",
            *said,
            f"- To take {max(measured):,} in: {loaded}.",
        ]
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 0.01 else f"{seconds * 1000:,.0f} ms"


def _said(size: int, compared: Compared) -> str:
    ours = compared.evaluating[Ours.name]
    said = f"- {size:,} observations ({size // MONTHS:,} series): ours takes {ours / size * 1e9:,.0f} ns an observation"
    if (rival := compared.fastest_rival) is None:
        return f"{said}. No rival is installed: `pip install -e .[bench]`."
    times = ours / compared.evaluating[rival]
    aim = f"; aim at most {AT_MOST}: {'met' if times <= AT_MOST else '**not met**'}" if size >= LARGE else ""
    return f"{said}, {times:.2f} times {rival}, the fastest rival{aim}."
