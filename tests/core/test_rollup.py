"""Results rolled up from parts, against sums worked out cell by cell in fractions."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.rollup import rolled_up, whole_panel
from qpr_rules.core.rows import Evaluated, rows_by_period
from qpr_rules.core.rows_in_columns import columns_by_period
from qpr_rules.core.workings import workings
from qpr_rules.definition import Kind, Reported, Stock
from qpr_rules.evaluation import Evaluation, Reason
from qpr_rules.observation import State
from qpr_rules.reading.panels import observations_of
from tests.series import count
from tests.wholes import APRIL, RATE, VALUE, Cell, Cells, M, N, P, S, area, at, known, panel, rows

COUNTY = area("COUNTY", "EAST WEST")


@pytest.mark.parametrize(
    ("east", "west", "together"),
    [
        (("4", "10"), ("5", "12"), (9, 22)),
        (("4", "10"), M, M),
        (M, M, M),
        (("4", "10"), S, S),
        (M, S, M),
        (("4", "10"), N, (4, 10)),
        (N, N, N),
        (("0", "0"), ("0.25", "1.5"), (Fraction(1, 4), Fraction(3, 2))),
    ],
)
def test_a_period_is_the_sum_of_all_parts_or_there_is_none(east: Cell, west: Cell, together: object) -> None:
    cells: Cells = {"EAST": {0: ("1", "2"), 1: east}, "WEST": {0: ("1", "2"), 1: west}}
    found = rolled_up(RATE, panel(cells), known(COUNTY))
    assert at(found, "COUNTY", 1) == together
    assert found.wholes["COUNTY"].parts == ("EAST", "WEST")


def test_it_is_provisional_if_any_part_is() -> None:
    cells: Cells = {code: dict.fromkeys(range(3), ("1", "2")) for code in ("EAST", "WEST")}
    found = rolled_up(RATE, panel(cells, provisional=frozenset({("WEST", 1)})), known(COUNTY))
    assert found.provisional[found.areas.index("COUNTY")].tolist() == [False, True, False]


def test_an_area_with_a_result_of_its_own_keeps_its_own_and_none_is_filled_in() -> None:
    cells: Cells = {"COUNTY": {0: ("7", "9")}, "EAST": {0: ("1", "2"), 1: ("1", "2")}, "WEST": {1: ("1", "2")}}
    before = panel(cells)
    assert rolled_up(RATE, before, known(COUNTY)) is before


def test_only_an_area_that_says_so_rolls_up_and_only_what_has_results() -> None:
    cells: Cells = {"EAST": {0: ("1", "2")}, "WEST": {0: ("1", "2")}}
    before = panel(cells)
    assert rolled_up(RATE, before, known(area("COUNTY", "EAST WEST", roll_up=False))) is before
    assert rolled_up(RATE, before, known(area("COUNTY", "NORTH SOUTH"))) is before
    assert rolled_up(RATE, panel({}), known(COUNTY)).areas == ()


def test_a_row_says_of_how_many_parts_it_is_made_and_what_is_missing() -> None:
    cells: Cells = {"EAST": dict.fromkeys(range(6), ("1", "2")), "WEST": {0: ("1", "2"), 5: ("1", "2")}}
    found = rows(cells, known(area("COUNTY", "EAST WEST NORTH")))
    last = found["COUNTY", "2024-09"]
    assert (last.parts, last.figure, last.reason) == (3, None, Reason.NO_RESULTS)
    assert last.parts_missing == "WEST 2024-07 to 2024-08; NORTH 2024-07 to 2024-09"
    assert found["EAST", "2024-09"].parts == 0
    both = rows(cells, known(COUNTY))["COUNTY", "2024-09"]
    assert (both.parts, both.parts_missing, both.reason) == (2, "WEST 2024-07 to 2024-08", Reason.WINDOW_INCOMPLETE)


def test_plain_values_are_not_added_up_and_the_row_says_why() -> None:
    cells: Cells = {"EAST": {0: ("4", ""), 1: ("5", "")}, "WEST": {0: ("6", "")}}
    areas = known(COUNTY, area("NATION", "COUNTY SOUTH"))
    found = rows(cells, areas, VALUE)
    for code in ("COUNTY", "NATION"):
        row = found[code, "2024-05"]
        assert (row.reason, row.figure, row.numerator, row.parts) == (Reason.CANNOT_BE_ADDED_UP, None, None, 0)
        assert row.parts_missing == ""
    assert found["EAST", "2024-05"].figure == 5


def test_what_is_declared_is_the_reason_before_that() -> None:
    cells: Cells = {"EAST": {0: ("4", "")}, "WEST": {0: ("6", "")}}
    activity = replace(VALUE, kind=Kind.ACTIVITY)
    assert rows(cells, known(COUNTY), activity)["COUNTY", "2024-04"].reason is Reason.ACTIVITY_ONLY


def test_what_an_area_has_from_others_reads_back_as_results() -> None:
    cells: Cells = {"EAST": {0: ("0.25", "10"), 1: S, 3: ("3", "8")}, "WEST": {0: ("2", "10"), 1: ("1", "2"), 3: N}}
    found = rolled_up(RATE, panel(cells, provisional=frozenset({("EAST", 3)})), known(COUNTY))
    back = observations_of(RATE, found, "COUNTY")
    assert [(each.period - APRIL, each.numerator, each.denominator, each.state, each.provisional) for each in back] == [
        (0, Decimal("2.25"), Decimal(20), P, False),
        (1, None, None, S, False),
        (3, Decimal(3), Decimal(8), P, True),
    ]
    assert observations_of(RATE, found, "NOWHERE") == ()


def test_counts_add_up() -> None:
    cells: Cells = {"EAST": {0: ("0.1", "")}, "WEST": {0: ("0.2", "")}}
    assert rows(cells, known(COUNTY), count())["COUNTY", "2024-04"].numerator == Fraction(3, 10)


def test_of_two_breakdowns_the_first_with_results_is_taken() -> None:
    both = area("COUNTY", "district: EAST WEST", "provider: A B")
    cells: Cells = {"A": {0: ("1", "2")}, "B": {0: ("3", "4")}}
    assert at(rolled_up(RATE, panel(cells), known(both)), "COUNTY", 0) == (4, 6)
    found = rolled_up(RATE, panel({**cells, "EAST": {0: ("9", "9")}}), known(both))
    assert at(found, "COUNTY", 0) is M
    assert found.wholes["COUNTY"].kind == "district"


def test_a_circle_is_left_out_and_nothing_hangs() -> None:
    areas = known(area("A", "B X"), area("B", "A"), area("TOP", "A X"))
    found = rolled_up(RATE, panel({"X": {0: ("1", "2")}}), areas)
    assert "A" not in found.areas and "B" not in found.areas
    assert at(found, "TOP", 0) is M


CODES = ("A", "B", "C", "D", "E")
CELL = st.one_of(
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
        lambda pair: (str(Decimal(pair[0]) / 100), str(pair[1]))
    ),
    st.sampled_from([M, S, N]),
)
PANELS = st.dictionaries(
    st.sampled_from(CODES), st.dictionaries(st.integers(0, 5), CELL, min_size=1, max_size=6), min_size=1
)


def by_hand(cells: Cells, codes: tuple[str, ...], month: int) -> tuple[Fraction, Fraction] | State:
    """The sum of some areas in one month, by the rule as the page says it."""
    held = [cells.get(code, {}).get(month, M) for code in codes]
    if M in held:
        return M
    if S in held:
        return S
    counted = [cell for cell in held if not isinstance(cell, State)]
    if not counted:
        return N
    return sum(Fraction(one) for one, _ in counted), sum(Fraction(other) for _, other in counted)  # type: ignore[return-value]


@given(PANELS)
def test_random_panels_are_added_up_as_fractions_are(cells: Cells) -> None:
    found = rolled_up(RATE, panel(cells), known(area("ALL", " ".join(CODES))))
    if all(cell is M for own in cells.values() for cell in own.values()):
        assert "ALL" not in found.areas
        return
    for month in range(found.first - APRIL, found.last - APRIL + 1):
        assert at(found, "ALL", month) == by_hand(cells, CODES, month)
    unknown = found.state != P
    assert found.denominator is not None and not found.numerator[unknown].any() and not found.denominator[unknown].any()


@given(PANELS, st.permutations(CODES), st.integers(1, 4))
def test_order_and_steps_between_do_not_matter(cells: Cells, order: list[str], cut: int) -> None:
    """Rolled up in two steps it is what it is in one, in whatever order the parts and the areas are written."""
    straight = rolled_up(RATE, panel(cells), known(area("ALL", " ".join(CODES))))
    steps = [
        area("ALL", "ONE TWO"),
        area("ONE", " ".join(order[:cut])),
        area("TWO", " ".join(order[cut:])),
    ]
    for areas in (steps, steps[::-1]):
        stepped = rolled_up(RATE, panel(cells), known(*areas))
        assert ("ALL" in stepped.areas) == ("ALL" in straight.areas)
        for month in range(straight.first - APRIL, straight.last - APRIL + 1) if "ALL" in straight.areas else ():
            one, other = at(straight, "ALL", month), at(stepped, "ALL", month)
            # What does not apply to a part of a part applies to nobody of it; a state is not changed by the way it takes.
            assert one == other


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_is_evaluated_alone_as_it_is_among_many(seed: int) -> None:
    dice = random.Random(seed)
    cells: Cells = {
        code: {month: (str(dice.randrange(50)), "60") for month in range(24) if dice.random() > 0.1} for code in CODES
    }
    definition = replace(
        RATE,
        reported=dice.choice([Reported.PER_PERIOD, Reported.CUMULATIVE]),
        measure=RATE.measure._replace(stock=dice.choice([None, Stock.MEAN, Stock.LAST])),
    )
    found = whole_panel(definition, panel(cells, definition), known(area("ALL", " ".join(CODES))))
    many = Evaluated(definition, found, evaluate(definition, found))
    alone = found.only("ALL")
    own = [row for row in rows_by_period(many) if row.area == "ALL"]
    assert own == list(rows_by_period(Evaluated(definition, alone, evaluate(definition, alone))))
    assert any(row.parts_missing for row in own)


def test_columns_say_of_parts_what_rows_say() -> None:
    cells: Cells = {
        "COUNTY": dict.fromkeys(range(6), ("5", "9")),
        "EAST": dict.fromkeys(range(6), ("2", "4")),
        "WEST": {month: ("2" if month == 2 else "3", "5") for month in range(5)},
    }
    areas = known(area("COUNTY", "EAST WEST", roll_up=False), area("PAIR", "EAST WEST"))
    found = whole_panel(RATE, panel(cells), areas)
    evaluated = Evaluated(RATE, found, evaluate(RATE, found))
    columns = columns_by_period(evaluated)
    names = [name for name in Evaluation._fields if name.startswith("parts")]
    for place, row in enumerate(rows_by_period(evaluated)):
        cell = divmod(place, columns.periods)
        for name in names:
            column: Any = columns.fields[name]
            held = getattr(row, name)
            if name in ("parts_missing", "parts_differ_in"):
                assert column.words[column.codes[cell]] == held
            elif name in ("parts_numerator", "parts_denominator"):
                assert column.values.dtype == np.float64
                assert (column.values[cell] if column.known[cell] else None) == held
                assert column.known[cell] or not column.values[cell]
            else:
                assert column.known is None and column.values.dtype == np.dtype(type(held))
                assert column.values[cell] == held


def test_the_workings_hold_each_part_and_they_add_up() -> None:
    cells: Cells = {
        "EAST": {month: (str(month + 1), "10") for month in range(3)},
        "WEST": dict.fromkeys(range(3), ("2", "10")),
        "NORTH": {0: ("1", "10")},
    }
    found = whole_panel(RATE, panel(cells), known(COUNTY, area("ALL", "COUNTY NORTH")))
    evaluated = Evaluated(RATE, found, evaluate(RATE, found))
    first = evaluated.first_quarter
    made = workings(evaluated, "COUNTY", first).made_of
    assert made is not None
    assert [" ".join(map(str, each)).rstrip() for each in made.sums] == ["EAST 6 30", "WEST 6 30"]
    row = workings(evaluated, "COUNTY", first).evaluation
    assert f"{row.numerator} {row.denominator}" == "12 60"
    above = workings(evaluated, "ALL", first).made_of
    assert above is not None
    assert " ".join(map(str, above.sums[0])).rstrip() == "COUNTY 12 60"
    assert above.sums[1] == ("NORTH", None, None, "late")
    assert workings(evaluated, "EAST", first).made_of is None


@pytest.mark.parametrize("kind", [Kind.KPI, Kind.ACTIVITY])
def test_the_workings_say_why_a_part_has_no_sum(kind: Kind) -> None:
    whole: dict[int, Cell] = dict.fromkeys(range(3), ("1", "2"))
    cells: Cells = {
        "EAST": whole,
        "LATE": {0: ("1", "2")},
        "GAP": {0: ("1", "2"), 2: ("1", "2")},
        "SOME": {**whole, 1: S},
        "NONE": {**whole, 1: N},
        "COUNTY": {0: ("5", "9"), 2: ("6", "9")},
    }
    found = whole_panel(RATE, panel(cells), known(area("ALL", "EAST LATE GAP SOME NONE NOWHERE")))
    rule = replace(RATE, kind=kind)
    evaluated = Evaluated(rule, found, evaluate(rule, found))
    made = workings(evaluated, "ALL", evaluated.first_quarter).made_of
    assert made is not None
    said = {each.part: each.why for each in made.sums}
    told = ["", "late", "window incomplete", "suppressed", "not applicable", "no results"]
    if kind is Kind.ACTIVITY:  # whose reason is always that it is one
        told[1:5] = ["window incomplete"] * 4
    assert list(said.values()) == told


def test_the_workings_tell_of_periods_in_the_window_alone() -> None:
    cells: Cells = {
        "COUNTY": dict.fromkeys(range(6), ("3", "4")),
        "EAST": {month: ("2" if month == 1 else "1", "2") for month in range(6)},
        "WEST": dict.fromkeys(range(6), ("2", "2")),
    }
    found = whole_panel(RATE, panel(cells), known(area("COUNTY", "district: EAST WEST", roll_up=False)))
    evaluated = Evaluated(RATE, found, evaluate(RATE, found))
    first, second = (workings(evaluated, "COUNTY", evaluated.first_quarter + later).made_of for later in (0, 1))
    assert first is not None and second is not None
    assert [(kind, [each.period - APRIL for each in seen]) for kind, seen in first.differs] == [("district", [1])]
    assert (second.differs, second.sums) == ((), ())


def test_large_numbers_are_added_exactly() -> None:
    cells: Cells = {code: {0: (str(10**17 + 1), str(10**17 + 3))} for code in ("EAST", "WEST")}
    found = rolled_up(RATE, panel(cells), known(COUNTY))
    assert at(found, "COUNTY", 0) == (2 * 10**17 + 2, 2 * 10**17 + 6)
    assert found.numerator.dtype == np.dtype(object)
