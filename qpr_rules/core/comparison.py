"""Two evaluations side by side: the only place that says what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from qpr_rules.definition import Kind
from qpr_rules.evaluation import Direction, Evaluation, Rating

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


def compare(earlier: Sequence[Evaluation], later: Sequence[Evaluation]) -> Comparison:
    """Match two sets of rows by KPI and area."""
    before = {(row.kpi, row.area): row for row in earlier}
    after = {(row.kpi, row.area) for row in later}
    return Comparison(
        tuple((before[row.kpi, row.area], row) for row in later if (row.kpi, row.area) in before),
        tuple(row for row in later if (row.kpi, row.area) not in before),
        tuple(row for row in earlier if (row.kpi, row.area) not in after),
    )


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
    """KPIs by rating: green + amber + red + not rated is their number."""
    return tally(rows, lambda row: row.rating, Rating)


def directions(rows: Iterable[Evaluation]) -> dict[Direction, int]:
    """KPIs by direction, those with insufficient data included."""
    return tally(rows, lambda row: row.direction, Direction)


def require_same_total(whole: dict[Word, int], parts: Iterable[dict[Word, int]]) -> None:
    """Raises ReconciliationError unless the parts (sections) add up to the whole, word by word."""
    added = dict.fromkeys(whole, 0)
    for part in parts:
        for each, count in part.items():
            added[each] += count
    if added != whole:
        raise ReconciliationError(f"the sections add up to {added}, the whole is {whole}")
