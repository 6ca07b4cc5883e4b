"""What was published of earlier quarters: movement is against it, and what comes out otherwise now is told by its cause."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.core.comparison import compare_cells
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.restated import YEAR, Restatement, are_same, causes, differing
from qpr_rules.core.rows import Evaluated, rows_as_of, verdicts_as_of
from qpr_rules.core.workings import workings
from qpr_rules.definition import Band, Definition, Kind, Retirement, WindowKind
from qpr_rules.evaluation import Cause, Direction, Evaluation, Rating, Reason
from qpr_rules.reading.panels import panel_of
from tests.series import (
    ONE_MONTH,
    TO_DATE,
    at_least,
    count,
    evaluated,
    kpi,
    month,
    quarter,
    results,
    row,
    rows_of,
)

NOW = quarter("Q3 2024/25")
MONTHLY = kpi(window=ONE_MONTH)
CELLS = results(month("2023-06"), "50/100 x19")
AMBER = row(MONTHLY, CELLS, "Q3 2024/25")
"""Amber in every quarter: target 60, floor 45."""


def moved(earlier: Any, definition: Definition = MONTHLY, cells: Any = CELLS, as_of: str = "Q3 2024/25") -> Evaluation:
    """The row as of a quarter, where of earlier quarters this was published: rows by quarter and area."""
    at = quarter(as_of)
    (found,) = rows_as_of(replace(evaluated(definition, cells, at), earlier=earlier), at, {})
    return found


def told(rating: Rating, direction: Direction = Direction.WORSENING, **given: Any) -> dict[str, Evaluation]:
    """What a quarter's publication says of the one area."""
    return {"": AMBER._replace(rating=rating, direction=direction, **given)}


def test_the_earlier_ratings_and_directions_are_those_that_were_published() -> None:
    found = moved({NOW - 1: told(Rating.GREEN), NOW - 4: told(Rating.RED, Direction.IMPROVING)})
    assert (found.previous_rating, found.previous_direction) == (Rating.GREEN, Direction.WORSENING)
    assert (found.year_ago_rating, found.year_ago_direction) == (Rating.RED, Direction.IMPROVING)
    assert (found.rating, found.last_rating, found.quarters_in_state) == (Rating.AMBER, Rating.GREEN, 1)
    as_worked_out = moved({})
    assert (as_worked_out.previous_rating, as_worked_out.quarters_in_state) == (Rating.AMBER, 7)


def test_only_the_quarter_that_was_published_is_changed_and_never_the_one_reported() -> None:
    found = moved({NOW - 2: told(Rating.GREEN)})
    assert (found.previous_rating, found.quarters_in_state, found.times_in_state) == (Rating.AMBER, 2, 2)
    assert moved({NOW: told(Rating.GREEN)}) == moved({})
    assert moved({NOW + 1: told(Rating.GREEN)}) == moved({})


def test_what_was_published_before_the_first_result_is_not_looked_at() -> None:
    grid = evaluated(MONTHLY, CELLS, NOW).grid(NOW)
    before = grid.first - 1
    assert moved({before: told(Rating.GREEN)}) == moved({})
    assert moved({grid.first: told(Rating.GREEN)}).times_in_state == 1
    # The very first quarter of the grid counts: with it Green, Amber has lasted one quarter less.
    assert moved({grid.first: told(Rating.GREEN)}).quarters_in_state == 6


def test_a_quarter_published_without_the_kpi_has_no_rating_of_it_and_it_was_not_in_the_set() -> None:
    found = moved({NOW - 1: {}})
    assert (found.previous_rating, found.previous_direction) == (None, None)
    assert found.quarters_in_state == 6  # a quarter that is not rated neither extends nor ends it
    assert moved({NOW - 4: {}}).year_ago_rating is None
    plain = evaluated(MONTHLY, CELLS, NOW)
    assert plain.was_in_set(NOW - 1)
    assert replace(plain, earlier={NOW - 1: told(Rating.RED)}).was_in_set(NOW - 1)
    assert not replace(plain, earlier={NOW - 1: {}}).was_in_set(NOW - 1)
    retired = replace(MONTHLY, retired=Retirement(dt.date(2024, 6, 1), "x"))
    gone = evaluated(retired, CELLS, NOW)
    assert not gone.was_in_set(NOW - 1)
    assert replace(gone, earlier={NOW - 1: told(Rating.RED)}).was_in_set(NOW - 1)


def test_an_area_that_was_not_published_keeps_what_is_worked_out_now() -> None:
    elsewhere = {"Thanet": AMBER._replace(area="Thanet", rating=Rating.GREEN)}
    found = moved({NOW - 1: elsewhere})
    assert found.previous_rating is Rating.AMBER


