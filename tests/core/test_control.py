"""The chart of one cell's limits leads to its direction, and what is printed of it comes out again when it is worked out."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from qpr_rules.core.control import control
from qpr_rules.core.workings import Workings
from qpr_rules.definition import Definition, Kind, Measure, Polarity, Window, WindowKind
from qpr_rules.direction import Assurance, DirectionMethod, Method, Over, Signal
from qpr_rules.evaluation import Direction
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from tests.equations import EQUATION, holds, printed
from tests.limits import FIRST, LIMITS, by_limits
from tests.series import COUNT, TO_DATE, count, evaluated, explained, kpi, quarter, results
from tests.worlds import START


def said(shown: Workings) -> str:
    """What is printed, on one line."""
    return " ".join(" ".join(printed(shown)).split())


UP = {Direction.IMPROVING: True, Direction.WORSENING: False, Direction.RISING: True, Direction.FALLING: False}


def swings(last: str = "", definition: Definition | None = None) -> Workings:
    """A count that goes up and down for a year, and what came after."""
    cells = results(FIRST, f"50 52 50 52 50 52 50 52 50 52 50 52 {last}")
    chosen = definition or count(direction=LIMITS)
    return explained(chosen, cells, chosen.calendar.holding(Frequency.QUARTER, max(cells)))


@pytest.mark.parametrize("block", range(3))
def test_the_special_cause_that_is_printed_is_the_direction(block: int) -> None:
    seen = Counter[object]()
    for seed in range(block * 60, block * 60 + 60):
        definition, cells = by_limits(seed)
        if not cells:
            continue
        quarter = definition.calendar.holding(Frequency.QUARTER, START) + random.Random(seed).randint(6, 12)
        shown = explained(definition, cells, quarter)
        row, control = shown.evaluation, shown.control
        assert (control is None) is (row.direction is Direction.INSUFFICIENT_DATA)
        lines = [
            line for line in printed(shown) if "process limit: " in line or "mean: " in line or "moving range: " in line
        ]
        for line in lines:
            equation = EQUATION.search(line)
            assert equation is not None and holds(equation[1]), line
        if control is None:
            continue
        assert control.limits.points == row.points == sum(point.counts for point in control.points)
        seen[control.latest[0].signal if control.latest else None] += 1
        if not control.latest:
            assert row.direction is Direction.NO_CLEAR_TREND
        elif definition.kind is Kind.ACTIVITY:
            assert UP[row.direction] is control.latest[0].upward
        elif definition.polarity is not Polarity.STAY_CLOSE:
            better = control.latest[0].upward is (definition.polarity is Polarity.HIGHER)
            assert row.direction is (Direction.IMPROVING if better else Direction.WORSENING)
    assert seen[None] > 5 and len(seen) > 1, seen


def test_other_methods_have_no_limits_and_two_figures_no_points() -> None:
    assert swings("60", count()).control is None
    assert len(swings("60", count()).points) == 8
    assert swings("60", count(direction=DirectionMethod(Method.LAST_QUARTER))).points == ()


def test_what_is_printed_of_a_point_outside() -> None:
    shown = swings("51 51 60")
    lines = printed(shown)
    assert "↗ improving, by process-limits over 24 periods" in lines
    assert "mean: 774 ÷ 15 = 51.6" in lines  # 612 and 162
    assert "mean moving range: 32 ÷ 14 ≈ 2.285714" in lines  # 11 of 2, then 1, 0 and 9
    assert "lower process limit: 774 ÷ 15 - 2.66 × 32 ÷ 14 = 45.52" in lines
    assert "upper process limit: 774 ÷ 15 + 2.66 × 32 ÷ 14 = 57.68" in lines
    assert "Special cause: the latest point is outside the upper limit." in said(shown)
    assert "provisional" not in said(shown)
    assert shown.control is not None and shown.control.marked == {14 + 9}  # of 24 places


SHIFT = "50 54 50 54 50 54 50 54 53 55 53 55 53 55 53"


@pytest.mark.parametrize(
    ("values", "wording", "marked"),
    [
        ("50 52 " * 6 + "52 52 38", "Special cause: the latest point is outside the lower limit.", "Mar"),
        (
            "50 52 " * 6 + "52 50 51",
            "The latest point is no special cause: it is within what the measure does by itself.",
            "",
        ),
        (
            "50 52 " * 6 + "56 53 56",
            "two of the last three points are more than two thirds of the way to the upper limit, and all three above the mean.",
            "Jan Mar",
        ),
        (SHIFT, "Special cause: seven points in a row are above the mean.", "Sep Oct Nov Dec Jan Feb Mar"),
        (
            "_ _ _ 49 59 48 58 47 57 56 55 54 53 52 51",
            "Special cause: seven points in a row fell.",
            "Sep Oct Nov Dec Jan Feb Mar",
        ),
    ],
)
def test_each_special_cause_is_said_with_its_points(values: str, wording: str, marked: str) -> None:
    shown = explained(count(direction=LIMITS), results(FIRST, values), "Q4 2023/24")
    assert wording in said(shown)
    assert " ".join(line[:3] for line in printed(shown) if line.endswith("  special cause")) == marked


def test_of_causes_that_point_different_ways_the_first_decides() -> None:
    # A level of 10 and then a fall from 90 that is still far above the mean: outside or above it, and falling.
    falling = results(FIRST, "10 12 10 12 10 12 10 12 10 12 10 12 10 12 90 88 86 84 82 80 78")
    shown = explained(count(direction=LIMITS), falling, "Q2 2024/25")
    assert shown.control is not None
    ways = [(found.signal, found.upward) for found in shown.control.latest]
    assert ways == [(Signal.OUTSIDE, True), (Signal.TREND, False), (Signal.NEAR, True), (Signal.SHIFT, True)]
    assert shown.evaluation.direction is Direction.IMPROVING
    assert "the upper limit; also: seven points in a row fell, two of " in said(shown)
    assert "are above the mean; the first of them decides." in said(shown)


def test_few_points_are_provisional_and_fewer_none() -> None:
    def of(values: str) -> str:
        """What is printed where these are the results up to December."""
        before = "_ " * (12 - len(values.split()))
        return said(explained(count(direction=LIMITS), results(FIRST, before + values), "Q3 2023/24"))

    eleven = "50 52 50 52 50 52 50 52 50 52 50"
    assert "The limits are provisional: 11 points, and they are firm from 12." in of(eleven)
    assert "provisional" not in of(f"{eleven} 52")
    assert "4 points: the latest must be there, and four moving ranges between neighbours." in of("50 52 50 52")
    assert "July 2023" in of("50 52 50 52")
    assert "July 2023" not in of("50 52 50 52 51")  # months before the first result are left out
    assert "August 2023" in of("50 52 50 52 51")


@pytest.mark.parametrize(
    ("target", "wanted", "wording"),
    [
        (
            "45.6",
            Assurance.PASSES,
            "Target 45.6, if nothing changes: between the limits every value meets it: it is met consistently.",
        ),
        (
            "51",
            Assurance.HIT_OR_MISS,
            "Target 51, if nothing changes: it lies between the limits: it will be met at times and missed at times, by chance.",
        ),
        (
            "56.4",
            Assurance.FAILS,
            "Target 56.4, if nothing changes: between the limits no value meets it: it is missed consistently.",
        ),
    ],
)
def test_assurance_is_a_sentence(target: str, wanted: Assurance, wording: str) -> None:
    # Mean 51, mean moving range 2: limits 45.68 and 56.32.
    shown = swings(
        definition=replace(kpi(target, "10"), measure=COUNT, unit=count().unit, window=count().window, direction=LIMITS)
    )
    assert shown.control is not None and shown.control.assurance is wanted
    assert wording in said(shown)


def test_a_part_of_a_figure_is_not_measured_against_its_target() -> None:
    year = Window(WindowKind.ROLLING, 12, "12 months")
    cells = results(FIRST, "50 52 " * 12)
    of_counts = explained(count(window=year, direction=LIMITS), cells, "Q3 2024/25").control
    assert of_counts is not None and not of_counts.are_figures and of_counts.assurance is None
    shares = results(FIRST, "50/100 52/100 " * 12)
    of_shares = explained(kpi(window=year, direction=LIMITS), shares, "Q3 2024/25").control
    assert of_shares is not None and of_shares.are_figures and of_shares.assurance is Assurance.FAILS
    assert of_shares.points[-1].value == Fraction(52)
    one = explained(
        count(window=TO_DATE, direction=LIMITS, standards=()), results(FIRST, "50 52 " * 8), "Q4 2023/24"
    ).control
    assert one is not None and not one.are_figures
    plain = explained(
        count(direction=LIMITS, measure=Measure(value="v"), standards=()), results(FIRST, "50 52 " * 8), "Q4 2023/24"
    ).control
    assert plain is not None and plain.are_figures and plain.assurance is None


def test_rolling_figures_are_cautioned_against() -> None:
    year = Window(WindowKind.ROLLING, 3, "3 months")
    over = LIMITS._replace(over=Over.FIGURES)
    caution = "Caution: rolling figures overlap, so that their swings look small and the limits are too narrow."
    assert caution in said(swings("51", kpi(window=year, measure=COUNT, direction=over)))
    assert caution not in said(swings("51", kpi(window=year, measure=COUNT, direction=LIMITS)))


def test_where_points_may_not_be_shown_there_are_no_limits_and_the_direction_stands() -> None:
    found = evaluated(count(direction=LIMITS), results(FIRST, "50 52 " * 6 + "51 51 60"), quarter("Q4 2023/24"))
    column = found.panel.periods - 1
    shown = control(found, column)
    assert shown is not None and shown.latest
    nothing = replace(found.panel, state=np.full_like(found.panel.state, State.SUPPRESSED))
    assert control(replace(found, panel=nothing), column) is None
    lines = printed(replace(swings("51 51 60"), control=None))
    assert "↗ improving, by process-limits over 24 periods" in lines
    assert not any("limit:" in line for line in lines)
    by_line = swings("51 51 60", count())
    untold = replace(by_line, evaluation=by_line.evaluation._replace(slope=None, p_value=None))
    assert any("slope" in line for line in printed(by_line)) and not any("slope" in line for line in printed(untold))
