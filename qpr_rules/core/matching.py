"""Which exception rules hold for which rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Condition, Flag, Gravity, Rule


def flags(rules: Sequence[Rule], rows: Sequence[Evaluation]) -> tuple[Flag, ...]:
    """The rules that hold, row by row, less those that another rule which holds for the same row covers.

    Rows come in the order of their gravest flag, then of the rule that raised it, then as given; the flags of one row
    in the order of gravity and rules.

    >>> red = (Condition("rating", frozenset(["red"])),)
    >>> rules = [Rule("red", red, Gravity.CONCERN, "Red."), Rule("listed", red, Gravity.URGENT, "Listed.", covers=("red",))]
    >>> [(flag.row, flag.rule.id) for flag in flags(rules, [Evaluation(), Evaluation(rating=Rating.RED)])]
    [(1, 'listed')]
    """
    order = {rule.id: place for place, rule in enumerate(rules)}
    found: list[list[Flag]] = []
    for index, row in enumerate(rows):
        fired = [rule for rule in rules if holds(rule, row)]
        covered = {other for rule in fired for other in rule.covers}
        kept = [Flag(index, rule) for rule in fired if rule.id not in covered]
        if kept:
            found.append(sorted(kept, key=lambda flag: (flag.rule.severity.rank, order[flag.rule.id])))
    found.sort(key=lambda group: (group[0].rule.severity.rank, order[group[0].rule.id], group[0].row))
    return tuple(flag for group in found for flag in group)


def needs_word(row: Evaluation, rules: Sequence[Rule]) -> bool:
    """Whether commentary should say something: an exception graver than a notice, Red, or Amber for the first time."""
    newly_amber = row.rating is Rating.AMBER and row.last_rating is Rating.GREEN and row.quarters_in_state == 1
    return row.rating is Rating.RED or newly_amber or any(rule.severity is not Gravity.NOTICE for rule in rules)


def holds(rule: Rule, row: Evaluation) -> bool:
    """Whether every condition of the rule is true of the row; a limit is true of no field that is empty, or no number.

    >>> few = Rule("few", (Condition("points", above=Decimal(2), at_most=Decimal(5)),), Gravity.NOTICE, "Few points.")
    >>> holds(few, Evaluation(points=5)), holds(few, Evaluation(points=2))
    (True, False)
    """
    return all(_holds(condition, getattr(row, condition.field)) for condition in rule.when)


def _holds(condition: Condition, value: Any) -> bool:
    if condition.words:
        return _word(value) in condition.words
    if not isinstance(value, int | float | Fraction | Decimal):
        return False
    number = Fraction(value) if value == value else None  # NaN is no number
    if number is None:
        return False
    return (
        (condition.at_least is None or number >= Fraction(condition.at_least))
        and (condition.at_most is None or number <= Fraction(condition.at_most))
        and (condition.above is None or number > Fraction(condition.above))
        and (condition.below is None or number < Fraction(condition.below))
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
