"""Areas side by side: ranks, quarters of a ranking, and several areas together. Context, and never a reason for a rating."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from qpr_rules.definition import Definition, Kind, Polarity
from qpr_rules.evaluation import Evaluation
from qpr_rules.settings import Area

QUARTERS = 4


class Standing(NamedTuple):
    """One area among others: ``rank`` 1 is the best, and equal figures share it; ``quarter`` 1 is the best quarter of the ranking.

    Both are None for an area without a figure, and the quarter too where fewer than four areas have one.
    """

    row: Evaluation
    rank: int | None
    quarter: int | None


def standings(rows: Iterable[Evaluation], polarity: Polarity | None) -> tuple[Standing, ...]:
    """Rows of one KPI and period, best first; those without a figure last. Equal figures share a rank (1, 2, 2, 4).

    A KPI that should stay close is better the less it is outside its target; an activity indicator has no better, and is
    ranked from the largest. The quarter follows from the rank: of n figures the first holds a quarter, rounded up, and those
    tied with them.

    >>> rows = [Evaluation(area=area, figure=Fraction(figure)) for area, figure in (("A", 60), ("B", 70), ("C", 60), ("D", 50))]
    >>> [(each.row.area, each.rank, each.quarter) for each in standings(rows, Polarity.HIGHER)]
    [('B', 1, 1), ('A', 2, 2), ('C', 2, 2), ('D', 4, 4)]
    """
    rows = list(rows)
    better = _better(polarity)
    ranked = sorted((row for row in rows if row.figure is not None), key=lambda row: (-better(row), row.area))
    found: list[Standing] = []
    for place, row in enumerate(ranked, 1):
        tied = bool(found) and better(found[-1].row) == better(row)
        rank = found[-1].rank if tied else place
        assert rank is not None
        quarter = 1 + (rank - 1) * QUARTERS // len(ranked) if len(ranked) >= QUARTERS else None
        found.append(Standing(row, rank, quarter))
    rest = sorted((row for row in rows if row.figure is None), key=lambda row: row.area)
    return (*found, *(Standing(row, None, None) for row in rest))


def _better(polarity: Polarity | None) -> Callable[[Evaluation], Fraction]:
    def of(row: Evaluation) -> Fraction:
        assert row.figure is not None
        if row.kind is Kind.ACTIVITY or polarity is Polarity.HIGHER or polarity is None:
            return row.figure
        if polarity is Polarity.LOWER:
            return -row.figure
        return row.to_target if row.to_target is not None and row.to_target < 0 else Fraction(0)

    return of


def together(rows: Sequence[Evaluation], per: int) -> Fraction | None:
    """The figure of several areas together: pooled, for a rate; None for what is none, or where no area has a figure.

    >>> def row(n, d):
    ...     return Evaluation(numerator=Fraction(n), denominator=Fraction(d), figure=Fraction(100 * n, d))
    >>> float(together([row(9, 10), row(300, 400)], 100))
    75.36585365853658
    """
    parts = [(row.numerator, row.denominator) for row in rows if row.figure is not None]
    known = [(above, below) for above, below in parts if above is not None and below is not None]
    whole = sum((below for _, below in known), Fraction(0))  # exact: fractions
    return sum((above for above, _ in known), Fraction(0)) / whole * per if whole else None  # exact: fractions


def median(rows: Sequence[Evaluation]) -> Fraction | None:
    """The figure in the middle, or half way between the two in the middle; None where no area has one.

    >>> median([Evaluation(figure=Fraction(each)) for each in (70, 50, 61, 60)])
    Fraction(121, 2)
    """
    figures = sorted(row.figure for row in rows if row.figure is not None)
    if not figures:
        return None
    low, high = figures[(len(figures) - 1) // 2], figures[len(figures) // 2]
    return (low + high) / 2


class Group(NamedTuple):
    """Areas that are compared with one another, best first; the figure of all of them, and the one in the middle."""

    standings: tuple[Standing, ...]
    together: Fraction | None
    median: Fraction | None

    @property
    def ranked(self) -> int:
        """How many have a figure, and so a rank."""
        return sum(each.rank is not None for each in self.standings)  # exact: integers


class Compared(NamedTuple):
    """One KPI as of a quarter, in every area. ``own`` is the area in question, None where it takes no rank here.

    ``near`` holds it among its neighbours, with the figures of these alone; None where none are listed. ``above`` holds
    areas that are made of others here, such as a county above its districts; ``apart`` the kinds of areas that are not counted because they
    are the same whole, broken down in another way.
    """

    definition: Definition
    areas: Mapping[str, Area]
    everywhere: Group
    above: tuple[Evaluation, ...]
    own: Standing | None
    near: Group | None
    apart: tuple[str, ...] = ()

    def title(self, code: str) -> str:
        """What an area is called."""
        return self.areas[code].title if code in self.areas else code

    def is_told_of(self, code: str) -> bool | None:
        """Whether the file of areas tells of an area, by itself or in another; None where there is no such file.

        The body's own area without a code needs no entry.
        """
        if not self.areas:
            return None
        return (
            not code
            or code in self.areas
            or any(code in (*each.parts, *each.neighbours, *each.was) for each in self.areas.values())
        )

    def is_near(self, code: str) -> bool:
        """Whether an area is a neighbour of the one in question."""
        own = self.areas.get(self.own.row.area) if self.own else None
        return own is not None and code in own.neighbours


def compared(
    definition: Definition,
    rows: Sequence[Evaluation],
    areas: Mapping[str, Area],
    above: frozenset[str],
    area: str,
) -> Compared:
    """Rows of one KPI and period side by side, but for those of the areas ``above`` others; ``area`` is in question."""
    everywhere = _group(definition, [row for row in rows if row.area not in above])
    own = next((each for each in everywhere.standings if each.row.area == area), None)
    found = Compared(definition, areas, everywhere, tuple(row for row in rows if row.area in above), own, None)
    beside = [each.row for each in everywhere.standings if found.is_near(each.row.area)]
    if own is None or not beside:
        return found
    among = _group(definition, [own.row, *beside])
    near = Group(among.standings, together(beside, definition.unit.per), median(beside))
    return found._replace(near=near)


def _group(definition: Definition, rows: Sequence[Evaluation]) -> Group:
    found = standings(rows, definition.polarity)
    return Group(found, together(rows, definition.unit.per), median(rows))
