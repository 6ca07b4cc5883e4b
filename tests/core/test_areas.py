"""Areas that merged, changed their code or are made of others, against sums worked out cell by cell."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.areas import inherited
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.rollup import differences, wholes
from qpr_rules.definition import Window, WindowKind
from qpr_rules.evaluation import REASONS, Reason
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel
from qpr_rules.period import month_of
from qpr_rules.reading.panels import panel_of
from qpr_rules.settings import Area, Breakdown
from tests.series import count
from tests.wholes import APRIL, RATE, VALUE, Cells, M, N, S, panel

NORTH = Area("NORTH", was=("UPPER", "MIDDLE"), since=APRIL)


def cell(found: Panel, area: str, month: int) -> tuple[int, int] | State:
    """What a panel holds, in whole numbers as the tests write them."""
    at, column = found.areas.index(area), APRIL + month - found.first
    if found.state[at, column] != State.PRESENT:
        return State(int(found.state[at, column]))
    assert found.denominator is not None
    return int(found.numerator[at, column]), int(found.denominator[at, column])


def test_what_came_under_the_earlier_codes_is_added_up_and_they_leave() -> None:
    before = panel({"UPPER": {-2: (9, 10), -1: (1, 2)}, "MIDDLE": {-2: (300, 400), -1: (4, 8)}, "NORTH": {0: (7, 9)}})
    after = inherited(RATE, before, [NORTH])
    assert after.areas == ("NORTH",)
    assert [cell(after, "NORTH", month) for month in (-2, -1, 0)] == [(309, 410), (5, 10), (7, 9)]


def test_its_window_then_reaches_back_across_the_merger() -> None:
    cells: Cells = {
        "UPPER": {-2: (8, 10), -1: (8, 10)},
        "MIDDLE": {-2: (1, 10), -1: (1, 10)},
        "NORTH": {0: (18, 20)},
    }
    found = evaluate(RATE, inherited(RATE, panel(cells), [NORTH]))
    assert found.figure(0, found.periods - 1) == Fraction(100 * (9 + 9 + 18), 60)


@pytest.mark.parametrize(
    ("upper", "middle", "sum_of_both"),
    [
        ((1, 2), (3, 4), (4, 6)),
        ((1, 2), M, M),
        (M, M, M),
        ((1, 2), S, S),
        (S, S, S),
        (S, M, M),
        ((1, 2), N, (1, 2)),
        (N, N, N),
        (N, S, S),
        (N, M, M),
    ],
)
def test_a_sum_is_known_as_far_as_its_parts_are(
    upper: tuple[int, int] | State, middle: tuple[int, int] | State, sum_of_both: tuple[int, int] | State
) -> None:
    cells: Cells = {"UPPER": {-2: (1, 1), -1: upper}, "MIDDLE": {-2: (1, 1), -1: middle}, "NORTH": {0: (7, 9)}}
    for area in ("UPPER", "MIDDLE"):
        if cells[area][-1] is M:
            del cells[area][-1]
    assert cell(inherited(RATE, panel(cells), [NORTH]), "NORTH", -1) == sum_of_both


def test_an_earlier_code_that_nothing_came_under_leaves_the_sum_unknown() -> None:
    after = inherited(RATE, panel({"UPPER": {-1: (1, 2)}, "NORTH": {0: (7, 9)}}), [NORTH])
    assert after.areas == ("NORTH",)
    assert cell(after, "NORTH", -1) is M


def test_what_came_in_under_its_own_code_stands_also_before_it_began() -> None:
    cells: Cells = {"UPPER": {-1: (1, 2)}, "MIDDLE": {-1: (3, 4)}, "NORTH": {-1: (5, 7), 0: (7, 9)}}
    assert cell(inherited(RATE, panel(cells), [NORTH]), "NORTH", -1) == (5, 7)
    cells["NORTH"][-1] = S
    assert cell(inherited(RATE, panel(cells), [NORTH]), "NORTH", -1) is S


def test_what_comes_under_an_earlier_code_from_then_on_is_not_used() -> None:
    cells: Cells = {"UPPER": {-1: (1, 2), 0: (1, 2)}, "MIDDLE": {-1: (3, 4), 0: (3, 4)}, "NORTH": {1: (7, 9)}}
    after = inherited(RATE, panel(cells), [NORTH])
    assert [cell(after, "NORTH", month) for month in (-1, 0, 1)] == [(4, 6), M, (7, 9)]


def test_a_period_that_began_before_and_ended_after_is_its_own() -> None:
    from dataclasses import replace

    from qpr_rules.period import Frequency

    yearly = replace(RATE, frequency=Frequency.YEAR, window=Window(WindowKind.SNAPSHOT, 12, "snapshot"))
    october = NORTH._replace(since=month_of(2024, 10))
    rows = [
        Observation("K", area, year, Decimal(1), Decimal(2), State.PRESENT, False, "", 0)
        for area in ("UPPER", "MIDDLE")
        for year in (2023, 2024)
    ]
    after = inherited(yearly, panel_of(yearly, rows), [october])
    assert after.state[0].tolist() == [State.PRESENT, State.MISSING]


def test_a_provisional_part_makes_the_sum_provisional_and_another_areas_does_not() -> None:
    cells: Cells = {"UPPER": {-2: (1, 2), -1: (1, 2)}, "MIDDLE": {-2: (3, 4), -1: (3, 4)}, "ELSE": {-2: (1, 1)}}
    found = inherited(RATE, panel(cells, provisional=frozenset({("UPPER", -1), ("ELSE", -2)})), [NORTH])
    assert found.provisional[found.areas.index("NORTH")].tolist() == [False, True]


def test_a_plain_value_goes_on_under_a_new_code_and_is_not_made_of_two() -> None:
    rows = [Observation("K", "UPPER", APRIL - 1, Decimal(12), None, State.PRESENT, False, "", 0)]
    renamed = inherited(VALUE, panel_of(VALUE, rows), [NORTH._replace(was=("UPPER",))])
    assert renamed.numerator.tolist() == [[12]]
    rows.append(rows[0]._replace(area="MIDDLE"))
    merged = inherited(VALUE, panel_of(VALUE, rows), [NORTH])
    assert merged.areas == ("NORTH",)
    assert merged.state.tolist() == [[State.MISSING]]


def test_a_merger_of_what_had_merged_inherits_all_of_it_however_they_are_listed() -> None:
    first = Area("UPPER", was=("A", "B"), since=APRIL - 12)
    cells: Cells = {
        "A": {-21: (1, 10)},
        "B": {-21: (2, 10)},
        "UPPER": {-6: (3, 10)},
        "MIDDLE": {-21: (4, 10), -6: (5, 10)},
        "NORTH": {0: (6, 10)},
    }
    for order in ([first, NORTH], [NORTH, first]):
        after = inherited(RATE, panel(cells), order)
        assert after.areas == ("NORTH",)
        assert [cell(after, "NORTH", month) for month in (-21, -6, 0)] == [(7, 30), (8, 20), (6, 10)]


def test_areas_that_did_not_change_stay_as_they_are() -> None:
    before = panel({"EAST": {-1: (1, 2)}, "NORTH": {0: (7, 9)}})
    assert inherited(RATE, before, [NORTH, Area("EAST", name="East")]) is before


def test_an_area_that_is_to_take_over_from_itself_stays_as_it_is() -> None:
    before = panel({"UPPER": {-1: (1, 2)}, "NORTH": {0: (7, 9)}})
    assert inherited(RATE, before, [NORTH._replace(was=("UPPER", "NORTH"))]) is before


def test_the_row_of_an_area_that_only_inherits_is_rated_as_its_own() -> None:
    found = evaluate(RATE, inherited(RATE, panel({"UPPER": {-1: (1, 2)}, "MIDDLE": {-1: (3, 4)}}), [NORTH]))
    assert found.areas == ("NORTH",)
    assert REASONS[found.reason[0, 0]] is Reason.WINDOW_INCOMPLETE


@given(
    st.dictionaries(
        st.sampled_from(["A", "B", "C", "D"]),
        st.dictionaries(st.integers(-4, 1), st.tuples(st.integers(0, 50), st.integers(50, 99)), min_size=1),
        min_size=1,
    ),
    st.integers(-3, 1),
)
def test_nothing_is_lost_or_counted_twice(cells: Cells, since: int) -> None:
    """An oracle that adds up cells one by one, without arrays."""
    heir = Area("D", was=("A", "B"), since=APRIL + since)
    after = inherited(RATE, panel(cells), [heir])
    there = {"A", "B"} & set(cells)
    expected: Cells = {area: dict(own) for area, own in cells.items() if area not in there}
    if there:
        own = expected.setdefault("D", {})
        for month in range(-4, since):
            parts = [cells[area].get(month) for area in ("A", "B") if area in cells]
            known = [part for part in parts if isinstance(part, tuple)]
            if len(known) == 2 and month not in own:
                own[month] = (int(known[0][0]) + int(known[1][0]), int(known[0][1]) + int(known[1][1]))
    assert set(after.areas) == set(expected)
    for area, own in expected.items():
        for month in range(-4, 2):
            if after.first <= APRIL + month <= after.last:
                assert cell(after, area, month) == own.get(month, M)


COUNTY = ("COUNTY", ("EAST", "WEST"), Decimal(0))


def test_parts_that_do_not_add_up_are_told_apart_by_period() -> None:
    found = list(
        differences(
            panel(
                {
                    "COUNTY": {-2: (10, 20), -1: (10, 20), 0: (10, 20), 1: (10, 20)},
                    "EAST": {-2: (4, 10), -1: (4, 10), 0: (4, 11), 1: S},
                    "WEST": {-2: (6, 10), -1: (5, 10), 0: (6, 10), 1: (6, 10)},
                }
            ),
            *COUNTY,
        )
    )
    assert [each.period - APRIL for each in found] == [-1, 0]
    assert found[0].numerator == (Fraction(10), Fraction(9))
    assert found[0].denominator == (Fraction(20), Fraction(20))
    assert found[1].denominator == (Fraction(20), Fraction(21))


def test_a_part_to_which_the_measure_does_not_apply_adds_nothing() -> None:
    cells: Cells = {"COUNTY": {-1: (6, 10), 0: (0, 0)}, "EAST": {-1: N, 0: N}, "WEST": {-1: (6, 10), 0: N}}
    assert list(differences(panel(cells), *COUNTY)) == []


def test_counts_without_a_denominator_and_decimals_are_compared_exactly() -> None:
    rows = [
        Observation("K", area, APRIL, Decimal(text), None, State.PRESENT, False, "", 0)
        for area, text in (("COUNTY", "0.3"), ("EAST", "0.1"), ("WEST", "0.2"))
    ]
    counted = count()
    assert list(differences(panel_of(counted, rows), *COUNTY)) == []
    rows[2] = rows[2]._replace(numerator=Decimal("0.21"))
    (found,) = differences(panel_of(counted, rows), *COUNTY)
    assert found.numerator == (Fraction("0.3"), Fraction("0.31"))
    assert found.denominator is None


def test_a_whole_or_a_part_without_a_row_is_no_difference() -> None:
    cells: Cells = {"COUNTY": {-1: (6, 10)}, "EAST": {-1: (1, 10)}}
    assert list(differences(panel(cells), *COUNTY)) == []
    assert list(differences(panel(cells), "KENT", ("EAST",), Decimal(0))) == []


def test_an_area_stands_above_others_only_where_they_are_there() -> None:
    areas = {"COUNTY": Area("COUNTY", breakdowns=(Breakdown("", ("EAST", "WEST")),)), "EAST": Area("EAST")}
    assert wholes(areas, ["COUNTY", "EAST", "SOUTH"]) == {"COUNTY"}
    assert wholes(areas, ["COUNTY", "SOUTH"]) == set()
    assert wholes(areas, ["EAST", "WEST"]) == set()
