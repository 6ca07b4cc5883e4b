"""The one table of fields: every column of every output, with its type and what it means."""

from enum import StrEnum
from typing import NamedTuple

from qpr_rules.definition import Kind
from qpr_rules.evaluation import Cause, Direction, Expected, Implausible, Movement, Rating, Reason
from qpr_rules.quantity import Unit


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
    Field("parts", _I, "How many areas its results were added up from; 0 where they are its own."),
    Field("parts_missing", _T, "Of those, the ones without a result in the window, and for which periods."),
    Field("parts_differ", _Y, "Whether parts of the area add up to something else than its results in the window."),
    Field("parts_numerator", _D, "Where they differ: the numerator with what the parts add up to instead."),
    Field("parts_denominator", _D, "Where they differ: the denominator with what the parts add up to instead."),
    Field("parts_differ_in", _T, "Where they differ: in which periods of the window, and by which numbers."),
)
