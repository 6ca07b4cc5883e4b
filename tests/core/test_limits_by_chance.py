"""How often nothing but chance ends in a special cause: the figures of docs/reference/method.md, taken again."""

from __future__ import annotations

import numpy as np
import pytest

from qpr_rules.core.evaluate import evaluate
from qpr_rules.definition import Measure
from qpr_rules.evaluation import DIRECTIONS, Direction
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from tests.limits import LIMITS
from tests.series import ONE_MONTH, declared

SERIES, POINTS = 20_000, 24
RISES = [DIRECTIONS.index(each) for each in (Direction.IMPROVING, Direction.WORSENING)]


@pytest.mark.parametrize(("drawn", "in_a_thousand"), [("standard_normal", 13), ("standard_exponential", 50)])
def test_chance_alone_ends_in_a_special_cause_as_often_as_the_method_says(drawn: str, in_a_thousand: int) -> None:
    chance = getattr(np.random.default_rng(24), drawn)((SERIES, POINTS))
    cells = np.asfortranarray(np.rint(chance * 10**6).astype(np.int64) + 10**8)
    present = np.full((SERIES, POINTS), int(State.PRESENT), dtype=np.int8, order="F")
    names = tuple(f"{place:05d}" for place in range(SERIES))
    panel = Panel(names, 24_000, cells, None, present, np.zeros((SERIES, POINTS), dtype=bool, order="F"))
    definition = declared(window=ONE_MONTH, measure=Measure("n"), direction=LIMITS)
    found = evaluate(definition, panel)
    ended = float(np.isin(found.direction[:, -1], RISES).mean()) * 1000
    assert ended == pytest.approx(in_a_thousand, abs=3 if in_a_thousand == 13 else 5)
