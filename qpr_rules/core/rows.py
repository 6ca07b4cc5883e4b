"""Rows: a definition's columns of verdicts read out as ``Evaluation``s, as of a quarter or period by period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isnan

from qpr_rules.commentary import Note, Status
from qpr_rules.core.movements import Earlier, as_published, movement, records, since_break, spell
from qpr_rules.core.parts import of_parts
from qpr_rules.core.plausibility import implausible
from qpr_rules.core.quarters import ByQuarter, by_quarter, due_period, first_quarter, is_active
from qpr_rules.core.ratings import declared_reason
from qpr_rules.core.standards import changed_in_year, differ, due, due_at
from qpr_rules.core.windows import windows_of
from qpr_rules.definition import Band, Broken, Definition, Kind
from qpr_rules.evaluation import (
    DIRECTIONS,
    RATINGS,
    REASONS,
    Evaluation,
    Expected,
    Rating,
    Reason,
)
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import Calendar, Frequency, last_day
from qpr_rules.verdicts import Evaluations


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One definition with its panel and verdicts, which begin in the first column of the panel.

    ``earlier`` holds what was published of it: movement is against that.
    """

    definition: Definition
    panel: Panel
    evaluations: Evaluations
    earlier: Earlier = field(default_factory=dict)

    @property
    def first_quarter(self) -> int:
        """The first quarter whose report could hold a figure."""
        return first_quarter(self.definition, self.panel.first)

    def grid(self, quarter: int) -> ByQuarter:
        """The verdicts by quarter, from at least a year before to this one."""
        grid = by_quarter(self.evaluations, min(self.first_quarter, quarter - 4), quarter)
        return as_published(grid, self.evaluations.areas, self.earlier) if self.earlier else grid

    def was_in_set(self, quarter: int) -> bool:
        """Whether the KPI was in the set of an earlier quarter: as published, where it was."""
        told = self.earlier.get(quarter)
        return is_active(self.definition, quarter) if told is None else bool(told)


def rows_as_of(
    found: Evaluated, quarter: int, notes: Mapping[str, Note], areas: tuple[str, ...] | None = None
) -> Iterator[Evaluation]:
    """One row for each area (or those named) as of a quarter. ``notes`` is the quarter's commentary, by KPI id."""
    definition, evaluations = found.definition, found.evaluations
    calendar, grid = definition.calendar, found.grid(quarter)
    start = since_break(evaluations, grid)
    spells = spell(grid.rating[:, start:])
    best, worst = records(evaluations, grid, start)
    column, previous = int(grid.columns[-1]), int(grid.columns[-2])
    end = calendar.last_day(Frequency.QUARTER, quarter)
    actions = notes.get(definition.id, Note()).actions
    was_active = found.was_in_set(quarter - 1) if definition.kind is Kind.KPI else True
    was_there = found.was_in_set(quarter - 4)
    for area, name in enumerate(evaluations.areas):
        if areas is not None and name not in areas:
            continue
        row = row_at(found, area, column, due_period(definition, quarter))
        before = RATINGS[grid.rating[area, -2]] if was_active else None
        arrived = column >= 0 and found.panel.state[area, column] != State.MISSING
        late = row.reason is Reason.LATE or (row.reason is Reason.ACTIVITY_ONLY and not arrived)
        known = last_known(evaluations, area, column) if late else None
        yield row._replace(
            quarter=calendar.code(Frequency.QUARTER, quarter),
            previous_rating=before,
            year_ago_rating=RATINGS[grid.rating[area, -5]] if was_there else None,
            previous_direction=DIRECTIONS[grid.direction[area, -2]] if was_active else None,
            year_ago_direction=DIRECTIONS[grid.direction[area, -5]] if was_there else None,
            last_rating=_rated(int(spells.earlier[area])),
            movement=movement(row.rating, before) if definition.kind is Kind.KPI else None,
            standard_changed=changed_in_year(evaluations, column, previous),
            previous_standard_differs=was_active and by_another(found, row, quarter - 1, column, previous),
            year_ago_standard_differs=was_there and by_another(found, row, quarter - 4, column, int(grid.columns[-5])),
            quarters_in_state=(running := int(spells.running[area])) or None,
            times_in_state=int(spells.times[area]) or None,
            state_since=calendar.code(Frequency.QUARTER, grid.first + start + int(spells.since[area]))
            if running
            else "",
            best_in_years=int(best[area]),
            worst_in_years=int(worst[area]),
            new_result=bool(arrived) and column != previous,
            last_figure=None if known is None else figure_at(evaluations, area, known),
            last_period="" if known is None else calendar.code(definition.frequency, evaluations.first + known),
            implausible=implausible(definition, found.panel, area, column, row.figure, edge_of(row.target)),
            actions_open=sum(action.status is Status.OPEN for action in actions),
            actions_overdue=sum(action.is_overdue(end) for action in actions),  # exact: integers
        )


