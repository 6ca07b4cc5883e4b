"""Small counts written down by hand, what an attacker finds out of them, and a release that only masks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Definition, Measure, Reported, Window, WindowKind
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Integers
from qpr_rules.quantity import Unit
from tests import series
from tests.disclosure.attacker import Attacker
from tests.disclosure.solver import Expression
from tests.disclosure.worlds import START, World, secrets

Pair = tuple[int, int]


def kpi(window: Window, *, reported: Reported = Reported.PER_PERIOD, count: bool = False) -> Definition:
    """Counts below 5 are hidden."""
    counted = {"unit": Unit.COUNT, "measure": Measure("n")} if count else {}
    return series.kpi("80", "60", window=window, reported=reported, disclosure=5, **counted)


def world(definition: Definition, areas: dict[str, Sequence[Pair]]) -> World:
    """The counts of each area, month by month; where there are areas, of the whole too."""
    if len(areas) > 1:
        pairs = zip(*areas.values(), strict=True)
        areas = {**areas, "": [(sum(n for n, _ in each), sum(d for _, d in each)) for each in pairs]}
    first = definition.calendar.holding(definition.frequency, START)
    found = []
    for area, pairs_of in areas.items():
        before = 0, 0
        for step, (n, d) in enumerate(pairs_of):
            numerator, denominator = n, d
            if definition.reported is Reported.CUMULATIVE:
                before = (0, 0) if step % 12 == 0 else before
                before = numerator, denominator = before[0] + n, before[1] + d
            below = Decimal(denominator) if definition.measure.is_ratio else None
            found.append(Observation("K", area, first + step, Decimal(numerator), below, State.PRESENT, False, "", 0))
    return World(definition, tuple(found), len(areas) > 1)


ROLLING, QUARTER = Window(WindowKind.ROLLING, 12, "12 months"), Window(WindowKind.QUARTER, 3, "quarter")
TO_DATE, MONTH = Window(WindowKind.YEAR_TO_DATE, 12, "year to date"), Window(WindowKind.MONTH, 1, "month")
BUSY = [(20 + step % 4, 40 + step % 5) for step in range(30)]
ONE_SMALL = [*BUSY[:19], (3, 41), *BUSY[20:]]
TWO_SMALL = [*BUSY[:4], (2, 41), *BUSY[5:19], (3, 41), *BUSY[20:]]


def masked(found: Evaluated) -> Evaluated:
    """Naive: the small results and figures themselves, and nothing that reveals them."""
    evaluations, panel, limit = found.evaluations, found.panel, found.definition.disclosure

    def small(n: Integers, d: Integers | None) -> Integers:
        parts = [n] if d is None else [n, d, d - n]
        found: Integers = np.logical_or.reduce([(each > 0) & (each < limit) for each in parts])
        return found

    hides = small(panel.numerator, panel.denominator)
    state = np.where(hides, int(State.SUPPRESSED), panel.state)
    return replace(
        found,
        panel=replace(panel, state=state),
        evaluations=replace(evaluations, hidden=small(evaluations.numerator, evaluations.denominator)),
    )


def found_out(case: World, attacker: Attacker, most: int | None = None) -> Iterator[tuple[Expression, int]]:
    """The hidden counts that can have only one value."""
    solver = attacker.solver()
    asked: set[frozenset[tuple[str, str, int]]] = set()
    for what, value in secrets(case, attacker):
        if frozenset(what) not in asked and (most is None or len(asked) < most):
            asked.add(frozenset(what))
            if solver.determined(what) is not None:
                yield what, value
