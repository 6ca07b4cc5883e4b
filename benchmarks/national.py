"""A nation's results, made without chance, and our core's evaluation of them.

Every engine is first given the same four columns, sorted by series and month, to keep in memory in its own form. What
is timed then makes the same columns for every month of every series: figure, rating, slope, p, the rating one quarter
earlier, and the movement since.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from qpr_rules.definition import Band, Definition, Measure, Standard, Window, WindowKind
from qpr_rules.direction import DirectionMethod, Over
from qpr_rules.engines.local import cores, run
from qpr_rules.engines.verdicts import verdicts
from qpr_rules.evaluation import RATINGS
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import Calendar, month_of
from qpr_rules.verdicts import Evaluations

MONTHS = 60
WINDOW = 12
TARGET, FLOOR = 92, 88
QUARTER = 3
"""Months from a rating to the previous one, by which it moved."""

GREEN, AMBER, RED, NOT_RATED = range(4)
NONE = 4
"""In the place of a rating one quarter earlier where the history does not go back so far."""

UNMOVED = 9
"""In the place of a movement to or from what is not rated."""

CENTRE = 90.0
SPREAD = WINDOW * (WINDOW**2 - 1) / 12
"""Sum of squares of 12 equally spaced x about their mean."""

FLAT = 1e-9
"""Variation below this is a constant series: slope 0, p 1."""

NEEDED = WINDOW + QUARTER
"""Months that the latest verdict needs, with the previous rating."""

STRETCH = 2**18
"""Rows that a thread puts into a panel at a time."""

DEFINITION = Definition(
    id="SEEN-4H",
    name="Seen within four hours",
    section="benchmark",
    owner="benchmark",
    file="benchmark",
    calendar=Calendar(),
    window=Window(WindowKind.ROLLING, WINDOW, f"{WINDOW} months"),
    measure=Measure(numerator="Seen within four hours", denominator="Attendances"),
    standards=(Standard(Band(Decimal(TARGET), None), Band(Decimal(FLOOR), None)),),
    direction=DirectionMethod(over=Over.PERIODS, points=WINDOW, significance=Decimal("0.05")),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The observations: whole numbers, sorted by series and month, every series complete.

    Which series and which month are codes in 32 bits, which is how files hold words; every engine has them so.
    """

    series: Any
    month: Any
    numerator: Any
    denominator: Any

    def __len__(self) -> int:
        """How many observations."""
        return len(self.series)


class Verdicts(NamedTuple):
    """One value for each observation; NaN where the window is not full, the rating's code as in ``RATINGS``.

    ``previous`` is the rating one quarter earlier, in the same codes or NONE, and ``movement`` by how much it has become
    better since (Amber to Green is 1), or UNMOVED.
    """

    figure: Any
    rating: Any
    slope: Any
    p_value: Any
    previous: Any
    movement: Any


