"""What is restated, and what is a record, of figures that are hidden."""

from __future__ import annotations

from fractions import Fraction

from qpr_rules.core.disclosure import released
from qpr_rules.core.restated import Restatement, are_same, as_released
from qpr_rules.core.rows import Evaluated, rows_as_of
from qpr_rules.evaluation import Cause, Evaluation, Rating
from qpr_rules.period import Frequency
from tests.hiding import MONTH, evaluated, kpi

SHOWN = Evaluation(kpi="K", numerator=Fraction(22), figure=Fraction(22), periods_present=3, rating=Rating.AMBER)
HIDDEN = SHOWN._replace(numerator=None, figure=None)


def test_a_figure_that_one_side_hides_is_not_compared() -> None:
    assert are_same(HIDDEN, SHOWN) and are_same(SHOWN, HIDDEN) and are_same(HIDDEN, HIDDEN)
    assert not are_same(SHOWN, SHOWN._replace(figure=Fraction(23)))
    assert not are_same(HIDDEN, SHOWN._replace(rating=Rating.RED))


def test_what_a_row_is_now_is_told_as_it_is_released() -> None:
    found = evaluated(kpi(MONTH), own="9 9 4 9 9 9")
    told = {"K": released(found, "")}
    quarter = found.definition.calendar.parse("Q1 2021/22", Frequency.QUARTER)
    (now,) = rows_as_of(found, quarter, {})
    each = Restatement(quarter, SHOWN, now, (Cause.DATA,))
    shown = as_released(each, told)
    assert shown.now is not None and shown.now.is_hidden and not now.is_hidden
    assert (shown.was, shown.causes, shown.quarter) == (each.was, each.causes, each.quarter)
    assert as_released(each, {}) is each
    gone = each._replace(now=None)
    assert as_released(gone, told) is gone


def records(cells: str) -> tuple[int, int]:
    """For how many years the latest figure, as it is released, is the best and the worst."""
    found: Evaluated = released(evaluated(kpi(), own=cells), "")
    periods = found.panel.first + found.panel.periods - 1
    quarter = found.definition.calendar.holding(Frequency.QUARTER, periods)
    (row,) = rows_as_of(found, quarter, {})
    return row.best_in_years, row.worst_in_years


def test_no_record_reaches_past_a_hidden_figure_and_none_is_of_one() -> None:
    usual, best = "9 9 9 ", "90 90 90"
    assert records(usual * 9 + best) == (2, 0)
    assert records(usual + "9 2 9 " + usual * 7 + best) == (1, 0)
    assert records("2 9 9 " + usual * 8 + "1 1 1") == (0, 0)
