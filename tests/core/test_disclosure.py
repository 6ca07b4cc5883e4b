"""What is hidden, worked out by hand: which results, which figures, and what a row keeps without them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from qpr_rules.core.disclosure import hidden, is_near_hidden, released, without_hidden
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.rows import Evaluated, rows_as_of, rows_by_period
from qpr_rules.definition import (
    Measure,
    Reported,
    Stock,
    Window,
    WindowKind,
)
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import Direction, Evaluation, Rating, Reason
from qpr_rules.observation import Observation, State
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.hiding import APRIL, MONTH, QUARTER_ALONE, TO_DATE, YEAR, evaluated, kpi, marks, share


def test_without_a_threshold_a_small_count_or_a_count_nothing_is_hidden() -> None:
    small = "9 9 3 9 9 9"
    for definition, cells in (
        (kpi(disclosure=0), small),
        (kpi(), "9 9 5 0 9 9"),
        (kpi(MONTH, Measure(value="v")), small),
    ):
        found = evaluated(definition, own=cells)
        assert hidden(found, "") is None and released(found, "") is found


def test_a_month_by_itself_is_hidden_where_it_is_small_and_not_nothing() -> None:
    assert marks(evaluated(kpi(MONTH), own="9 4 0 1 5 -3 9")) == (".c.c.c.",) * 2


def test_the_first_quarter_with_a_small_month_is_hidden_and_later_ones_are_summed() -> None:
    assert marks(evaluated(kpi(), own="9 9 9 9 2 9 9 9 9 9 9 1 9 9 9")) == ("...ccc...ccc...", "...ccccc.cc.cc.")


def test_a_quarter_of_few_is_hidden_and_one_of_five_is_not() -> None:
    assert marks(evaluated(kpi(), own="1 9 9 1 1 2 1 1 3 0 4 0")) == ("cccccccccccc", "cccccccc.ccc"[:8] + ".ccc")


def test_from_then_on_months_wait_for_the_end_of_their_quarter() -> None:
    assert marks(evaluated(kpi(), own="9 2 9 9 9 9 9 9")) == ("ccc...cc", "ccccc.cc")
    assert marks(evaluated(kpi(), own="9 9 9 2 9 9 9 9"))[0] == "...ccccc"
    assert marks(evaluated(kpi(), own="9 9 9 9 9"))[0] == ""


def test_a_rolling_year_is_hidden_with_a_hidden_quarter_or_a_part_of_one_in_it() -> None:
    cells = "9 2 9 " + "9 9 9 " * 4 + "9 2 9 " + "9 9 9 " * 4
    results, figures = marks(evaluated(kpi(YEAR), own=cells))
    assert results == "ccc" + "." * 12 + "ccc" + "." * 12
    # The first quarter for as long as it is in the window; the second while a window ends or begins inside it.
    assert figures == "c" * 14 + "." + "cc" + "." * 10 + "cc" + "."


@pytest.mark.parametrize(
    ("cell", "hides"),
    [("4/30", True), ("26/30", True), ("30/30", False), ("0/30", False), ("25/30", False), ("0/4", True)],
)
def test_numerator_denominator_and_what_is_between_them_are_counts(cell: str, hides: bool) -> None:
    assert ("c" in marks(evaluated(share(MONTH), own=f"15/30 {cell} 15/30"))[0]) is hides


def test_what_is_between_them_is_no_count_of_a_ratio_or_of_a_percentage_that_may_exceed_100() -> None:
    cells = "15/30 27/30 32/30"
    assert marks(evaluated(kpi(MONTH, Measure("n", "d"), Unit.RATIO), own=cells)) == ("", "")
    assert marks(evaluated(share(MONTH, bounded=False), own=cells)) == ("", "")
    assert marks(evaluated(share(MONTH), own=cells))[0] == ".c."


def test_each_of_the_three_is_added_up_over_a_quarter() -> None:
    first = "15/30 2/30 15/30 "
    assert marks(evaluated(share(), own=first + "15/30 28/30 15/30")) == ("cccccc", "ccccc.")
    assert marks(evaluated(share(), own=first + "9/10 9/10 9/10")) == ("cccccc",) * 2
    assert marks(evaluated(share(), own=first + "1/1 1/1 1/1")) == ("cccccc",) * 2


def test_places_are_brought_to_one_scale() -> None:
    assert marks(evaluated(share(MONTH), own="14.5/30 25.55/30 5.5/30 4.99/30 25/30"))[0] == ".c.c."
    assert marks(evaluated(share(MONTH), own="15/30.5 26/30.5 25/30.25 4/30"))[0] == ".c.c"


def test_numbers_below_nothing_are_small_by_their_size_alone() -> None:
    assert marks(evaluated(kpi(MONTH), own="9 -30 -4 9"))[0] == "..c."


def test_running_totals_are_hidden_by_what_they_added() -> None:
    definition = kpi(TO_DATE, reported=Reported.CUMULATIVE)
    added = "9 18 27 29 38 47 56 65 74 83 92 101 9 18"
    assert marks(evaluated(definition, own=added)) == ("...ccccccccccc",) * 2
    assert marks(evaluated(definition, own=f"{added} 27")) == ("...ccccccccc...",) * 2
    assert marks(evaluated(definition, own="9 18 27 7 38 47"))[0] == "...ccc"  # a total that falls
    assert marks(evaluated(definition, own="9 18 27 _ 29 47"))[0] == "...ccc"  # 2 in two months


@pytest.mark.parametrize("totals", ["9 18 18 27", "9 18 _ 27", "9 18 27 36 45 54 63 72 81 90 99 108 5 14", "5"])
def test_running_totals_that_add_nothing_or_enough_are_not_hidden(totals: str) -> None:
    definition = kpi(TO_DATE, reported=Reported.CUMULATIVE)
    assert marks(evaluated(definition, own=totals)) == ("", "")
    assert marks(evaluated(definition, APRIL + 2, own="5 14")) == ("", "")  # the first month there is need not be April


def test_denominators_run_too() -> None:
    definition = kpi(TO_DATE, Measure("n", "d"), Unit.RATIO, reported=Reported.CUMULATIVE)
    assert marks(evaluated(definition, own="9/30 18/60 27/63"))[0] == "ccc"
    assert marks(evaluated(definition, own="9/30 18/60 27/66")) == ("", "")


def test_of_a_running_total_over_a_stock_the_stock_does_not_run() -> None:
    measure = Measure("n", "d", stock=Stock.MEAN)
    definition = kpi(TO_DATE, measure, Unit.PER_1_000, reported=Reported.CUMULATIVE)
    assert marks(evaluated(definition, own="9/90 18/92 27/90")) == ("", "")
    assert marks(evaluated(definition, own="9/90 11/92 20/90"))[0] == "ccc"


@pytest.mark.parametrize("stock", list(Stock))
def test_of_a_stock_each_period_is_the_whole(stock: Stock) -> None:
    definition = replace(share(YEAR), measure=Measure("n", "d", stock=stock))
    many = ["5/90"] * 15
    few = [*many, "5/4", "5/90", "5/90", *many]
    few[1] = "2/90"
    results, figures = marks(evaluated(definition, own=" ".join(few)))
    assert results == "ccc" + "." * 12 + "ccc" + "." * 15 and figures[15:29] == "c" * 14 and figures[29] == "."
    # Numerators add up: a quarter with a month of two is nine, and released.
    less = [*many, "2/90", "5/90", "2/90", *many]
    less[1] = "2/90"
    assert marks(evaluated(definition, own=" ".join(less)))[1][17] == "."


def test_results_that_cover_the_window_are_hidden_with_all_that_overlap() -> None:
    rolled = kpi(Window(WindowKind.ROLLING, 3, "3 months"), reported=Reported.ROLLED)
    assert marks(evaluated(rolled, own="9 9 9 9 3 9 9 9 9")) == ("..ccccc..", "..ccccc..")
    found = evaluated(rolled, A="9 3 9 9 9", B="9 9 9 9 9")
    assert [marks(found, row)[0] for row in range(2)] == ["cccc.", "....."]


def test_a_quarter_that_the_results_begin_within_is_no_whole_one() -> None:
    assert marks(evaluated(kpi(), APRIL + 1, own="9 2 9 9 9 2 9 9"))[0] == "cc...ccc"
    assert marks(evaluated(kpi(), APRIL + 1, own="2"))[0] == "c"
    assert marks(evaluated(kpi(), APRIL + 2, own="2 9 9 9"))[0] == "c..."


def test_months_that_wait_are_those_with_a_result() -> None:
    assert marks(evaluated(kpi(), own="9 2 9 9 9 9 9"))[0] == "ccc...c"
    found = evaluated(kpi(), own="9 2 9 9 9 9")
    panel = found.panel.covering(APRIL, APRIL + 8)
    later = replace(found, panel=panel, evaluations=evaluate(found.definition, panel))
    assert marks(later) == ("ccc......", "ccccc....")


def test_a_figure_that_is_released_is_the_exact_one() -> None:
    found = evaluated(share(MONTH), own="15/30 4/30 17/30")
    assert released(found, "").evaluations.figure(0, 2) == Fraction(17, 30) * 100


def test_what_is_near_something_hidden() -> None:
    told = released(evaluated(kpi(MONTH), A="9 " * 40, B="2 " + "9 " * 39), "")
    show = told.definition.calendar.parse
    first, later, before = (show(each, Frequency.QUARTER) for each in ("Q1 2021/22", "Q4 2023/24", "Q4 2020/21"))
    assert [is_near_hidden(told, "B", each) for each in (before, first, later)] == [False, True, False]
    assert not is_near_hidden(told, "A", first)
    assert not is_near_hidden(evaluated(kpi(MONTH), A="9"), "A", first)
    start = released(evaluated(kpi(MONTH), APRIL + 2, own="2 9"), "")
    assert is_near_hidden(start, "", first)


def row_of(found: Evaluated, quarter: str) -> Evaluation:
    """The first area's row as of a quarter."""
    return next(iter(rows_as_of(found, found.definition.calendar.parse(quarter, Frequency.QUARTER), {})))


