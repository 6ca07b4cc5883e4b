"""Panels of many areas, from a seed: whole series and such as have gaps, and a definition that is regressed."""

from __future__ import annotations

import numpy as np

from qpr_rules.definition import Definition, Window, WindowKind
from qpr_rules.direction import DirectionMethod, Over
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from tests.series import declared


def regressed(points: int, over: Over = Over.PERIODS) -> Definition:
    """A share of three months whose direction is regressed over so many points."""
    window = Window(WindowKind.ROLLING, 3, "3 months")
    return declared(window=window, direction=DirectionMethod(over=over, points=points))


def panel(seed: int, areas: int = 40, periods: int = 30, missing: float = 0.08) -> Panel:
    """Areas without a gap, with gaps, with late starts, and constant ones, all in one panel."""
    dice = np.random.default_rng(seed)
    denominator = dice.integers(50, 5000, (areas, periods))
    numerator = denominator * dice.integers(0, 101, (areas, periods)) // 100
    numerator[: areas // 8] = denominator[: areas // 8]
    present = dice.random((areas, periods)) >= missing * (dice.random((areas, 1)) < 0.5)
    present &= np.arange(periods) >= dice.integers(-periods, periods // 2, (areas, 1))
    state = np.where(present, State.PRESENT, State.MISSING).astype(np.int8)
    cells = [np.asfortranarray(np.where(present, each, 0)) for each in (numerator, denominator)]
    names = tuple(f"{place:03d}" for place in range(areas))
    provisional = np.zeros((areas, periods), dtype=bool, order="F")
    return Panel(names, 24_000, cells[0], cells[1], np.asfortranarray(state), provisional)
