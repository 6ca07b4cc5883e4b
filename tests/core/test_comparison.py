"""Two sets of rows side by side, and totals that stop the run when they do not add up."""

from __future__ import annotations

from typing import Any

import pytest

from qpr_rules.core.comparison import (
    ReconciliationError,
    by_period,
    compare,
    compare_raised,
    directions,
    ratings,
    require_same_total,
    require_whole,
    tally,
)
from qpr_rules.definition import Kind
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.rule import Gravity, Rule
from tests.series import kpi, month, results, row

PLAIN = row(kpi(), results(month("2024-01"), "50/100 x12"), "Q3 2024/25")


def named(kpi_id: str, rating: Rating = Rating.GREEN, **given: Any) -> Evaluation:
    return PLAIN._replace(kpi=kpi_id, rating=rating, **given)


EARLIER = [
    named("A", Rating.GREEN, direction=Direction.IMPROVING),
    named("B", Rating.NOT_RATED, direction=Direction.INSUFFICIENT_DATA),
    named("C", Rating.RED, direction=Direction.WORSENING),
    named("D", Rating.RED),
    named("A", Rating.RED, area="District"),
]
LATER = [
    named("E", Rating.AMBER),
    named("C", Rating.AMBER, direction=Direction.INSUFFICIENT_DATA),
    named("B", Rating.GREEN, direction=Direction.IMPROVING),
    named("A", Rating.GREEN, direction=Direction.WORSENING),
]


def test_rows_are_matched_by_kpi_and_area_in_the_later_order() -> None:
    found = compare(EARLIER, LATER)
    assert [(then.kpi, then.rating, now.rating) for then, now in found.both] == [
        ("C", Rating.RED, Rating.AMBER),
        ("B", Rating.NOT_RATED, Rating.GREEN),
        ("A", Rating.GREEN, Rating.GREEN),
    ]
    assert [each.kpi for each in found.entered] == ["E"]
    assert [(each.kpi, each.area) for each in found.left] == [("D", ""), ("A", "District")]


def test_what_moved_and_what_may_be_counted_like_for_like() -> None:
    found = compare(EARLIER, LATER)
    assert [now.kpi for _, now in found.moved()] == ["C", "B"]
    assert [now.kpi for _, now in found.rated_in_both()] == ["C", "A"]
    assert [now.kpi for _, now in found.directed_in_both()] == ["A"]


def test_every_word_is_counted_and_activity_indicators_are_not() -> None:
    rows = [*LATER, named("F", Rating.NOT_RATED, kind=Kind.ACTIVITY)]
    assert ratings(rows) == {Rating.GREEN: 2, Rating.AMBER: 2, Rating.RED: 0, Rating.NOT_RATED: 0}
    counted = directions(rows)
    assert (counted[Direction.IMPROVING], counted[Direction.WORSENING], counted[Direction.INSUFFICIENT_DATA]) == (
        1,
        1,
        2,
    )
    assert sum(counted.values()) == 4


def test_a_word_that_no_total_has_stops_the_run() -> None:
    with pytest.raises(ReconciliationError):
        tally(LATER, lambda row: row.direction if row.kpi == "A" else None, Rating)  # type: ignore[arg-type,return-value]


def test_sections_that_do_not_add_up_stop_the_run() -> None:
    whole = ratings(LATER)
    parts = [ratings(LATER[:1]), ratings(LATER[1:])]
    require_same_total(whole, parts)
    for wrong in (parts[:1], [*parts, parts[0]], [ratings(LATER[:1]), ratings(LATER[2:])]):
        with pytest.raises(ReconciliationError):
            require_same_total(whole, wrong)


def test_rows_by_period_are_matched_with_their_own_period() -> None:
    march, june = (named("A", Rating.GREEN, period=period) for period in ("2024-03", "2024-06"))
    found = compare([march, june], [june._replace(rating=Rating.RED)], by_period)
    assert [(then.period, now.rating) for then, now in found.both] == [("2024-06", Rating.RED)]
    assert [each.period for each in found.left] == ["2024-03"]


def test_rows_of_one_key_are_matched_in_their_order() -> None:
    """Two definitions that claim one id are both rows: the first is compared with the first."""
    first, second = named("A", Rating.GREEN), named("A", Rating.RED)
    found = compare([first, second], [first, second])
    assert [(then.rating, now.rating) for then, now in found.both] == [
        (Rating.GREEN, Rating.GREEN),
        (Rating.RED, Rating.RED),
    ]
    assert [each.rating for each in compare([first, second], [first]).left] == [Rating.RED]
    assert [each.rating for each in compare([first], [first, second]).entered] == [Rating.RED]


def test_a_comparison_that_lost_a_row_stops_the_run() -> None:
    whole = compare(EARLIER, LATER)
    require_whole(whole, EARLIER, LATER)
    for earlier, later in ((EARLIER[1:], LATER), (EARLIER, LATER[1:])):
        with pytest.raises(ReconciliationError):
            require_whole(whole, earlier, later)


def test_exceptions_that_appeared_vanished_and_changed_severity() -> None:
    def rule(name: str, severity: Gravity = Gravity.CONCERN) -> Rule:
        return Rule(id=name, when=(), severity=severity, says="")

    a, b = named("A"), named("B")
    earlier = [(a, rule("red")), (a, rule("late")), (b, rule("red")), (b, rule("new"))]
    later = [(b, rule("red")), (a, rule("red", Gravity.URGENT)), (b, rule("new")), (b, rule("late"))]
    found = compare_raised(earlier, later)
    assert [(row.kpi, each.id) for row, each in found.appeared] == [("B", "late")]
    assert [(row.kpi, each.id) for row, each in found.vanished] == [("A", "late")]
    assert [(was[0].kpi, was[1].severity, now[1].severity) for was, now in found.regraded] == [
        ("A", Gravity.CONCERN, Gravity.URGENT)
    ]
