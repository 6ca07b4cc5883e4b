"""What the core concludes: the words, the one table of fields, one row, and the columns of a whole definition."""

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


class FieldKind(StrEnum):
    """The type a field has in files."""

    TEXT = "text"
    WORD = "word"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    YES_NO = "yes-no"


class Field(NamedTuple):
    """One column of every output: CSV header, JSON property, the name rules may use, and what it means."""

    name: str
    kind: FieldKind
    meaning: str
    words: tuple[str, ...] = ()


class Evaluation(NamedTuple):
    """One KPI, one area, one quarter (or period): the verdict, and what is needed to reach it again by hand.

    The fields are those of ``FIELDS``, in that order. Numbers are exact; ``rating`` is NOT_RATED if and only if there
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

    @property
    def is_hidden(self) -> bool:
        """Whether there are results, and numerator, denominator and figure are not released."""
        return self.numerator is None and self.periods_present > 0


_T, _W, _I, _D, _F, _Y = FieldKind
_RATED, _HEADED = (tuple(map(str, words)) for words in (Rating, Direction))

FIELDS: tuple[Field, ...] = (
    Field("kpi", _T, "The KPI's id."),
    Field("name", _T, "The KPI's name."),
    Field("section", _T, "The id of the section of the report."),
    Field("owner", _T, "The id of the post that answers for the KPI."),
    Field("area", _T, "The area, as in the results; empty for the body's own."),
    Field("kind", _W, "Rated KPI, or activity indicator, which is in no total.", tuple(str(word) for word in Kind)),
    Field("quarter", _T, "The quarter the row is as of; empty when rows are by period."),
    Field("period", _T, "The figure's own period, by its code: 2024-12, 2024/25-Q3, 2024/25."),
    Field("numerator", _D, "The window's pooled numerator, count or value; exact."),
    Field("denominator", _D, "The window's pooled denominator; exact, as p/q where no decimal is (mean of a stock)."),
    Field("figure", _D, "The number that is rated, in the unit, to 15 significant digits."),
    Field("unit", _W, "What the figure is measured in.", tuple(str(word) for word in Unit)),
    Field("target", _T, "The target in force at the end of the figure's period; `17.5 to 22.5` for a band."),
    Field("floor", _T, "The floor standard in force then."),
    Field("to_target", _D, "How far beyond the target the figure is, in the unit; negative when it is short."),
    Field("to_floor", _D, "How far beyond the floor the figure is, in the unit; negative when it is short."),
    Field("to_target_percent", _D, "`to_target` as a percentage of the target."),
    Field("rating", _W, "The verdict on the figure.", _RATED),
    Field("reason", _W, "Why it is not rated; empty when it is.", tuple(str(word) for word in Reason)),
    Field("direction", _W, "The verdict on the trend.", _HEADED),
    Field("direction_method", _T, "How the direction was found, such as `regression over 8 quarters at 5%`."),
    Field("points", _I, "How many points the trend was found from."),
    Field("slope", _F, "Regression: change per step of the points, in the unit."),
    Field("p_value", _F, "Regression: two-sided p of the slope; 1 for a constant series, 0 for an exact line."),
    Field("previous_rating", _W, "The rating one quarter earlier.", _RATED),
    Field("year_ago_rating", _W, "The rating four quarters earlier.", _RATED),
    Field("last_rating", _W, "The latest green, amber or red before this quarter.", _RATED[:3]),
    Field("movement", _W, "The rating against the previous quarter's.", tuple(str(word) for word in Movement)),
    Field("previous_direction", _W, "The direction one quarter earlier.", _HEADED),
    Field("year_ago_direction", _W, "The direction four quarters earlier.", _HEADED),
    Field("standard_changed", _Y, "Whether target or floor differs from the previous quarter's within one year."),
    Field("previous_standard_differs", _Y, "Whether the rating one quarter earlier is by another target or floor."),
    Field("year_ago_standard_differs", _Y, "Whether the rating four quarters earlier is by another target or floor."),
    Field("quarters_in_state", _I, "For how many rated quarters running the rating has been this one."),
    Field("times_in_state", _I, "How many separate times it has been this one since the first rated quarter."),
    Field("state_since", _T, "The first rated quarter that was looked back to."),
    Field("best_in_years", _I, "The figure is better than every one in this many full years before it."),
    Field("worst_in_years", _I, "The figure is worse than every one in this many full years before it."),
    Field("periods_present", _I, "How many periods of the window have a result."),
    Field("periods_needed", _I, "How many periods the window has."),
    Field("provisional", _Y, "Whether any result in the window is provisional."),
    Field("new_result", _Y, "Whether the figure's period is a later one than in the previous quarter."),
    Field("last_figure", _D, "When it is late: the last known figure, which is not counted."),
    Field("last_period", _T, "When it is late: the period of the last known figure."),
    Field("expected", _W, "Activity: the figure against its expected range.", tuple(str(word) for word in Expected)),
    Field("implausible", _W, "What makes the figure hard to believe.", tuple(str(word) for word in Implausible)),
    Field("actions_open", _I, "Actions open in the quarter's commentary."),
    Field("actions_overdue", _I, "Actions open after their date at the quarter's end."),
    Field("approved", _T, "Who approved the standard in force, and when."),
    Field("restated", _T, "The latest quarter, up to a year back, that was published otherwise than it comes out now."),
    Field("restated_because", _W, "Why it comes out otherwise.", tuple(str(word) for word in Cause)),
    Field("illustrative", _Y, "Whether standard and results are invented for illustration."),
)


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

    def figure(self, area: int, column: int) -> Fraction | None:
        """The exact figure of one cell, in the unit; None where the window is incomplete, it is hidden, or nothing was measured."""
        hides = self.hidden is not None and self.hidden[area, column]
        if hides or int(self.present[area, column]) != int(self.needed[column]) or not self.stands[column]:
            return None
        numerator, denominator = self.pooled(area, column)
        if denominator is None:
            return numerator
        return numerator / denominator * self.definition.unit.per if denominator else None
