"""What is printed of a figure, its standards and the distances to them agrees with itself and with the rating."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.definition import Band, Kind
from qpr_rules.direction import DirectionMethod
from qpr_rules.evaluation import Direction, Evaluation, Movement, Rating
from qpr_rules.quantity import Unit
from qpr_rules.showing.figures import distance, figure, in_points
from qpr_rules.showing.words import sentence, state, years_running


def row(value: Fraction, target: str, floor: str, *, higher: bool = True) -> Evaluation:
    """A rated row with this figure and these standards."""
    sign = 1 if higher else -1
    bands = [Band(Decimal(edge) if higher else None, None if higher else Decimal(edge)) for edge in (target, floor)]
    gaps = [sign * (value - Fraction(edge)) for edge in (target, floor)]
    rating = Rating.GREEN if gaps[0] >= 0 else Rating.AMBER if gaps[1] >= 0 else Rating.RED
    empty = dict.fromkeys(Evaluation._fields)
    held = {
        "kpi": "A", "name": "A", "kind": Kind.KPI, "unit": Unit.PERCENT, "figure": value, "target": bands[0],
        "floor": bands[1], "to_target": gaps[0], "to_floor": gaps[1], "rating": rating, "movement": Movement.SAME,
        "direction": Direction.NO_CLEAR_TREND, "direction_method": DirectionMethod(), "state_since": "2021/22-Q1",
    }  # fmt: skip
    return Evaluation(**(empty | held))  # type: ignore[arg-type]  # the fields of another kind are not looked at


@pytest.mark.parametrize(
    ("value", "target", "floor", "printed", "to_target", "to_floor"),
    [
        ("40.69", "60", "45", "41%", "-19", "-4"),
        ("90.49", "93.5", "91", "90.5%", "-3.0", "-0.5"),
        ("89.6", "90", "85", "89.6%", "-0.4", "+4.6"),
        ("90", "90", "85", "90%", "0", "+5"),
    ],
)
def test_a_figure_and_its_distances_are_printed_to_the_same_place(
    value: str, target: str, floor: str, printed: str, to_target: str, to_floor: str
) -> None:
    rated = row(Fraction(value), target, floor)
    assert figure(rated, 0) == printed
    assert distance(rated, rated.target, rated.to_target, 0) == to_target
    assert distance(rated, rated.floor, rated.to_floor, 0) == to_floor


@given(
    st.fractions(min_value=0, max_value=100, max_denominator=5000),
    st.decimals(min_value=1, max_value=99, places=1),
    st.decimals(min_value=0, max_value=1, places=2),
    st.integers(min_value=0, max_value=2),
    st.booleans(),
)
def test_the_printed_distance_is_the_difference_of_what_is_printed(
    value: Fraction, target: Decimal, gap: Decimal, decimals: int, higher: bool
) -> None:
    floor = target - gap if higher else target + gap
    rated = row(value, str(target), str(floor), higher=higher)
    shown = Fraction(figure(rated, decimals).removesuffix("%"))
    for held, away in ((rated.target, rated.to_target), (rated.floor, rated.to_floor)):
        assert held is not None and away is not None and held.edge is not None
        said = Fraction(distance(rated, held, away, decimals))
        assert said == (shown - Fraction(held.edge)) * (1 if higher else -1)
        assert (said >= 0) == (away >= 0)


def test_percentages_differ_by_points_and_a_rule_says_so() -> None:
    rated = row(Fraction(44), "60", "45")
    assert in_points("-1", Unit.PERCENT) == "-1 point"
    assert (
        sentence("{to_floor} short of {floor}, {to_target} of {target}", rated, 0)
        == "1 point short of 45%, 16 points of 60%"
    )


def test_an_annual_kpi_is_in_its_state_for_years_not_for_the_quarters_its_figure_stands_for() -> None:
    rated = row(Fraction(10), "60", "45")._replace(quarters_in_state=9, times_in_state=3)
    past = [*[(2020, Rating.AMBER)] * 4, *[(2021, Rating.RED)] * 4, *[(2022, Rating.RED)] * 4, (2023, Rating.RED)]
    assert years_running(past, rated) == 3
    assert state(rated, years_running(past, rated)) == "Red for 3 years, third time since 2021"
    assert state(rated) == "Red for 9 quarters, third time since 2021"
