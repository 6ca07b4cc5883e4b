"""A rule as English sentences, which a person who cannot read YAML can approve. Every screen that says a rule says it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qpr_rules.definition import (
    Band,
    Decision,
    Definition,
    Kind,
    Measure,
    RateOn,
    Reported,
    Standard,
    Stock,
    WindowKind,
)
from qpr_rules.diagnostic import Path
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.english import capital, listed, plural
from qpr_rules.observation import HIDDEN
from qpr_rules.period import MONTH_NAMES, Calendar, Frequency
from qpr_rules.quantity import Unit, plain
from qpr_rules.showing.figures import band, bound, with_unit
from qpr_rules.showing.words import day


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the keys of the definition whose values it says."""

    text: str
    keys: tuple[Path, ...]


def rating(target: Band, floor: Band, unit: Unit) -> str:
    """What makes a figure Green, Amber and Red.

    >>> from decimal import Decimal
    >>> rating(Band(Decimal(60), None), Band(Decimal(45), None), Unit.PERCENT)
    'Green at 60% or more, Amber from 45%, Red below 45%'
    >>> rating(Band(None, Decimal(20)), Band(None, Decimal(20)), Unit.DAYS)
    'Green at 20 days or less, Red above that'
    """
    ends = [band(each, unit) for each in (target, floor)]
    if target.low is not None and target.high is not None:
        within = "" if target == floor else f", Amber from {ends[1]}"
        return f"Green from {ends[0]}{within}, Red outside that"
    more, upward, beyond = ("or more", "from", "below") if target.low is not None else ("or less", "up to", "above")
    if target == floor:
        return f"Green at {ends[0]} {more}, Red {beyond} that"
    return f"Green at {ends[0]} {more}, Amber {upward} {ends[1]}, Red {beyond} {ends[1]}"


def window(definition: Definition) -> str:
    """The periods that one figure is made of."""
    frequency = definition.frequency
    match definition.window.kind:
        case WindowKind.ROLLING if definition.window.months > frequency.months:
            return f"over a rolling {definition.window.text}"
        case WindowKind.SNAPSHOT:
            return f"as it stands at the end of the {frequency}"
        case WindowKind.YEAR_TO_DATE:
            return f"over the {_year(definition)}year to date"
        case WindowKind.YEAR:
            return f"over the {_year(definition)}year"
        case WindowKind.QUARTER:
            return "over the quarter"
        case _:
            return f"for the {frequency} by itself"


def _year(definition: Definition) -> str:
    return "" if definition.calendar.years is definition.calendar.quarters else f"{definition.calendar.years} "


def in_brief(definition: Definition, month: int) -> str:
    """The rule in one line, by the standard of a month (ordinal): ``Green at ..., over a rolling 12 months``."""
    if definition.kind is Kind.ACTIVITY:
        return f"Activity indicator, in no total, {window(definition)}"
    standard = definition.standard_in(month)
    said = (
        rating(standard.target, standard.floor, definition.unit) if standard else "No standard in force, so not rated"
    )
    return f"{said}, {window(definition)}"


def sentences(definition: Definition, standard: Standard | None) -> Iterator[Sentence]:
    """The whole rule, by one of its standards, in the order in which people ask."""
    if definition.description:
        yield Sentence(definition.description, (("description",),))
    yield Sentence(
        f"{measure(definition.measure, definition.unit)}, {window(definition)}.", (("measure",), ("window",))
    )
    yield _arrival(definition)
    if definition.kind is Kind.ACTIVITY:
        yield Sentence("It is an activity indicator: shown, never rated, and in no total.", (("kind",),))
        if definition.expected:
            yield Sentence(f"Expected {expected(definition.expected, definition.unit)}.", (("expected",),))
    elif standard:
        keys: tuple[Path, ...] = (("target",), ("floor",), ("amber",))
        if standard.key:
            keys = (("standards", standard.key, "target"), ("standards", standard.key, "floor"), ("amber",))
        tolerance = (
            f" The floor is the target, with a tolerance of {definition.tolerance}." if definition.tolerance else ""
        )
        yield Sentence(f"{rating(standard.target, standard.floor, definition.unit)}.{tolerance}", keys)
    yield from _conditions(definition)
    yield Sentence(f"{direction(definition.direction)}.", (("direction",),))
    yield from _life(definition)


def measure(what: Measure, unit: Unit) -> str:
    """What is counted.

    >>> measure(Measure(numerator="Homes let on time", denominator="Homes let"), Unit.PERCENT)
    'Homes let on time, as a percentage of homes let'
    """
    if what.value:
        return f"{what.value}, as it is reported, in {unit}" if unit is not Unit.COUNT else f"{what.value}, as reported"
    if not what.is_ratio:
        return what.numerator if unit is Unit.COUNT else f"{what.numerator}, in {unit}"
    below = _lowered(what.denominator)
    match what.stock:
        case Stock.MEAN:
            below += " (the mean of the window)"
        case Stock.LAST:
            below += " (the last of the window)"
    if unit is Unit.PERCENT:
        return f"{what.numerator}, as a percentage of {below}"
    if unit.per_head:
        return f"{what.numerator} {unit} of {below}"
    return f"{what.numerator} divided by {below}" + ("" if unit is Unit.RATIO else f", in {unit}")


