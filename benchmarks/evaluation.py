"""The nation: 12,000 series of 60 months, their whole history, by our core and by three well-made rivals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.national import MONTHS, WINDOW, Columns, Verdicts, as_rows, differences, observations, ours
from benchmarks.rivals import present
from benchmarks.timing import interleaved, table

SIZES = {72_000: 15, 720_000: 11, 7_200_000: 3}
"""Observations, and how many rounds are timed."""

OURS = "qpr-rules core"
AT_MOST = 1.5


def compare(columns: Columns, rounds: int) -> dict[str, float]:
    """Median seconds by engine. Raises RuntimeError when any two engines do not agree."""
    contenders: dict[str, Callable[[], Any]] = {OURS: lambda: ours(columns)}
    reference = _full_windows(columns, as_rows(ours(columns)))
    for rival in present():
        engine = rival(columns)
        if wrong := differences(engine.verdicts(engine.run()), reference):
            raise RuntimeError(f"{engine.name} and we disagree: {'; '.join(wrong)}")
        contenders[engine.name] = engine.run
    return interleaved(contenders, rounds)


def _full_windows(columns: Columns, found: Verdicts) -> Verdicts:
    """Our verdicts without the trends of 5 to 11 points, which the rivals do not make."""
    short = columns.month < WINDOW - 1
    slope, p_value = (np.where(short, np.nan, column) for column in (found.slope, found.p_value))
    return Verdicts(found.figure, found.rating, slope, p_value)


def section(largest: int = max(SIZES)) -> str:
    """The part of docs/benchmarks.md on evaluation."""
    measured = {rows: compare(observations(rows), rounds) for rows, rounds in SIZES.items() if rows <= largest}
    rows = []
    for name in measured[min(measured)]:
        cells = [name]
        for taken in measured.values():
            cells += [f"{taken[name] * 1000:,.0f} ms", f"{taken[OURS] / taken[name]:.2f}"]
        rows.append(cells)
    headings = ["engine"]
    for size in measured:
        headings += [f"{size:,}", "ours / it"]
    lines = [table(headings, rows), ""]
    base = min(measured)
    for size, taken in measured.items():
        fastest = min((seconds, name) for name, seconds in taken.items() if name != OURS) if len(taken) > 1 else None
        growth = taken[OURS] / measured[base][OURS] / (size / base)
        per_row = f"{taken[OURS] / size * 1e9:,.0f} ns an observation, {growth:.2f} times the {base:,} rate"
        against = (
            f"; {taken[OURS] / fastest[0]:.2f} times the fastest rival, {fastest[1]} (aim: at most {AT_MOST})" if fastest else ""
        )
        lines.append(f"- {size:,} observations ({size // MONTHS:,} series): {per_row}{against}.")
    if len(measured[base]) == 1:
        lines.append("- No rival is installed: `pip install -e .[bench]`.")
    return "\n".join(lines)
