"""Cases that miss: which expectation, in which field, and by how much. Cases that pass are the corpus, tests/cases."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from qpr_rules.app.cases import run_case
from qpr_rules.case import Case, Expectation, wanted
from qpr_rules.commentary import Note
from qpr_rules.core.outcomes import Coverage, Outcome, ends_of
from qpr_rules.core.workings import arithmetic
from qpr_rules.definition import Definition, Kind, Retirement
from qpr_rules.evaluation import Rating
from qpr_rules.rule import Condition, Gravity, Rule
from tests.series import ONE_MONTH, evaluated, kpi, month, quarter, results, rows_of

MONTHLY = kpi(window=ONE_MONTH)
CELLS = results(month("2024-10"), "50/100 60/100 40/100")
BELOW_FLOOR = Rule(
    id="below-floor", when=(Condition("rating", frozenset({"red"})),), severity=Gravity.URGENT, says="below"
)


def expect(period: str, area: str = "", **fields: Any) -> Expectation:
    """Of a month, or of the report of a quarter; no fields where no row is expected."""
    of_quarter = period.startswith("Q")
    asked = {name: found for name, text in fields.items() if (found := wanted(name, text)) is not None}
    assert len(asked) == len(fields)
    return Expectation(area, quarter(period) if of_quarter else month(period), of_quarter, asked)


def case_of(*expectations: Expectation, definition: Definition = MONTHLY, areas: tuple[str, ...] = ("",)) -> Case:
    rows = tuple(each for area in areas for each in rows_of(CELLS, area))
    return Case("a case", "", definition, (), False, areas, rows, Note(), expectations, "k.cases.yaml", {})


def ran(*expectations: Expectation, definition: Definition = MONTHLY, areas: tuple[str, ...] = ("",)) -> Outcome:
    return run_case(case_of(*expectations, definition=definition, areas=areas), [BELOW_FLOOR])


def missed(outcome: Outcome) -> list[tuple[int, list[tuple[str, Any]]]]:
    """The period of each expectation that is missed, and what the fields hold instead."""
    return [(miss.expectation.period, [(each.name, each.held) for each in miss.differences]) for miss in outcome.misses]


def test_what_is_as_expected_passes_and_its_ratings_are_seen() -> None:
    found = ran(expect("2024-11", rating="green"), expect("2024-10", rating="amber", figure="50"))
    assert (found.passes, found.misses) == (True, ())
    assert found.seen == (Rating.GREEN, Rating.AMBER)


def test_only_the_fields_that_differ_are_named_with_what_they_hold() -> None:
    found = ran(expect("2024-10", rating="red", figure="50", reason="none", periods_needed="2"))
    assert not found.passes
    assert missed(found) == [(month("2024-10"), [("rating", Rating.AMBER), ("periods_needed", 1)])]
    assert [each.wanted.text for each in found.misses[0].differences] == ["red", "2"]


def test_a_miss_shows_how_its_figure_came_about() -> None:
    (miss,) = ran(expect("2024-12", rating="green")).misses
    assert miss.row is not None and miss.row.rating is Rating.RED
    assert miss.arithmetic is not None
    (only,) = miss.arithmetic.results
    assert (only.period, only.numerator, only.denominator) == (month("2024-12"), Fraction(40), Fraction(100))
    assert [(each.of, each.bound, each.met) for each in miss.arithmetic.inequalities] == [
        ("target", Fraction(60), False),
        ("floor", Fraction(45), False),
    ]


def test_a_figure_that_is_not_rated_is_compared_with_nothing() -> None:
    twelve = kpi()  # of which three are there
    (miss,) = ran(expect("2024-12", rating="green"), definition=twelve).misses
    assert miss.arithmetic is not None
    assert len(miss.arithmetic.results) == 12
    assert miss.arithmetic.inequalities == ()
    undated = kpi(window=ONE_MONTH, standards=())
    (miss,) = ran(expect("2024-12", rating="green"), definition=undated).misses
    assert miss.arithmetic is not None and miss.arithmetic.inequalities == ()


def test_a_row_where_none_is_expected_is_a_miss_and_so_is_none_where_one_is() -> None:
    (unasked,) = ran(expect("2024-12")).misses
    assert unasked.row is not None and unasked.differences == ()
    gone = kpi(window=ONE_MONTH, retired=Retirement(dt.date(2024, 12, 1), "x"))
    found = ran(expect("2024-12", rating="red", figure="40"), definition=gone)
    (lacking,) = found.misses
    assert (lacking.row, lacking.arithmetic, found.seen) == (None, None, ())
    assert missed(found) == [(month("2024-12"), [("rating", None), ("figure", None)])]
    assert ran(expect("2024-12"), definition=gone).passes
    assert ran(expect("Q3 2024/25"), definition=gone).passes
    assert not ran(expect("Q3 2024/25"), definition=MONTHLY).passes


def test_exceptions_are_those_of_the_rules_that_hold() -> None:
    asked = expect("Q3 2024/25", exceptions=["below-floor"])
    assert ran(asked).passes
    (miss,) = ran(asked, definition=kpi("40", "10", window=ONE_MONTH)).misses
    assert [(each.name, each.held) for each in miss.differences] == [("exceptions", ())]
    (miss,) = ran(expect("Q3 2024/25", exceptions="none")).misses
    assert [(each.name, each.held) for each in miss.differences] == [("exceptions", ("below-floor",))]


def test_misses_are_told_by_area_then_period_the_figure_before_the_report() -> None:
    wrong = {"rating": "not rated"}
    asked = (
        expect("Q3 2024/25", "West", **wrong),
        expect("2024-12", "West", **wrong),
        expect("2024-10", "West", **wrong),
        expect("2024-11", "East", **wrong),
        expect("Q3 2024/25", "East", **wrong),
    )
    found = ran(*asked, areas=("East", "West"))
    assert [(miss.expectation.area, miss.expectation.period, miss.expectation.of_quarter) for miss in found.misses] == [
        ("East", month("2024-11"), False),
        ("East", quarter("Q3 2024/25"), True),
        ("West", month("2024-10"), False),
        ("West", month("2024-12"), False),
        ("West", quarter("Q3 2024/25"), True),
    ]


def test_an_expectation_of_a_quarter_is_about_the_period_that_is_due_in_it() -> None:
    lagged = kpi(window=ONE_MONTH, lag=2)
    case = case_of(expect("Q3 2024/25", rating="red"), expect("2024-11", rating="red"), definition=lagged)
    assert ends_of(case) == [month("2024-10"), month("2024-11")]


def test_there_is_no_arithmetic_outside_the_results() -> None:
    known = evaluated(MONTHLY, CELLS, quarter("Q3 2024/25"))
    inside = [arithmetic(known, "", month(f"2024-{each}")) for each in (10, 11, 12)]
    assert [[one.numerator for one in each.results] for each in inside if each] == [[50], [60], [40]]
    assert arithmetic(known, "", month("2024-09")) is arithmetic(known, "", month("2025-01")) is None


def test_what_no_case_has_seen_is_lacking() -> None:
    seen = {Rating.GREEN: 2, Rating.NOT_RATED: 1}
    assert Coverage("K", Kind.KPI, seen).lacks == (Rating.AMBER, Rating.RED)
    assert Coverage("K", Kind.KPI).lacks == (Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_RATED)
    assert Coverage("A", Kind.ACTIVITY).lacks == (Rating.NOT_RATED,)
    assert Coverage("A", Kind.ACTIVITY, {Rating.NOT_RATED: 1}).lacks == ()
