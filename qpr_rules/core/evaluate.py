"""One definition and its panel become evaluations: the only road from numbers to verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from qpr_rules.core.directions import directions_for
from qpr_rules.core.parts import cannot_be_added_up
from qpr_rules.core.ratings import rate, ratio_of, reasons_for
from qpr_rules.core.standards import in_force
from qpr_rules.core.windows import pool, summed, windows_of
from qpr_rules.definition import Definition
from qpr_rules.panel import Panel
from qpr_rules.verdicts import BY_AREA, Evaluations


def evaluate(definition: Definition, panel: Panel, asked: int = 0, trends: int = 0) -> Evaluations:
    """Every verdict of one definition: areas x its own periods, from the column ``asked`` of the panel to its last.

    Columns before ``trends`` are rated alone, as the previous rating is: no points are looked at for their direction,
    which is *insufficient data*.

    Pure: the same definition and panel give the same bits, whatever other areas stand beside, and a longer panel
    changes no earlier column. To evaluate periods for which nothing has arrived, widen the panel first
    (``panel.covering``). Whoever asks for the latest verdicts alone does not wait for the trends of those before.

    >>> from qpr_rules.definition import Band, Standard, Window, WindowKind
    >>> from qpr_rules.evaluation import RATINGS
    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(
    ...     id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), window=Window(WindowKind.MONTH, 1, "month"),
    ...     standards=(Standard(Band(60, None), Band(45, None)),),
    ... )
    >>> one = np.array([[1, 1, 1]])
    >>> panel = Panel(("",), 24_000, np.array([[6, 59, 4]]), np.array([[10, 100, 10]]), one, one == 0)
    >>> [str(RATINGS[code]) for code in evaluate(kpi, panel).rating[0]]
    ['green', 'amber', 'red']
    """
    return _evaluated(definition, panel, asked, trends, {})


def _evaluated(definition: Definition, panel: Panel, asked: int, trends: int, room: Mapping[str, Any]) -> Evaluations:
    """The same; by their names in Evaluations, ``room`` has arrays that large columns may be made in at once."""
    frequency, calendar = definition.frequency, definition.calendar
    months = calendar.last_months(frequency, panel.first, panel.periods)
    windows = windows_of(definition, panel.first, panel.periods)
    pooled = pool(summed(definition, panel), windows, definition.measure.stock, room)
    levels = in_force(definition, months)
    trend = directions_for(definition, panel, windows, pooled, levels, months, max(asked, trends), room)
    trend = trend.since(asked, trends)
    if asked:
        pooled, levels = pooled.since(asked), in_force(definition, months[asked:])
    reasons = cannot_be_added_up(panel, reasons_for(definition, panel, windows, pooled, levels, months))
    return Evaluations(
        definition=definition,
        areas=panel.areas,
        first=panel.first + asked,
        numerator=pooled.numerator,
        denominator=pooled.denominator,
        numerator_places=panel.numerator_places,
        denominator_places=panel.denominator_places,
        times=pooled.times,
        present=pooled.present,
        needed=pooled.needed,
        provisional=pooled.provisional,
        rating=rate(ratio_of(definition, panel, pooled, levels.places), levels, reasons),
        reason=reasons,
        standard=np.array(levels.standard, dtype=np.int64),
        stands=windows.stands[asked:],
        direction=trend.direction,
        points=trend.points,
        slope=trend.slope,
        p_value=trend.p_value,
    )


def evaluate_in_chunks(
    definition: Definition,
    panel: Panel,
    chunks: Sequence[slice],
    run: Callable[[Callable[[slice], None], Sequence[slice]], Iterable[None]],
    asked: int = 0,
    trends: int = 0,
) -> Evaluations:
    """The same verdicts to the bit, made some areas at a time.

    ``run(work, chunks)`` does the work in this process, side by side or one after another: each part is made in its
    place, or put there by whoever made it and then let go, so that later parts may use its memory.
    """
    _keep_memory()
    empty = evaluate(definition, panel.rows(slice(0, 0)), asked, trends)
    whole: dict[str, Any] = {
        name: np.empty((len(panel.areas), empty.periods), dtype=cells.dtype, order="F")
        for name in BY_AREA
        if (cells := getattr(empty, name)) is not None
    }

    def work(rows: slice) -> None:
        _keep_memory()
        room = {name: cells[rows] for name, cells in whole.items()}
        # What stands before the columns asked for is found too, and has no room there.
        part = _evaluated(definition, panel.rows(rows), asked, trends, {} if asked else room)
        for name, cells in room.items():
            if not np.may_share_memory(getattr(part, name), cells):
                cells[:] = getattr(part, name)

    for _ in run(work, chunks):
        pass
    return replace(empty, areas=panel.areas, **whole)


def _keep_memory() -> None:
    """Have this thread's next arrays made of memory that earlier ones have left, and what must be new in large pages.

    The C library of most Linux systems gives large arrays back to the system at once, which must blank every page before
    it is used again: half the time of a large evaluation. It learns which sizes come and go from the largest that has,
    so we show it one. It also takes memory for each thread from a place that depends on the threads of others, and that
    may be new each time; but NumPy asks for large pages where it makes a large array, and what stands there later has
    them too: some twenty instead of ten thousand. Nothing is written there, and other systems see an array that is not
    used.
    """
    np.empty(_LARGEST, dtype=np.uint8)


_LARGEST = 2**25 - 2**13
"""The most that the library learns from (``M_MMAP_THRESHOLD`` in mallopt(3)), less what it adds itself."""
