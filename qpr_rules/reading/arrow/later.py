"""What is wrong with the days and statuses of the vintages of one KPI among Arrow columns, said once with how many there are."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.bulk import Rows
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import ALWAYS, State
from qpr_rules.reading.arrow.columns import Coded, Columns
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.cells import FIRM, SAID, bare

UNDATED = ALWAYS.toordinal()
"""The day of a row that gives none."""


def where(definition: Definition, columns: Columns, rows: Rows, one: int) -> str:
    """A row in words: its KPI, area and period."""
    area = columns.area.words[rows.area[one]]
    period = definition.calendar.code(definition.frequency, int(rows.period[one]))
    return ", ".join(filter(None, (definition.id, area, period)))


class Stated(NamedTuple):
    """Of rows, their places among the columns, and which of them a marker in a cell calls final or revised; None for none."""

    places: Any
    marked: Any = None


def firm(status: Coded, rows: Stated) -> Any:
    """Which of these rows have a status, or a marker, that says final or revised."""
    words = np.array([SAID.get(bare(word)) in FIRM for word in status.words])
    found = words[status.codes[rows.places]]
    return found if rows.marked is None else found | rows.marked


def say_early(definition: Definition, columns: Columns, rows: Rows, ends: Any, tally: Tally) -> None:
    """QPR437, once for a KPI; ``ends`` holds the last day of each row's period."""
    early = np.flatnonzero((rows.as_of != UNDATED) & (rows.as_of < ends))
    if len(early):
        one = int(early[0])
        day, end = (dt.date.fromordinal(int(each[one])) for each in (rows.as_of, ends))
        headline = f"known as of {day}, and the period goes on to {end} ({where(definition, columns, rows, one)})"
        hint = "correct the period or `as_of`; or is it a result of a part of the period?"
        tally.say(Severity.WARNING, "QPR437", headline, definition.id, hint, len(early))


def say_ahead(definition: Definition, columns: Columns, rows: Rows, today: dt.date, tally: Tally) -> None:
    """QPR438, once for each day to come."""
    ahead = np.flatnonzero(rows.as_of > today.toordinal())
    for day in np.unique(rows.as_of[ahead]).tolist():
        own = ahead[rows.as_of[ahead] == day]
        headline = (
            f"the result is known as of {dt.date.fromordinal(day)}, and today is {today} "
            f"({where(definition, columns, rows, int(own[0]))}{_and_more(own)})"
        )
        tally.say(Severity.ERROR, "QPR438", headline, definition.id, "correct `as_of`")


def say_back(definition: Definition, columns: Columns, rows: Rows, cell: Any, settled: Any, tally: Tally) -> None:
    """QPR439, once for a KPI. ``cell`` numbers what a row is of, ``settled`` says which rows are final or revised."""
    present = rows.state == int(State.PRESENT)
    settled = settled & present & ~rows.provisional
    if not settled.any() or not rows.provisional.any():
        return
    order = np.lexsort((rows.as_of, cell))
    before, after = order[:-1], order[1:]
    back = after[(cell[before] == cell[after]) & settled[before] & rows.provisional[after] & present[after]]
    if len(back):
        one = int(back.min())
        of = f"{where(definition, columns, rows, one)}{_and_more(back)}"
        headline = f"a result that was final or revised has become provisional ({of})"
        hint = "correct `status`, or `as_of` where the two are the wrong way round"
        tally.say(Severity.WARNING, "QPR439", headline, definition.id, hint)


def _and_more(rows: Any) -> str:
    return f", and {len(rows) - 1:,} more" if len(rows) > 1 else ""
