"""Where the checks of one definition begin to speak: on each side of a limit, written out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qpr_rules.checking.one import name_polarity, name_window, percent
from qpr_rules.checking.results.areas import check_named
from qpr_rules.definition import Band, Definition, Kind, Polarity, Window, WindowKind
from qpr_rules.diagnostic import Span
from qpr_rules.settings import Area, Breakdown
from tests.series import TO_DATE, YEAR_OF_MONTHS, at_least, at_most, kpi


def codes(check: Any, definition: Definition) -> list[str]:
    return [each.code for each in check(definition)]


def band(low: str | None, high: str | None) -> Band:
    return Band(None if low is None else Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("target", "floor", "decimals", "expected"),
    [
        ("0.5", "10", 0, ["QPR223"]),  # twenty times: on another scale
        ("0.5", "9.9", 0, []),
        ("0.4", "0.8", 0, ["QPR223"]),  # printed as 0% and 1%: not meant
        ("0.4", "0.8", 1, []),
        ("1", "1", 0, []),
        ("5", "8", 0, []),
    ],
)
def test_a_small_percentage_where_lower_is_better(target: str, floor: str, decimals: int, expected: list[str]) -> None:
    lower = kpi(polarity=Polarity.LOWER, decimals=decimals, standards=(at_most(target, floor),))
    assert codes(percent.check, lower) == expected


@pytest.mark.parametrize(("target", "floor", "expected"), [("1", "0.5", ["QPR223"]), ("1.1", "1.01", [])])
def test_a_fraction_where_higher_is_better(target: str, floor: str, expected: list[str]) -> None:
    assert codes(percent.check, kpi(standards=(at_least(target, floor),))) == expected


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (band("0.2", "0.6"), ["QPR223"]),
        (band("50", "120"), ["QPR224"]),
        (band("-1", None), ["QPR224"]),
        (band("0", "100"), []),
        (band(None, "60"), []),
    ],
)
def test_the_range_of_an_activity_indicator_is_a_percentage_too(expected: Band, found: list[str]) -> None:
    watched = kpi(kind=Kind.ACTIVITY, polarity=None, standards=(), expected=expected)
    assert codes(percent.check, watched) == found
    assert codes(percent.check, replace(watched, bounded=False)) == [code for code in found if code != "QPR224"]


@pytest.mark.parametrize(
    ("name", "window", "expected"),
    [
        ("Visits made - rolling 12 months", YEAR_OF_MONTHS, []),
        ("Visits made - rolling 12 months", Window(WindowKind.ROLLING, 6, "6 months"), ["QPR230"]),
        ("Visits made - rolling 12 months", Window(WindowKind.YEAR, 12, "year"), ["QPR230"]),
        ("Visits made, year to date", TO_DATE, []),
        ("Visits made, year to date", YEAR_OF_MONTHS, ["QPR230"]),
        ("Visits made in the quarter", Window(WindowKind.MONTH, 1, "month"), []),
        ("Visits made in the month", Window(WindowKind.QUARTER, 3, "quarter"), ["QPR230"]),
        ("Visits made in the quarter", TO_DATE, ["QPR230"]),
        ("Visits made", TO_DATE, []),
    ],
)
def test_a_name_and_its_window(name: str, window: Window, expected: list[str]) -> None:
    assert codes(name_window.check, kpi(name=name, window=window)) == expected


@pytest.mark.parametrize(
    ("name", "polarity", "expected"),
    [
        ("Visits overdue", Polarity.HIGHER, ["QPR237"]),
        ("Visits overdue", Polarity.LOWER, []),
        ("Visits made within 5 days", Polarity.LOWER, ["QPR237"]),
        ("Visits made within 5 days", Polarity.HIGHER, []),
        # Something bad that is put right in time is good, and may be meant either way.
        ("Missed bins emptied within 2 days", Polarity.HIGHER, []),
        ("Missed bins emptied within 2 days", Polarity.LOWER, []),
        # Late is late, in whatever time.
        ("Late or missed visits within 2 days", Polarity.HIGHER, ["QPR237"]),
    ],
)
def test_a_name_and_its_polarity(name: str, polarity: Polarity, expected: list[str]) -> None:
    standard = at_least("90", "80") if polarity is Polarity.HIGHER else at_most("10", "20")
    assert codes(name_polarity.check, kpi(name=name, polarity=polarity, standards=(standard,))) == expected


PLACE = Span("areas.yaml", 1, 1, 1, 4)


def silent(observed: set[str], *areas: Area) -> list[tuple[str, str]]:
    """What is said of areas without a result: the headline, and under which name the codes stand."""
    found = check_named({each.id: each._replace(at=PLACE) for each in areas}, frozenset(observed))
    return [(each.headline, each.at.text) for each in found]


def test_an_area_without_a_result_is_named_where_it_stands() -> None:
    north, county = Area("N"), Area("C", breakdowns=(Breakdown("", ("N", "S")),), neighbours=("X",))
    assert silent({"S"}, north, county) == [
        ("no result is of the area `N`", ""),
        ("no result is of the area `X`", "in `neighbours`"),
    ]


def test_codes_of_one_list_are_said_together_and_a_code_in_two_lists_once() -> None:
    """Each is said once, with the other places where it stands, and with what was probably meant."""
    parts = Area("C", breakdowns=(Breakdown("", ("NORTHH", "EASTT", "Q", "Z", "S")),), neighbours=("EASTT", "X"))
    other = Area("D", neighbours=("X", "EASTT"))
    far = PLACE._replace(line=2)
    areas = {"C": parts._replace(at=PLACE), "D": other._replace(at=far)}
    found = list(check_named(areas, frozenset(["S", "D", "NORTH", "EAST"])))
    assert [(each.headline, each.hints) for each in found] == [
        (
            "no result is of the areas `NORTHH`, `EASTT`, `Q` and 1 more",
            ("did you mean `NORTH` for `NORTHH` and `EAST` for `EASTT`?",),
        ),
        ("no result is of the area `X`", ("correct the code, or take it out",)),
    ]
    assert [[(each.span.line, each.text) for each in one.also] for one in found] == [
        [(1, "in `neighbours`"), (2, "in `neighbours`")],
        [(2, "in `neighbours`")],
    ]
    far_from_all = next(check_named(areas, frozenset(["S", "D", "EASTT", "Z"])))
    assert far_from_all.hints == ("correct the codes, or take them out",)


def test_a_whole_and_an_area_that_has_merged_need_no_result_of_their_own() -> None:
    county = Area("C", breakdowns=(Breakdown("", ("N",)),))
    assert silent({"N"}, county, Area("N")) == []
    assert silent({"OLD"}, Area("NEW", was=("OLD",)), Area("OLD")) == []
    assert silent({"NEW"}, Area("NEW", was=("OLD",)), Area("OLD")) == [("no result is of the area `OLD`", "in `was`")]
