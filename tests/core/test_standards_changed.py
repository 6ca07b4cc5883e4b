"""Where two versions' standards differ: stretch by stretch of months, whatever keys the author wrote them under."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from qpr_rules.core.easing import Change, changes
from qpr_rules.core.standards_changed import Effect, StandardChange, of_bands, standards_changed
from qpr_rules.definition import Band, Definition, Standard
from tests.series import kpi, month

APRIL = month("2024-04")
EASIER, HARDER, EITHER, NEITHER = Effect


def standard(target: Any, floor: Any, first: int | None = None, last: int | None = None, **more: str) -> Standard:
    return Standard(Band(Decimal(target), None), Band(Decimal(floor), None), first, last, **more)


def year(start: int, target: Any, floor: Any, **more: str) -> Standard:
    first = APRIL + 12 * (start - 2024)
    return standard(target, floor, first, first + 11, key=f"{start}/{(start + 1) % 100}", **more)


KPI = kpi(standards=(year(2023, 60, 45, approved="A"), year(2024, 60, 45, approved="B")))


def only(before: Definition, after: Definition) -> Change:
    (found,) = changes(before, after)
    return found


def stretches(before: tuple[Standard, ...], after: tuple[Standard, ...], since: int | None = None) -> list[Any]:
    """First and last month from April 2024, and the targets before and after, of each change."""
    found = standards_changed(kpi(standards=before), kpi(standards=after), since)
    return [
        (
            *(None if each is None else each - APRIL for each in (change.first, change.last)),
            *(None if each is None else each.target.low for each in (change.before, change.after)),
        )
        for change in found
    ]


def test_a_standard_is_compared_month_by_month_whatever_its_keys_say() -> None:
    split = replace(
        KPI,
        standards=(
            year(2023, 60, 45, approved="A"),
            standard(60, 45, APRIL, APRIL + 5, key="2024/25", approved="B"),
            standard(58, 45, APRIL + 6, APRIL + 11, key="2024-10", approved="C", reason="R"),
        ),
    )
    found = only(KPI, split)
    assert found.standard is not None
    assert (found.standard.first, found.standard.last) == (APRIL + 6, APRIL + 11)
    assert (found.standard.target, found.standard.floor, found.effect) == (EASIER, NEITHER, EASIER)
    assert not found.standard.is_unsupported


def test_next_year_s_standard_is_compared_with_this_year_s() -> None:
    after = replace(KPI, standards=(*KPI.standards, year(2025, 58, 46, approved="B")))
    found = only(KPI, after)
    assert found.standard is not None and found.standard.follows
    assert (found.standard.target, found.standard.floor, found.effect) == (EASIER, HARDER, EITHER)
    assert not found.standard.fresh("approved")  # still the approval of the year before


def test_an_approval_left_over_from_the_earlier_figure_is_no_approval() -> None:
    after = replace(KPI, standards=(KPI.standards[0], year(2024, 55, 45, approved="B")))
    found = only(KPI, after)
    assert found.standard is not None and found.standard.is_unsupported


def test_a_standard_taken_away_is_easier_and_one_that_only_gains_an_end_is_not() -> None:
    gone = only(KPI, replace(KPI, standards=KPI.standards[:1]))
    assert gone.effect is EASIER
    short = replace(KPI, standards=(standard(60, 45),))
    dated = replace(KPI, standards=(year(2024, 60, 45),))
    found = [each.standard for each in changes(short, dated, since=APRIL)]
    assert [(each.first, each.last, each.effect) for each in found if each] == [(APRIL + 12, None, NEITHER)]


def test_standards_before_the_first_result_are_left_out() -> None:
    after = replace(KPI, standards=(year(2023, 50, 40, approved="A"), KPI.standards[1]))
    assert changes(KPI, after, since=APRIL) == ()
    assert len(changes(KPI, after, since=APRIL - 1)) == 1


def test_a_change_of_a_standard_says_what_became_of_each_half() -> None:
    change = StandardChange(standard(60, 45), standard(60, 40), APRIL, None)
    assert (change.target, change.floor, change.effect) == (NEITHER, EASIER, EASIER)


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ((None, 60), (None, 65), EASIER),
        ((None, 65), (None, 60), HARDER),
        ((60, None), (58, None), EASIER),
        ((60, None), (None, 60), EITHER),
        ((10, 20), (10, 25), EASIER),
        ((10, 20), (5, 20), EASIER),
        ((10, 20), (11, 20), HARDER),
        ((10, 20), (11, 25), EITHER),
        ((10, 20), (10, None), EASIER),
        ((10, 20), (None, 20), EASIER),
        ((None, 20), (10, 20), HARDER),
        ((10, 20), (10, 20), NEITHER),
    ],
)
def test_a_band_is_easier_where_it_holds_all_of_the_other(before: Any, after: Any, effect: Effect) -> None:
    one, other = (Band(*(None if end is None else Decimal(end) for end in band)) for band in (before, after))
    assert of_bands(one, other) is effect


def test_nothing_can_be_said_of_a_standard_that_has_no_counterpart() -> None:
    new, gone = StandardChange(None, standard(60, 45), 0, None), StandardChange(standard(60, 45), None, 0, 11)
    assert (new.target, new.floor, new.effect) == (EITHER, EITHER, EITHER)
    assert (gone.target, gone.floor, gone.effect) == (EITHER, EITHER, EASIER)
    assert not new.follows


def test_a_change_is_supported_by_an_approval_and_a_reason_of_its_own() -> None:
    old = standard(60, 45, approved="A", reason="R")
    for approved, reason, unsupported in (("B", "S", False), ("B", "R", True), ("A", "S", True), ("B", "", True)):
        change = StandardChange(old, standard(58, 45, approved=approved, reason=reason), 0, None)
        assert change.is_unsupported is unsupported
    assert not StandardChange(old, None, 0, None).fresh("approved")
    assert StandardChange(None, old, 0, None).fresh("approved")


def test_months_that_say_the_same_are_one_stretch_whatever_their_keys() -> None:
    halves = (standard(58, 45, APRIL, APRIL + 5, key="2024/25"), standard(58, 45, APRIL + 6, APRIL + 11, key="2024-10"))
    assert stretches((year(2024, 60, 45),), halves) == [(0, 11, 60, 58)]
    approved = (halves[0], halves[1]._replace(approved="C"))
    assert stretches((year(2024, 60, 45),), approved) == [(0, 5, 60, 58), (6, 11, 60, 58)]
    assert stretches((year(2023, 60, 45), year(2024, 60, 45)), ()) == [(-12, 11, 60, None)]


def test_stretches_with_unchanged_months_between_them_stay_apart() -> None:
    after = tuple(
        standard(target, 45, APRIL + first, APRIL + first + 3) for first, target in ((0, 58), (4, 60), (8, 58))
    )
    assert stretches((year(2024, 60, 45),), after) == [(0, 3, 60, 58), (8, 11, 60, 58)]


def test_an_open_standard_differs_from_its_beginning_to_its_end() -> None:
    assert stretches((standard(60, 45),), (standard(58, 45),)) == [(None, None, 60, 58)]
    assert stretches((standard(60, 45),), (standard(58, 45),), since=APRIL) == [(0, None, 60, 58)]
    assert stretches((standard(60, 45, None, APRIL),), (standard(58, 45, None, APRIL),)) == [(None, 0, 60, 58)]
    assert stretches((), (standard(58, 45),)) == [(None, None, None, 58)]
    assert stretches((standard(60, 45),), ()) == [(None, None, 60, None)]
    assert stretches((standard(60, 45, None, APRIL),), (standard(60, 45, APRIL - 3, APRIL),)) == [(None, -4, 60, None)]


def test_a_standard_that_is_new_is_held_against_the_one_just_before_it() -> None:
    march = standard(57, 45, APRIL + 11, APRIL + 11, key="2025-03")
    found = standards_changed(
        kpi(standards=(KPI.standards[1], march)), kpi(standards=(KPI.standards[1], march, year(2025, 61, 45)))
    )
    assert [(each.before, each.follows) for each in found] == [(march, True)]
    assert stretches((), (year(2024, 60, 45), year(2025, 61, 45))) == [(0, 11, None, 60), (12, 23, 60, 61)]


def test_each_new_standard_that_follows_another_is_said_by_itself() -> None:
    later = tuple(year(start, 60, 45, approved="B") for start in (2024, 2025, 2026))
    assert stretches(later[:1], later) == [(12, 23, 60, 60), (24, 35, 60, 60)]


def test_a_standard_taken_away_is_held_against_nothing() -> None:
    (found,) = standards_changed(KPI, replace(KPI, standards=KPI.standards[:1]))
    assert (found.before, found.after, found.follows) == (KPI.standards[1], None, False)
