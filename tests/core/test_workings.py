"""The workings of a cell lead to its verdict: every number in them, recomputed from the rows, comes to the same."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import Evaluated, rows_as_of
from qpr_rules.core.workings import Workings, workings
from qpr_rules.definition import Definition, RateOn, Reported, Stock, WindowKind
from qpr_rules.direction import Method, Over
from qpr_rules.evaluation import Rating
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from qpr_rules.reading.panels import panel_of
from tests.oracle import Cell, verdict
from tests.series import TO_DATE, at_least, count, explained, month, results, rows_of
from tests.worlds import START, some_cells, some_definition


def some_workings(seed: int) -> tuple[Definition, dict[int, Cell], Workings, Evaluated, int] | None:
    """A random KPI with two areas, and the workings of the second as of a random quarter."""
    dice = random.Random(seed)
    definition = some_definition(dice)
    cells, others = some_cells(dice, definition), some_cells(dice, definition)
    if not cells or not others:
        return None
    quarter = definition.calendar.holding(Frequency.QUARTER, START) + dice.randint(0, 16)
    due = due_period(definition, quarter)
    panel = panel_of(definition, [*rows_of(others, "Another"), *rows_of(cells)])
    panel = panel.covering(min(panel.first, due), max(panel.last, due))
    found = Evaluated(definition, panel, evaluate(definition, panel))
    return definition, cells, workings(found, "", quarter), found, quarter


@pytest.mark.parametrize("block", range(15))
def test_the_workings_are_those_of_the_row_that_is_printed(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        made = some_workings(seed)
        if made is not None:
            leads_to_the_verdict(*made)


def leads_to_the_verdict(
    definition: Definition, cells: dict[int, Cell], shown: Workings, found: Evaluated, quarter: int
) -> None:
    (row,) = rows_as_of(found, quarter, {}, ("",))
    assert str(shown.evaluation) == str(row)
    due = due_period(definition, quarter)
    expected = verdict(definition, cells, due)
    assert (row.rating, row.reason) == (expected.rating, expected.reason)

    # The results in the window, as they came (or as what each period added).
    assert all(each.period <= due for each in shown.results)
    assert len(shown.results) == expected.needed
    assert sum(each.state is State.PRESENT for each in shown.results) == expected.present
    plain = definition.reported is not Reported.CUMULATIVE or definition.window.kind is WindowKind.YEAR_TO_DATE
    if plain:
        for each in shown.results:
            cell = cells.get(each.period, Cell(State.MISSING))
            assert each.state is cell.state
            present = cell.state is State.PRESENT
            assert each.numerator == (Fraction(cell.numerator or 0) if present else None)
            ratio = present and definition.measure.is_ratio
            assert each.denominator == (Fraction(cell.denominator or 0) if ratio else None)
    if expected.present == expected.needed:
        top = sum((each.numerator or Fraction(0) for each in shown.results), Fraction(0))
        assert row.numerator == top
        parts = [each.denominator or Fraction(0) for each in shown.results]
        if definition.measure.is_ratio:
            whole = parts[-1] if definition.measure.stock is Stock.LAST else sum(parts, Fraction(0))
            assert row.denominator == (whole / len(parts) if definition.measure.stock is Stock.MEAN else whole)

    # The comparisons, in whole numbers.
    if row.rating is not Rating.NOT_RATED:
        assert shown.inequalities
    exact = definition.rate_on is RateOn.EXACT
    for one in shown.inequalities:
        band = row.target if one.of == "target" else row.floor
        assert band is not None
        assert one.bound == Fraction((band.low if one.at_least else band.high) or 0)
        assert row.figure is not None
        assert one.met == (row.figure >= one.bound if one.at_least else row.figure <= one.bound)
        if exact and one.right and one.bound:
            assert Fraction(one.left, one.right) == row.figure / one.bound
    for word, name in ((Rating.GREEN, "target"), (Rating.RED, "floor")):
        if row.rating is word:
            met = all(each.met for each in shown.inequalities if each.of == name)
            assert met == (word is Rating.GREEN)

    # What was reported quarter by quarter.
    assert [past.quarter for past in shown.history] == list(range(shown.history[0].quarter, quarter + 1))
    for past in shown.history:
        then = due_period(definition, past.quarter)
        if past.period:
            assert past.period == definition.calendar.code(definition.frequency, then)
            earlier = verdict(definition, cells, then)
            assert (past.rating, past.figure is None) == (earlier.rating, earlier.figure is None)
        else:
            assert (past.rating, past.figure) == (Rating.NOT_RATED, None)
    points_are_the_ones_that_counted(definition, cells, shown)


def points_are_the_ones_that_counted(definition: Definition, cells: dict[int, Cell], shown: Workings) -> None:
    row = shown.evaluation
    if definition.direction.method is not Method.REGRESSION:
        assert shown.points == ()
        return
    if not shown.points:
        return
    assert len(shown.points) == definition.direction.points
    assert sum(point.counts for point in shown.points) == row.points
    assert [point.last for point in shown.points] == sorted({point.last for point in shown.points})
    if definition.direction.over is Over.PERIODS and definition.reported is Reported.PER_PERIOD:
        for point in shown.points:
            cell = cells.get(point.last, Cell(State.MISSING))
            assert point.first == point.last
            if point.value is not None:
                top = Fraction(cell.numerator or 0)
                ratio = definition.measure.is_ratio
                assert point.value == (top / Fraction(cell.denominator or 0) * definition.unit.per if ratio else top)


def test_an_area_without_a_row_is_an_error() -> None:
    made = next(found for seed in range(9) if (found := some_workings(seed)))
    with pytest.raises(ValueError, match="tuple"):
        workings(made[3], "nowhere", made[4])


@pytest.mark.parametrize(
    ("quarter", "of_target", "of_floor"),  # of 100 and 50, 200 and 100, 300 and 150, 400 and 200
    [("Q1 2023/24", 70, 20), ("Q2 2023/24", 140, 40), ("Q3 2023/24", 210, 60), ("Q4 2023/24", 280, 80)],
)
def test_what_is_short_is_short_of_what_is_due_by_then(quarter: str, of_target: int, of_floor: int) -> None:
    profile = tuple((end, Decimal(percent)) for end, percent in ((6, 25), (9, 50), (12, 75), (3, 100)))
    definition = count(window=TO_DATE, profile=profile, standards=(at_least("400", "200"),))
    found = explained(definition, results(month("2023-04"), "10 x12"), quarter)
    assert (found.short_of_target, found.short_of_floor) == (of_target, of_floor)
