"""Exception rules against rows: which hold, which are covered, and in what order they are listed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from qpr_rules.core.matching import flags, holds, needs_word
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.rule import Condition, Gravity, Rule
from tests.series import kpi, month, results, row

ROW = row(kpi(), results(month("2024-01"), "50/100 x12"), "Q3 2024/25")
"""50%, Amber under a target of 60 and a floor of 45."""


def rule(name: str, *when: Condition, severity: Gravity = Gravity.CONCERN, covers: tuple[str, ...] = ()) -> Rule:
    return Rule(id=name, when=when, severity=severity, says="", covers=covers)


def words(field: str, *chosen: str) -> Condition:
    return Condition(field, frozenset(chosen))


def number(field: str, **limits: Any) -> Condition:
    given: dict[str, Any] = {name: Decimal(limit) for name, limit in limits.items()}
    return Condition(field, **given)


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        (words("rating", "amber"), True),
        (words("rating", "red", "amber"), True),
        (words("rating", "red"), False),
        (words("provisional", "no"), True),
        (words("provisional", "yes"), False),
        (words("reason", ""), True),  # no reason: it is rated
        (words("reason", "late"), False),
        (number("figure", at_least="50"), True),
        (number("figure", at_least="50.1"), False),
        (number("figure", at_most="50"), True),
        (number("figure", at_most="49.9"), False),
        (number("figure", above="50"), False),
        (number("figure", above="49.9"), True),
        (number("figure", below="50"), False),
        (number("figure", below="50.1"), True),
        (number("figure", at_least="40", below="50"), False),  # all the limits together
        (number("figure", above="40", below="60"), True),
        (number("to_target", below="0"), True),
        (number("periods_present", at_least="12"), True),
        (number("last_figure", at_least="-1000"), False),  # what is not there is no number
        (number("rating", at_least="0"), False),
    ],
)
def test_a_condition_holds_or_does_not(condition: Condition, true: bool) -> None:
    assert holds(rule("r", condition), ROW) is true


def test_yes_and_no_are_words() -> None:
    assert holds(rule("r", words("provisional", "yes")), ROW._replace(provisional=True))
    assert not holds(rule("r", words("provisional", "no")), ROW._replace(provisional=True))


def test_not_a_number_meets_no_limit() -> None:
    odd = ROW._replace(slope=float("nan"))
    assert not holds(rule("r", number("slope", at_least="-1")), odd)
    assert not holds(rule("r", number("slope", at_most="1")), odd)


def test_every_condition_of_a_rule_must_hold() -> None:
    amber, improving = words("rating", "amber"), words("direction", "improving")
    assert not holds(rule("r", amber, improving), ROW)
    assert holds(rule("r", amber, improving), ROW._replace(direction=Direction.IMPROVING))


def listed(rules: list[Rule], rows: list[Evaluation]) -> list[tuple[int, str]]:
    return [(flag.row, flag.rule.id) for flag in flags(rules, rows)]


def test_a_rule_that_another_covers_is_silent_for_that_row_only() -> None:
    wide = rule("below-target", words("rating", "amber", "red"))
    narrow = rule("red", words("rating", "red"), covers=("below-target",))
    rows = [ROW._replace(rating=Rating.RED), ROW]
    assert listed([wide, narrow], rows) == [(1, "below-target"), (0, "red")]


def test_a_rule_that_does_not_hold_covers_nothing() -> None:
    assert listed([rule("a", words("rating", "amber")), rule("b", words("rating", "red"), covers=("a",))], [ROW]) == [
        (0, "a")
    ]


def test_rows_come_by_gravity_then_by_rule_then_as_given() -> None:
    rules = [
        rule("small", words("rating", "amber"), severity=Gravity.NOTICE),
        rule("second", words("rating", "red"), severity=Gravity.URGENT),
        rule("first", number("figure", below="10"), severity=Gravity.CONCERN),
        rule("also", words("rating", "amber", "green"), severity=Gravity.CONCERN),
    ]
    green = ROW._replace(rating=Rating.GREEN)
    rows: list[Any] = [
        green,
        ROW,
        ROW._replace(rating=Rating.RED),
        green._replace(figure=Fraction(1)),
        ROW._replace(rating=Rating.NOT_RATED),
    ]
    assert listed(rules, rows) == [
        (2, "second"),
        (3, "first"),
        (3, "also"),
        (0, "also"),
        (1, "also"),
        (1, "small"),
    ]


def test_red_or_an_exception_of_concern_needs_a_word_and_a_notice_does_not() -> None:
    green = ROW._replace(rating=Rating.GREEN)
    assert needs_word(ROW._replace(rating=Rating.RED), [])
    assert not needs_word(green, [])
    assert not needs_word(green, [rule("quiet", severity=Gravity.NOTICE)])
    assert needs_word(green, [rule("quiet", severity=Gravity.NOTICE), rule("loud", severity=Gravity.CONCERN)])


@pytest.mark.parametrize(
    ("rating", "before", "running", "needed"),
    [
        (Rating.AMBER, Rating.GREEN, 1, True),
        (Rating.AMBER, Rating.GREEN, 2, False),
        (Rating.AMBER, Rating.RED, 1, False),
        (Rating.AMBER, None, 1, False),
        (Rating.GREEN, Rating.GREEN, 1, False),
    ],
)
def test_amber_needs_a_word_in_the_quarter_in_which_it_was_green_before(
    rating: Rating, before: Rating | None, running: int, needed: bool
) -> None:
    found = ROW._replace(rating=rating, last_rating=before, quarters_in_state=running)
    assert needs_word(found, []) is needed
