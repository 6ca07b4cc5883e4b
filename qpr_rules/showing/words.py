"""Sentences: fields put into rules' words, counts as minutes write them, states and periods as people say them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qpr_rules.definition import Band
from qpr_rules.english import plural
from qpr_rules.evaluation import Direction, Evaluation, Movement, Rating
from qpr_rules.period import MONTH_NAMES, day_in_words
from qpr_rules.quantity import Unit
from qpr_rules.settings import Area
from qpr_rules.showing.figures import band, distance, exact, figure, honest_decimals, in_points, number, with_unit

_PLACE = re.compile(r"\{([a-z_]+)\}")
_CLAUSE = re.compile(r"; ")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(.+)-(Q[1-4])")
_CODE = re.compile(r"\b\d{4}-\d{2}\b(?!-)|\b\d{4}(?:/\d{2})?-Q[1-4]\b")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def period(code: str, *, short: bool = False) -> str:
    """A period's code as people write it.

    >>> period("2024-12"), period("2024/25-Q3"), period("2024-12", short=True)
    ('December 2024', 'Q3 2024/25', 'Dec 2024')
    """
    if match := _MONTH.fullmatch(code):
        name = MONTH_NAMES[int(match[2]) - 1]
        return f"{name[:3] if short else name} {match[1]}"
    if match := _QUARTER.fullmatch(code):
        return f"{match[2]} {match[1]}"
    return code


day = day_in_words
"""A date as people write it."""


def rating(word: Rating | None) -> str:
    """A rating as a report prints it."""
    return "-" if word is None else "not rated" if word is Rating.NOT_RATED else word.capitalize()


def direction(word: Direction | None) -> str:
    """A direction as a report prints it."""
    return "stable or no clear trend" if word is Direction.NO_CLEAR_TREND else str(word or "-")


def count(number: int) -> str:
    """Small numbers in words, as minutes do.

    >>> count(3), count(12)
    ('three', '12')
    """
    return _SMALL[number] if 0 <= number < len(_SMALL) else str(number)


def ordinal(number: int) -> str:
    """First, second, ... tenth, 11th."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{suffix}"


def movement(row: Evaluation) -> str:
    """How the rating moved since the previous quarter."""
    before = rating(row.previous_rating)
    match row.movement:
        case Movement.BETTER | Movement.WORSE:
            return f"{row.movement}: was {before}"
        case Movement.SAME:
            return "same"
        case Movement.NEWLY_RATED:
            return f"was not rated; last {rating(row.last_rating)}" if row.last_rating else "newly rated"
        case Movement.NO_LONGER_RATED:
            return f"was {before}"
        case Movement.NEW:
            return "new KPI"
        case Movement.STILL_NOT_RATED:
            return "still not rated"
        case _:
            return "-"


def moved(row: Evaluation) -> str:
    """The movement since the previous quarter in a few letters, for beside a rating."""
    match row.movement:
        case Movement.BETTER | Movement.WORSE | Movement.NO_LONGER_RATED:
            return f"was {rating(row.previous_rating)}"
        case Movement.SAME | Movement.STILL_NOT_RATED:
            return "unchanged"
        case Movement.NEWLY_RATED:
            return "was unrated"
        case Movement.NEW:
            return "new KPI"
        case _:
            return ""


def crosses(row: Evaluation) -> bool:
    """Whether the movement since the previous quarter is between ratings by different standards."""
    return row.previous_standard_differs and Rating.NOT_RATED not in (row.rating, row.previous_rating)


def crosses_year(row: Evaluation) -> bool:
    """The same of the movement since the same quarter a year ago."""
    return row.year_ago_standard_differs and Rating.NOT_RATED not in (row.rating, row.year_ago_rating)


