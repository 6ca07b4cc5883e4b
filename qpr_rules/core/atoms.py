"""Atoms: what small counts make of results that nobody may subtract from one another.

A period stands by itself, or a quarter of months is one atom because a month in it is small. Which atoms are not released
is found here; docs/explanation/small-counts.md says why, and proves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from qpr_rules.core.families import Family, also_hidden, with_rests
from qpr_rules.core.quarters import due_period, first_quarter
from qpr_rules.definition import Definition, Reported
from qpr_rules.observation import State
from qpr_rules.panel import Integers, Panel
from qpr_rules.period import Frequency

QUARTER_OF_MONTHS = 3
"""Periods of a monthly KPI that make one atom where one of them is small."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What each period added, in one scale: ``parts`` are numerators, denominators and complements (areas x periods).

    ``limit`` is the threshold in that scale; ``stock`` holds the denominators where they are one. Below the areas is a row for each family, of what is left of its whole.
    """

    parts: tuple[Integers, ...]
    present: Integers
    limit: int
    families: tuple[Family, ...]
    falls: bool
    stock: tuple[Integers, ...]

    @classmethod
    def of(cls, definition: Definition, panel: Panel, known: tuple[Family, ...]) -> Counts:
        """The counts of a panel whose areas make up these families."""
        places = max(panel.numerator_places, panel.denominator_places)
        present = panel.where(State.PRESENT)
        cumulative = definition.reported is Reported.CUMULATIVE
        opens = year_starts(definition, panel) == np.arange(panel.periods)
        parts = [times(panel.numerator, 10 ** (places - panel.numerator_places))]
        if panel.denominator is not None:
            parts.append(times(panel.denominator, 10 ** (places - panel.denominator_places)))
        if cumulative:
            flowing = parts if definition.measure.stock is None else parts[:1]
            parts = [*(_added(each, present, opens) for each in flowing), *parts[len(flowing) :]]
        if is_share(definition):
            parts.append(np.maximum(parts[1] - parts[0], 0))
        parts = [with_rests(each, known) for each in parts]
        present = np.vstack([present, *(present[each.whole] for each in known)])
        stock = tuple(parts[1:]) if definition.measure.stock is not None else ()
        return cls(tuple(parts), present, definition.disclosure * 10**places, known, cumulative, stock)

    def small(self, parts: tuple[Integers, ...]) -> Integers:
        """Where any part is a small number, not nothing; of running totals, also where one falls."""
        found = [(np.abs(each) < self.limit) & (each != 0) for each in parts]
        if self.falls:
            found += [each < 0 for each in parts]
        whole: Integers = np.logical_or.reduce([each.astype(bool) for each in found])
        return whole

    @property
    def size(self) -> Integers:
        """By what one area is larger than another: cases, or counts."""
        return self.parts[1] if len(self.parts) > 1 else self.parts[0]


def times(cells: Integers, factor: int) -> Integers:
    """Cells in another scale, as Python integers, which no product overflows."""
    return cells if factor == 1 else cells.astype(object) * factor


def is_share(definition: Definition) -> bool:
    """Whether denominator less numerator is a count: of those who are not among the cases."""
    measure, unit = definition.measure, definition.unit
    return measure.is_ratio and measure.stock is None and definition.bounded and unit.per > 1


def _added(totals: Integers, present: Integers, opens: Any) -> Integers:
    """What each running total added to the one before it that is known, within its year."""
    added, before = np.zeros_like(totals), np.zeros_like(totals[:, 0])
    for column in range(totals.shape[1]):
        if opens[column]:
            before = np.zeros_like(before)
        added[:, column] = np.where(present[:, column], totals[:, column] - before, 0)
        before = np.where(present[:, column], totals[:, column], before)
    return added


@dataclass(frozen=True, slots=True)
class Edges:
    """Which columns begin and which end a block: a quarter that ends with a figure due, or a single period."""

    begins: Any
    ends: Any


def atoms(definition: Definition, panel: Panel, counts: Counts, revised: Integers) -> tuple[Integers, Integers, Edges]:
    """Which cells lie in an atom that is not released, and which in one that is released only whole."""
    longer = definition.window.months > definition.frequency.months and definition.reported is not Reported.ROLLED
    size = QUARTER_OF_MONTHS if longer and definition.frequency is Frequency.MONTH else 1
    last = due_period(definition, first_quarter(definition, panel.first))
    phase = (panel.first + np.arange(panel.periods) - last) % size
    edges = Edges(phase == 1 % size, phase == 0)
    starts = np.flatnonzero(edges.begins)
    starts = starts if starts.size and starts[0] == 0 else np.concatenate([[0], starts])
    block = np.searchsorted(starts, np.arange(panel.periods), side="right") - 1

    def by_block(cells: Integers) -> Integers:
        whole: Integers = np.add.reduceat(cells, starts, axis=1)  # exact: integers
        return whole

    known = by_block(counts.present.astype(np.int64))
    touched = by_block(counts.small(counts.parts).astype(np.int64)) > 0
    unsafe, coarse = touched, np.zeros_like(touched)
    if size > 1:
        coarse = touched.copy()
        related = sorted({row for each in counts.families for row in each.members})
        coarse[related] = touched[related].any(axis=0)
        seen = np.cumsum(coarse, axis=1) - coarse > 0  # exact: integers
        summed = counts.small(tuple(map(by_block, counts.parts)))
        if counts.stock:
            summed |= by_block(counts.small(counts.stock).astype(np.int64)) > 0
        told = by_block(revised.astype(np.int64)) > 0
        # Months of a quarter that is not over may have been shown before one of them was small: the first quarter with a
        # small month is hidden, and after it months wait for the end of their quarter. Nor is a quarter summed of which
        # other months have been published, nor a stock, of which each month is the whole.
        unsafe = np.where(coarse, ~seen | (known < size) | summed | told, seen & (known < size)) & (known > 0)
    unsafe = also_hidden(unsafe, known > 0, by_block(counts.size), counts.families)
    if definition.reported is Reported.ROLLED:
        unsafe = _overlapping(unsafe, definition.window.months // definition.frequency.months)
    return unsafe[:, block], (coarse & ~unsafe)[:, block], edges


def _overlapping(unsafe: Integers, length: int) -> Integers:
    """Of results that cover several periods each: all that share a period with one that is not released."""
    wide = np.zeros_like(unsafe)
    for column in np.flatnonzero(unsafe.any(axis=0)):
        wide[:, max(0, column - length + 1) : column + length] |= unsafe[:, column : column + 1]
    return wide


def cut(unsafe: Integers, coarse: Integers, edges: Edges, begins: Any) -> Integers:
    """Which windows, from the columns ``begins`` to each column, hold an atom that is not released, or part of one."""
    low = np.maximum(begins, 0)
    totals = np.pad(np.cumsum(unsafe, axis=1), ((0, 0), (1, 0)))  # exact: integers
    holds = totals[:, 1:] - totals[:, low] > 0
    cut: Integers = holds | (coarse & ~edges.ends) | (coarse[:, low] & ~edges.begins[low])
    return cut


def year_starts(definition: Definition, panel: Panel) -> Any:
    """For each column the one with which its year begins."""
    ends = definition.calendar.last_months(definition.frequency, panel.first, panel.periods)
    firsts = [
        definition.calendar.first_month(Frequency.YEAR, definition.calendar.holding(Frequency.YEAR, end))
        for end in ends
    ]
    step = definition.frequency.months
    return np.array(
        [column - (end - first) // step for column, (end, first) in enumerate(zip(ends, firsts, strict=True))]
    )
