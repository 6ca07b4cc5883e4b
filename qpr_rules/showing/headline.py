"""The headline paragraph, as Cabinet minutes put it, and the like-for-like sentences beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from qpr_rules.core.comparison import Comparison, compare, directions, ratings
from qpr_rules.definition import Definition, Kind
from qpr_rules.direction import Method
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.period import Calendar, Frequency
from qpr_rules.showing.words import count

NAMED = 6
"""KPIs that a sentence names; of more it gives the number, and a list names them."""

_RATED = {
    Rating.GREEN: "achieved target (Green)",
    Rating.AMBER: "achieved or exceeded the floor standard but did not meet target (Amber)",
    Rating.RED: "did not meet the floor standard (Red)",
}
_HEADED = {
    Direction.IMPROVING: "improving",
    Direction.NO_CLEAR_TREND: "stable or with no clear trend",
    Direction.WORSENING: "worsening",
}


@dataclass(frozen=True, slots=True)
class Quarters:
    """The rows of the body's own area in three quarters, KPIs only, and what they are called."""

    now: tuple[Evaluation, ...]
    previous: tuple[Evaluation, ...]
    year_ago: tuple[Evaluation, ...]
    title: str
    previous_title: str
    year_ago_title: str


class Quarterly(Protocol):
    """What of a report the headline needs."""

    @property
    def quarter(self) -> int: ...
    @property
    def calendar(self) -> Calendar: ...
    def own_at(self, quarter: int) -> tuple[Evaluation, ...]: ...


def quarters_of(report: Quarterly, keep: Callable[[Evaluation], bool] = lambda _: True) -> Quarters:
    """The KPIs of the body's own area as of the report's quarter, the one before and a year before, those to keep."""
    back = [report.quarter - each for each in (0, 1, 4)]
    now, previous, year_ago = (tuple(filter(keep, kpis(report.own_at(each)))) for each in back)
    return Quarters(now, previous, year_ago, *(report.calendar.show(Frequency.QUARTER, each) for each in back))


