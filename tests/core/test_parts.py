"""Parts that add up to something else than the whole: told with numbers and periods, and no rating altered."""

from __future__ import annotations

from decimal import Decimal

from qpr_rules.core.rollup import differences
from qpr_rules.definition import Window, WindowKind
from tests.series import kpi
from tests.wholes import Cells, area, known, panel, rows


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
