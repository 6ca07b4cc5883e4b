"""Figures that are hard to believe. Evidence for a person to look at; it alters no rating."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from qpr_rules.definition import Definition, Reported
from qpr_rules.evaluation import Implausible
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit

MANY_TIMES = 10
"""A figure this many times its target was once printed: 73,390 against 420."""

_LOOK_BACK, _LEAST_CHANGES, _JUMP = 12, 8, 5

_PRESENT = int(State.PRESENT)


def implausible(
    definition: Definition, panel: Panel, area: int, column: int, figure: Fraction | None, target: Fraction | None
) -> Implausible | None:
    """The first thing that makes the figure of one cell hard to believe, or None.

    A fraction where a percentage is meant (0.9 against 90); many times its target; the same counts again and again;
    a change both five times any of the last twelve and half of the value. ``figure`` and ``target`` are in the KPI's unit;
    ``area`` and ``column`` are the row and column of the cell in the panel.

    >>> import numpy as np
    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> one = np.array([[1]])
    >>> panel = Panel(("",), 24_000, one * 9, one * 1_000, one, one > 1)
    >>> str(implausible(kpi, panel, 0, 0, Fraction(9, 10), Fraction(90)))
    'fraction for percent'
    """
    if figure is None:
        return None
    if target is not None and target > 0:
        if definition.unit is Unit.PERCENT and target >= MANY_TIMES and 0 < figure <= 1:
            return Implausible.FRACTION
        if definition.unit is not Unit.PERCENT and figure >= MANY_TIMES * target:
            return Implausible.MANY_TIMES_TARGET
    if definition.reported is Reported.CUMULATIVE:
        return None
    if _repeated(definition, panel, area, column):
        return Implausible.REPEATED
    return Implausible.JUMP if _jumps(panel, area, column) else None


def _repeated(definition: Definition, panel: Panel, area: int, column: int) -> bool:
    length = 6 if definition.frequency is Frequency.MONTH else 4
    first = column - length + 1
    if first < 0:
        return False
    # Where there is no result the panel holds 0, which is nobody's repeated number.
    numerators = set(panel.numerator[area, first : column + 1].tolist())
    if panel.denominator is None:
        return len(numerators) == 1 and numerators != {0}
    denominators = set(panel.denominator[area, first : column + 1].tolist())
    # All or none, from the same number of cases, is ordinary for a small service.
    ordinary = 0 in numerators or numerators == denominators
    return len(numerators) == len(denominators) == 1 and not ordinary


def _jumps(panel: Panel, area: int, column: int) -> bool:
    # The first column has no changes before it, so with what it is compared does not matter.
    before, now = (_value(panel, area, place) for place in (column - 1, column))
    if before is None or now is None:
        return False
    change = abs(now - before)
    if 2 * change < max(abs(now), abs(before)):
        return False  # as nearly every figure: for these nothing earlier is read
    values = [_value(panel, area, place) for place in range(max(0, column - _LOOK_BACK - 1), column)]
    changes = [abs(after - before) for before, after in pairwise(values) if before is not None and after is not None]
    return len(changes) >= _LEAST_CHANGES and change > _JUMP * max(changes)


def _value(panel: Panel, area: int, column: int) -> Fraction | None:
    if panel.state[area, column] != _PRESENT:
        return None
    numerator = int(panel.numerator[area, column])
    if panel.denominator is None:
        return Fraction(numerator)
    denominator = int(panel.denominator[area, column])
    return Fraction(numerator, denominator) if denominator else None
