"""Windows: which periods a figure is made of, and their exact sums.

Every kind of window is the same thing here: for each column of the panel, the column it starts at. A sum over a window
is then a difference of two running totals, in whole numbers, so the order of addition cannot matter. Which windows there
are, docs/reference/method.md says (The figure).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from qpr_rules.definition import Definition, Reported, Stock, WindowKind
from qpr_rules.observation import State
from qpr_rules.panel import Integers, Panel
from qpr_rules.period import Frequency


@dataclass(frozen=True, slots=True)
class Windows:
    """For each column: the first column that is summed, the first that the figure speaks of, and whether it has one.

    ``start`` and ``begins`` differ where a result already covers more than its own period (rolled, or cumulative and
    rated year to date): it is summed alone. Both are negative where the window begins before the panel.
    """

    start: Any
    begins: Any
    stands: Any

    @property
    def needed(self) -> Any:
        """How many results each window is made of."""
        return np.arange(len(self.start)) - self.start + 1


def windows_of(definition: Definition, first: int, periods: int) -> Windows:
    """The windows that end at each of ``periods`` columns from the ordinal ``first`` of the KPI's frequency.

    >>> from qpr_rules.definition import Window
    >>> from qpr_rules.period import Calendar
    >>> window = Window(WindowKind.ROLLING, 3, "3 months")
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar(), window=window)
    >>> windows_of(kpi, 24_000, 5).start.tolist()
    [-2, -1, 0, 1, 2]
    """
    calendar, step = definition.calendar, definition.frequency.months
    ends = calendar.last_months(definition.frequency, first, periods)
    columns = np.arange(periods)
    window = definition.window
    stands = np.ones(periods, dtype=bool)
    if window.kind is WindowKind.YEAR_TO_DATE:
        year_starts = [calendar.first_month(Frequency.YEAR, calendar.holding(Frequency.YEAR, end)) for end in ends]
        elapsed = np.array([end - start + 1 for end, start in zip(ends, year_starts, strict=True)], dtype=np.int64)
        begins = columns - elapsed // step + 1
    else:
        begins = columns - window.months // step + 1
    if window.kind in (WindowKind.QUARTER, WindowKind.YEAR):
        block = Frequency.QUARTER if window.kind is WindowKind.QUARTER else Frequency.YEAR
        stands = np.array([calendar.last_month(block, calendar.holding(block, end)) == end for end in ends], dtype=bool)
    return Windows(columns if _summed_already(definition) else begins, begins, stands)


def _summed_already(definition: Definition) -> bool:
    return definition.reported is Reported.ROLLED or (
        definition.reported is Reported.CUMULATIVE and definition.window.kind is WindowKind.YEAR_TO_DATE
    )


def blocks(length: int, periods: int) -> Windows:
    """Windows of ``length`` columns that end at every column: the points of a regression over quarters."""
    start = np.arange(periods) - length + 1
    return Windows(start, start, np.ones(periods, dtype=bool))


@dataclass(frozen=True, slots=True)
class Pooled:
    """Sums over windows, areas x periods. ``numerator / denominator`` is the figure in the panel's scales.

    ``denominator`` is None for counts and values. ``times`` is what the numerator has been multiplied by, per column,
    because the denominator is the sum, where the mean is meant, of a stock.
    """

    numerator: Integers
    denominator: Integers | None
    present: Integers
    needed: Any
    times: Any
    provisional: Integers
    suppressed: Integers
    not_applicable: Integers

    @property
    def complete(self) -> Integers:
        """Whether every period of the window has a result."""
        complete: Integers = self.present == self.needed.astype(self.present.dtype)
        return complete

    def since(self, column: int) -> Pooled:
        """The same from a column on."""
        held = ((each.name, getattr(self, each.name)) for each in fields(self))
        return replace(self, **{name: cells[..., column:] for name, cells in held if cells is not None})


def pool(panel: Panel, windows: Windows, stock: Stock | None, room: Mapping[str, Any] | None = None) -> Pooled:
    """Sum the panel over the windows; flows are added, a stock denominator is averaged or its last value taken.

    ``room`` may have arrays to make the sums in.

    >>> one = np.array([[1, 1, 1, 1]])
    >>> panel = Panel(("",), 24_000, np.array([[9, 300, 8, 7]]), np.array([[10, 400, 10, 10]]), one, one == 0)
    >>> pooled = pool(panel, blocks(2, 4), None)
    >>> pooled.numerator.tolist(), pooled.denominator.tolist(), pooled.complete.tolist()
    ([[9, 309, 308, 15]], [[10, 410, 410, 20]], [[False, True, True, True]])
    """
    low, room = np.maximum(windows.start, 0), room or {}
    needed = windows.needed
    numerator = _over(panel.numerator, low, room.get("numerator"))
    denominator, times = panel.denominator, np.ones(panel.periods, dtype=np.int64)
    if denominator is not None and stock is not Stock.LAST:
        denominator = _over(denominator, low, room.get("denominator"))
        if stock is Stock.MEAN:
            times = needed
            numerator = numerator * times
    present = panel.where(State.PRESENT)
    return Pooled(
        numerator=numerator,
        denominator=denominator,
        present=_count(present, low),
        needed=needed,
        times=times,
        provisional=_count(panel.provisional & present, low) > 0,
        suppressed=_count(panel.where(State.SUPPRESSED), low) > 0,
        not_applicable=_count(panel.where(State.NOT_APPLICABLE), low) > 0,
    )


_FEW = 500
"""Areas below which to go across their memory costs less than a call for each column."""


def _over(cells: Integers, low: Any, room: Any = None) -> Integers:
    """Sums of the columns ``low[c]`` to ``c``, for every c: differences of running totals of whole numbers."""
    rows, columns = cells.shape
    if np.array_equal(low, np.arange(columns)):
        return cells
    if rows < _FEW:
        # One call for all columns; for more areas a call for each, which goes along one stretch of memory.
        totals = np.zeros((rows, columns + 1), dtype=cells.dtype, order="F")
        np.add.accumulate(cells, axis=1, out=totals[:, 1:])  # exact: integers
        return np.asfortranarray(totals[:, 1:] - totals[:, low])
    sums: Integers = np.empty_like(cells) if room is None else room
    sums[:, 0] = cells[:, 0]
    for column in range(1, columns):
        here = np.add(sums[:, column - 1], cells[:, column], out=sums[:, column])
        for left in range(low[column - 1], low[column]):
            here -= cells[:, left]
    return sums


def _count(cells: Integers, low: Any) -> Integers:
    """How many of the columns ``low[c]`` to ``c`` hold something; most often none does, or every one."""
    counts = np.zeros(cells.shape, dtype=np.int16, order="F")
    if not cells.any():
        return counts
    if cells.all():
        counts += (np.arange(len(low)) - low + 1).astype(np.int16)
        return counts
    return _over(cells.astype(np.int16, order="F"), low)


def flows(panel: Panel, definition: Definition) -> Panel:
    """A panel of cumulative results as what each period added.

    Within the KPI's year a flow is the total less the previous period's total; one whose previous total is missing is
    missing too. A stock denominator is not differenced.
    """
    calendar, frequency = definition.calendar, definition.frequency
    months = [calendar.first_month(frequency, panel.first + column) for column in range(panel.periods)]
    opens = np.array([(month - calendar.offset(Frequency.YEAR)) % 12 == 0 for month in months], dtype=bool)

    def before(cells: Integers) -> Integers:
        shifted = np.zeros_like(cells)
        shifted[:, 1:] = cells[:, :-1]
        shifted[:, opens] = 0
        return shifted

    present = panel.where(State.PRESENT)
    known = present & (before(present) | opens)

    def flow(cells: Integers) -> Integers:
        return np.where(known, cells - before(cells), 0).astype(cells.dtype, order="F")

    flowing = panel.denominator is not None and definition.measure.stock is None
    return replace(
        panel,
        numerator=flow(panel.numerator),
        denominator=flow(panel.denominator) if flowing and panel.denominator is not None else panel.denominator,
        state=np.where(known | ~present, panel.state, State.MISSING).astype(panel.state.dtype, order="F"),
        provisional=panel.provisional | before(panel.provisional),
    )


def summed(definition: Definition, panel: Panel) -> Panel:
    """The panel whose cells a window adds: flows, where results are cumulative and the window is not the year so far."""
    cumulative = definition.reported is Reported.CUMULATIVE
    return flows(panel, definition) if cumulative and definition.window.kind is not WindowKind.YEAR_TO_DATE else panel
