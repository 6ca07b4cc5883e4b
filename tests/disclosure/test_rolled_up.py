"""The attacker and areas that are rolled up from others: no hidden part is what is left of a whole."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from qpr_rules.core.disclosure import released
from qpr_rules.core.rows import rows_by_period
from qpr_rules.observation import Observation, State
from qpr_rules.settings import Area, Breakdown
from tests.disclosure.attacker import Attacker
from tests.disclosure.small_counts import BUSY, MONTH, ROLLING, TWO_SMALL, found_out, kpi, masked
from tests.disclosure.small_counts import world as plain_world
from tests.disclosure.worlds import World, attacked, leaves, outputs, some_world


def made(**kinds: Sequence[str]) -> dict[str, Area]:
    """Areas that roll up: each with the parts of its breakdowns, ``"X Y"``."""
    found = {}
    for code, written in kinds.items():
        breakdowns = tuple(Breakdown(f"kind {place}", tuple(each.split())) for place, each in enumerate(written))
        found[code] = Area(code, breakdowns=breakdowns, rolls_up=breakdowns)
    return found


WAYS: dict[str, tuple[dict[str, str], dict[str, Area]]] = {
    "one breakdown": ({"X": "01", "Y": "2", "Z": "3"}, made(COUNTY=["X Y Z"])),
    "two breakdowns": ({"X": "01", "Y": "23", "P": "02", "Q": "13"}, made(COUNTY=["X Y", "P Q"])),
    "a whole of wholes": ({"X": "0", "Y": "1", "Z": "23"}, made(COUNTY=["X Y"], NATION=["COUNTY Z"])),
    "two wholes of the same": ({"X": "0", "Y": "1", "Z": "23"}, made(COUNTY=["X Y"], NATION=["X Y Z"])),
}
"""How areas are made of four cells that nobody sees, and what they roll up to."""


def rolled(base: World, way: str) -> World:
    """The same small counts, as the areas of a way have them."""
    cells, areas = WAYS[way]
    held = {(one.area, one.period): one for one in base.results}
    found = []
    for area, numbers in cells.items():
        for period in sorted({one.period for one in base.results}):
            own = [held[f"A{number}", period] for number in numbers]
            below = (
                sum((each.denominator or Decimal(0) for each in own), Decimal(0))
                if own[0].denominator is not None
                else None
            )
            above = sum((each.numerator or Decimal(0) for each in own), Decimal(0))
            found.append(Observation("K", area, period, above, below, State.PRESENT, False, "", 0))
    return World(base.definition, tuple(found), areas=areas)


def by_hand(areas: Mapping[str, Area], counts: dict[str, Sequence[tuple[int, int]]]) -> World:
    base = plain_world(kpi(MONTH), counts)
    return World(base.definition, tuple(one for one in base.results if one.area), areas=areas)


CASES = {
    "a district of three": by_hand(made(COUNTY=["X Y Z"]), {"X": TWO_SMALL, "Y": BUSY, "Z": BUSY[::-1]}),
    "a district, and providers": by_hand(
        made(COUNTY=["X Y", "P Q"]), {"X": TWO_SMALL, "Y": BUSY, "P": BUSY, "Q": TWO_SMALL}
    ),
    "a part of a part": by_hand(made(COUNTY=["X Y"], NATION=["COUNTY Z"]), {"X": TWO_SMALL, "Y": BUSY, "Z": BUSY}),
    "what is left of two wholes": by_hand(
        made(COUNTY=["X Y"], NATION=["X Y Z"]), {"X": BUSY, "Y": BUSY, "Z": TWO_SMALL}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_masked_parts_are_found_out_by_their_whole_and_released_ones_are_not(name: str) -> None:
    case = CASES[name]
    naive = Attacker(case.definition, case.results[0].period, case.last, False, *leaves(case.areas))
    naive.read(outputs(case, masked(case.evaluated()), list(case.quarters())[-1]))
    assert list(found_out(case, naive))
    assert not list(found_out(case, attacked(case)))
    shown = [row for row in rows_by_period(released(case.evaluated(), "", case.areas)) if not row.is_hidden]
    assert {"COUNTY"} <= {row.area for row in shown}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_in_no_world_is_a_part_of_a_whole_found_out(seed: int, way: str) -> None:
    case = rolled(some_world(random.Random(1000 + seed), areas=4), way)
    assert not list(found_out(case, attacked(case), 5))


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("block", range(5))
def test_in_no_world_of_many_is_a_part_of_a_whole_found_out(block: int, way: str) -> None:
    for seed in range(2000 + block * 20, 2020 + block * 20):
        case = rolled(some_world(random.Random(seed), areas=4), way)
        assert not list(found_out(case, attacked(case), 12)), seed


def test_a_whole_over_a_rolling_year_keeps_its_figures() -> None:
    base = plain_world(kpi(ROLLING), {"X": TWO_SMALL, "Y": BUSY})
    case = World(base.definition, tuple(one for one in base.results if one.area), areas=made(COUNTY=["X Y"]))
    rows = [row for row in rows_by_period(released(case.evaluated(), "", case.areas)) if row.area == "COUNTY"]
    assert rows[-1].figure is not None and rows[-1].parts == 2
    exact = [row for row in rows_by_period(case.evaluated()) if row.area == "COUNTY"]
    assert [row.rating for row in rows if row.figure is not None] == [
        one.rating for row, one in zip(rows, exact, strict=True) if row.figure is not None
    ]


def test_what_parts_add_up_to_is_told_of_released_results_only() -> None:
    base = plain_world(kpi(MONTH), {"X": TWO_SMALL, "Y": BUSY})
    moved = [
        one._replace(area="COUNTY", numerator=(one.numerator or Decimal(0)) - 9) if not one.area else one
        for one in base.results
    ]
    areas = {"COUNTY": replace_roll(made(COUNTY=["X Y"])["COUNTY"])}
    case = World(base.definition, tuple(moved), areas=areas)
    rows = {row.period: row for row in rows_by_period(released(case.evaluated(), "", areas)) if row.area == "COUNTY"}
    exact = {row.period: row for row in rows_by_period(case.evaluated()) if row.area == "COUNTY"}
    assert all(row.parts_differ for row in exact.values())
    hidden = {period for period, row in rows.items() if not row.parts_differ}
    assert hidden and len(hidden) < len(rows)
    assert all(not rows[period].parts_differ_in and rows[period].parts_numerator is None for period in hidden)


def replace_roll(area: Area) -> Area:
    """The same area with results of its own."""
    return area._replace(rolls_up=())
