"""The rows of one KPI among Arrow columns become its panel, and what is wrong with them a tally.

Rows that say a number plainly, and hold no contradiction, are taken in bulk. Every other row goes to the reader that all
sources share, as text, so that markers, statuses and refusals mean the same wherever results lie.

One thing differs from a file, where the first of two conflicting rows is used until somebody corrects them: rows of a
table have no order, so none of them is used, and the cell is missing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.bulk import Rows
from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel
from qpr_rules.period import day_in_words, last_day
from qpr_rules.quantity import whole_and_places
from qpr_rules.reading.arrow.columns import Columns, renamed
from qpr_rules.reading.arrow.later import Stated
from qpr_rules.reading.arrow.single import NOW, Days, single
from qpr_rules.reading.arrow.tally import Tally
from qpr_rules.reading.bulk.rows import panel_of_rows, plain_rows
from qpr_rules.reading.cells import FIRM
from qpr_rules.reading.cumulative import falling
from qpr_rules.reading.observations import RefusedError, contradicted, observation_of
from qpr_rules.reading.series import Series
from qpr_rules.reading.vintages import day_known


class Read(NamedTuple):
    """One KPI's panel, how many rows it was made from, and how many were refused."""

    panel: Panel
    rows: int
    refused: int


def read_panel(definition: Definition, columns: Columns, at: Any, tally: Tally, days: Days = NOW) -> Read:
    """The panel of the rows at these places, as they are known now or were at the end of a day; areas are sorted.

    What is wrong with the rows is added to ``tally``.
    """
    # Places rise, so that a KPI whose rows lie together is a slice of every column, and nothing is copied.
    together = len(at) and at[-1] - at[0] + 1 == len(at)
    found, plain = plain_rows(definition, columns, slice(at[0], at[-1] + 1) if together else at)
    every, places, marked = found, at, None
    if not plain.all():
        others, accepted, firm = _other_rows(definition, columns, at[~plain], tally)
        places = np.concatenate((at[plain], accepted))
        marked = np.concatenate((np.zeros(len(places) - len(firm), bool), firm))
        every = Rows(*(np.concatenate(pair) for pair in zip(found.at(plain), others, strict=True)))
    rows, conflicts = single(definition, columns, every, Stated(places, marked), tally, days)
    used = np.bincount(rows.area, minlength=len(columns.area.words)) > 0
    areas = columns.areas[used[columns.areas]]
    rank = np.arange(len(used))
    rank[areas] = np.arange(len(areas))
    names = [columns.area.words[code] for code in areas.tolist()]
    first, last = (int(rows.period.min()), int(rows.period.max())) if len(rows.period) else (0, -1)
    width = last - first + 1
    panel = panel_of_rows(definition, rows, renamed(rows.area, rank), rows.period - first, names, first, width)
    _after_retirement(definition, last, tally)
    _running_totals(definition, panel, tally)
    return Read(panel, len(at), len(at) - len(every.area) + conflicts)


def _other_rows(definition: Definition, columns: Columns, at: Any, tally: Tally) -> tuple[Rows, Any, Any]:
    """The rows that the shared reader accepts, of those left to it, their places, and which of them a marker calls final or revised.

    The others are in the tally.
    """
    series, read = Series(definition), dict[tuple[str, ...], Observation]()
    kept: list[tuple[int, int, int, int, bool, int, int, int, int]] = []
    accepted, firm = [], []
    for row in at.tolist():
        area, period = columns.area.words[columns.area.codes[row]], columns.period.words[columns.period.codes[row]]
        cells = tuple(column.text(row) for column in (columns.numerator, columns.denominator, columns.value))
        key = (*cells, columns.status.words[columns.status.codes[row]])
        where = ", ".join(filter(None, (definition.id, area, period)))
        try:
            ordinal = series.periods.get(period)
            ordinal = series.period(period) if ordinal is None else ordinal
            as_of = day_known(columns.as_of.words[columns.as_of.codes[row]]).toordinal()
            if key not in read:
                row_of = (definition.id, area, period, *key)
                read[key] = observation_of(definition, area, ordinal, row_of, "", 0)
        except RefusedError as error:
            tally.say(error.severity, error.code, f"{error.headline} ({where})", definition.id, error.hint)
            continue
        if definition.measure.is_ratio and cells[0].strip() and cells[2].strip():
            headline = f"the value is not used: the figure is made of numerator and denominator ({where})"
            tally.say(Severity.NOTE, "QPR424", headline, definition.id, "leave the cell empty, or check that it agrees")
        if (
            key[-1]
            and read[key].state is State.PRESENT
            and (wrong := contradicted(definition, ("", area, period, *key)))
        ):
            tally.say(Severity.WARNING, "QPR444", f"{wrong[1]} ({where})", definition.id, wrong[2])
        accepted.append(row)
        firm.append(read[key].status in FIRM)
        kept.append((int(columns.area.codes[row]), ordinal, as_of, *_numbers(read[key])))
    kinds = (np.int64, np.int64, np.int64, np.int8, bool, np.int64, np.int8, np.int64, np.int8)
    columns_of = (np.array([row[place] for row in kept], kind) for place, kind in enumerate(kinds))
    return Rows(*columns_of), np.array(accepted, np.int64), np.array(firm, bool)


def _numbers(found: Observation) -> tuple[int, bool, int, int, int, int]:
    numbers = (*whole_and_places(found.numerator), *whole_and_places(found.denominator))
    return (int(found.state), found.provisional, *numbers)


def _after_retirement(definition: Definition, last: int, tally: Tally) -> None:
    """Say that there are results for periods that began when the KPI was retired or later."""
    if definition.retired is None or last < 0:
        return
    begins = definition.calendar.first_month(definition.frequency, last)
    if last_day(begins - 1) + dt.timedelta(days=1) >= definition.retired.on:
        headline = f"{definition.id} was retired on {day_in_words(definition.retired.on)}, and results go on"
        tally.say(Severity.WARNING, "QPR423", headline, definition.id, "later results are read and not reported")


def _running_totals(definition: Definition, panel: Panel, tally: Tally) -> None:
    """What is wrong with running totals, told by the reader that all sources share, of the areas in which one falls."""
    if definition.reported is not Reported.CUMULATIVE or not panel.areas:
        return
    down = np.zeros(len(panel.areas), bool)
    for cells in (panel.numerator, panel.denominator):
        if cells is not None:
            down |= (cells[:, 1:] < cells[:, :-1]).any(axis=1)
    for area in np.flatnonzero(down).tolist():
        own = [
            Observation(
                definition.id,
                panel.areas[area],
                panel.first + column,
                Decimal(int(panel.numerator[area, column])).scaleb(-panel.numerator_places),
                None
                if panel.denominator is None
                else Decimal(int(panel.denominator[area, column])).scaleb(-panel.denominator_places),
                State.PRESENT,
                False,
                tally.source,
                0,
            )
            for column in range(panel.periods)
            if panel.state[area, column] == State.PRESENT
        ]
        for found in falling(definition, own):
            tally.add(found._replace(headline=f"{found.headline} ({definition.id}, {panel.areas[area]})"))
