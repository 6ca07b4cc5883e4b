"""The nation: 12,000 series of 60 months, their whole history, by our core and by three well-made rivals."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.national import MONTHS, Columns, Ours, differences, observations
from benchmarks.rivals import present
from benchmarks.timing import interleaved, table

SIZES = {72_000: 21, 720_000: 15, 7_200_000: 3}
"""Observations, and how many rounds are timed."""

MIDDLE = 720_000
AT_MOST = 1.5
"""Times the fastest rival's time that ours may take at the middle size; the others show whether time grows with size."""


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


def compare(columns: Columns, rounds: int) -> Compared:
    """Time every engine that is installed. Raises RuntimeError when any does not agree with ours."""
    engines, loading = [], {}
    for make in (Ours, *present()):
        begun = time.perf_counter()
        engines.append(make(columns))
        loading[engines[-1].name] = time.perf_counter() - begun
    reference = engines[0].verdicts(engines[0].run())
    for engine in engines[1:]:
        if wrong := differences(engine.verdicts(engine.run()), reference):
            raise RuntimeError(f"{engine.name} and we disagree: {'; '.join(wrong)}")
    return Compared(interleaved({engine.name: engine.run for engine in engines}, rounds), loading)


def section(largest: int = max(SIZES)) -> str:
    """The part of docs/benchmarks.md on evaluation."""
    measured = {size: compare(observations(size), rounds) for size, rounds in SIZES.items() if size <= largest}
    headings, names = ["engine"], list(measured[min(measured)].evaluating)
    cells: dict[str, list[str]] = {name: [name] for name in names}
    for size, compared in measured.items():
        headings += [f"{size:,}", "ours / it"]
        for name, seconds in compared.evaluating.items():
            cells[name] += [f"{seconds * 1000:,.0f} ms", f"{compared.evaluating[Ours.name] / seconds:.2f}"]
        if size == MIDDLE:
            headings.append(f"loading {size:,}")
            for name, seconds in compared.loading.items():
                cells[name].append(f"{seconds * 1000:,.0f} ms")
    return "\n".join(
        [table(headings, list(cells.values())), "", *(_said(size, each) for size, each in measured.items())]
    )


def _said(size: int, compared: Compared) -> str:
    ours = compared.evaluating[Ours.name]
    said = f"- {size:,} observations ({size // MONTHS:,} series): ours takes {ours / size * 1e9:,.0f} ns an observation"
    if (rival := compared.fastest_rival) is None:
        return f"{said}. No rival is installed: `pip install -e .[bench]`."
    times = ours / compared.evaluating[rival]
    aim = f"; aim at most {AT_MOST}: {'met' if times <= AT_MOST else '**not met**'}" if size == MIDDLE else ""
    return f"{said}, {times:.2f} times {rival}, the fastest rival{aim}."
