"""The headline paragraph, as Cabinet minutes put it, and the like-for-like sentences beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from qpr_rules.core.comparison import Comparison, compare, directions, ratings
from qpr_rules.definition import Definition, Kind
from qpr_rules.direction import Method
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.period import Calendar, Frequency
from qpr_rules.showing.words import count, listed, plural

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
    def quarter(self) -> int: ...  # noqa: D102
    @property
    def calendar(self) -> Calendar: ...  # noqa: D102
    def own_at(self, quarter: int) -> tuple[Evaluation, ...]: ...  # noqa: D102


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
        sentences.append(
            f"{_was(len(unrated)).capitalize()} not rated: {_named([f'{row.name} ({row.reason})' for row in unrated])}."
        )
    headed, before = directions(quarters.now), directions(quarters.previous)
    parts = []
    for word, said in _HEADED.items():
        change = f" ({_change(headed[word] - before[word])})" if quarters.previous else ""
        parts.append(f"{headed[word]} {said}{change}")
    if quarters.previous:
        parts[0] = (
            parts[0].replace(")", " than the previous quarter)", 1)
            if "the same" not in parts[0]
            else parts[0].replace("the same", "the same as the previous quarter")
        )
    sentences.append(f"Direction of Travel: {listed(parts)}.")
    without = [row for row in quarters.now if row.direction is Direction.INSUFFICIENT_DATA]
    if without:
        sentences.append(
            f"{_was(len(without)).capitalize()} without a direction for lack of data: {_named([row.name for row in without])}."
        )
    if quarters.year_ago:
        then = directions(quarters.year_ago)
        better = _change(headed[Direction.IMPROVING] - then[Direction.IMPROVING])
        worse = _change(headed[Direction.WORSENING] - then[Direction.WORSENING])
        sentences.append(f"Against {quarters.year_ago_title}: improving, {better}; worsening, {worse}.")
    return sentences


def like_for_like(quarters: Quarters) -> list[str]:
    """The change among KPIs that have a rating (a direction) in both quarters, and who entered, left, gained or lost one."""
    found = compare(quarters.previous, quarters.now)
    rated, headed = found.rated_in_both(), found.directed_in_both()
    return [
        f"Of the {plural(len(rated), 'KPI')} rated in both quarters: {_changes(rated, lambda row: row.rating, _RATED)}.",
        *_by_another_standard(rated),
        f"Of the {plural(len(headed), 'KPI')} with a direction in both: {_changes(headed, lambda row: row.direction, _HEADED)}.",
        *_gained_and_lost(found),
    ]


def _by_another_standard(rated: Sequence[tuple[Evaluation, Evaluation]]) -> list[str]:
    """How many of these have another target or floor now: their movement is not the figure's alone."""
    number = sum(now.previous_standard_differs for _, now in rated)  # exact: integers
    has = "has" if number == 1 else "have"
    return [f"{count(number).capitalize()} of them {has} another standard now."] if number else []


def _changes(
    pairs: Sequence[tuple[Evaluation, Evaluation]],
    word: Callable[[Evaluation], object],
    words: Collection[Rating | Direction],
) -> str:
    def name(each: Rating | Direction) -> str:
        return each.capitalize() if isinstance(each, Rating) else _HEADED[each]

    def change(each: object) -> int:
        return sum(word(later) is each for _, later in pairs) - sum(word(earlier) is each for earlier, _ in pairs)

    if not any(change(each) for each in words):
        return "no change in number"
    return ", ".join(f"{name(each)} {_change(change(each))}" for each in words)


def _gained_and_lost(found: Comparison) -> list[str]:
    groups = {
        "Gained a rating": [now for then, now in found.both if then.reason and not now.reason],
        "Lost its rating": [now for then, now in found.both if now.reason and not then.reason],
        "Gained a direction": [now for then, now in found.both if _none(then) and not _none(now)],
        "Lost its direction": [now for then, now in found.both if _none(now) and not _none(then)],
    }
    return [f"{what}: {_named([row.name for row in rows])}." for what, rows in groups.items() if rows]


def _named(names: Sequence[str]) -> str:
    """The names, or, of more than a paragraph can carry, how many; the summary lists those that are not rated below."""
    return "; ".join(names) if len(names) <= NAMED else f"{len(names)} KPIs, named below"


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