def test_a_hidden_row_keeps_its_rating_and_loses_its_numbers() -> None:
    found = evaluated(kpi(), own="9 9 9 9 9 9 9 9 4")
    exact, row = row_of(found, "Q3 2021/22"), row_of(released(found, ""), "Q3 2021/22")
    assert row.is_hidden and not exact.is_hidden and exact.figure == 22
    assert (row.rating, row.target, row.floor, row.period) == (exact.rating, exact.target, exact.floor, exact.period)
    assert row.rating is Rating.AMBER and row.direction is exact.direction
    assert (row.numerator, row.denominator, row.figure, row.to_target, row.to_floor) == (None,) * 5
    assert (row.slope, row.p_value, row.best_in_years, row.worst_in_years) == (None, None, 0, 0)


def test_a_row_with_nothing_measured_is_not_hidden() -> None:
    row = row_of(released(evaluated(share(MONTH), own="15/30 15/30 0/0 4/30"), ""), "Q1 2021/22")
    assert not row.is_hidden and row.reason is Reason.NOTHING_TO_MEASURE


def test_between_quarters_a_hidden_figure_has_no_rating() -> None:
    cells = "9 2 9 " + "9 9 9 " * 4 + "9 2 9"
    rows = list(rows_by_period(released(evaluated(kpi(YEAR), own=cells), "")))
    told = {
        row.period: (row.rating, row.reason, row.direction)
        for row in rows
        if row.is_hidden and row.periods_present == 12
    }
    between = [period for period, each in told.items() if each[1] is Reason.SUPPRESSED]
    assert between == ["2022-04", "2022-05", "2022-07", "2022-08"]
    assert told["2022-03"][0] is not Rating.NOT_RATED and told["2022-04"][2] is Direction.INSUFFICIENT_DATA


