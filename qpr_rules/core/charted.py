"""What a chart of one KPI and area is drawn from: each figure with its rating and standard then, and what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from qpr_rules.core.control import Control, control
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.standards import due
from qpr_rules.core.windows import summed
from qpr_rules.definition import Band, Definition, Reported, WindowKind
from qpr_rules.direction import Method, Over
from qpr_rules.evaluation import DIRECTIONS, RATINGS, REASONS, Evaluation, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import Frequency

YEARS, LONG_YEARS = 5, 10
"""The years of the body that a chart shows, the present one included, unless another number is asked for: of an annual
KPI, whose points are few, more of its own."""


class Plotted(NamedTuple):
    """One period at which a figure may stand, and the standard due then; ``month`` is the ordinal of its last month.

    ``reported`` says whether it is the figure of some quarter's report.
    """

    period: int
    month: int
    figure: Fraction | None
    rating: Rating
    reason: Reason | None
    provisional: bool
    target: Band | None
    floor: Band | None
    reported: bool


class Single(NamedTuple):
    """The value of one period by itself, behind a figure that is a rate over several; ``month`` is its last month."""

    month: int
    value: Fraction


class Charted(NamedTuple):
    """One KPI and area as of a quarter: its row, and its points, oldest first, to the period due. Drawing it needs no NumPy.

    ``control`` has the process limits, where they are of the figures' kind: of the figures themselves, or of the ``singles``,
    which are then those points, ``spaced`` so many months apart.
    """

    definition: Definition
    row: Evaluation
    points: tuple[Plotted, ...]
    singles: tuple[Single, ...] = ()
    control: Control | None = None
    spaced: int = 1


def charted(found: Evaluated, row: Evaluation, quarter: int, years: int | None = None) -> Charted:
    """What the chart of a row of ``found``, as of the quarter (an ordinal), is drawn from.

    It begins with the first figure, at most ``years`` back, the present one counted. Raises ValueError if the row is of an area
    that is not there.
    """
    definition = found.definition
    last = due_period(definition, quarter)
    first = max(found.evaluations.first, _opening(definition, last, years))
    points = list(_points(found, row.area, quarter, range(first, last + 1)))
    begin = next((place for place, point in enumerate(points) if point.figure is not None), len(points))
    limits = _limits(found, row, last)
    behind, spaced = _behind(definition, found.panel.only(row.area), limits)
    singles = [each for each in behind if first <= each[0] <= last]
    end = definition.calendar.last_month
    return Charted(
        definition,
        row,
        tuple(points[begin:]),
        tuple(Single(end(definition.frequency, period), value) for period, value in singles),
        limits,
        spaced * definition.frequency.months,
    )


def _limits(found: Evaluated, row: Evaluation, period: int) -> Control | None:
    """The process limits at a period, where they may be drawn among the figures.

    Where some results may not be shown, limits of the others may tell another direction than the row's, and are none.
    """
    definition, panel = found.definition, found.panel.only(row.area)
    if definition.direction.method is not Method.PROCESS_LIMITS:
        return None
    alone, column = Evaluated(definition, panel, evaluate(definition, panel)), period - panel.first
    shown = control(alone, column)
    if shown is None or DIRECTIONS[alone.evaluations.direction[0, column]] is not row.direction:
        return None
    return shown if shown.are_figures else None


def _behind(definition: Definition, panel: Panel, limits: Control | None) -> tuple[list[tuple[int, Fraction]], int]:
    """What is drawn behind the figures, by period, and how many periods apart: single periods, or what the limits are of.

    Values of one kind beside limits of another would look like special causes.
    """
    over = definition.direction.over
    quarterly = over is Over.QUARTERS and definition.frequency is not Frequency.YEAR
    step = 3 // definition.frequency.months if quarterly else 1
    alike = over is Over.FIGURES or step * definition.frequency.months == definition.window.months
    if limits is None or not (alike or quarterly or definition.reported is Reported.ROLLED):
        return list(_singles(definition, panel)), 1
    if alike or definition.reported is Reported.ROLLED:
        return [], 1
    return [(point.last, point.value) for point in limits.points if point.counts and point.value is not None], step


def _opening(definition: Definition, last: int, years: int | None) -> int:
    """The period with which the years up to the last begin."""
    calendar, frequency = definition.calendar, definition.frequency
    if frequency is Frequency.YEAR:
        return last + 1 - (years or LONG_YEARS)
    year = calendar.holding(Frequency.QUARTER, calendar.last_month(frequency, last)) // 4
    opens = calendar.first_month(Frequency.QUARTER, (year + 1 - (years or YEARS)) * 4)
    return calendar.holding(frequency, opens)


def _points(found: Evaluated, name: str, quarter: int, periods: range) -> Iterator[Plotted]:
    definition, evaluations = found.definition, found.evaluations
    area = evaluations.areas.index(name)
    reported = {due_period(definition, each) for each in range(found.grid(quarter).first, quarter + 1)}
    due_then: dict[tuple[int, int], tuple[Band, Band] | None] = {}
    for period in periods:
        column = period - evaluations.first
        if not evaluations.stands[column]:
            continue
        month, standard = (
            definition.calendar.last_month(definition.frequency, period),
            int(evaluations.standard[column]),
        )
        key = standard, month % 12
        if key not in due_then:
            due_then[key] = due(definition, standard, month) if standard >= 0 else None
        target, floor = due_then[key] or (None, None)
        exact = evaluations.figure(area, column)
        yield Plotted(
            period=period,
            month=month,
            figure=None if exact is None else definition.as_rated(exact),
            rating=RATINGS[evaluations.rating[area, column]],
            reason=REASONS[evaluations.reason[area, column]],
            provisional=bool(evaluations.provisional[area, column]) and exact is not None,
            target=target,
            floor=floor,
            reported=period in reported,
        )


def _singles(definition: Definition, panel: Panel) -> Iterator[tuple[int, Fraction]]:
    """The value of each single period (an ordinal) in the figure's own unit, where the figure is a rate over more than one.

    A count of one month is no figure of the kind of twelve months', nor is a month's rate by the mean of a population.
    """
    longer = (
        definition.window.months > definition.frequency.months and definition.window.kind is not WindowKind.SNAPSHOT
    )
    to_date = definition.window.kind is WindowKind.YEAR_TO_DATE
    apart = definition.reported is Reported.PER_PERIOD or (definition.reported is Reported.CUMULATIVE and not to_date)
    if not (longer and apart and definition.measure.is_ratio) or definition.measure.stock is not None:
        return
    source = summed(definition, panel)
    assert source.denominator is not None
    for column in range(source.periods):
        numerator, denominator = int(source.numerator[0, column]), int(source.denominator[0, column])
        if source.state[0, column] == State.PRESENT and denominator:
            times = definition.unit.per * 10**source.denominator_places
            yield source.first + column, Fraction(numerator * times, denominator * 10**source.numerator_places)
