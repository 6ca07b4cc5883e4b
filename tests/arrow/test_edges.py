"""Columns by period at their edges: hidden and retired, on the edge of a range, below zero, and too long for a float."""

from __future__ import annotations

import datetime as dt
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
from qpr_rules.core.rows import Evaluated, rows_by_period
from qpr_rules.core.rows_in_columns import columns_by_period
from qpr_rules.definition import Band, Kind, Measure, RateOn, Retirement, Standard
from qpr_rules.observation import Observation, State
from qpr_rules.period import month_of
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from qpr_rules.showing.arrow import batch_of, batch_of_rows
from tests import series
from tests.series import rows_of
from tests.worlds import some_cells, some_definition

MADE_FROM = Provenance("every period", "abc", "def")
FIRST = month_of(2024, 1)


def evaluated(observed: list[tuple[str, str | None]], **declared: Any) -> Evaluated:
    """One area, by month from January 2024 on; by default a share of each month alone."""
    definition = series.declared(**{"window": series.ONE_MONTH, **declared})
    observations = [
        Observation("K", "", FIRST + place, Decimal(n), None if d is None else Decimal(d), State.PRESENT, False, "", 0)
        for place, (n, d) in enumerate(observed)
    ]
    panel = panel_of(definition, observations)
    return Evaluated(definition, panel, evaluate(definition, panel))


def columns(found: Evaluated) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = batch_of(columns_by_period(found), MADE_FROM).to_pylist()
    return listed


def rows(found: Evaluated) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = batch_of_rows(list(rows_by_period(found)), MADE_FROM).to_pylist()
    return listed


@given(st.randoms(use_true_random=False))
def test_what_is_hidden_is_hidden_in_columns_too(dice: random.Random) -> None:
    definition = some_definition(dice)
    observations = [row for area in ("a", "b") for row in rows_of(some_cells(dice, definition, 20), area)]
    panel = panel_of(definition, observations)
    whole = evaluate(definition, panel)
    cells = [[dice.random() < 0.4 for _ in range(whole.periods)] for _ in whole.areas]
    hidden = np.array(cells, dtype=bool).reshape(whole.rating.shape)
    found = Evaluated(definition, panel, replace(whole, hidden=hidden))
    assert columns(found) == rows(found)


@pytest.mark.parametrize(
    ("on", "months"), [(dt.date(2024, 2, 28), 1), (dt.date(2024, 2, 29), 1), (dt.date(2024, 3, 1), 2)]
)
def test_a_period_is_shown_if_it_ended_before_the_kpi_left_the_set(on: dt.date, months: int) -> None:
    found = evaluated([("1", "2")] * 4, retired=Retirement(on, "x"))
    assert [row["period"] for row in columns(found)] == ["2024-01", "2024-02", "2024-03"][:months]
    assert columns(found) == rows(found)


def test_who_approved_the_standard_is_said_of_the_first_one_too() -> None:
    before = Standard(Band(Decimal(60), None), Band(Decimal(50), None), None, FIRST, approved="Cabinet, 2023")
    after = Standard(Band(Decimal(60), None), Band(Decimal(50), None), FIRST + 1, FIRST + 1, approved="Cabinet, 2024")
    found = evaluated([("1", "2")] * 3, standards=(before, after))
    assert [row["approved"] for row in columns(found)] == ["Cabinet, 2023", "Cabinet, 2024", ""]
    assert columns(found) == rows(found)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("20", "50", ["below", "within", "within", "within", "above"]),
        (None, "50", ["within", "within", "within", "within", "above"]),
        ("20", None, ["below", "within", "within", "within", "within"]),
    ],
)
def test_a_figure_on_the_edge_of_a_range_is_within_it(low: str | None, high: str | None, expected: list[str]) -> None:
    band = Band(*(None if level is None else Decimal(level) for level in (low, high)))
    shares = [("199", "1000"), ("2", "10"), ("3", "10"), ("5", "10"), ("501", "1000")]
    found = evaluated([*shares, ("0", "0")], kind=Kind.ACTIVITY, polarity=None, expected=band)
    assert [row["expected"] for row in columns(found)] == [*expected, None]
    assert columns(found) == rows(found)


def test_one_case_too_many_is_above_the_range() -> None:
    found = evaluated(
        [("50", None), ("51", None), ("19", None)],
        kind=Kind.ACTIVITY,
        polarity=None,
        measure=Measure("n"),
        unit=Unit.COUNT,
        expected=Band(Decimal(20), Decimal(50)),
    )
    assert [row["expected"] for row in columns(found)] == ["within", "above", "below"]


@pytest.mark.parametrize(("value", "printed"), [("-2.5", -3), ("-0.4", 0), ("2.5", 3)])
def test_a_printed_figure_below_zero_is_rounded_away_from_it(value: str, printed: int) -> None:
    declared = {"measure": Measure(value="v"), "unit": Unit.POUNDS, "rate_on": RateOn.PUBLISHED}
    found = evaluated([(value, None)], **declared)
    assert columns(found)[0]["figure"] == printed
    assert columns(found) == rows(found)


def test_whole_numbers_that_are_no_floats_are_divided_exactly() -> None:
    found = evaluated([(str(2**53 + 1), "3")], unit=Unit.RATIO, bounded=False)
    assert columns(found)[0]["figure"] == float(Fraction(2**53 + 1, 3)) != float(2**53 + 1) / 3
