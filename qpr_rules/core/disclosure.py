"""Disclosure control: which results and figures would tell a count below the threshold, and a definition without them.

Results are put together into *atoms*: single periods, or whole quarters of months where a month is small. A number is
released only if it is the sum of whole atoms of which each is nothing or not small, so that no subtraction of released
numbers reaches inside one. docs/explanation/small-counts.md says why, and proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from qpr_rules.bulk import areas_of, of_area
from qpr_rules.core.atoms import Counts, atoms, cut, is_share, year_starts
from qpr_rules.core.families import families
from qpr_rules.core.quarters import due_period, first_quarter
from qpr_rules.core.rollup import compared_with_parts
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.windows import windows_of
from qpr_rules.definition import Definition, Reported
from qpr_rules.direction import Over
from qpr_rules.evaluation import DIRECTIONS, RATINGS, REASONS, Direction, Rating, Reason
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Integers, Panel
from qpr_rules.quantity import to_decimal
from qpr_rules.settings import Area

_NONE: Mapping[str, Area] = {}


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of a definition is not released, areas x periods: results, figures, and slopes with what compares figures."""

    results: Integers
    figures: Integers
    trends: Integers


def released(found: Evaluated, own: str, areas: Mapping[str, Area] = _NONE) -> Evaluated:
    """The definition without what it hides; the same one where it hides nothing.

    ``own`` is the body's own area, ``areas`` are those declared: what makes up what.

    A hidden result is SUPPRESSED. A hidden figure keeps its rating, direction and reason as of each quarter; between
    quarters, where no total counts it, it has none.
    """
    hides = hidden(found, own, areas)
    if hides is None:
        return found
    panel, evaluations = found.panel, found.evaluations
    state = np.where(hides.results & panel.where(State.PRESENT), int(State.SUPPRESSED), panel.state)
    between = hides.figures & ~_due(found.definition, panel)

    def without(cells: Any, where: Integers, instead: float = 0) -> Any:
        return np.where(where, instead, cells).astype(cells.dtype, order="F")

    told = replace(
        panel,
        numerator=without(panel.numerator, hides.results),
        denominator=None if panel.denominator is None else without(panel.denominator, hides.results),
        state=state.astype(panel.state.dtype, order="F"),
    )
    return replace(
        found,
        panel=compared_with_parts(found.definition, told, areas),  # what is hidden is not told by what differs from it
        evaluations=replace(
            evaluations,
            numerator=without(evaluations.numerator, hides.figures),
            denominator=None if evaluations.denominator is None else without(evaluations.denominator, hides.figures),
            rating=without(evaluations.rating, between, RATINGS.index(Rating.NOT_RATED)),
            reason=without(evaluations.reason, between, REASONS.index(Reason.SUPPRESSED)),
            direction=without(evaluations.direction, between, DIRECTIONS.index(Direction.INSUFFICIENT_DATA)),
            slope=without(evaluations.slope, hides.trends, np.nan),
            p_value=without(evaluations.p_value, hides.trends, np.nan),
            hidden=hides.figures,
            near_hidden=hides.trends,
        ),
    )


def is_near_hidden(told: Evaluated, area: str, quarter: int) -> bool:
    """Whether something that is not released lies within reach of what an area's figure as of a quarter is made from."""
    column = due_period(told.definition, quarter) - told.evaluations.first
    near = told.evaluations.near_hidden
    return near is not None and column >= 0 and bool(near[told.evaluations.areas.index(area), column])


def without_hidden(found: Evaluated, told: Evaluated, results: Sequence[Observation]) -> Sequence[Observation]:
    """The results of one definition, without those that ``told``, as it is released, does not have; the same if it has all.

    Of areas that another has taken over, all or none: the panel has only their sum.
    """
    rows = {area: row for row, area in enumerate(told.panel.areas)}
    definition, panel = found.definition, told.panel
    former = [one for area in areas_of(results) if area not in rows for one in of_area(results, area)]
    hides = told is not found or definition.reported is not Reported.PER_PERIOD
    former_hidden = bool(definition.disclosure) and (hides or any(_is_small(definition, one) for one in former))
    if told is found and not (former and former_hidden):
        return results

    def hidden_too(one: Observation) -> bool:
        if one.area not in rows:
            return former_hidden and one.state is State.PRESENT
        return bool(panel.state[rows[one.area], one.period - panel.first] == State.SUPPRESSED)

    return tuple(
        one._replace(numerator=None, denominator=None, state=State.SUPPRESSED) if hidden_too(one) else one
        for one in results
    )


