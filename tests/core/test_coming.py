"""What is coming: which standards start, end or are missing, month by month. Sentence by sentence in ``core/coming.py``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from qpr_rules.core.coming import Coming, coming
from qpr_rules.definition import Definition, Kind, Retirement, Suspension
from tests.series import at_least, kpi, month

APRIL = month("2025-04")
LAST_YEAR = at_least("60", "1", APRIL - 12, APRIL - 1)
THIS_YEAR = at_least("61", "1", APRIL, APRIL + 11)
YEARS = (LAST_YEAR, THIS_YEAR)


def one(first: str, count: int = 12, **given: Any) -> Coming:
    (found,) = coming([kpi(**{"standards": YEARS, **given})], month(first), count)
    return found


def test_a_standard_that_begins_after_the_first_month_starts_in_it() -> None:
    assert one("2025-03").starts == ((APRIL, THIS_YEAR),)
    assert one("2025-02").starts == ((APRIL, THIS_YEAR),)
    assert one("2025-04").starts == ()
    assert one("2024-04").starts == ()  # twelve months: it begins in the thirteenth
    assert one("2024-05").starts == ((APRIL, THIS_YEAR),)
    assert one("2024-04", 13).starts == ((APRIL, THIS_YEAR),)


def test_after_a_gap_the_next_standard_starts_and_two_may_start_in_one_year() -> None:
    later = at_least("62", "1", APRIL + 6, APRIL + 9)
    assert one("2025-03", standards=(LAST_YEAR, later)).starts == ((APRIL + 6, later),)
    assert one("2025-03", standards=(*YEARS, later)).starts == (
        (APRIL, THIS_YEAR),
        (APRIL + 6, later),
        (APRIL + 10, THIS_YEAR),
    )


def test_a_standard_stops_in_the_last_month_before_one_without() -> None:
    assert one("2025-10").stops == APRIL + 11
    assert one("2026-03").stops == APRIL + 11
    assert one("2025-04").stops is None  # its last month is the last that is looked at
    assert one("2025-05").stops == APRIL + 11
    assert one("2026-04").stops is None  # there was none to stop
    assert one("2025-03", standards=(LAST_YEAR,)).stops == APRIL - 1
    gap = (LAST_YEAR, at_least("61", "1", APRIL + 2, APRIL + 3))
    assert one("2025-03", standards=gap).stops == APRIL - 1


def test_a_standard_is_missing_where_the_first_month_has_none() -> None:
    assert one("2026-04").missing
    assert not one("2026-03").missing
    assert one("2025-04", standards=(LAST_YEAR, at_least("61", "1", APRIL + 1))).missing
    suspended = Suspension(APRIL + 12, APRIL + 12, "x")
    assert not one("2026-04", suspended=suspended).missing  # a KPI that is not rated needs none
    assert not one("2026-04", suspended=suspended, standards=(at_least("61", "1"),)).missing


@pytest.mark.parametrize(
    ("first", "quiet"), [("2025-04", True), ("2025-05", False), ("2025-03", False), ("2026-04", False)]
)
def test_it_is_quiet_where_nothing_starts_stops_or_is_missing(first: str, quiet: bool) -> None:
    assert one(first).is_quiet is quiet


def rated(definition: Definition, first: str = "2025-04", count: int = 6) -> str:
    """R for each month in which the KPI is rated; empty for one that is not listed."""
    found = list(coming([definition], month(first), count))
    return "".join("R" if each else "." for each in found[0].rated) if found else ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "RRRRRR"),
        ({"introduced": dt.date(2025, 6, 1)}, "..RRRR"),
        ({"introduced": dt.date(2025, 6, 30)}, "..RRRR"),  # in the set of the month in which it comes
        ({"introduced": dt.date(2025, 10, 1)}, ""),
        ({"introduced": dt.date(2025, 3, 31)}, "RRRRRR"),
        ({"retired": Retirement(dt.date(2025, 6, 30), "x")}, "RR...."),
        ({"retired": Retirement(dt.date(2025, 7, 1), "x")}, "RRR..."),
        ({"retired": Retirement(dt.date(2025, 4, 1), "x")}, ""),
        ({"suspended": Suspension(month("2025-05"), month("2025-07"), "x")}, "R...RR"),
        ({"suspended": Suspension(month("2025-05"), month("2025-05"), "x")}, "R.RRRR"),
        ({"suspended": Suspension(month("2025-08"), None, "x")}, "RRRR.."),
        ({"suspended": Suspension(month("2025-04"), None, "x")}, ""),
        (
            {"introduced": dt.date(2025, 5, 1), "suspended": Suspension(month("2025-07"), month("2025-08"), "x")},
            ".RR..R",
        ),
        ({"kind": Kind.ACTIVITY, "standards": ()}, ""),
    ],
)
def test_a_kpi_is_rated_while_it_is_in_the_set_and_not_suspended(given: dict[str, Any], expected: str) -> None:
    assert rated(kpi(**given)) == expected


@pytest.mark.parametrize(
    "given",
    [
        {"retired": Retirement(dt.date(2026, 3, 31), "x")},
        {"suspended": Suspension(month("2026-04"), None, "x")},
    ],
)
def test_nothing_stops_where_the_kpi_is_not_rated_afterwards(given: dict[str, Any]) -> None:
    assert one("2025-10", **given).stops is None
    assert one("2025-10").stops == APRIL + 11


def test_kpis_come_in_their_order_and_the_definition_with_each() -> None:
    several = [kpi(id="B"), kpi(id="A", kind=Kind.ACTIVITY), kpi(id="C")]
    assert [each.definition.id for each in coming(several, APRIL)] == ["B", "C"]
    assert [len(each.months) for each in coming(several, APRIL)] == [12, 12]
