"""Two evaluations side by side: the only place that says what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

from qpr_rules.definition import Kind
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.rule import Rule

Word = TypeVar("Word", bound=StrEnum)


class ReconciliationError(Exception):
    """Totals do not add up. This is our mistake, never the author's: the run stops."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of two sets matched by KPI and area, in the order of the later set; ``both`` holds (earlier, later)."""

    both: tuple[tuple[Evaluation, Evaluation], ...]
    entered: tuple[Evaluation, ...]
    left: tuple[Evaluation, ...]

    def moved(self) -> tuple[tuple[Evaluation, Evaluation], ...]:
        """The pairs whose rating differs."""
        return tuple(pair for pair in self.both if pair[0].rating is not pair[1].rating)

    def rated_in_both(self) -> tuple[tuple[Evaluation, Evaluation], ...]:
        """The pairs with a rating on both sides: what a like-for-like change may count."""
        return tuple(pair for pair in self.both if all(row.rating is not Rating.NOT_RATED for row in pair))

    def directed_in_both(self) -> tuple[tuple[Evaluation, Evaluation], ...]:
        """The pairs with a direction on both sides."""
        return tuple(
            pair for pair in self.both if all(row.direction is not Direction.INSUFFICIENT_DATA for row in pair)
        )


Key: TypeAlias = Callable[[Evaluation], Hashable]


def by_kpi(row: Evaluation) -> Hashable:
    """What makes two rows the same one, as of a quarter."""
    return row.kpi, row.area


def by_period(row: Evaluation) -> Hashable:
    """What makes two rows the same one, period by period."""
    return row.kpi, row.area, row.period


def compare(earlier: Sequence[Evaluation], later: Sequence[Evaluation], key: Key = by_kpi) -> Comparison:
    """Match two sets of rows by KPI and area, or by another key; rows that share a key, in their order.

    >>> found = compare([Evaluation(kpi="A"), Evaluation(kpi="B")], [Evaluation(kpi="B", rating=Rating.RED)])
    >>> [(str(was.rating), str(now.rating)) for was, now in found.moved()], [row.kpi for row in found.left]
    ([('not rated', 'red')], ['A'])
    """
    before, after = _by_key(earlier, key), _by_key(later, key)
    return Comparison(
        tuple((before[name], row) for name, row in after.items() if name in before),
        tuple(row for name, row in after.items() if name not in before),
        tuple(row for name, row in before.items() if name not in after),
    )


def _by_key(rows: Iterable[Evaluation], key: Key) -> dict[Hashable, Evaluation]:
    found: dict[Hashable, Evaluation] = {}
    times: dict[Hashable, int] = {}
    for row in rows:
        name = key(row)
        times[name] = times.get(name, 0) + 1
        found[name, times[name]] = row
    return found


def require_whole(found: Comparison, earlier: Sequence[Evaluation], later: Sequence[Evaluation]) -> None:
    """Raises ReconciliationError unless what stayed, left and entered makes up the totals before and after."""
    require_same_total(ratings(earlier), [ratings(then for then, _ in found.both), ratings(found.left)])
    require_same_total(ratings(later), [ratings(now for _, now in found.both), ratings(found.entered)])


Raised: TypeAlias = tuple[Evaluation, Rule]
"""An exception: the row, and the rule that holds for it."""


@dataclass(frozen=True, slots=True)
class RaisedComparison:
    """Exceptions of two versions: those only the later has, those only the earlier had, and those of another severity."""

    appeared: tuple[Raised, ...]
    vanished: tuple[Raised, ...]
    regraded: tuple[tuple[Raised, Raised], ...]


def compare_raised(earlier: Iterable[Raised], later: Iterable[Raised]) -> RaisedComparison:
    """Match exceptions by KPI, area and rule."""
    before, after = ({(row.kpi, row.area, rule.id): (row, rule) for row, rule in side} for side in (earlier, later))
    both = [(before[name], found) for name, found in after.items() if name in before]
    return RaisedComparison(
        tuple(found for name, found in after.items() if name not in before),
        tuple(found for name, found in before.items() if name not in after),
        tuple((was, now) for was, now in both if was[1].severity is not now[1].severity),
    )


class CellDifference(NamedTuple):
    """One cell of two tables of text that differs; ``key`` names its row. ``column`` is empty for a row of one side only."""

    key: tuple[str, ...]
    column: str
    was: str
    now: str


def compare_cells(
    earlier: Sequence[Mapping[str, str]], later: Sequence[Mapping[str, str]], key: Sequence[str]
) -> Iterator[CellDifference]:
    """Match the rows of two tables by some of their columns, and say which cells of those that both have differ.

    >>> was, now = {"kpi": "X", "rating": "red"}, {"kpi": "X", "rating": "green", "points": "8"}
    >>> [each.column for each in compare_cells([was], [now], ["kpi"])]
    ['rating']
    """
    before, after = ({tuple(row.get(name, "") for name in key): row for row in side} for side in (earlier, later))
    for name, row in before.items():
        if name not in after:
            yield CellDifference(name, "", "a row", "")
            continue
        for column, was in row.items():
            if was != (now := after[name].get(column, "")):
                yield CellDifference(name, column, was, now)
    yield from (CellDifference(name, "", "", "a row") for name in after if name not in before)


def tally(rows: Iterable[Evaluation], word: Callable[[Evaluation], Word], words: type[Word]) -> dict[Word, int]:
    """How many KPIs have each word, 0 included; activity indicators are in no total.

    Raises ReconciliationError if the counts do not add up to the KPIs.
    """
    counted = [row for row in rows if row.kind is Kind.KPI]
    counts = {each: sum(word(row) is each for row in counted) for each in words}
    if sum(counts.values()) != len(counted):  # exact: integers
        raise ReconciliationError(f"{counts} do not add up to {len(counted)} KPIs")
    return counts


def ratings(rows: Iterable[Evaluation]) -> dict[Rating, int]:
    """KPIs by rating: green + amber + red + not rated is their number. Raises as ``tally`` does.

    >>> [f"{number} {rating}" for rating, number in ratings([Evaluation(rating=Rating.RED), Evaluation()]).items()]
    ['0 green', '0 amber', '1 red', '1 not rated']
    """
    return tally(rows, lambda row: row.rating, Rating)


def directions(rows: Iterable[Evaluation]) -> dict[Direction, int]:
    """KPIs by direction, those with insufficient data included. Raises as ``tally`` does."""
    return tally(rows, lambda row: row.direction, Direction)


def require_same_total(whole: dict[Word, int], parts: Iterable[dict[Word, int]]) -> None:
    """Raises ReconciliationError unless the parts (sections) add up to the whole, word by word."""
    added = dict.fromkeys(whole, 0)
    for part in parts:
        for each, count in part.items():
            added[each] += count
    if added != whole:
        raise ReconciliationError(f"the sections add up to {added}, the whole is {whole}")