def _lowered(text: str) -> str:
    """A capital that only began a line, made small; one of an abbreviation or a name of several capitals stays."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def _arrival(definition: Definition) -> Sentence:
    keys: tuple[Path, ...] = (("frequency",), ("reported",), ("lag",))
    text = f"Results arrive every {definition.frequency}"
    match definition.reported:
        case Reported.CUMULATIVE:
            text += ", as running totals of the year"
        case Reported.ROLLED:
            text += f", and each covers {definition.window.text} already"
        case _ if definition.window.months > definition.frequency.months and definition.measure.pools:
            text += " and are added up" + (" before they are divided" if definition.measure.is_ratio else "")
    if definition.lag:
        text += f"; they are reported {plural(definition.lag, 'month')} late"
    return Sentence(f"{text}.", keys)


def expected(within: Band, unit: Unit) -> str:
    """The range in which an activity indicator is expected: ``from 300 to 500``."""
    ends = [("from", within.low), ("to", within.high)]
    return " ".join(f"{word} {with_unit(bound(Fraction(end)), unit)}" for word, end in ends if end is not None)


def _conditions(definition: Definition) -> Iterator[Sentence]:
    if definition.rate_on is RateOn.PUBLISHED:
        text = f"What is rated is the figure as printed, to {plural(definition.decimals, 'decimal place')}."
        yield Sentence(text, (("rate_on",), ("decimals",)))
    if definition.profile:
        due = listed(
            [f"{plain(percent)}% by the end of {MONTH_NAMES[number - 1]}" for number, percent in definition.profile]
        )
        yield Sentence(f"Of the year's target and floor are due: {due}.", (("profile",),))
    if definition.minimum_denominator is not None:
        text = f"With fewer than {plain(definition.minimum_denominator)} {_lowered(definition.measure.denominator)} it is not rated."
        yield Sentence(text, (("minimum_denominator",),))
    if definition.disclosure > 1:
        yield Sentence(f"{disclosure(definition.disclosure)}.", (("disclosure",),))
    if not definition.bounded:
        yield Sentence("It may exceed 100%.", (("bounded",),))


def disclosure(threshold: int) -> str:
    """What is hidden in whatever is released.

    >>> disclosure(5)
    'Counts below 5 are hidden ([c]) in what is published, with whatever would reveal them'
    """
    return f"Counts below {threshold} are hidden ({HIDDEN}) in what is published, with whatever would reveal them"


def direction(method: DirectionMethod) -> str:
    """How the direction is found.

    >>> direction(DirectionMethod())
    'Improving or worsening: by the trend of the last 8 quarters, if it would arise by chance less than 5 times in 100'
    """
    match method.method:
        case Method.LAST_QUARTER:
            return "Improving or worsening: against the previous quarter"
        case Method.SAME_QUARTER_LAST_YEAR:
            return "Improving or worsening: against the same quarter last year"
        case Method.PROCESS_LIMITS:
            return f"Improving or worsening: by special causes beyond the natural swings of the last {method.points} {_points(method)}"
        case Method.REGRESSION:
            chance = f"{(method.significance * 100).normalize():f}"
            return (
                f"Improving or worsening: by the trend of the last {method.points} {_points(method)}, "
                f"if it would arise by chance less than {chance} times in 100"
            )


def _points(method: DirectionMethod) -> str:
    return {Over.QUARTERS: "quarters", Over.PERIODS: "results", Over.FIGURES: "figures"}[method.over]


def _life(definition: Definition) -> Iterator[Sentence]:
    show = definition.calendar.show
    if definition.introduced:
        yield Sentence(f"It is rated from {day(definition.introduced)}.", (("introduced",),))
    for number, each in enumerate(definition.breaks):
        text = f"From {show(Frequency.MONTH, each.month)} it is not compared with earlier results: {each.reason}"
        yield Sentence(_ended(text), (("breaks", number),))
    if (suspended := definition.suspended) is not None:
        until = f" to {show(Frequency.MONTH, suspended.until)}" if suspended.until is not None else ""
        text = f"It is suspended from {show(Frequency.MONTH, suspended.since)}{until}: {suspended.reason}"
        yield Sentence(_ended(text), (("suspended",),))
    if (retired := definition.retired) is not None:
        replaced = f" {retired.replaced_by} replaces it." if retired.replaced_by else ""
        text = _ended(f"It is retired on {day(retired.on)}: {retired.reason}")
        yield Sentence(text + replaced, (("retired",),))

    for number, decided in enumerate(definition.changes):
        yield Sentence(_ended(capital(decision(decided, definition.calendar))), (("changes", number),))


def decision(decided: Decision, calendar: Calendar) -> str:
    """A change of the rule other than its standards: from when, why, and by whom."""
    return (
        f"changed from {calendar.show(Frequency.MONTH, decided.month)}: {decided.reason} (approved: {decided.approved})"
    )


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
