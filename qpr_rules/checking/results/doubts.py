"""Results that are hard to believe, each with its evidence: the results beside it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from qpr_rules.bulk import of_area, periods_of
from qpr_rules.checking.finding import place
from qpr_rules.checking.results.measured import row_of
from qpr_rules.checking.results.unlikely import Doubt, Doubted, doubts
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import LISTED, Diagnostic, Label, Severity
from qpr_rules.evaluation import Evaluation, Implausible
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel
from qpr_rules.period import month_of_date

PERIODS = 12
"""The last periods of a series that are looked at: what was believed for longer was looked at before."""
SHOWN = 7
"""Results that are shown as evidence at the most."""
_CODES = {
    Doubt.JUMP: "QPR470",
    Doubt.SLIP: "QPR471",
    Doubt.SWAPPED: "QPR472",
    Doubt.NOT_WHOLE: "QPR473",
    Doubt.REPEATED: "QPR458",
}
_HINTS = {
    Doubt.JUMP: "is it right? then say why in the commentary, and allow this",
    Doubt.SLIP: "a digit too many or too few, or another unit?",
    Doubt.SWAPPED: "give each its own column",
    Doubt.NOT_WHOLE: "is it an average, or in thousands? `unit` says what is counted",
    Doubt.REPEATED: "was an earlier result copied on? what is not known is left empty, or marked [x]",
}
_TIMES = {
    1: "ten times",
    2: "100 times",
    3: "1,000 times",
    -1: "a tenth of",
    -2: "a hundredth of",
    -3: "a thousandth of",
}
_AGAINST_TARGET = {
    Implausible.MANY_TIMES_TARGET: ("many times the target", "one digit too many, or another unit?"),
    Implausible.FRACTION: ("a fraction, as if 0.93 were written for 93%", "write percentages as 93"),
}


def check(
    definition: Definition, panel: Panel, observations: Sequence[Observation], latest: Evaluation | None
) -> Iterator[Diagnostic]:
    """What is hard to believe of a KPI's results, in every area; one finding for each result.

    QPR470 to QPR473 and QPR458 by the series itself, QPR457 for the latest figure of the body's own area (``latest``)
    against its target.
    """
    counts = Counter[str]()
    found = doubts(definition, panel, PERIODS)
    for each in found:
        code = _CODES[each.doubt]
        counts[code] += 1
        if counts[code] <= LISTED:
            yield _said(definition, panel, each, observations)
    for code, count in counts.items():
        if count > LISTED:
            others = count - LISTED
            headline = f"and {others:,} more like this among the results of {definition.id}"
            at = Label(place(definition, "id"))
            yield Diagnostic(code, Severity.WARNING, headline, at, kpi=definition.id, times=others)
    if latest is None or latest.implausible not in _AGAINST_TARGET:
        return
    last = max((each for each in of_area(observations, latest.area) if each.state is State.PRESENT), key=_when)
    if (last.area, last.period) not in {(panel.areas[each.area], panel.first + each.column) for each in found}:
        what, hint = _AGAINST_TARGET[latest.implausible]
        shown = definition.calendar.show(definition.frequency, last.period)
        yield _finding("QPR457", definition, f"hard to believe: {what} ({shown})", row_of(last), hint)


def check_future(definition: Definition, observations: Sequence[Observation], today: dt.date) -> Iterator[Diagnostic]:
    """QPR474 for results of periods that have not begun; the furthest, and how many there are."""
    calendar, frequency = definition.calendar, definition.frequency
    month = month_of_date(today)
    if all(calendar.first_month(frequency, each) <= month for each in periods_of(observations)):
        return
    ahead = [
        each
        for each in observations
        if each.state is State.PRESENT and calendar.first_month(frequency, each.period) > month
    ]
    if not ahead:
        return
    last = max(ahead, key=_when)
    headline = f"a result for {calendar.show(frequency, last.period)}, which has not begun"
    headline += f", and {len(ahead) - 1:,} more" if len(ahead) > 1 else ""
    hint = "correct the year; a forecast is no result"
    yield _finding("QPR474", definition, headline, row_of(last), hint)


def _when(observation: Observation) -> int:
    return observation.period


def _finding(code: str, definition: Definition, headline: str, at: Label, hint: str) -> Diagnostic:
    also = (Label(place(definition, "id"), "the KPI"),)
    return Diagnostic(code, Severity.WARNING, headline, at, also, (hint,), kpi=definition.id)


def _said(definition: Definition, panel: Panel, each: Doubted, observations: Sequence[Observation]) -> Diagnostic:
    area, period = panel.areas[each.area], panel.first + each.column
    when = definition.calendar.show(definition.frequency, period)
    where = f" of `{area}`" if area else ""
    value = _value(panel, each.area, each.column, each.part)
    match each.doubt:
        case Doubt.JUMP:
            what = f"the {each.part}" if each.part else "the result"
            headline = f"{what}{where} for {when} is far from all others around it"
        case Doubt.SLIP:
            what = f"the {each.part} " if each.part else ""
            headline = f"{what}{value}{where} for {when} is about {_TIMES[each.power]} the others around it"
        case Doubt.SWAPPED:
            headline = f"numerator and denominator{where} for {when} are swapped, by the results around them"
        case Doubt.NOT_WHOLE:
            headline = f"the count {value}{where} for {when} is not whole"
        case Doubt.REPEATED:
            number = each.column - each.first + 1
            headline = f"the same numbers{where} {number} times in a row, up to {when}"
    observation = next((one for one in of_area(observations, area) if one.period == period), None)
    at = row_of(observation, _evidence(definition, panel, each)) if observation else Label(place(definition, "id"))
    return _finding(_CODES[each.doubt], definition, headline, at, _HINTS[each.doubt])


def _evidence(definition: Definition, panel: Panel, each: Doubted) -> str:
    """The result among those beside it: ``Aug to Dec 2024: 1,214, 1,190, 12,310, 1,201``."""
    begin = each.first - 1 if each.doubt is Doubt.REPEATED else each.column - 3
    begin = max(begin, 0, each.column - SHOWN + 2)
    end = each.column + 1
    end += end < panel.periods and panel.state[each.area, end] == State.PRESENT
    shown = [_value(panel, each.area, column, each.part) for column in range(begin, end)]
    first, last = (
        definition.calendar.show_short(definition.frequency, panel.first + column) for column in (begin, end - 1)
    )
    return f"{first} to {last}: {', '.join(shown)}"


def _value(panel: Panel, area: int, column: int, part: str) -> str:
    """A number as it was given, ``381/402`` where both are meant; a dash where there is none."""
    if panel.state[area, column] != State.PRESENT:
        return "-"
    numerator = _grouped(int(panel.numerator[area, column]), panel.numerator_places)
    if panel.denominator is None or part == "numerator":
        return numerator
    denominator = _grouped(int(panel.denominator[area, column]), panel.denominator_places)
    return denominator if part else f"{numerator}/{denominator}"


def _grouped(number: int, places: int) -> str:
    exact = f"{Decimal(number).scaleb(-places):,f}"
    return exact.rstrip("0").rstrip(".") if "." in exact else exact
