"""Every difference between two versions of a rule as a sentence, and what it does to the ratings as another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qpr_rules.core.easing import Aspect, Change
from qpr_rules.core.impact import Altered
from qpr_rules.core.standards_changed import Effect, StandardChange
from qpr_rules.definition import Band, Definition, Kind, Measure, RateOn, Retirement, Standard, Suspension, Window
from qpr_rules.direction import DirectionMethod
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Evaluation
from qpr_rules.period import MONTH_NAMES, Frequency, Year
from qpr_rules.quantity import Unit, plain
from qpr_rules.showing import rule_in_words, words
from qpr_rules.showing.figures import band

_VERBS = {Effect.EASIER: "eased", Effect.HARDER: "tightened", Effect.EITHER: "changed", Effect.NEITHER: "changed"}
_LENGTHS = {Effect.EASIER: "lengthened", Effect.HARDER: "shortened"}
_NAMES = {
    Aspect.TOLERANCE: "tolerance for Amber",
    Aspect.RATE_ON: "figure that is rated",
    Aspect.BOUNDED: "limit of 100%",
    Aspect.DIRECTION: "method of the direction",
    Aspect.EXPECTED: "expected range",
    Aspect.FREQUENCY: "frequency of results",
    Aspect.REPORTED: "what a result covers",
    Aspect.INTRODUCED: "first day",
    Aspect.DISCLOSURE: "threshold below which counts are hidden",
    Aspect.SUSPENDED: "suspension",
    Aspect.RETIRED: "retirement",
    Aspect.NAME_SOURCE: "source of the name",
    Aspect.ILLUSTRATIVE: "mark as illustrative",
}


def sentence(change: Change, definition: Definition) -> str:
    """One difference, without a full stop.

    >>> from qpr_rules.definition import Polarity
    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> sentence(Change(Aspect.POLARITY, Effect.EITHER, Polarity.HIGHER, Polarity.LOWER), kpi)
    'polarity turned: higher was better, now lower is'
    """
    was, now = change.before, change.after
    match change.aspect:
        case Aspect.STANDARDS if change.standard is not None:
            return _standard(change.standard, definition)
        case Aspect.POLARITY if was and now and "stay-close" not in (was, now):
            return f"polarity turned: {was} was better, now {now} is"
        case Aspect.WINDOW:
            return f"window {_LENGTHS.get(change.effect, 'changed')} from {was.text} to {now.text}"
        case Aspect.LAG:
            months = [plural(each, "month") for each in (was, now)]
            return f"lag {_LENGTHS[change.effect]} from {months[0]} to {months[1]}"
        case Aspect.MINIMUM_DENOMINATOR:
            verb = "raised" if change.effect is Effect.EASIER else "lowered"
            return f"fewest cases that are rated {verb} from {_value(was, definition)} to {_value(now, definition)}"
        case Aspect.DECIMALS:
            return f"decimals printed changed from {was} to {now}"
        case Aspect.KIND:
            return f"reclassified from {_value(was, definition)} to {_value(now, definition)}"
        case Aspect.RETIRED if now is not None and was is None:
            replaced = f", replaced by {now.replaced_by}" if now.replaced_by else ""
            return f"retired on {words.day(now.on)}{replaced}: {now.reason}"
        case Aspect.SUSPENDED if now is not None:
            return f"suspended {_span(definition, now.since, now.until)}: {now.reason}"
        case Aspect.BREAKS:
            return _breaks(was, now, definition)
        case Aspect.CHANGES:
            return _decisions(was, now, definition)
        case Aspect.APPROVAL:
            return f"approval or reason of `{now.key}` reworded: {_approved(now) or 'nothing'}"
    name = _NAMES.get(change.aspect, str(change.aspect))
    is_text = change.wording and change.aspect is not Aspect.OWNER and not isinstance(now, bool)
    verb = "reworded" if is_text else _VERBS[change.effect]
    return f"{name} {verb} from {_value(was, definition)} to {_value(now, definition)}"


def _standard(change: StandardChange, definition: Definition) -> str:
    months, unit = _span(definition, change.first, change.last), definition.unit
    was, now = change.before, change.after
    if now is None:
        assert was is not None
        return f"no standard {months}; it was {_bands(was, unit)}"
    if was is None:
        return f"a standard {months}: {_bands(now, unit)}{_supported(now)}"
    parts = [
        f"{name} {band(new, unit)} as before"
        if effect is Effect.NEITHER
        else f"{name} {_VERBS[effect]} from {band(old, unit)} to {band(new, unit)}"
        for name, effect, old, new in (
            ("target", change.target, was.target, now.target),
            ("floor", change.floor, was.floor, now.floor),
        )
    ]
    following = "new standard, " if change.follows else ""
    return f"{following}{', '.join(parts)}, {months}{_supported(now)}"


def _bands(standard: Standard, unit: Unit) -> str:
    return f"target {band(standard.target, unit)}, floor {band(standard.floor, unit)}"


def _supported(standard: Standard) -> str:
    said = _approved(standard)
    return f" ({said})" if said else ""


def _approved(standard: Standard) -> str:
    return "; ".join(filter(None, [standard.approved and f"approved: {standard.approved}", standard.reason]))


def _span(definition: Definition, first: int | None, last: int | None) -> str:
    """``April 2024 to March 2025``, ``from April 2025 on``, ``at all times``."""
    ends = [None if month is None else definition.calendar.show(Frequency.MONTH, month) for month in (first, last)]
    if ends[0] is None:
        return "at all times" if ends[1] is None else f"up to {ends[1]}"
    if ends[1] is None:
        return f"from {ends[0]} on"
    return f"in {ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _breaks(was: Sequence[Any], now: Sequence[Any], definition: Definition) -> str:
    def months(some: Iterable[Any]) -> str:
        return listed([definition.calendar.show(Frequency.MONTH, each.month) for each in some])

    added, gone = [each for each in now if each not in was], [each for each in was if each not in now]
    said = [f"break declared from {months(added)}: {'; '.join(each.reason for each in added)}"] if added else []
    return ", ".join([*said, *([f"break of {months(gone)} taken out"] if gone else [])])


def _decisions(was: Sequence[Any], now: Sequence[Any], definition: Definition) -> str:
    added, gone = [each for each in now if each not in was], [each for each in was if each not in now]
    said = [rule_in_words.decision(each, definition.calendar) for each in added]
    months = listed([definition.calendar.show(Frequency.MONTH, each.month) for each in gone])
    return "; ".join([*said, *([f"what was said of the change from {months} is taken out"] if gone else [])])


def _value(value: Any, definition: Definition) -> str:
    match value:
        case None | "" | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case Kind():
            return "KPI" if value is Kind.KPI else "activity indicator"
        case RateOn():
            return f"the {value} one"
        case Window():
            return value.text
        case Measure():
            return f"`{rule_in_words.measure(value, definition.unit)}`"
        case Band():
            return rule_in_words.expected(value, definition.unit)
        case DirectionMethod():
            return str(value)
        case Suspension():
            return _span(definition, value.since, value.until)
        case Retirement():
            return words.day(value.on)
        case Decimal():
            return plain(value)
        case dt.date():
            return words.day(value)
        case ((int(), Decimal()), *_):
            return listed([f"{MONTH_NAMES[number - 1]} {plain(percent)}%" for number, percent in value])
        case (Year() as years, _):
            return f"{years} year"
        case tuple():
            return listed([f"`{each}`" for each in value])
        case StrEnum():
            return str(value)
        case _:
            return f"`{value}`"


def rules_in_words(altered: Altered) -> tuple[str | None, str | None]:
    """The rule before and after in one line each, by the standard in force for the quarter's figure."""
    before, after = (
        None if definition is None else rule_in_words.in_brief(definition, _month(definition, row))
        for definition, row in ((altered.before, altered.then), (altered.after, altered.now))
    )
    return before, after


def _month(definition: Definition, row: Evaluation | None) -> int:
    """The last month of the row's period; without a row, of the latest standard."""
    calendar, frequency = definition.calendar, definition.frequency
    if row is not None and row.period:
        return calendar.last_month(frequency, calendar.parse(row.period, frequency))
    return max((each.last or each.first or 0 for each in definition.standards), default=0)
