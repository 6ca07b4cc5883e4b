"""The workings of one cell: everything ``explain`` prints, found by the same functions on a one-row panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from qpr_rules.commentary import Note
from qpr_rules.core.control import Control, TrendPoint, bands_due, control, trend_points
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.ratings import ratio_of
from qpr_rules.core.recovery import Portion, Recovery, RollOff, recover, roll_off, rolls, short_by
from qpr_rules.core.rows import Evaluated, rows_as_of
from qpr_rules.core.standards import in_force
from qpr_rules.core.windows import pool, summed, windows_of
from qpr_rules.definition import Definition, Standard
from qpr_rules.evaluation import RATINGS, REASONS, Evaluation, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.panel import Difference, Panel

_OF_RESULTS = (Reason.SUPPRESSED, Reason.NOT_APPLICABLE, Reason.NO_RESULTS, Reason.LATE)
"""Why a part has no sum, where its results say so."""


@dataclass(frozen=True, slots=True)
class Result:
    """One period of the window as it was reported (or, of cumulative results, what the period added)."""

    period: int
    state: State
    numerator: Fraction | None
    denominator: Fraction | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Inequality:
    """One bound and the figure in whole numbers: ``numerator * up`` against ``bound * denominator * down``.

    ``numerator`` and ``denominator`` are the pooled ones in the panel's scale; ``at_least`` says which way it must hold.
    """

    of: str
    bound: Fraction
    at_least: bool
    numerator: int
    up: int
    scaled_bound: int
    denominator: int
    down: int

    @property
    def left(self) -> int:
        """The figure's side."""
        return self.numerator * self.up

    @property
    def right(self) -> int:
        """The bound's side."""
        return self.scaled_bound * self.denominator * self.down

    @property
    def met(self) -> bool:
        """Whether it holds; equality does."""
        return self.left >= self.right if self.at_least else self.left <= self.right


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier quarter's verdict and its standard, for the sparkline, the time in state and what the movement crosses."""

    quarter: int
    period: str
    figure: Fraction | None
    rating: Rating
    standard: Standard | None


class PartSum(NamedTuple):
    """What one part adds to the window; the numbers are None where its own is not complete, and ``why`` says why."""

    part: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class MadeOf:
    """The areas that another is made of, in the window of its figure.

    ``sums`` holds each part that the results were added up from, of some ``kind``; ``differs`` the periods in which parts of a kind add up to something else.
    """

    kind: str
    sums: tuple[PartSum, ...]
    differs: tuple[tuple[str, tuple[Difference, ...]], ...]


@dataclass(frozen=True, slots=True)
class Workings:
    """One KPI and area as of one quarter, with all that is needed to reach its verdict by hand; of no figure, the history alone."""

    definition: Definition
    evaluation: Evaluation
    quarter: int
    history: tuple[Past, ...]
    results: tuple[Result, ...] = ()
    standard: Standard | None = None
    inequalities: tuple[Inequality, ...] = ()
    points: tuple[TrendPoint, ...] = ()
    short_of_target: int | None = None
    short_of_floor: int | None = None
    roll_off: RollOff | None = None
    recovery: Recovery | None = None
    control: Control | None = None
    made_of: MadeOf | None = None


def workings(
    found: Evaluated, area: str, quarter: int, note: Note | None = None, row: Evaluation | None = None
) -> Workings:
    """The workings of one area as of a quarter, whose ``row`` may be known. Raises ValueError if the area has no row."""
    definition = found.definition
    panel = found.panel.only(area)
    is_alone = found.evaluations.areas == (area,)
    alone = found if is_alone else Evaluated(definition, panel, evaluate(definition, panel), found.earlier)
    if row is None:
        (row,) = rows_as_of(alone, quarter, {definition.id: note} if note else {})
    grid = alone.grid(quarter)
    column = int(grid.columns[-1])
    history = tuple(
        Past(
            grid.first + place,
            "" if at < 0 else definition.calendar.code(definition.frequency, panel.first + int(at)),
            None if at < 0 else alone.evaluations.figure(0, int(at)),
            RATINGS[grid.rating[0, place]],
            None if at < 0 else _standard(alone, int(at)),
        )
        for place, at in enumerate(grid.columns)
    )
    if column < 0:
        return Workings(definition, row, quarter, history)
    window = _results(definition, panel, column)
    portions = _portions(window)
    bands = bands_due(alone, column)
    complete = row.figure is not None
    rolling = rolls(definition) and complete
    earlier = _portions(_results(definition, panel, int(grid.columns[-2]))) if grid.columns[-2] >= 0 else ()
    return Workings(
        definition=definition,
        evaluation=row,
        quarter=quarter,
        history=history,
        results=window,
        standard=_standard(alone, column),
        inequalities=_inequalities(alone, column) if complete and bands else (),
        points=trend_points(alone, column)[0],
        short_of_target=short_by(definition, portions, bands[0]) if complete and bands else None,
        short_of_floor=short_by(definition, portions, bands[1]) if complete and bands else None,
        roll_off=roll_off(definition, earlier, portions) if rolling and len(earlier) == len(portions) else None,
        recovery=recover(definition, portions, bands) if rolling and bands else None,
        control=control(alone, column),
        made_of=_made_of(found, area, tuple(each.period for each in window)),
    )