def test_no_record_is_claimed_over_a_hidden_figure() -> None:
    cells = " ".join(["9 9 9"] * 9 + ["90 90 90"])
    best = row_of(released(evaluated(kpi(), own=cells), ""), "Q2 2023/24")
    hiding = cells.replace("9 9 9", "9 9 9", 1).split()
    hiding[13] = "2"
    after = row_of(released(evaluated(kpi(), own=" ".join(hiding)), ""), "Q2 2023/24")
    assert (best.best_in_years, after.best_in_years) == (2, 1) and after.figure == 270


@pytest.mark.parametrize(
    ("method", "reach"),
    [
        (DirectionMethod(points=5), 5 * 3 + 1),
        (DirectionMethod(over=Over.PERIODS, points=6), 6 + 1),
        (DirectionMethod(over=Over.FIGURES, points=6), 6 + 1),
        (DirectionMethod(Method.LAST_QUARTER), 13 + 1),
    ],
)
def test_slopes_are_released_again_once_nothing_hidden_is_within_reach(method: DirectionMethod, reach: int) -> None:
    cells = ["2", *["9", "8", "11"] * 12]
    found = evaluated(kpi(MONTH, direction=method), own=" ".join(cells))
    near = released(found, "").evaluations.near_hidden
    assert near.shape == (1, len(cells))
    assert near[0].tolist() == [column < reach for column in range(len(cells))]


