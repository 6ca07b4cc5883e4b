"""A rating against earlier ones: movement, time in a state, and records. All on the quarter grid.

The rules are those of docs/reference/method.md (Movement, time in state, records).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from qpr_rules.core.quarters import ByQuarter
from qpr_rules.core.ratings import broken
from qpr_rules.core.windows import windows_of
from qpr_rules.definition import WindowKind
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Direction, Evaluation, Movement, Rating
from qpr_rules.panel import Integers
from qpr_rules.verdicts import Evaluations

_NOT_RATED = RATINGS.index(Rating.NOT_RATED)
_INSUFFICIENT = DIRECTIONS.index(Direction.INSUFFICIENT_DATA)


def movement(now: Rating, before: Rating | None) -> Movement:
    """How a rating moved; ``before`` None for a KPI that was not in the set then.

    >>> movement(Rating.GREEN, Rating.AMBER), movement(Rating.RED, Rating.NOT_RATED)
    (<Movement.BETTER: 'better'>, <Movement.NEWLY_RATED: 'newly rated'>)
    """
    if before is None:
        return Movement.NEW
    if now is Rating.NOT_RATED:
        return Movement.STILL_NOT_RATED if before is Rating.NOT_RATED else Movement.NO_LONGER_RATED
    if before is Rating.NOT_RATED:
        return Movement.NEWLY_RATED
    gain = RATINGS.index(before) - RATINGS.index(now)
    return Movement.BETTER if gain > 0 else Movement.WORSE if gain < 0 else Movement.SAME


Earlier: TypeAlias = Mapping[int, Mapping[str, Evaluation]]
"""One KPI as it was published, by quarter (ordinal) and area; a published quarter without it holds nothing."""


def as_published(grid: ByQuarter, areas: tuple[str, ...], earlier: Earlier) -> ByQuarter:
    """The grid with the ratings and directions of quarters before its last as they were published, where they were.

    An area that a published quarter does not have keeps what it is worked out to be now.
    """
    rating, direction = grid.rating.copy(), grid.direction.copy()
    for quarter, rows in earlier.items():
        place = quarter - grid.first
        if not 0 <= place < rating.shape[1] - 1:
            continue
        if not rows:
            rating[:, place], direction[:, place] = _NOT_RATED, _INSUFFICIENT
        for area, name in enumerate(areas):
            if row := rows.get(name):
                rating[area, place] = RATINGS.index(row.rating)
                direction[area, place] = DIRECTIONS.index(row.direction)
    return replace(grid, rating=rating, direction=direction)


@dataclass(frozen=True, slots=True)
class Spell:
    """Time in the latest rating, for each area.

    ``running``: quarters running; ``times``: separate times; ``since``: the first rated quarter's place on the grid
    (-1 if none); ``earlier``: the code of the last rating before the latest quarter (*not rated* if none).
    """

    running: Any
    times: Any
    since: Any
    earlier: Any


def spell(ratings: Integers) -> Spell:
    """Time in state at the last column. Quarters that are not rated neither extend nor end it.

    >>> import numpy as np
    >>> red, none, green = 2, 3, 0
    >>> found = spell(np.array([[red, green, red, none, red]]))
    >>> int(found.running[0]), int(found.times[0])
    (2, 2)
    """
    # A quarter before the first that is not rated changes nothing, and there is always a quarter then.
    ratings = np.pad(ratings, ((0, 0), (1, 0)), constant_values=_NOT_RATED)
    latest = ratings[:, -1:]
    rated = ratings != _NOT_RATED
    same = rated & (ratings == latest)
    places = np.arange(ratings.shape[1])
    # For each quarter the last one before it that is rated; the very first, where there is none.
    seen = np.maximum.accumulate(np.where(rated, places, 0), axis=1)
    earlier = np.take_along_axis(ratings, np.pad(seen[:, :-1], ((0, 0), (1, 0))), axis=1)
    ended = np.where(rated & ~same, places, 0).max(axis=1, keepdims=True)
    return Spell(
        running=np.count_nonzero(same & (places > ended), axis=1),
        times=np.count_nonzero(same & (earlier != latest), axis=1),
        since=np.where(rated.any(axis=1), rated.argmax(axis=1), 0) - 1,
        earlier=earlier[:, -1],
    )


def since_break(evaluations: Evaluations, grid: ByQuarter) -> int:
    """The place on the grid of the first quarter whose figure ends after the latest break: time in state starts there.

    A break that lies after the latest figure itself (which may lag) has not touched it yet.
    """
    definition = evaluations.definition
    ends = [
        definition.calendar.last_month(definition.frequency, evaluations.first + int(column)) for column in grid.columns
    ]
    latest = max((change.month for change in definition.breaks if change.month <= ends[-1]), default=ends[0])
    return next(place for place, end in enumerate(ends) if end >= latest)


def records(evaluations: Evaluations, grid: ByQuarter, start: int) -> tuple[Any, Any]:
    """For how many full years the latest figure of each area is the best, and the worst, area by area: strictly, and exactly.

    Only quarters from the place ``start`` on the grid are looked back to, and n years need a figure n years back. A
    figure with a break in its window is no record and breaks none; a count over the year to date is compared with the
    same point of other years. KPIs for which neither higher nor lower is better have no record.
    """
    definition, latest = evaluations.definition, int(grid.columns[-1])
    straddles = _straddles(evaluations)
    within_year = definition.window.kind is WindowKind.YEAR_TO_DATE and not definition.measure.is_ratio
    backs = np.array(
        [
            back
            for back in range(1, len(grid.columns) - start)
            if (column := int(grid.columns[-1 - back])) not in (-1, latest)
            and not straddles[column]
            and not (within_year and back % 4)
        ],
        dtype=np.int64,
    )
    now_n, now_d, known = _cells(evaluations, np.array([latest]))
    then_n, then_d, exists = _cells(evaluations, grid.columns[-1 - backs])
    gain = (now_n * then_d - then_n * now_d) * definition.sign

    if evaluations.hidden is not None:
        # A figure that is not released beats nothing, and nothing beats it.
        known = known & ~evaluations.hidden[:, [latest]]
        out_of_reach = evaluations.hidden[:, grid.columns[-1 - backs]]
        gain, exists = np.where(out_of_reach, 0, gain), exists | out_of_reach

    def years(beaten: Any) -> Any:
        """Of each area, back to its first figure that is not beaten."""
        holds = np.logical_and.accumulate(known & (~exists | beaten), axis=1)
        return np.where(holds & exists, backs, 0).max(axis=1, initial=0) // 4

    return years(gain > 0), years(gain < 0)


def _straddles(evaluations: Evaluations) -> Any:
    """Which columns have a break inside their window."""
    definition, first, periods = evaluations.definition, evaluations.first, evaluations.periods
    months = definition.calendar.last_months(definition.frequency, first, periods)
    return broken(definition, windows_of(definition, first, periods), months)


def _cells(evaluations: Evaluations, columns: Any) -> tuple[Any, Any, Any]:
    """Numerators and denominators of some columns as Python integers, and where there is a figure."""
    known = (evaluations.present[:, columns] == evaluations.needed[columns]) & evaluations.stands[columns]
    numerator = evaluations.numerator[:, columns].astype(object)
    if evaluations.denominator is None:
        return numerator, 1, known
    denominator = evaluations.denominator[:, columns].astype(object)
    return numerator, denominator, known & (denominator != 0)
