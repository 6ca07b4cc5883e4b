"""Parts that add up to something else than the whole: told with numbers and periods, and no rating altered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qpr_rules.core.rollup import compared_with_parts, differences, of_other_kinds
from qpr_rules.definition import Definition, Stock, Window, WindowKind
from qpr_rules.evaluation import Evaluation
from tests.series import count, kpi
from tests.wholes import RATE, VALUE, Cells, area, known, panel, rows


def test_parts_that_differ_are_told_with_the_window_and_the_periods() -> None:
    cells: Cells = {
        "COUNTY": {0: ("402", "460"), 1: ("408", "460"), 2: ("400", "457")},
        "EAST": {0: ("200", "230"), 1: ("200", "230"), 2: ("200", "230")},
        "WEST": {0: ("202", "230"), 1: ("202", "230"), 2: ("200", "227")},
    }
    own = area("COUNTY", "district: EAST WEST", roll_up=False)
    row = rows(cells, known(own))["COUNTY", "2024-06"]
    assert row.parts_differ
    assert f"{row.numerator} {row.denominator}" == "1210 1377"
    assert f"{row.parts_numerator} {row.parts_denominator}" == "1204 1377"
    assert row.parts_differ_in == "by district 1,204 of 1,377, not 1,210 of 1,377: 2024-05 402 of 460, not 408 of 460"
    assert row.parts == 0
    without = rows({"COUNTY": cells["COUNTY"]}, known(own))["COUNTY", "2024-06"]
    assert (row.figure, row.rating, row.to_target) == (without.figure, without.rating, without.to_target)


def test_a_difference_within_the_tolerance_is_none() -> None:
    cells: Cells = {"COUNTY": {0: ("10", "20")}, "EAST": {0: ("4", "10")}, "WEST": {0: ("4", "11")}}
    for tolerance, number in (("0", 1), ("1.9", 1), ("2", 0)):
        found = differences(panel(cells), "COUNTY", ("EAST", "WEST"), Decimal(tolerance))
        assert len(list(found)) == number


def test_a_whole_rolled_up_from_one_breakdown_is_compared_with_the_other() -> None:
    both = area("COUNTY", "district: EAST WEST", "provider: A B")
    cells: Cells = {code: dict.fromkeys(range(3), ("1", "2")) for code in ("EAST", "WEST", "A")}
    cells["B"] = {0: ("1", "2"), 1: ("1", "2"), 2: ("0", "2")}
    found = rows(cells, known(both))
    assert not found["COUNTY", "2024-05"].parts_differ
    row = found["COUNTY", "2024-06"]
    assert (row.parts, row.parts_differ_in) == (2, "by provider 5 of 12, not 6 of 12: 2024-06 1 of 4, not 2 of 4")


def test_many_periods_are_counted_and_the_latest_told() -> None:
    year = kpi(window=Window(WindowKind.ROLLING, 12, "12 months"))
    cells: Cells = {
        "COUNTY": dict.fromkeys(range(12), ("2", "4")),
        "EAST": dict.fromkeys(range(12), ("1", "2")),
        "WEST": dict.fromkeys(range(12), ("0", "2")),
    }
    row = rows(cells, known(area("COUNTY", "EAST WEST", roll_up=False)), year)["COUNTY", "2025-03"]
    assert row.parts_differ_in.endswith("2025-03 1 of 4, not 2 of 4; 9 earlier")
    assert row.parts_differ_in.count(";") == 3


def told(cells: Cells, definition: Definition, when: str, *, tolerance: str = "0") -> Evaluation:
    """The row of a county whose parts are EAST and WEST."""
    own = area("COUNTY", "EAST WEST", roll_up=False, tolerance=tolerance)
    return rows(cells, known(own), definition)["COUNTY", when]


def test_the_window_with_the_parts_instead_is_exact_in_decimals_and_for_a_mean_of_stocks() -> None:
    cells: Cells = {
        "COUNTY": {0: ("1.5", "10.25"), 1: ("2.5", "11"), 2: ("3", "12")},
        "EAST": {0: ("1", "10"), 1: ("1.25", "5.5"), 2: ("2", "6")},
        "WEST": {0: ("0.5", "0.25"), 1: ("1.35", "5.5"), 2: ("1", "5.999")},
    }
    row = told(cells, RATE, "2024-06")
    assert [str(row.parts_numerator), str(row.parts_denominator)] == [str(Fraction("7.1")), str(Fraction("33.249"))]
    mean = told(cells, replace(RATE, measure=RATE.measure._replace(stock=Stock.MEAN)), "2024-06")
    assert [str(mean.parts_numerator), str(mean.parts_denominator)] == [
        str(Fraction("7.1")),
        str(Fraction("33.249") / 3),
    ]
    assert row.parts_differ_in == (
        "7.1 of 33.249, not 7 of 33.25: 2024-05 2.6 of 11, not 2.5 of 11; 2024-06 3 of 11.999, not 3 of 12"
    )


def test_of_counts_there_is_no_denominator() -> None:
    cells: Cells = {"COUNTY": {0: ("9", ""), 1: ("1000", "")}, "EAST": {1: ("400", "")}, "WEST": {1: ("601", "")}}
    month = told(cells, replace(count(), window=Window(WindowKind.MONTH, 1, "month")), "2024-05")
    assert (str(month.parts_numerator), month.parts_denominator) == ("1001", None)
    assert month.parts_differ_in == "2024-05 1,001, not 1,000"
    two = told(cells, replace(count(), window=Window(WindowKind.ROLLING, 2, "2 months")), "2024-05")
    assert two.parts_differ_in == "1,010, not 1,009: 2024-05 1,001, not 1,000"


def test_of_a_window_that_is_not_complete_only_the_periods_are_told() -> None:
    cells: Cells = {"COUNTY": {1: ("5", "9")}, "EAST": {1: ("2", "4")}, "WEST": {1: ("2", "5")}}
    row = told(cells, RATE, "2024-05")
    assert (row.parts_differ, row.parts_numerator, row.parts_denominator) == (True, None, None)
    assert row.parts_differ_in == "2024-05 4 of 9, not 5 of 9"


def test_three_periods_are_told_whole() -> None:
    cells: Cells = {code: dict.fromkeys(range(3), ("1", "2")) for code in ("COUNTY", "EAST", "WEST")}
    assert "earlier" not in told(cells, RATE, "2024-06").parts_differ_in


def test_gaps_that_lie_apart_are_told_apart() -> None:
    cells: Cells = {"EAST": dict.fromkeys(range(3), ("1", "2")), "WEST": {1: ("1", "2")}}
    row = rows(cells, known(area("COUNTY", "EAST WEST")))["COUNTY", "2024-06"]
    assert row.parts_missing == "WEST 2024-04, 2024-06"


def test_plain_values_are_not_compared_and_where_nothing_differs_nothing_is_held() -> None:
    values: Cells = {"COUNTY": {0: ("4", "")}, "EAST": {0: ("4", "")}, "WEST": {0: ("5", "")}}
    assert not told(values, VALUE, "2024-04").parts_differ
    same = panel({"COUNTY": {0: ("3", "4")}, "EAST": {0: ("1", "2")}, "WEST": {0: ("2", "2")}})
    found = compared_with_parts(RATE, same, known(area("COUNTY", "EAST WEST", roll_up=False)))
    assert found is same and not found.wholes


def test_areas_of_another_way_to_break_down_the_same_whole_are_set_apart() -> None:
    county = area("COUNTY", "district: EAST WEST", "provider: A B", "site: X Y")
    areas, there = known(county, area("OTHER", "district: FAR")), ("COUNTY", "EAST", "WEST", "A", "B", "FAR")
    assert of_other_kinds(areas, "EAST", there) == {"provider": {"A", "B"}}
    assert of_other_kinds(areas, "COUNTY", there) == {"provider": {"A", "B"}}
    assert of_other_kinds(areas, "B", there) == {"district": {"EAST", "WEST"}}
    assert of_other_kinds(areas, "A", ("A", "X", "Z")) == {"site": {"X"}}
    assert of_other_kinds(areas, "COUNTY", ("COUNTY", "A", "X")) == {"site": {"X"}}
    shared = known(area("COUNTY", "district: EAST WEST", "shape: EAST HILLS"), area("TOP", "district: U", "shape: V"))
    assert of_other_kinds(shared, "", ("EAST", "WEST", "HILLS", "U", "V")) == {"shape": {"HILLS", "V"}}
    assert of_other_kinds({}, "EAST", there) == {}