def test_the_grid_is_that_of_now_where_nothing_was_published() -> None:
    plain = evaluated(MONTHLY, CELLS, NOW)
    grid, published = plain.grid(NOW), replace(plain, earlier={NOW - 1: told(Rating.RED)}).grid(NOW)
    place = NOW - 1 - grid.first
    red = list(Rating).index(Rating.RED)
    assert published.rating[0, place] == red
    assert grid.rating[0, place] != red  # neither may be the other's array
    assert (published.columns == grid.columns).all()


OTHER = told(Rating.AMBER, target=Band(Decimal(70), None))


def test_a_rating_published_by_another_standard_says_so() -> None:
    assert not moved({}).previous_standard_differs
    assert moved({NOW - 1: OTHER}).previous_standard_differs
    assert not moved({NOW - 1: told(Rating.AMBER)}).previous_standard_differs
    assert moved({NOW - 4: OTHER}).year_ago_standard_differs
    assert not moved({NOW - 4: OTHER}).previous_standard_differs
    assert not moved({NOW - 1: OTHER}).year_ago_standard_differs
    floor = told(Rating.AMBER, floor=Band(Decimal(40), None))
    assert moved({NOW - 1: floor}).previous_standard_differs


def without(published: Evaluation, field: str) -> dict[str, Evaluation]:
    """What was published, without this field."""
    given: dict[str, Any] = {field: None}
    return {"": published._replace(**given)}


@pytest.mark.parametrize("missing", ["target", "floor"])
def test_where_nothing_was_published_of_the_standard_it_is_compared_as_worked_out_now(missing: str) -> None:
    assert not moved({NOW - 1: without(OTHER[""], missing)}).previous_standard_differs
    revised = kpi(
        window=ONE_MONTH,
        standards=(
            at_least("60", "45", month("2023-04"), month("2024-10")),
            at_least("70", "45", month("2024-11"), month("2025-03")),
        ),
    )
    unsaid = without(AMBER, missing)
    assert moved({NOW - 1: unsaid}, revised).previous_standard_differs


def test_no_standard_now_is_no_other_standard_by_itself() -> None:
    ended = kpi(window=ONE_MONTH, standards=(at_least("60", "45", month("2023-04"), month("2024-10")),))
    found = moved({NOW - 1: OTHER}, ended)
    assert found.reason is Reason.NO_STANDARD_IN_FORCE
    assert found.previous_standard_differs == moved({}, ended).previous_standard_differs


PROFILED = count(
    window=TO_DATE,
    standards=(at_least("1200", "800", month("2024-04"), month("2025-03")),),
    profile=((6, Decimal(25)), (9, Decimal(50)), (12, Decimal(75)), (3, Decimal(100))),
)


def test_by_a_profile_what_was_due_then_is_compared_and_not_what_is_due_now() -> None:
    cells = results(month("2024-04"), "100 x9")
    then = row(PROFILED, results(month("2024-04"), "100 x6"), "Q2 2024/25")
    assert PROFILED.window.kind is WindowKind.YEAR_TO_DATE
    assert then.target is not None and then.target.low == 600
    assert not moved({NOW - 1: {"": then}}, PROFILED, cells).previous_standard_differs
    another = then._replace(target=Band(then.target.low + 1, None))
    assert moved({NOW - 1: {"": another}}, PROFILED, cells).previous_standard_differs


def test_what_the_rule_says_now_of_the_past_is_no_matter_where_it_was_published() -> None:
    revised = kpi(
        window=ONE_MONTH,
        standards=(
            at_least("50", "45", month("2023-04"), month("2024-10")),
            at_least("60", "45", month("2024-11"), month("2025-03")),
        ),
    )
    assert moved({}, revised).previous_standard_differs
    assert not moved({NOW - 1: told(Rating.AMBER)}, revised).previous_standard_differs  # published by 60, as now


def test_by_a_profile_the_first_result_is_no_exception() -> None:
    cells = results(month("2024-09"), "100 x4")
    then = row(PROFILED, results(month("2024-04"), "100 x6"), "Q2 2024/25")
    assert not moved({NOW - 1: {"": then}}, PROFILED, cells).previous_standard_differs


def test_by_a_profile_a_quarter_before_the_first_result_or_by_another_years_standard_differs() -> None:
    cells = results(month("2024-10"), "100 x3")
    then = row(PROFILED, results(month("2024-04"), "100 x6"), "Q2 2024/25")
    assert moved({NOW - 1: {"": then}}, PROFILED, cells).previous_standard_differs
    two = replace(
        PROFILED,
        standards=(
            at_least("1200", "800", month("2024-04"), month("2024-10")),
            at_least("1100", "800", month("2024-11"), month("2025-03")),
        ),
    )
    full = results(month("2024-04"), "100 x9")
    assert moved({NOW - 1: {"": then}}, two, full).previous_standard_differs


def test_workings_move_against_what_was_published_too() -> None:
    found = replace(evaluated(MONTHLY, CELLS, NOW), earlier={NOW - 1: told(Rating.GREEN)})
    assert workings(found, "", NOW).evaluation.previous_rating is Rating.GREEN
    assert workings(found, "", NOW).history[-2].rating is Rating.GREEN
    (known,) = rows_as_of(found, NOW, {})
    given = known._replace(name="known")
    assert workings(found, "", NOW, row=given).evaluation is given


