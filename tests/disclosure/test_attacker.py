"""The attacker gets hidden counts back where only they are masked, and gets none from what is released."""

from __future__ import annotations

import random

import pytest

from qpr_rules.core.disclosure import released
from qpr_rules.core.rows import rows_by_period
from qpr_rules.definition import Reported
from tests.disclosure.attacker import Attacker
from tests.disclosure.small_counts import (
    BUSY,
    MONTH,
    ONE_SMALL,
    QUARTER,
    ROLLING,
    TO_DATE,
    TWO_SMALL,
    found_out,
    kpi,
    masked,
    world,
)
from tests.disclosure.solver import Solver
from tests.disclosure.worlds import World, attacked, outputs, some_world

CASES = {
    "a month of a rolling year": world(kpi(ROLLING), {"": TWO_SMALL}),
    "the first small month of a rolling year": world(kpi(ROLLING), {"": ONE_SMALL}),
    "a complement": world(kpi(ROLLING), {"": [(d - n, d) for n, d in TWO_SMALL]}),
    "a month of a quarter": world(kpi(QUARTER), {"": TWO_SMALL}),
    "a month of a running total": world(kpi(TO_DATE, reported=Reported.CUMULATIVE), {"": TWO_SMALL}),
    "a count over the year to date": world(kpi(TO_DATE, count=True), {"": TWO_SMALL}),
    "one area of three": world(kpi(MONTH), {"A": TWO_SMALL, "B": BUSY, "C": BUSY[::-1]}),
    "one area of two over a rolling year": world(kpi(ROLLING), {"A": TWO_SMALL, "B": BUSY}),
}


def by_mask(case: World) -> Attacker:
    """An attacker who has the last quarter's outputs, naively masked."""
    attacker = Attacker(case.definition, min(one.period for one in case.results), case.last, case.whole)
    attacker.read(outputs(case, masked(case.evaluated()), list(case.quarters())[-1]))
    return attacker


@pytest.mark.parametrize("name", CASES)
def test_what_is_only_masked_is_found_out(name: str) -> None:
    case = CASES[name]
    found = {(*what,): value for what, value in found_out(case, by_mask(case))}
    assert found and all(
        by_mask(case).solver().determined(dict.fromkeys(what, 1)) == value for what, value in found.items()
    )


@pytest.mark.parametrize("name", CASES)
def test_nothing_that_is_released_tells_a_hidden_count(name: str) -> None:
    assert not list(found_out(CASES[name], attacked(CASES[name])))


@pytest.mark.parametrize("name", sorted(set(CASES) - {"the first small month of a rolling year"}))
def test_most_figures_are_released_all_the_same(name: str) -> None:
    case = CASES[name]
    rows = [row for row in rows_by_period(released(case.evaluated(), "")) if row.periods_present == row.periods_needed]
    shown = [row for row in rows if not row.is_hidden]
    assert len(shown) > len(rows) / 4 and shown[-1].period == "2023-09"


def test_with_the_rows_of_the_last_quarter_alone_nothing_is_told_either() -> None:
    case = CASES["a month of a rolling year"]
    assert not list(found_out(case, attacked(case, at_once=True)))


@pytest.mark.parametrize("seed", range(24))
def test_in_no_world_is_a_hidden_count_found_out(seed: int) -> None:
    dice = random.Random(seed)
    case = some_world(dice, areas=dice.choice([0, 0, 2, 3]))
    assert not list(found_out(case, attacked(case), 5))


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_in_no_world_of_many_is_a_hidden_count_found_out(block: int) -> None:
    for seed in range(100 + block * 50, 150 + block * 50):
        dice = random.Random(seed)
        case = some_world(dice, areas=dice.choice([0, 0, 2, 3, 5]))
        assert not list(found_out(case, attacked(case), 12)), seed


def test_the_solver_finds_what_only_whole_numbers_tell() -> None:
    one, other = ("n", "A", 1), ("n", "A", 2)
    solver = Solver([({one: 2, other: 2}, 2, 3), ({other: 1}, 1, None)])
    assert solver.follows({other: 1}) is None
    assert (solver.determined({one: 1}), solver.determined({other: 1})) == (0, 1)


def test_the_solver_eliminates_exactly() -> None:
    one, other, third = (("n", "A", each) for each in range(3))
    solver = Solver([({one: 1, other: 1}, 7, 7), ({other: 1, third: 1}, 9, 9), ({one: 1, third: -1}, -2, -2)])
    assert solver.follows({one: 1, third: -1}) == -2
    assert solver.follows({one: 1}) is None and solver.determined({one: 1}) is None
