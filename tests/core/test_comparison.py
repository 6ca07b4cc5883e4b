"""Two sets of rows side by side, and totals that stop the run when they do not add up."""

from __future__ import annotations

from typing import Any

import pytest

from qpr_rules.core.comparison import (
    ReconciliationError,
    compare,
    directions,
    ratings,
    require_same_total,
    tally,
)
from qpr_rules.definition import Kind
from qpr_rules.evaluation import Direction, Evaluation, Rating
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
