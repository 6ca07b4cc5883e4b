"""What the core concludes: the words, and one row."""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from qpr_rules.definition import Band, Kind
from qpr_rules.direction import DirectionMethod
from qpr_rules.quantity import Unit


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
"""The order of the codes in the columns of ``verdicts.Evaluations``."""


class Evaluation(NamedTuple):
    """One KPI, one area, one quarter (or period): the verdict, and what is needed to reach it again by hand.

    The fields are those of ``fields.FIELDS``, which says what each means, in that order. Numbers are exact, and in the KPI's
    unit: 60 is 60%. ``rating`` is NOT_RATED if and only if there is a ``reason``. An empty one is not rated.

    >>> Evaluation(kpi="X", rating=Rating.RED, figure=Fraction(140_300, 3_448)).figure, Evaluation().rating
    (Fraction(35075, 862), <Rating.NOT_RATED: 'not rated'>)
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
