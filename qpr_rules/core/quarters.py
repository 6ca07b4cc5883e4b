"""From a KPI's own periods to the body's quarters: which figure is due as of a quarter.

docs/reference/method.md says it in words (Periods and quarters).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from qpr_rules.definition import Definition, WindowKind
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Direction, Rating
from qpr_rules.panel import Integers
from qpr_rules.period import Frequency
from qpr_rules.verdicts import Evaluations

_NOT_RATED = RATINGS.index(Rating.NOT_RATED)
_INSUFFICIENT = DIRECTIONS.index(Direction.INSUFFICIENT_DATA)


def due_period(definition: Definition, quarter: int) -> int:
    """The ordinal of the period whose figure is due as of a quarter (an ordinal of the body's calendar).

    The last one that can have a figure and ends on or before the quarter's end less the KPI's lag; the future never
    changes the past.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), lag=1)
    >>> quarter = kpi.calendar.parse("Q3 2024/25", Frequency.QUARTER)
    >>> kpi.calendar.show(kpi.frequency, due_period(kpi, quarter))
    'November 2024'
    """
    calendar = definition.calendar
    month = calendar.last_month(Frequency.QUARTER, quarter) - definition.lag
    if definition.window.kind in (WindowKind.QUARTER, WindowKind.YEAR):
        block = Frequency.QUARTER if definition.window.kind is WindowKind.QUARTER else Frequency.YEAR
        month = calendar.last_month(block, calendar.holding(block, month + 1) - 1)
    return calendar.holding(definition.frequency, month + 1) - 1


def is_active(definition: Definition, quarter: int) -> bool:
    """Whether the KPI is in the set of the quarter (an ordinal): introduced on or before its last day, and not retired by it.

    >>> import datetime as dt
    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(
    ...     id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), introduced=dt.date(2024, 12, 31)
    ... )
    >>> [is_active(kpi, kpi.calendar.parse(quarter, Frequency.QUARTER)) for quarter in ("Q2 2024/25", "Q3 2024/25")]
    [False, True]
    """
    return definition.is_active(definition.calendar.last_day(Frequency.QUARTER, quarter))


def first_quarter(definition: Definition, period: int) -> int:
    """The first quarter (ordinal) whose report could hold a figure of this period (an ordinal of the KPI's own).

    >>> from qpr_rules.period import Calendar, month_of
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), lag=1)
    >>> kpi.calendar.show(Frequency.QUARTER, first_quarter(kpi, month_of(2024, 12)))
    'Q4 2024/25'
    """
    month = definition.calendar.last_month(definition.frequency, period) + definition.lag
    return definition.calendar.holding(Frequency.QUARTER, month)


@dataclass(frozen=True, slots=True)
class ByQuarter:
    """Evaluations read at quarters ``first``, ``first + 1``, ...: codes of ratings and directions, areas x quarters.

    ``columns`` are the columns of the evaluations, -1 where the quarter's figure lies before them.
    """

    first: int
    columns: Any
    rating: Integers
    direction: Integers


def by_quarter(evaluations: Evaluations, first: int, last: int) -> ByQuarter:
    """The verdicts as of each quarter from ``first`` to ``last``. The evaluations must reach the last one's due period."""
    definition = evaluations.definition
    columns = np.array(
        [max(due_period(definition, quarter) - evaluations.first, -1) for quarter in range(first, last + 1)],
        dtype=np.int64,
    )
    missing = columns < 0
    rating = evaluations.rating[:, columns]
    direction = evaluations.direction[:, columns]
    rating[:, missing] = _NOT_RATED
    direction[:, missing] = _INSUFFICIENT
    return ByQuarter(first, columns, rating, direction)