def scrambled(numbers: Any) -> Any:
    """The finaliser of SplitMix64: every number becomes another that looks like chance, the same on every machine."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _below(seed: int, numbers: Any, bound: int) -> Any:
    return (scrambled(numbers + seed * 1_000_000_007) % np.uint64(bound)).astype(np.int64)


def observations(rows: int) -> Columns:
    """So many rows: series of 60 months, each with a level, a drift, a season and noise of its own.

    >>> made = observations(120)
    >>> len(made), int(made.series[-1]), bool((made.numerator <= made.denominator).all())
    (120, 1, True)
    """
    count = rows // MONTHS
    series, month = np.repeat(np.arange(count), MONTHS), np.tile(np.arange(MONTHS), count)
    return Columns(series.astype(np.int32), month.astype(np.int32), *measured(series, month))


def measured(series: Any, month: Any) -> tuple[Any, Any]:
    """Numerators and denominators of these months of these series: what a cell holds depends on nothing else."""
    series = series.astype(np.int64)  # codes of 32 bits would run over
    cell = series * MONTHS + month
    attendances = 2_000 + _below(1, series, 18_000) + _below(2, cell, 600)
    # Shares in ten-thousandths; the drift is in hundredths of one of these a month.
    level, drift = 8_300 + _below(3, series, 1_600), _below(4, series, 801) - 400
    noise = _below(5, cell, 161) - 80
    season = np.array([-60, -40, 0, 30, 50, 60, 60, 40, 20, 0, -30, -70])[month % 12]
    share = np.clip(level + drift * month // 100 + season + noise, 0, 10_000)
    return attendances * share // 10_000, attendances


class Ours:
    """The core on a panel, as the tool runs it."""

    name = "qpr-rules core"

    def __init__(self, columns: Columns) -> None:
        """Lay the columns out as a panel."""
        numerator, denominator = (
            np.asfortranarray(cells.reshape(-1, MONTHS)) for cells in (columns.numerator, columns.denominator)
        )
        self.panel = Panel(
            areas=tuple(map(str, range(numerator.shape[0]))),
            first=month_of(2020, 4),
            numerator=numerator,
            denominator=denominator,
            state=np.full(numerator.shape, State.PRESENT, dtype=np.int8, order="F"),
            provisional=np.zeros(numerator.shape, dtype=bool, order="F"),
        )

    def run(self) -> Verdicts:
        """The evaluations, with figures as floats and movements: the rivals make them too."""
        return told(verdicts(DEFINITION, self.panel))

    def latest(self) -> Verdicts:
        """The last month of each series, of the months that it needs."""
        return latest_told(self.panel.covering(self.panel.last - NEEDED + 1, self.panel.last))

    def verdicts(self, found: Verdicts) -> Verdicts:
        """In the order of the columns, without the trends of 5 to 11 points, which the rivals do not make."""
        columns = found._asdict()
        for name in ("slope", "p_value"):
            columns[name] = columns[name].copy()
            columns[name][:, : WINDOW - 1] = np.nan
        return Verdicts(*(np.ascontiguousarray(column).reshape(-1) for column in columns.values()))

    def of_latest(self, found: Verdicts) -> Verdicts:
        """By series already."""
        return found


def told(found: Evaluations) -> Verdicts:
    """Evaluations of all months, with what the rivals make too: figures as floats, and movements."""
    figure, movement = np.empty(found.rating.shape, order="F"), np.empty(found.rating.shape, dtype=np.int8, order="F")
    previous = np.empty_like(movement)

    def work(rows: slice) -> None:
        for month in range(found.periods):
            _figure(found, rows, month, figure[rows, month])
            previous[rows, month] = found.rating[rows, month - QUARTER] if month >= QUARTER else NONE
            moved(found.rating[rows, month], previous[rows, month], movement[rows, month])

    list(run(work, stretches(len(found.areas), max(2**15, -(-len(found.areas) // cores())))))
    return Verdicts(figure, found.rating, found.slope, found.p_value, previous, movement)


def latest_told(panel: Panel) -> Verdicts:
    """The same of a panel's last month alone."""
    last = panel.periods - 1
    found = verdicts(DEFINITION, panel, last - QUARTER, last)
    figure, movement = np.empty(len(panel.areas)), np.empty(len(panel.areas), dtype=np.int8)
    _figure(found, slice(None), -1, figure)
    rating, previous = found.rating[:, -1], found.rating[:, 0]
    moved(rating, previous, movement)
    return Verdicts(figure, rating, found.slope[:, -1], found.p_value[:, -1], previous, movement)


@np.errstate(divide="ignore", invalid="ignore")
def _figure(found: Evaluations, rows: slice, month: int, figure: Any) -> None:
    """Figures as floats; NaN where the window is not full."""
    assert found.denominator is not None
    np.divide(found.numerator[rows, month], found.denominator[rows, month], out=figure)
    figure *= 100
    partial = found.present[rows, month] != WINDOW
    if partial.any():
        np.copyto(figure, np.nan, where=partial)


def moved(rating: Any, previous: Any, movement: Any) -> Any:
    """By how much ratings have become better, written into ``movement``."""
    np.subtract(previous, rating, out=movement)
    np.copyto(movement, UNMOVED, where=np.maximum(rating, previous) >= NOT_RATED)
    return movement


def stretches(length: int, most: int) -> list[slice]:
    """One part after another of so many."""
    return [slice(low, min(low + most, length)) for low in range(0, length, most)]


def differences(found: Verdicts, reference: Verdicts) -> list[str]:
    """What two engines disagree on: ratings exactly, numbers to 1e-9 (relative above 1, absolute below)."""
    wrong = []
    for name, mine, other in zip(Verdicts._fields, found, reference, strict=True):
        if name in ("rating", "previous", "movement"):
            same = np.asarray(mine) == np.asarray(other)
        else:
            same = np.isclose(mine, other, rtol=1e-9, atol=1e-9, equal_nan=True)
        if not same.all():
            at = int(np.flatnonzero(~same)[0])
            wrong.append(f"{name}: {int((~same).sum())} differ, the first in row {at}: {mine[at]!r} and {other[at]!r}")
    return wrong


assert [str(rating) for rating in RATINGS] == ["green", "amber", "red", "not rated"]