def verdicts_as_of(found: Evaluated, quarter: int, areas: tuple[str, ...] | None = None) -> Iterator[Evaluation]:
    """The rows of ``rows_as_of`` without what compares them with other quarters: the verdict, its figure, its standard."""
    due = due_period(found.definition, quarter)
    column, code = due - found.evaluations.first, found.definition.calendar.code(Frequency.QUARTER, quarter)
    for area, name in enumerate(found.evaluations.areas):
        if areas is None or name in areas:
            yield row_at(found, area, column, due)._replace(quarter=code)


def by_another(found: Evaluated, row: Evaluation, quarter: int, column: int, then: int) -> bool:
    """Whether the rating as of an earlier quarter is by another standard than the row's; their columns are given.

    Of the row, its area, target and floor are read.

    As published, its standard is the one it was published with. By a profile another part of the same standard is due
    every quarter: there, it is another if it is not what is worked out now to have been due then.
    """
    evaluations, definition = found.evaluations, found.definition
    told = found.earlier.get(quarter, {}).get(row.area)
    if told is None or told.target is None or told.floor is None or row.target is None or row.floor is None:
        return differ(evaluations, column, then)
    target, floor = row.target, row.floor
    if definition.profile:
        end = definition.calendar.last_month(definition.frequency, evaluations.first + then)
        bands = due(definition, int(evaluations.standard[then]), end) if then >= 0 else None
        if bands is None or differ(evaluations, column, then):
            return True
        target, floor = bands
    return (told.target.levels, told.floor.levels) != (target.levels, floor.levels)