def test_one_area_of_many_moves_against_what_was_published_of_it() -> None:
    panel = panel_of(MONTHLY, [*rows_of(CELLS, "A"), *rows_of(CELLS, "B")])
    published = {NOW - 1: {"B": AMBER._replace(area="B", rating=Rating.GREEN)}}
    both = Evaluated(MONTHLY, panel, evaluate(MONTHLY, panel), published)
    assert [each.previous_rating for each in rows_as_of(both, NOW, {})] == [Rating.AMBER, Rating.GREEN]
    assert workings(both, "B", NOW).evaluation.previous_rating is Rating.GREEN
    assert workings(both, "A", NOW).evaluation.previous_rating is Rating.AMBER


DIFFERENCES: dict[str, Any] = {
    "rating": Rating.RED,
    "reason": Reason.LATE,
    "direction": Direction.IMPROVING,
    "period": "2024-09",
    "figure": Fraction(51),
    "target": None,
    "floor": None,
}


@pytest.mark.parametrize("field", DIFFERENCES)
def test_a_verdict_is_another_with_any_of_these(field: str) -> None:
    given: dict[str, Any] = {field: DIFFERENCES[field]}
    other = AMBER._replace(**given)
    assert not are_same(AMBER, other)
    assert list(differing([AMBER], [other])) == [(AMBER, other)]
    assert not are_same(AMBER._replace(figure=None), AMBER)


def test_a_verdict_is_the_same_whatever_else_is_said_of_it() -> None:
    assert are_same(AMBER, AMBER._replace(name="renamed", quarters_in_state=3, provisional=True))
    assert are_same(None, None)
    assert not are_same(None, AMBER)
    assert not are_same(AMBER, None)
    third = AMBER._replace(figure=Fraction(100, 3))
    assert are_same(third, third._replace(figure=Fraction("33.3333333333333333333")))  # 15 digits are published
    assert list(differing([AMBER], [AMBER._replace(name="renamed")])) == []


def test_rows_that_one_side_has_alone_are_pairs_of_one() -> None:
    other = AMBER._replace(kpi="L")
    assert list(differing([AMBER], [AMBER, other])) == [(None, other)]
    assert list(differing([AMBER, other], [AMBER])) == [(other, None)]


def test_the_cause_is_the_step_that_made_the_row_another() -> None:
    red = AMBER._replace(rating=Rating.RED)
    assert causes(AMBER, red, red, red) == (Cause.METHOD,)
    assert causes(AMBER, AMBER, red, red) == (Cause.DATA,)
    assert causes(AMBER, AMBER, AMBER, red) == (Cause.RULE,)
    assert causes(AMBER, red, AMBER, AMBER) == (Cause.METHOD, Cause.DATA)
    assert causes(AMBER, AMBER, AMBER, AMBER) == ()


def test_a_restatement_has_one_cause_or_several_or_none_that_is_known() -> None:
    one = Restatement(NOW, AMBER, None, (Cause.RULE,))
    assert (one.cause, one.row) == (Cause.RULE, AMBER)
    red = AMBER._replace(rating=Rating.RED)
    assert Restatement(NOW, AMBER, red, (Cause.DATA, Cause.RULE)).cause is Cause.SEVERAL
    assert Restatement(NOW, AMBER, red, (Cause.DATA,)).row is red
    assert Restatement(NOW, None, red, ()).cause is None


def test_a_year_has_four_quarters() -> None:
    assert YEAR == 4
    assert AMBER.kind is Kind.KPI


def test_of_two_tables_rows_that_one_has_alone_and_cells_that_differ_are_told() -> None:
    was = [{"kpi": "A", "rating": "red"}, {"kpi": "B", "rating": "green"}]
    now = [{"kpi": "A", "rating": "amber"}, {"kpi": "C", "rating": "green"}]
    assert list(compare_cells(was, now, ["kpi"])) == [
        (("A",), "rating", "red", "amber"),
        (("B",), "", "a row", ""),
        (("C",), "", "", "a row"),
    ]


@pytest.mark.parametrize("as_of", ["Q3 2024/25", "Q2 2024/25", "Q4 2022/23"])
def test_a_verdict_alone_is_that_of_the_whole_row(as_of: str) -> None:
    at = quarter(as_of)
    found = evaluated(MONTHLY, CELLS, NOW)
    (whole,), (verdict,) = rows_as_of(found, at, {}), verdicts_as_of(found, at)
    assert are_same(whole, verdict)
    assert (verdict.quarter, verdict.period, verdict.area) == (whole.quarter, whole.period, whole.area)
    assert list(verdicts_as_of(found, at, ("",))) == [verdict]
    assert list(verdicts_as_of(found, at, ("Thanet",))) == []