def _made_of(found: Evaluated, area: str, window: Sequence[int]) -> MadeOf | None:
    whole, evaluations = found.panel.wholes.get(area), found.evaluations
    if whole is None or not whole.pools:
        return None
    column, sums = window[-1] - evaluations.first, []
    for part in whole.parts:
        at = evaluations.areas.index(part) if part in evaluations.areas else None
        if at is None:
            sums.append(PartSum(part, why=str(Reason.NO_RESULTS)))
        elif evaluations.figure_stands(at, column):
            sums.append(PartSum(part, *evaluations.pooled(at, column)))
        else:
            why = REASONS[evaluations.reason[at, column]]
            sums.append(PartSum(part, why=str(why if why in _OF_RESULTS else Reason.WINDOW_INCOMPLETE)))
    seen = ((kind, tuple(one for one in differing if one.period in window)) for kind, differing in whole.differs)
    return MadeOf(whole.kind, tuple(sums), tuple((kind, differing) for kind, differing in seen if differing))


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How one figure came about: the results of its window, and its inequalities with target and floor."""

    definition: Definition
    results: tuple[Result, ...]
    inequalities: tuple[Inequality, ...]


def arithmetic(found: Evaluated, area: str, period: int) -> Arithmetic | None:
    """The arithmetic of one area's figure at a period (an ordinal of the KPI's own); None outside the panel."""
    definition, panel = found.definition, found.panel.only(area)
    column = period - panel.first
    if not 0 <= column < panel.periods:
        return None
    alone = Evaluated(definition, panel, evaluate(definition, panel))
    rated = alone.evaluations.figure(0, column) is not None and bands_due(alone, column) is not None
    return Arithmetic(definition, _results(definition, panel, column), _inequalities(alone, column) if rated else ())


def _results(definition: Definition, panel: Panel, column: int) -> tuple[Result, ...]:
    """The periods that the figure at a column is summed from; those before the panel are missing."""
    windows = windows_of(definition, panel.first, panel.periods)
    source = summed(definition, panel)
    return tuple(
        _result(source, place) if place >= 0 else Result(panel.first + place, State.MISSING, None, None, False)
        for place in range(int(windows.start[column]), column + 1)
    )


def _result(panel: Panel, column: int) -> Result:
    state = State(int(panel.state[0, column]))
    present = state is State.PRESENT
    denominator = None
    if present and panel.denominator is not None:
        denominator = Fraction(int(panel.denominator[0, column]), 10**panel.denominator_places)
    numerator = Fraction(int(panel.numerator[0, column]), 10**panel.numerator_places) if present else None
    return Result(panel.first + column, state, numerator, denominator, bool(panel.provisional[0, column]))


def _portions(results: Sequence[Result]) -> tuple[Portion, ...]:
    return tuple(
        Portion(each.period, each.numerator, each.denominator) for each in results if each.numerator is not None
    )


def _standard(alone: Evaluated, column: int) -> Standard | None:
    index = int(alone.evaluations.standard[column])
    return alone.definition.standards[index] if index >= 0 else None


def _inequalities(alone: Evaluated, column: int) -> tuple[Inequality, ...]:
    definition, panel = alone.definition, alone.panel
    months = definition.calendar.last_months(definition.frequency, panel.first, panel.periods)
    levels = in_force(definition, months)
    windows = windows_of(definition, panel.first, panel.periods)
    pooled = pool(summed(definition, panel), windows, definition.measure.stock)
    ratio = ratio_of(definition, panel, pooled, levels.places)
    numerator = int(ratio.numerator[0, column])
    denominator = 1 if ratio.denominator is None else int(ratio.denominator[0, column])
    return tuple(
        Inequality(
            of=name,
            bound=Fraction(bound, 10**levels.places),
            at_least=at_least,
            numerator=numerator,
            up=ratio.up,
            scaled_bound=bound,
            denominator=denominator,
            down=ratio.down,
        )
        for name, level in (("target", levels.target), ("floor", levels.floor))
        for bound, at_least in ((level.low[column], True), (level.high[column], False))
        if bound is not None
    )