def rows_by_period(found: Evaluated) -> Iterator[Evaluation]:
    """One row for each area and period that may have a figure, until the KPI is retired.

    Earlier ratings are those one and four quarters before; what lives on the quarter grid only is left empty.
    """
    definition, evaluations = found.definition, found.evaluations
    calendar, retired = definition.calendar, definition.retired
    ends = calendar.last_months(definition.frequency, evaluations.first, evaluations.periods)
    shown = [
        column
        for column, end in enumerate(ends)
        if evaluations.stands[column] and (retired is None or last_day(end) < retired.on)
    ]
    quarter, year = (max(1, months // definition.frequency.months) for months in (3, 12))
    for area in range(len(evaluations.areas)):
        for column in shown:
            row = row_at(found, area, column, evaluations.first + column)
            yield row._replace(
                previous_rating=_earlier(evaluations, area, column - quarter),
                year_ago_rating=_earlier(evaluations, area, column - year),
                previous_standard_differs=differ(evaluations, column, column - quarter),
                year_ago_standard_differs=differ(evaluations, column, column - year),
            )


def row_in_error(broken: Broken, calendar: Calendar, quarter: int, area: str) -> Evaluation:
    """The row of a definition in error: a KPI is in the totals, not rated, *in error*."""
    return Evaluation(
        kpi=broken.id,
        name=broken.name,
        section=broken.section,
        owner=broken.owner,
        area=area,
        kind=broken.kind,
        quarter=calendar.code(Frequency.QUARTER, quarter),
        reason=Reason.IN_ERROR,
    )


def row_at(found: Evaluated, area: int, column: int, period: int) -> Evaluation:
    """What one cell of the panel says; a negative column is a period before the panel, for which there are no results."""
    definition, evaluations = found.definition, found.evaluations
    row = Evaluation(
        kpi=definition.id,
        name=definition.name,
        section=definition.section,
        owner=definition.owner,
        area=evaluations.areas[area],
        kind=definition.kind,
        period=definition.calendar.code(definition.frequency, period),
        unit=definition.unit,
        direction_method=definition.direction,
        illustrative=definition.illustrative,
    )
    if column < 0:
        end = definition.calendar.last_month(definition.frequency, period)
        return row._replace(reason=declared_reason(definition, end) or Reason.NO_RESULTS)
    figure = figure_at(evaluations, area, column)
    numerator, denominator = evaluations.pooled(area, column)
    hides = evaluations.hidden is not None and bool(evaluations.hidden[area, column])
    absent = hides or evaluations.present[area, column] == 0
    standard = int(evaluations.standard[column])
    target, floor = due_at(evaluations, column)
    slope, p_value = float(evaluations.slope[area, column]), float(evaluations.p_value[area, column])
    name = evaluations.areas[area]
    if name in found.panel.wholes:
        start = int(windows_of(definition, found.panel.first, found.panel.periods).start[column])
        said = of_parts(definition, found.panel, name, column, start)
        row = row._replace(**said._asdict())
    return row._replace(
        numerator=None if absent else numerator,
        denominator=None if absent else denominator,
        figure=figure,
        target=target,
        floor=floor,
        to_target=(distance := _beyond(figure, target)),
        to_floor=_beyond(figure, floor),
        to_target_percent=_percent(distance, edge_of(target)),
        rating=RATINGS[evaluations.rating[area, column]],
        reason=REASONS[evaluations.reason[area, column]],
        direction=DIRECTIONS[evaluations.direction[area, column]],
        points=int(evaluations.points[area, column]),
        slope=None if isnan(slope) else slope,
        p_value=None if isnan(p_value) else p_value,
        periods_present=int(evaluations.present[area, column]),
        periods_needed=int(evaluations.needed[column]),
        provisional=bool(evaluations.provisional[area, column]) and figure is not None,
        expected=_expected(figure, definition.expected) if definition.expected else None,
        approved=definition.standards[standard].approved if standard >= 0 else "",
    )


def figure_at(evaluations: Evaluations, area: int, column: int) -> Fraction | None:
    """The figure that is rated."""
    exact = evaluations.figure(area, column)
    return None if exact is None else evaluations.definition.as_rated(exact)


def edge_of(band: Band | None) -> Fraction | None:
    """The one edge of a band, exactly; None of a band with two or none."""
    return None if band is None or band.edge is None else Fraction(band.edge)


def _beyond(figure: Fraction | None, band: Band | None) -> Fraction | None:
    """How far inside the band the figure lies: to its nearer edge, negative outside."""
    if figure is None or band is None:
        return None
    room = []
    if band.low is not None:
        room.append(figure - Fraction(band.low))
    if band.high is not None:
        room.append(Fraction(band.high) - figure)
    return min(room)


def _percent(distance: Fraction | None, edge: Fraction | None) -> Fraction | None:
    return None if distance is None or not edge else distance / abs(edge) * 100


def _expected(figure: Fraction | None, expected: Band) -> Expected | None:
    if figure is None:
        return None
    if expected.high is not None and figure > Fraction(expected.high):
        return Expected.ABOVE
    if expected.low is not None and figure < Fraction(expected.low):
        return Expected.BELOW
    return Expected.WITHIN


def _rated(code: int) -> Rating | None:
    rating = RATINGS[code]
    return None if rating is Rating.NOT_RATED else rating


def _earlier(evaluations: Evaluations, area: int, column: int) -> Rating | None:
    return RATINGS[evaluations.rating[area, column]] if column >= 0 else None


def last_known(evaluations: Evaluations, area: int, column: int) -> int | None:
    """The column of the last figure of an area before this one, or None."""
    return next((back for back in range(column - 1, -1, -1) if evaluations.figure(area, back) is not None), None)
