"""A column of numbers means the same whatever its type is, to the last digit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.quantity import plain
from qpr_rules.reading.panels import panel_of
from tests.arrow.reading import by_columns, by_file, days, same, values


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=12))
def test_a_float_is_its_shortest_decimal(numbers: list[float]) -> None:
    texts = [plain(Decimal(repr(number))) for number in numbers]
    rows = [("K", "", f"2024-{place + 1:02d}", "", "", text, "") for place, text in enumerate(texts)]
    expected = by_file(days(), rows)
    read, tally = by_columns(
        days(), {"kpi": ["K"] * len(rows), "period": [row[2] for row in rows], "value": pa.array(numbers)}
    )
    assert same(read.panel, panel_of(days(), expected.observations.get("K", ())))
    assert tally.counts["QPR413"] == expected.refused


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ([1, 2], pa.int8()),
        ([1, 2], pa.uint64()),
        ([1, 2], pa.float32()),
        ([1, 2], pa.large_string()),
        ([1, 2], pa.int64()),
    ],
)
def test_a_number_is_the_same_in_any_type(numbers: list[int], kind: Any) -> None:
    given_as = [str(number) for number in numbers] if kind == pa.large_string() else numbers
    found, digits, _ = values(pa.array(given_as, kind))
    assert (found, digits) == ([[1, 2]], 0)


def test_a_float_of_32_bits_is_its_own_shortest_decimal() -> None:
    found, digits, _ = values(pa.array([0.1, 17.3], pa.float32()))
    assert (found, digits) == ([[1, 173]], 1)


def test_what_is_no_number_is_refused_with_its_kpi_and_period_and_never_zero() -> None:
    found, _, tally = values(pa.array([1.5, float("nan"), float("inf"), None]))
    assert found == [[15, 0, 0, 0]]
    assert [each.headline for each in tally.diagnostics()] == [
        "`nan` is not a number that can be rated (K, 2024-02)",
        "`inf` is not a number that can be rated (K, 2024-03)",
    ]


def test_an_offset_into_a_longer_column_is_minded() -> None:
    whole = pa.array([Decimal("9.9"), Decimal("1.5"), None, Decimal("2.5")], pa.decimal128(10, 2))
    assert values(whole.slice(1))[:2] == ([[15, 0, 25]], 1)


def test_dates_and_dictionaries_name_periods_too() -> None:
    read, tally = by_columns(
        days(),
        {
            "kpi": ["K"] * 3,
            "period": pa.array([dt.date(2024, 12, 31), dt.date(2024, 11, 1), dt.date(2024, 10, 9)]),
            "value": [3, 2, 1],
        },
    )
    assert read.panel.numerator.tolist() == [[2, 3]]
    assert [each.code for each in tally.diagnostics()] == ["QPR411"]
