"""One row for each cell of a panel, out of all that were read of a KPI: the latest known, and none where rows conflict."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.bulk import Rows
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import State
from qpr_rules.reading.arrow.columns import Columns
from qpr_rules.reading.arrow.later import UNDATED, Stated, firm, say_ahead, say_back, say_early, where
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.bulk.rows import rising
from qpr_rules.reading.vintages import last_ended, period_end

_SAYS = ("provisional", "numerator", "numerator_places", "denominator", "denominator_places")


class Days(NamedTuple):
    """At the end of which day results are asked for, None for now; and what day it is, None where that is not looked at."""

    on: dt.date | None = None
    today: dt.date | None = None


NOW = Days()


def single(
    definition: Definition, columns: Columns, rows: Rows, stated: Stated, tally: Tally, days: Days
) -> tuple[Rows, int]:
    """The rows to use, no two of one cell, as known now or at the end of a day; and how many rows conflict with others.

    Rows conflict that say different things of one cell, known as of one day. None of them is used.
    """
    first, last = (int(rows.period.min()), int(rows.period.max())) if len(rows.period) else (0, -1)
    cell = rows.area * (last - first + 1) + rows.period - first
    if days.on is None and len(columns.as_of.words) == 1:  # there is no such column, or nothing in it
        kept, spoilt, conflicts = _alike(definition, columns, rows, cell, tally)
        return _found(rows, kept, spoilt), conflicts
    dates, day = np.unique(rows.as_of, return_inverse=True)
    kept, spoilt, conflicts = _alike(definition, columns, rows, cell * max(1, len(dates)) + day, tally)
    ends = np.array([period_end(definition, period).toordinal() for period in range(first, last + 1)], np.int64)
    say_early(definition, columns, rows, ends[rows.period - first], tally)
    if days.today is not None:
        say_ahead(definition, columns, rows, days.today, tally)
    kept = np.arange(len(cell))[kept]
    settled = firm(columns.status, stated) & ~spoilt
    say_back(definition, columns, rows.at(kept), cell[kept], settled[kept], tally)
    if (on := days.on) is not None:
        in_time = np.where(
            rows.as_of == UNDATED, rows.period <= last_ended(definition, on), rows.as_of <= on.toordinal()
        )
        kept = kept[in_time[kept]]
    order = kept[np.lexsort((rows.as_of[kept], cell[kept]))]
    latest = np.sort(order[np.append(cell[order][1:] != cell[order][:-1], True)]) if len(order) else order
    return _found(rows, latest, spoilt), conflicts


def _found(rows: Rows, kept: Any, spoilt: Any) -> Rows:
    found = rows if isinstance(kept, slice) else rows.at(kept)
    return _without(found, spoilt[kept]) if spoilt.any() else found


def _without(rows: Rows, spoilt: Any) -> Rows:
    """The same rows, with nothing in those that conflict."""
    return rows._replace(
        state=np.where(spoilt, np.int8(State.MISSING), rows.state),
        **{
            name: np.where(spoilt, 0, column).astype(column.dtype)
            for name, column in rows._asdict().items()
            if name in _SAYS
        },
    )


def _alike(definition: Definition, columns: Columns, rows: Rows, cell: Any, tally: Tally) -> tuple[Any, Any, int]:
    """The places of rows to keep, one for each cell and day; whether a row conflicts with another; how many do."""
    spoilt, conflicts = np.zeros(len(cell), bool), 0
    if rising(cell):
        return slice(None), spoilt, 0
    taken = np.zeros(int(cell.max(initial=-1)) + 1, bool)
    taken[cell] = True
    if int(taken.sum()) == len(cell):  # exact: integers
        return slice(None), spoilt, 0
    _, first, number = np.unique(cell, return_index=True, return_counts=True)
    order = np.argsort(cell, kind="stable")
    begin = np.searchsorted(cell[order], cell[first])
    for many in np.flatnonzero(number > 1).tolist():
        same = order[begin[many] : begin[many] + number[many]].tolist()
        of = where(definition, columns, rows, same[0])
        if len({_said(rows, place) for place in same}) == 1:
            headline = f"the same result is given {len(same)} times ({of})"
            tally.say(Severity.NOTE, "QPR422", headline, definition.id, "delete all but one of the rows")
        else:
            conflicts += len(same)
            spoilt[same] = True
            headline = f"{len(same)} different results for one period ({of})"
            tally.say(Severity.ERROR, "QPR421", headline, definition.id, "keep the right one; until then none is used")
    return np.sort(first), spoilt, conflicts


def _said(rows: Rows, at: int) -> tuple[int, bool, Decimal, Decimal]:
    """What a row says, however many zeros its numbers end with."""

    def number(whole: Any, digits: Any) -> Decimal:
        return Decimal(int(whole[at])).scaleb(-int(digits[at]))

    numerator = number(rows.numerator, rows.numerator_places)
    denominator = number(rows.denominator, rows.denominator_places)
    return int(rows.state[at]), bool(rows.provisional[at]), numerator, denominator
