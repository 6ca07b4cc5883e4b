"""What the core concludes: the words, one row, and the columns of a whole definition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from qpr_rules.definition import Band, Definition, Kind
from qpr_rules.direction import DirectionMethod
from qpr_rules.quantity import Unit

if TYPE_CHECKING:  # the words are read by commands that must start without NumPy
    from qpr_rules.panel import Integers


class Rating(StrEnum):
    """The verdict on one figure."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not rated"


class Reason(StrEnum):
    """Why a figure is not rated, in the order in which the first that applies is given."""

    IN_ERROR = "in error"
    SUSPENDED = "suspended"
    NOT_YET_INTRODUCED = "not yet introduced"
    ACTIVITY_ONLY = "activity only"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not applicable"
    CANNOT_BE_ADDED_UP = "cannot be added up"
    NO_RESULTS = "no results"
    LATE = "late"
    WINDOW_INCOMPLETE = "window incomplete"
    BREAK_IN_WINDOW = "break in window"
    NOTHING_TO_MEASURE = "nothing to measure"
    TOO_FEW_CASES = "too few cases"
    NO_STANDARD_IN_FORCE = "no standard in force"


class Direction(StrEnum):
    """The verdict on a trend. Activity indicators rise and fall; they do not improve."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CLEAR_TREND = "no clear trend"
    INSUFFICIENT_DATA = "insufficient data"
    RISING = "rising"
    FALLING = "falling"


class Movement(StrEnum):
    """A rating now against the rating one quarter earlier."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NEWLY_RATED = "newly rated"
    NO_LONGER_RATED = "no longer rated"
    STILL_NOT_RATED = "still not rated"
    NEW = "new"


class Expected(StrEnum):
    """An activity indicator's figure against its expected range."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"


class Implausible(StrEnum):
    """What makes a figure hard to believe; evidence for a person, never a verdict."""

    FRACTION = "fraction for percent"
    MANY_TIMES_TARGET = "many times the target"
    REPEATED = "same value repeated"
    JUMP = "jump"


class Cause(StrEnum):
    """Why what was published is no longer what comes out."""

    DATA = "data revised"
    RULE = "rule changed"
    METHOD = "method changed"
    SEVERAL = "several causes"


RATINGS: tuple[Rating, ...] = tuple(Rating)
REASONS: tuple[Reason | None, ...] = (None, *Reason)
DIRECTIONS: tuple[Direction, ...] = tuple(Direction)
"""The order of the codes in the columns of ``Evaluations``."""


class Evaluation(NamedTuple):
    """One KPI, one area, one quarter (or period): the verdict, and what is needed to reach it again by hand.

    The fields are those of ``fields.FIELDS``, in that order. Numbers are exact; ``rating`` is NOT_RATED if and only if there
    is a ``reason``. An empty one is not rated.
    """

    kpi: str = ""
    name: str = ""
    section: str = ""
    owner: str = ""
    area: str = ""
    kind: Kind = Kind.KPI
    quarter: str = ""
    period: str = ""
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    figure: Fraction | None = None
    unit: Unit = Unit.COUNT
    target: Band | None = None
    floor: Band | None = None
    to_target: Fraction | None = None
    to_floor: Fraction | None = None
    to_target_percent: Fraction | None = None
    rating: Rating = Rating.NOT_RATED
    reason: Reason | None = None
    direction: Direction = Direction.INSUFFICIENT_DATA
    direction_method: DirectionMethod = DirectionMethod()
    points: int = 0
    slope: float | None = None
    p_value: float | None = None
    previous_rating: Rating | None = None
    year_ago_rating: Rating | None = None
    last_rating: Rating | None = None
    movement: Movement | None = None
    previous_direction: Direction | None = None
    year_ago_direction: Direction | None = None
    standard_changed: bool = False
    previous_standard_differs: bool = False
    year_ago_standard_differs: bool = False
    quarters_in_state: int | None = None
    times_in_state: int | None = None
    state_since: str = ""
    best_in_years: int = 0
    worst_in_years: int = 0
    periods_present: int = 0
    periods_needed: int = 0
    provisional: bool = False
    new_result: bool = False
    last_figure: Fraction | None = None
    last_period: str = ""
    expected: Expected | None = None
    implausible: Implausible | None = None
    actions_open: int = 0
    actions_overdue: int = 0
    approved: str = ""
    restated: str = ""
    restated_because: Cause | None = None
    illustrative: bool = False
    parts: int = 0
    parts_missing: str = ""
    parts_differ: bool = False
    parts_numerator: Fraction | None = None
    parts_denominator: Fraction | None = None
    parts_differ_in: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether there are results, and numerator, denominator and figure are not released."""
        return self.numerator is None and self.periods_present > 0


@dataclass(frozen=True, slots=True)
class Evaluations:
    """One definition's verdicts, areas x own periods from the ordinal ``first``.

    ``numerator`` and ``denominator`` are pooled over each window and scaled as in the panel; where the denominator is
    the mean of a stock, it holds the sum, and the numerator has been multiplied by ``times`` (per column) in return.
    ``rating``, ``reason`` and ``direction`` hold codes: indexes of ``RATINGS``, ``REASONS``, ``DIRECTIONS``.
    ``standard`` holds, for each column, the index in ``definition.standards``, or -1; ``stands`` whether there is a
    figure at that column at all. ``slope`` and ``p_value`` are NaN where there is no test. As released, ``hidden`` says
    which figures are not, and ``near_hidden`` where what is made from several of them would reach one.
    """

    definition: Definition
    areas: tuple[str, ...]
    first: int
    numerator: Integers
    denominator: Integers | None
    numerator_places: int
    denominator_places: int
    times: Any
    present: Integers
    needed: Any
    provisional: Integers
    rating: Integers
    reason: Integers
    standard: Any
    stands: Any
    direction: Integers
    points: Integers
    slope: Any
    p_value: Any
    hidden: Any = None
    near_hidden: Any = None

    @property
    def periods(self) -> int:
        """How many columns there are."""
        return int(self.rating.shape[1])

    def pooled(self, area: int, column: int) -> tuple[Fraction, Fraction | None]:
        """The exact pooled numerator and denominator of one cell, in the units of the results."""
        times = int(self.times[column])
        numerator = Fraction(int(self.numerator[area, column]), 10**self.numerator_places * times)
        if self.denominator is None:
            return numerator, None
        return numerator, Fraction(int(self.denominator[area, column]), 10**self.denominator_places * times)

    def figure_stands(self, area: int, column: int) -> bool:
        """Whether the numbers of one cell are whole, and released: its window is complete."""
        hides = self.hidden is not None and self.hidden[area, column]
        return not hides and int(self.present[area, column]) == int(self.needed[column]) and bool(self.stands[column])

    def figure(self, area: int, column: int) -> Fraction | None:
        """The exact figure of one cell, in the unit; None where the window is incomplete, it is hidden, or nothing was measured."""
        if not self.figure_stands(area, column):
            return None
        numerator, denominator = self.pooled(area, column)
        if denominator is None:
            return numerator
        return numerator / denominator * self.definition.unit.per if denominator else None