def kpis(rows: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """The rows that totals count: no activity indicators."""
    return tuple(row for row in rows if row.kind is Kind.KPI)


def headline(quarters: Quarters) -> list[str]:
    """The paragraph as reported: counts now, and the change in counts."""
    now = ratings(quarters.now)
    total = sum(now.values())
    if not total:
        return [f"No Key Performance Indicator was active in {quarters.title}."]
    rated = [f"{now[word]} {said}" for word, said in _RATED.items()]
    unrated = [row for row in quarters.now if row.rating is Rating.NOT_RATED]
    sentences = [f"In {quarters.title}, of {plural(total, 'Key Performance Indicator')}, {listed(rated)}."]
    if unrated:
        said = _named([f"{row.name} ({row.reason})" for row in unrated])
        was = f"{_was(len(unrated)).capitalize()} not rated"
        sentences.append(f"{was}: {said}." if said else f"{was}; they are named below.")
    return [*sentences, *_travel(quarters)]


def _travel(quarters: Quarters) -> list[str]:
    """The directions. They are compared with those of a quarter in which some KPI had one: else every change is zero or all."""
    headed, before, then = (directions(each) for each in (quarters.now, quarters.previous, quarters.year_ago))
    without = [row for row in quarters.now if _none(row)]
    if len(without) == len(quarters.now):
        return ["Direction of Travel: none yet, for lack of data."]
    parts: list[str] = []
    for word, said in _HEADED.items():
        change = _change(headed[word] - before[word])
        if not parts:
            change += " as the previous quarter" if change == "the same" else " than the previous quarter"
        parts.append(f"{headed[word]} {said} ({change})" if _any(before) else f"{headed[word]} {said}")
    sentences = [f"Direction of Travel: {listed(parts)}."]
    if without:
        said = _named([row.name for row in without])
        was = f"{_was(len(without)).capitalize()} without a direction for lack of data"
        sentences.append(f"{was}: {said}." if said else f"{was}.")
    if _any(then):
        better, worse = (_change(headed[word] - then[word]) for word in (Direction.IMPROVING, Direction.WORSENING))
        sentences.append(f"Against {quarters.year_ago_title}: improving, {better}; worsening, {worse}.")
    return sentences


def _any(found: Mapping[Direction, int]) -> bool:
    return any(found[word] for word in _HEADED)


def like_for_like(quarters: Quarters) -> list[str]:
    """The change among KPIs that have a rating (a direction) in both quarters, and who entered, left, gained or lost one."""
    found = compare(quarters.previous, quarters.now)
    rated, headed = found.rated_in_both(), found.directed_in_both()
    sentences = ["No KPI was rated in both quarters."]
    if rated:
        sentences = [_in_both(rated, "rated in both quarters", lambda row: row.rating, _RATED)]
        sentences += _by_another_standard(rated)
    if headed:
        sentences.append(_in_both(headed, "with a direction in both", lambda row: row.direction, _HEADED))
    return [*sentences, *_gained_and_lost(found)]


def _by_another_standard(rated: Sequence[tuple[Evaluation, Evaluation]]) -> list[str]:
    """How many of these have another target or floor now: their movement is not the figure's alone."""
    number = sum(now.previous_standard_differs for _, now in rated)  # exact: integers
    has = "has" if number == 1 else "have"
    return [f"{count(number).capitalize()} of them {has} another standard now."] if number else []


def _in_both(
    pairs: Sequence[tuple[Evaluation, Evaluation]],
    those: str,
    word: Callable[[Evaluation], object],
    words: Collection[Rating | Direction],
) -> str:
    def name(each: Rating | Direction) -> str:
        return each.capitalize() if isinstance(each, Rating) else _HEADED[each]

    def change(each: object) -> int:
        return sum(word(later) is each for _, later in pairs) - sum(word(earlier) is each for earlier, _ in pairs)

    begin = f"Of the {plural(len(pairs), 'KPI')} {those}"
    if not any(change(each) for each in words):
        return f"{begin}: no change in number."
    return f"{begin}: {', '.join(f'{name(each)} {_change(change(each))}' for each in words)}."


def _gained_and_lost(found: Comparison) -> list[str]:
    groups = {
        "Gained a rating": [now for then, now in found.both if then.reason and not now.reason],
        "Lost its rating": [now for then, now in found.both if now.reason and not then.reason],
        "Gained a direction": [now for then, now in found.both if _none(then) and not _none(now)],
        "Lost its direction": [now for then, now in found.both if _none(now) and not _none(then)],
    }
    return [
        f"{what if len(rows) == 1 else what.replace(' its ', ' their ')}: "
        f"{_named([row.name for row in rows]) or f'{len(rows)} KPIs'}."
        for what, rows in groups.items()
        if rows
    ]


def _named(names: Sequence[str]) -> str:
    """The names; empty where there are more than a paragraph can carry. The summary lists those that are not rated below."""
    return "; ".join(names) if len(names) <= NAMED else ""


def _none(row: Evaluation) -> bool:
    return row.direction is Direction.INSUFFICIENT_DATA


def by_chance(definitions: Sequence[Definition], rows: Sequence[Evaluation]) -> str:
    """How many directions would be seen though nothing changed; empty where none is tested."""
    tested = {each.id: each.direction for each in definitions if each.direction.method is Method.REGRESSION}
    levels = [tested[row.kpi].significance for row in rows if row.kpi in tested and not _none(row)]
    if not levels:
        return ""
    expected = sum(levels, Decimal(0))
    level = f"{max(levels) * 100:f}".rstrip("0").rstrip(".")
    return f"Tested at {level}%, about {round(expected)} of {len(levels)} directions arise by chance even if nothing has changed."


def _was(number: int) -> str:
    return f"{count(number)} was" if number == 1 else f"{count(number)} were"


def _change(number: int) -> str:
    """``the same``, ``one fewer``, ``three more``."""
    return "the same" if number == 0 else f"{count(abs(number))} {'more' if number > 0 else 'fewer'}"