def _is_small(definition: Definition, one: Observation) -> bool:
    """Whether a result is of a small count by itself."""
    if one.numerator is None or not definition.measure.pools:
        return False
    parts = [one.numerator] if one.denominator is None else [one.numerator, one.denominator]
    parts += [one.denominator - one.numerator] if one.denominator is not None and is_share(definition) else []
    return any(0 < abs(each) < definition.disclosure for each in parts)


def hidden(found: Evaluated, own: str, areas: Mapping[str, Area] = _NONE) -> Hidden | None:
    """What a definition hides by its threshold; None where it has none, or no result is small."""
    definition, panel = found.definition, found.panel
    if not definition.disclosure or not definition.measure.pools or not panel.areas:
        return None
    counts = Counts.of(definition, panel, families(panel.areas, own, areas))
    if not counts.small(counts.parts).any():
        return None
    unsafe, coarse, edges = atoms(definition, panel, counts, _revised(found, counts))
    real = slice(0, len(panel.areas))
    unsafe, coarse = unsafe[real], coarse[real]
    columns = np.arange(panel.periods)
    alone = (
        columns if definition.reported is Reported.ROLLED else windows_of(definition, panel.first, panel.periods).begins
    )
    figures = cut(unsafe, coarse, edges, alone)
    results = cut(unsafe, coarse, edges, columns)
    if definition.reported is Reported.CUMULATIVE:
        results = cut(unsafe, coarse, edges, year_starts(definition, panel))
    return Hidden(results, figures, _within(results | figures, _reach(definition)))


def _revised(found: Evaluated, counts: Counts) -> Integers:
    """Which columns lie in the window of a figure that was published otherwise than it comes out now."""
    definition, evaluations = found.definition, found.evaluations
    marked = np.zeros(counts.present.shape, dtype=bool)
    begins = windows_of(definition, found.panel.first, found.panel.periods).begins
    for quarter, rows in found.earlier.items():
        column = due_period(definition, quarter) - found.panel.first
        for area, name in enumerate(evaluations.areas) if 0 <= column < found.panel.periods else ():
            row = rows.get(name)
            if row is not None and row.figure is not None:
                now = evaluations.figure(area, column)
                if now is None or to_decimal(definition.as_rated(now)) != to_decimal(row.figure):
                    marked[area, max(0, int(begins[column])) : column + 1] = True
    return marked


def _within(cells: Integers, reach: int) -> Integers:
    """Where one of the last ``reach`` columns holds something."""
    totals = np.pad(np.cumsum(cells, axis=1), ((0, 0), (1, 0)))  # exact: integers
    low = np.maximum(np.arange(cells.shape[1]) - reach + 1, 0)
    found: Integers = totals[:, 1:] - totals[:, low] > 0
    return found


def _reach(definition: Definition) -> int:
    """How many periods back the numbers of a direction are made from, at most."""
    step, window = definition.frequency.months, definition.window.months // definition.frequency.months
    method = definition.direction
    if not method.method.uses_points:
        return 12 // step + 1 + window
    return method.points * (max(1, 3 // step) if method.over is Over.QUARTERS else 1) + window


def _due(definition: Definition, panel: Panel) -> Any:
    """Which columns are the figure of some quarter's report."""
    return np.isin(panel.first + np.arange(panel.periods), list(_dues(definition, panel)))


def _dues(definition: Definition, panel: Panel) -> Iterator[int]:
    quarter = first_quarter(definition, panel.first)
    while (period := due_period(definition, quarter)) <= panel.last:
        yield period
        quarter += 1
