"""An independent second opinion on what lives on quarters: the due figure, movement, time in state, records.

Written from docs/reference/method.md (Periods and quarters; Movement) with lists and loops, on the verdicts of tests/oracle.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from qpr_rules.definition import Definition, Polarity, WindowKind
from qpr_rules.evaluation import Movement, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.period import Frequency, last_day
from tests.oracle import Cell, Verdict, verdict, window_of


@dataclass(frozen=True)
class Quarter:
    """What is due as of one quarter."""

    period: int
    verdict: Verdict


def due(definition: Definition, quarter: int) -> int:
    """The last period that can have a figure and ends on or before the quarter's end less the lag."""
    calendar = definition.calendar
    latest = calendar.last_month(Frequency.QUARTER, quarter) - definition.lag
    period = calendar.holding(definition.frequency, latest) + 1
    while True:
        end = calendar.last_month(definition.frequency, period)
        whole = {WindowKind.QUARTER: Frequency.QUARTER, WindowKind.YEAR: Frequency.YEAR}.get(definition.window.kind)
        if end <= latest and (whole is None or calendar.last_month(whole, calendar.holding(whole, end)) == end):
            return period
        period -= 1


def history(definition: Definition, cells: Mapping[int, Cell], quarters: range) -> list[Quarter]:
    """What was due as of each quarter."""
    at = [due(definition, quarter) for quarter in quarters]
    return [Quarter(period, verdict(definition, cells, period)) for period in at]


def active(definition: Definition, quarter: int) -> bool:
    """Whether the KPI is in the quarter's set."""
    end = last_day(definition.calendar.last_month(Frequency.QUARTER, quarter))
    return (definition.introduced is None or definition.introduced <= end) and (
        definition.retired is None or end < definition.retired.on
    )


def moved(now: Rating, before: Rating | None) -> Movement:
    """The movement between two ratings, before None for a KPI that was not in the set."""
    if before is None:
        return Movement.NEW
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    match (now in order, before in order):
        case (False, False):
            return Movement.STILL_NOT_RATED
        case (True, False):
            return Movement.NEWLY_RATED
        case (False, True):
            return Movement.NO_LONGER_RATED
    gain = order.index(now) - order.index(before)
    return Movement.BETTER if gain > 0 else Movement.WORSE if gain < 0 else Movement.SAME


def after_break(definition: Definition, past: list[Quarter]) -> list[Quarter]:
    """The quarters whose figures end after the last break that the latest figure has reached."""
    ends = [definition.calendar.last_month(definition.frequency, each.period) for each in past]
    reached = [change.month for change in definition.breaks if change.month <= ends[-1]]
    return [each for each, end in zip(past, ends, strict=True) if not reached or end >= max(reached)]


def time_in_state(past: list[Quarter]) -> tuple[int | None, int | None, Rating | None]:
    """Quarters running, separate times, and the last rating before the latest quarter."""
    rated = [each.verdict.rating for each in past if each.verdict.rating is not Rating.NOT_RATED]
    latest = past[-1].verdict.rating if past else Rating.NOT_RATED
    earlier = [each.verdict.rating for each in past[:-1] if each.verdict.rating is not Rating.NOT_RATED]
    last = earlier[-1] if earlier else None
    if latest is Rating.NOT_RATED:
        return None, None, last
    running = 0
    for rating in reversed(rated):
        if rating is not latest:
            break
        running += 1
    spells = [rating for place, rating in enumerate(rated) if place == 0 or rated[place - 1] is not rating]
    return running, spells.count(latest), last


def record_years(definition: Definition, past: list[Quarter], best: bool) -> int:
    """Full years in which every figure was worse (or better) than the latest, up to the furthest such figure."""
    upward = {Polarity.HIGHER: best, Polarity.LOWER: not best}.get(definition.polarity or Polarity.STAY_CLOSE)
    latest = past[-1]
    if upward is None or latest.verdict.figure is None or _straddles(definition, latest.period):
        return 0
    furthest = 0
    for back in range(1, len(past)):
        then = past[-1 - back]
        figure = then.verdict.figure
        to_date = definition.window.kind is WindowKind.YEAR_TO_DATE and not definition.measure.denominator
        if (
            then.period == latest.period
            or figure is None
            or _straddles(definition, then.period)
            or (to_date and back % 4)
        ):
            continue
        beaten = latest.verdict.figure > figure if upward else latest.verdict.figure < figure
        if not beaten:
            break
        furthest = back
    return furthest // 4


def _straddles(definition: Definition, period: int) -> bool:
    calendar, frequency = definition.calendar, definition.frequency
    first = calendar.first_month(frequency, window_of(definition, period)[0])
    return any(first < change.month <= calendar.last_month(frequency, period) for change in definition.breaks)


def last_known(definition: Definition, cells: Mapping[int, Cell], found: Quarter) -> tuple[Fraction | None, int | None]:
    """The last figure before one that is late, and its period."""
    reason, cell = found.verdict.reason, cells.get(found.period, Cell(State.MISSING))
    late = reason is Reason.LATE or (reason is Reason.ACTIVITY_ONLY and cell.state is State.MISSING)
    for period in range(found.period - 1, min(cells, default=found.period) - 1, -1):
        whole = {WindowKind.QUARTER: Frequency.QUARTER, WindowKind.YEAR: Frequency.YEAR}.get(definition.window.kind)
        end = definition.calendar.last_month(definition.frequency, period)
        stands = whole is None or definition.calendar.last_month(whole, definition.calendar.holding(whole, end)) == end
        figure = verdict(definition, cells, period).figure if stands and late else None
        if figure is not None:
            return figure, period
    return None, None
