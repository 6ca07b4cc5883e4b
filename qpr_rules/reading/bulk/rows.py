"""Rows that say a number plainly, many at a time; and the panel that rows make, however they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from qpr_rules.bulk import Rows
from qpr_rules.definition import Definition
from qpr_rules.observation import State
from qpr_rules.panel import INT64_LIMIT, Integers, Panel
from qpr_rules.quantity import Unit
from qpr_rules.reading.arrow.columns import UNREAD, Columns
from qpr_rules.reading.arrow.numbers import EMPTY, NUMBER
from qpr_rules.reading.cells import PROVISIONAL, STATUSES, bare
from qpr_rules.reading.observations import RefusedError
from qpr_rules.reading.series import Series

_HUNDRED = np.array([min(100 * 10**digits, 2**63 - 1) for digits in range(19)])
"""100 with so many decimal places; no number that is read is as large as the last."""


def plain_rows(definition: Definition, columns: Columns, at: Any) -> tuple[Rows, Any]:
    """The rows at these places, and which of them say a number plainly; what the others hold here is of no use."""
    period = periods(definition, columns).take(columns.period.codes[at])
    marks = [bare(word) if word else "" for word in columns.status.words]
    statuses = columns.status.codes[at]
    known = _said(np.array([mark in STATUSES for mark in marks]), statuses)
    provisional = _said(np.array([mark in PROVISIONAL for mark in marks]), statuses)
    (n, n_places, n_kind), (d, d_places, d_kind), (v, v_places, v_kind) = (
        (column.whole[at], column.places[at], column.kind[at])
        for column in (columns.numerator, columns.denominator, columns.value)
    )
    as_of = _said(columns.days, columns.as_of.codes[at])
    ready = known & (period != UNREAD) & (as_of != UNREAD)
    bounded = definition.bounded and definition.unit is Unit.PERCENT
    if definition.measure.is_ratio:
        ready &= (n_kind == NUMBER) & (d_kind == NUMBER) & (v_kind == EMPTY) & (d >= 0) & ((d > 0) | (n == 0))
        if bounded:
            exact = (n_places == d_places) & (n <= d)
            if not exact.all():
                ready &= exact | (
                    n / 10.0**n_places < d / 10.0**d_places * (1 - 1e-9)
                )  # what is near is left for others
    else:
        other = (n_kind == EMPTY) & (v_kind != EMPTY) if definition.measure.numerator else np.ones(n_kind.shape, bool)
        n, n_places, n_kind = (
            np.where(other, ours, own) for own, ours in ((n, v), (n_places, v_places), (n_kind, v_kind))
        )
        d, d_places = np.zeros_like(n), np.zeros_like(n_places)
        ready &= n_kind == NUMBER
        if bounded:
            ready &= (n >= 0) & (n <= _HUNDRED[n_places])
    counted = definition.measure.numerator and definition.unit is not Unit.POUNDS
    if counted or definition.unit is Unit.COUNT:
        ready &= n >= 0
    state = np.full(n_kind.shape, int(State.PRESENT), np.int8)
    found = Rows(columns.area.codes[at], period, as_of, state, provisional, n, n_places, d, d_places)
    return found, ready


def _said(by_word: Any, codes: Any) -> Any:
    """What each row's word says; most often every word says the same."""
    if len(by_word) and (by_word == by_word[0]).all():
        return np.full(codes.shape, by_word[0])
    return by_word.take(codes)


def periods(definition: Definition, columns: Columns) -> Any:
    """The ordinal of each word of ``period``, or ``UNREAD``; read once for all KPIs of a calendar and frequency."""
    key = (definition.calendar, definition.frequency)
    if key not in columns.periods:
        series = Series(definition)

        def ordinal(word: str) -> int:
            try:
                return series.period(word)
            except RefusedError:
                return UNREAD

        columns.periods[key] = np.array([ordinal(word) for word in columns.period.words], np.int64)
    return columns.periods[key]


def rising(numbers: Any) -> bool:
    """Whether each number is above the one before."""
    return bool((numbers[1:] > numbers[:-1]).all())


def panel_of_rows(
    definition: Definition, rows: Rows, row: Any, column: Any, areas: Sequence[str], first: int, width: int
) -> Panel:
    """The panel of rows of which no two are of one cell; its cells are at ``row`` and ``column``."""
    shape = (len(areas), width)
    # Of a panel without a gap, rows that come by area and period lie as they will.
    in_order = len(row) == len(areas) * width and rising(row * width + column)
    cell = None if in_order else column * len(areas) + row
    present = rows.state == int(State.PRESENT)
    numerator, numerator_places = _scaled(rows.numerator, rows.numerator_places, present)
    denominator, denominator_places = _scaled(rows.denominator, rows.denominator_places, present)
    ratio = definition.measure.is_ratio

    def laid_out(numbers: Integers) -> Integers:
        if cell is None:
            return np.array(numbers.reshape(shape), order="F")
        cells = np.zeros(len(areas) * width, numbers.dtype)
        cells[cell] = numbers
        return cells.reshape(shape, order="F")

    return Panel(
        tuple(areas),
        first,
        laid_out(numerator),
        laid_out(denominator) if ratio else None,
        laid_out(rows.state),
        laid_out(rows.provisional),
        numerator_places,
        denominator_places if ratio else 0,
    )


def _scaled(whole: Any, digits: Any, present: Any) -> tuple[Any, int]:
    """The numbers as whole numbers of as few decimal places as all of them need; int64 where every sum fits."""
    most = int(digits.max(initial=0)) and int(digits.max(initial=0, where=present))
    largest = max(int(whole.max(initial=0)), -int(whole.min(initial=0)))
    if largest * 10**most >= 2**63:
        whole = whole.astype(object)
    found = whole * 10 ** (most - digits.astype(whole.dtype)) if most else whole
    while most and not (found % 10).any():
        found, most = found // 10, most - 1
    at_most = largest * 10**most * len(found)
    if at_most >= INT64_LIMIT:
        at_most = int(np.abs(found).sum()) if at_most < 2**63 else sum(map(abs, found.tolist()))
    return found.astype(np.int64 if at_most < INT64_LIMIT else object, copy=False), most
