"""An independent second opinion: figures, ratings and reasons from plain rows, with ``Fraction`` and plain loops.

Written from docs/reference/method.md, not from the core: a slow, obvious program that shares none of its code but the nouns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from qpr_rules.definition import Band, Definition, Kind, Polarity, RateOn, Reported, Stock, WindowKind
from qpr_rules.evaluation import Rating, Reason
from qpr_rules.observation import State
from qpr_rules.period import Frequency, last_day

Bounds: TypeAlias = "tuple[Fraction | None, Fraction | None]"


@dataclass(frozen=True)
class Cell:
    """One row of results."""

    state: State
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the oracle concludes of one period."""

    rating: Rating
    reason: Reason | None
    figure: Fraction | None
    present: int
    needed: int


def verdict(definition: Definition, cells: Mapping[int, Cell], period: int) -> Verdict:
    """The verdict on the figure of a period, from results by period."""
    months = definition.frequency.months
    end = definition.calendar.last_month(definition.frequency, period)
    window = window_of(definition, period)
    sources = [period] if _covers_window_already(definition) else window
    differenced = definition.reported is Reported.CUMULATIVE and not _covers_window_already(definition)
    got = {each: flow(definition, cells, each) if differenced else _cell(cells, each) for each in sources}
    present = [each for each in sources if got[each].state is State.PRESENT]
    figure = None
    nothing = False
    denominator: Fraction | None = None
    if len(present) == len(sources):
        figure, denominator, nothing = pooled(definition, [got[each] for each in sources])
    reason = None

    def give(found: Reason, applies: bool) -> None:
        nonlocal reason
        if applies and reason is None:
            reason = found

    suspended = definition.suspended
    give(
        Reason.SUSPENDED,
        suspended is not None and suspended.since <= end and (suspended.until is None or end <= suspended.until),
    )
    give(Reason.NOT_YET_INTRODUCED, definition.introduced is not None and last_day(end) < definition.introduced)
    give(Reason.ACTIVITY_ONLY, definition.kind is Kind.ACTIVITY)
    give(Reason.SUPPRESSED, any(got[each].state is State.SUPPRESSED for each in sources))
    give(Reason.NOT_APPLICABLE, any(got[each].state is State.NOT_APPLICABLE for each in sources))
    give(Reason.NO_RESULTS, not any(cell.state is State.PRESENT for when, cell in cells.items() if when <= period))
    give(Reason.LATE, cells.get(period, Cell(State.MISSING)).state is not State.PRESENT)
    give(Reason.WINDOW_INCOMPLETE, len(present) < len(sources))
    first_month = end - months * len(window) + 1
    give(Reason.BREAK_IN_WINDOW, any(first_month < change.month <= end for change in definition.breaks))
    give(Reason.NOTHING_TO_MEASURE, nothing)
    fewest = definition.minimum_denominator
    give(Reason.TOO_FEW_CASES, fewest is not None and denominator is not None and denominator < Fraction(fewest))
    due = bands(definition, end)
    give(Reason.NO_STANDARD_IN_FORCE, due is None)
    if reason is not None or due is None or figure is None:
        return Verdict(Rating.NOT_RATED, reason, figure, len(present), len(sources))
    rated = _printed(figure, definition.decimals) if definition.rate_on is RateOn.PUBLISHED else figure
    rating = (
        Rating.GREEN
        if _meets(definition, rated, due[0])
        else Rating.AMBER
        if _meets(definition, rated, due[1])
        else Rating.RED
    )
    return Verdict(rating, None, figure, len(present), len(sources))


def _covers_window_already(definition: Definition) -> bool:
    to_date = definition.window.kind is WindowKind.YEAR_TO_DATE
    return definition.reported is Reported.ROLLED or (definition.reported is Reported.CUMULATIVE and to_date)


def window_of(definition: Definition, period: int) -> list[int]:
    """The periods that the figure of a period speaks of."""
    end = definition.calendar.last_month(definition.frequency, period)
    if definition.window.kind is WindowKind.YEAR_TO_DATE:
        year = definition.calendar.holding(Frequency.YEAR, end)
        return [
            each
            for each in range(period - 11, period + 1)
            if definition.calendar.holding(Frequency.YEAR, definition.calendar.last_month(definition.frequency, each))
            == year
        ]
    return list(range(period - definition.window.months // definition.frequency.months + 1, period + 1))


def _cell(cells: Mapping[int, Cell], period: int) -> Cell:
    return cells.get(period, Cell(State.MISSING))


def flow(definition: Definition, cells: Mapping[int, Cell], period: int) -> Cell:
    """What a period added to the running total of its year, or its own result where results are no running totals."""
    cell = _cell(cells, period)
    if definition.reported is not Reported.CUMULATIVE or cell.state is not State.PRESENT:
        return cell
    first = definition.calendar.first_month(definition.frequency, period)
    if (first - definition.calendar.years.offset) % 12 == 0:
        return cell
    before = cells.get(period - 1, Cell(State.MISSING))
    if before.state is not State.PRESENT:
        return Cell(State.MISSING)
    assert cell.numerator is not None and before.numerator is not None
    denominator = cell.denominator
    if denominator is not None and before.denominator is not None and definition.measure.stock is None:
        denominator = denominator - before.denominator
    return Cell(State.PRESENT, cell.numerator - before.numerator, denominator)


def pooled(definition: Definition, cells: list[Cell]) -> tuple[Fraction | None, Fraction | None, bool]:
    """The figure of these periods together, its denominator, and whether there is nothing to measure."""
    numerator = sum((Fraction(cell.numerator or 0) for cell in cells), Fraction(0))
    if not definition.measure.denominator:
        return numerator, None, False
    parts = [Fraction(cell.denominator or 0) for cell in cells]
    if definition.measure.stock is Stock.MEAN:
        denominator = sum(parts, Fraction(0)) / len(parts)
    elif definition.measure.stock is Stock.LAST:
        denominator = parts[-1]
    else:
        denominator = sum(parts, Fraction(0))
    if denominator == 0:
        return None, denominator, True
    return numerator / denominator * definition.unit.per, denominator, False


def bands(definition: Definition, month: int) -> tuple[Bounds, Bounds] | None:
    """Target and floor that are due in a month, each from and to, None where open."""
    chosen = None
    for standard in definition.standards:
        begun = standard.first is None or standard.first <= month
        lasts = standard.last is None or month <= standard.last
        if begun and lasts:
            chosen = standard
    if chosen is None:
        return None
    if not definition.profile:
        return _exactly(chosen.target), _exactly(chosen.floor)
    due = [percent for number, percent in definition.profile if number == month % 12 + 1]
    if not due:
        return None

    def part(band: Bounds) -> Bounds:
        low, high = (None if bound is None else bound * Fraction(due[0]) / 100 for bound in band)
        return low, high

    return part(_exactly(chosen.target)), part(_exactly(chosen.floor))


def _exactly(band: Band) -> Bounds:
    return (
        None if band.low is None else Fraction(band.low),
        None if band.high is None else Fraction(band.high),
    )


def _meets(definition: Definition, figure: Fraction, band: Bounds) -> bool:
    low, high = band
    match definition.polarity:
        case Polarity.HIGHER:
            assert low is not None
            return figure >= low
        case Polarity.LOWER:
            assert high is not None
            return figure <= high
        case _:
            assert low is not None and high is not None
            return low <= figure <= high


def _printed(figure: Fraction, decimals: int) -> Fraction:
    shifted = abs(figure) * 10**decimals
    whole = shifted.numerator // shifted.denominator
    if shifted - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if figure >= 0 else -whole, 10**decimals)