def of_parts(row: Evaluation) -> str:
    """What a row's results were added up from, and what was missing for it; empty where they are its own.

    >>> of_parts(Evaluation(parts=4, parts_missing="SOUTH 2024-11"))
    'added up from 4 parts; no result of SOUTH Nov 2024'
    """
    if not row.parts:
        return ""
    missing = f"; no result of {value('parts_missing', row, 0)}" if row.parts_missing else ""
    return f"added up from {plural(row.parts, 'part')}{missing}"


def state(row: Evaluation, years: int | None = None) -> str:
    """Time in this state: ``Red for 5 quarters, third time since 2021``; empty when not rated.

    Of an annual KPI, whose figure stands for four quarters, ``years`` says for how many years instead.
    """
    if not row.quarters_in_state:
        return ""
    long = plural(years, "year") if years else plural(row.quarters_in_state, "quarter")
    text = f"{rating(row.rating)} for {long}"
    if row.times_in_state and row.times_in_state > 1:
        text += f", {ordinal(row.times_in_state)} time since {period(row.state_since).split(' ')[-1][:4]}"
    return text


def years_running(past: Sequence[tuple[object, Rating]], row: Evaluation) -> int:
    """How many different figures an annual KPI's time in state is made of.

    ``past`` holds, for each quarter to this one, the period of its figure and its rating.
    """
    rated = [(figure_of, word) for figure_of, word in past if word is not Rating.NOT_RATED]
    return len({figure_of for figure_of, _ in rated[-(row.quarters_in_state or 0) :]}) if row.quarters_in_state else 0


def area(code: str, known: Mapping[str, Area]) -> str:
    """What people call an area, with its code where it has both.

    >>> area("E1", {"E1": Area("E1", "North")}), area("E2", {})
    ('North (E1)', 'E2')
    """
    name = known[code].name if code in known else ""
    return f"{name} ({code})" if code and name and name != code else name or code


def sentence(says: str, row: Evaluation, decimals: int) -> str:
    """A rule's sentence with its ``{field}`` places filled; a name that is no field stays as it is written.

    What follows a semicolon is left out where it names fields and none of them has a value: what is late from the first
    has no figure that was known last.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return value(name, row, decimals) if name in Evaluation._fields else match[0]

    first, *clauses = _CLAUSE.split(says)
    told = [each for each in clauses if not _empty(each, row)]
    end = "." if clauses[len(told) :] and told[-1:] != clauses[-1:] and says.endswith(".") else ""
    return _PLACE.sub(fill, "; ".join([first, *told])) + end


def _empty(clause: str, row: Evaluation) -> bool:
    """Whether a clause has places for fields, and all of those are without a value."""
    names = [name for name in _PLACE.findall(clause) if name in Evaluation._fields]
    return bool(names) and all(getattr(row, name) in (None, "") for name in names)


def value(name: str, row: Evaluation, decimals: int) -> str:
    """One field of a row as people read it."""
    held: Any = getattr(row, name)
    match held:
        case None | "":
            return "-"
        case bool():
            return "yes" if held else "no"
        case Rating():
            return rating(held)
        case Direction():
            return direction(held)
        case Band():
            return band(held, row.unit)
        case _ if name == "figure":
            return figure(row, decimals)
        case _ if name in ("period", "quarter", "last_period", "state_since", "restated"):
            return period(held)
        case _ if name in ("parts_missing", "parts_differ_in"):
            return _CODE.sub(lambda code: period(code[0], short=True), held)
        case _ if name in ("to_target", "to_floor"):
            away = distance(row, row.target if name == "to_target" else row.floor, held, decimals).lstrip("+-")
            return in_points(away, row.unit) if row.unit is Unit.PERCENT else with_unit(away, row.unit)
        case _ if name == "to_target_percent":
            return f"{number(abs(held), honest_decimals(abs(held), 1, [Fraction(0)]))}%"
        case _ if name == "last_figure":
            return figure(row._replace(figure=held), decimals)
        case Fraction() | Decimal():
            return exact(Fraction(held))
        case float():
            return f"{held:.3g}"
        case _:
            return str(held)