def test_slopes_of_quarters_reach_as_many_quarters_back_and_of_figures_their_windows() -> None:
    quarterly = kpi(QUARTER_ALONE, frequency=Frequency.QUARTER, direction=DirectionMethod(points=5))
    first = quarterly.calendar.holding(Frequency.QUARTER, APRIL)
    near = released(evaluated(quarterly, first, own="2" + " 9" * 11), "").evaluations.near_hidden[0]
    assert near.tolist() == [column < 6 for column in range(12)]
    longer = released(evaluated(kpi(direction=DirectionMethod(points=5)), own="2 9 9" + " 9" * 39), "")
    assert longer.evaluations.near_hidden[0].tolist() == [column < 5 + 17 for column in range(42)]


def test_a_quarter_of_which_a_published_figure_was_revised_is_not_summed() -> None:
    found = evaluated(kpi(), own="2 9 9 9 2 9 9 2 9 9 2 9")

    def with_told(quarter: str, area: str, figure: Fraction | None) -> str:
        told = {found.definition.calendar.parse(quarter, Frequency.QUARTER): {area: Evaluation(figure=figure)}}
        return marks(replace(found, earlier=told))[0][3:] + marks(replace(found, earlier=told))[1][3:]

    usual, revised = "ccccccccc" + "cc.cc.cc.", "ccccccccc" + "cc.ccccc."
    assert with_told("Q3 2021/22", "", Fraction(20)) == usual
    assert with_told("Q3 2021/22", "", Fraction(27)) == revised
    assert with_told("Q3 2021/22", "", None) == usual
    assert with_told("Q3 2021/22", "Elsewhere", Fraction(27)) == usual
    for outside in ("Q4 2020/21", "Q1 2022/23", "Q4 2029/30"):
        assert with_told(outside, "", Fraction(27)) == usual


def test_a_figure_that_was_published_of_a_quarter_after_the_results_is_not_looked_at() -> None:
    found = evaluated(kpi(), own="2 9 9 9 2 9 9 2 9 9 2")
    told = {found.definition.calendar.parse("Q4 2021/22", Frequency.QUARTER): {"": Evaluation(figure=Fraction(27))}}
    assert marks(replace(found, earlier=told)) == marks(found)


def test_the_very_first_figure_may_be_revised_too() -> None:
    found = evaluated(kpi(Window(WindowKind.ROLLING, 2, "2 months")), APRIL - 1, own="2 9 2 9 9 9 9")
    told = {found.definition.calendar.parse("Q1 2021/22", Frequency.QUARTER): {"": Evaluation(figure=Fraction(11))}}
    assert marks(replace(found, earlier=told)) == marks(found)
    start = evaluated(kpi(), APRIL + 2, own="2 9 2 9")
    early = {start.definition.calendar.parse("Q1 2021/22", Frequency.QUARTER): {"": Evaluation(figure=Fraction(11))}}
    assert marks(replace(start, earlier=early)) == marks(start)


def test_hidden_results_are_suppressed_in_panel_and_observations() -> None:
    found = evaluated(share(MONTH), own="15/30 4/30 _ 15/30")
    told = released(found, "")
    panel = told.panel
    assert panel.denominator is not None
    assert (panel.numerator[0].tolist(), panel.denominator[0].tolist()) == ([15, 0, 0, 15], [30, 0, 0, 30])
    assert panel.state[0].tolist() == [State.PRESENT, State.SUPPRESSED, State.MISSING, State.PRESENT]
    assert panel.state.dtype == found.panel.state.dtype and panel.numerator.dtype == np.int64
    one = Observation("K", "", APRIL, Decimal(15), Decimal(30), State.PRESENT, True, "f", 3)
    held = without_hidden(found, told, (one, one._replace(period=APRIL + 1)))
    assert held == (one, one._replace(period=APRIL + 1, numerator=None, denominator=None, state=State.SUPPRESSED))
    whole = (one,)
    assert without_hidden(found, found, whole) is whole
