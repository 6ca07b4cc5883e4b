"""KPIs whose directions are taken by natural process limits: random ones, and counts written in a line."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from qpr_rules.definition import Definition, Measure, Polarity
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import DIRECTIONS, Direction
from qpr_rules.observation import State
from tests.oracle import Cell
from tests.series import ONE_MONTH, count, kpi, month, results, rows_of
from tests.worlds import evaluated, some_cells, some_definition

LIMITS = DirectionMethod().by(Method.PROCESS_LIMITS)
FIRST = month("2023-01")


def by_limits(seed: int) -> tuple[Definition, dict[int, Cell]]:
    """A random KPI of any kind; most of its series wander, so that every rule holds somewhere."""
    dice = random.Random(seed)
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    chosen = DirectionMethod(
        Method.PROCESS_LIMITS, dice.choice(list(Over)), dice.choice([3, 5, 6, 7, 8, 12, 24, 24, 30])
    )
    if cells and dice.random() < 0.7:
        level, swing, whole = Decimal(dice.randint(30, 60)), dice.choice([0, 1, 3]), Decimal(dice.choice([40, 80, 7]))
        for period in range(min(cells), min(cells) + 40):
            level += dice.choice([-1, 0, 0, 0, 0, 1]) + (dice.choice([-9, 9]) if dice.random() < 0.05 else 0)
            numerator, denominator = level + dice.randint(-swing, swing), whole if definition.measure.is_ratio else None
            cells[period] = Cell(State.PRESENT, numerator, denominator)
            if dice.random() < 0.02:
                del cells[period]
    return replace(definition, direction=chosen), cells


def ratio(points: int = 24, over: Over = Over.PERIODS, polarity: Polarity = Polarity.HIGHER) -> Definition:
    """A share of a month by limits over so many points."""
    direction = DirectionMethod(Method.PROCESS_LIMITS, over, points)
    return kpi(window=ONE_MONTH, polarity=polarity, direction=direction, measure=Measure("n", "d"))


def monthly(values: str, definition: Definition | None = None) -> list[Direction]:
    """The directions of a count, month by month."""
    found = evaluated(definition or count(direction=LIMITS), rows_of(results(FIRST, values)))
    return [DIRECTIONS[code] for code in found.direction[0]]
