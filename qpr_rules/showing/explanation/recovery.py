"""What is rated, what was short, what left the window, and the road back, as lines of an explanation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import RenderableType
from rich.text import Text

from qpr_rules.core.recovery import Portion, Recovery, RollOff
from qpr_rules.core.workings import Workings
from qpr_rules.definition import Definition, RateOn
from qpr_rules.harmless import safe
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit, rounded
from qpr_rules.showing.figures import exact, honest_decimals, number, with_unit


def published_lines(shown: Workings) -> Iterator[RenderableType]:
    """For a body that rates what it prints: the figure so printed."""
    figure, definition = shown.evaluation.figure, shown.definition
    if definition.rate_on is RateOn.PUBLISHED and figure is not None:
        printed = with_unit(number(figure, definition.decimals), definition.unit)
        yield Text(f"Rated as published, halves rounded away from zero: {printed}")


def short_lines(shown: Workings) -> Iterator[RenderableType]:
    """``2 more of 5,000 would have been Green``."""
    row = shown.evaluation
    more = "more" if row.target and row.target.high is None else "fewer"
    of = f" of {exact(row.denominator)}" if row.denominator is not None else ""
    for short, word in ((shown.short_of_floor, "Amber"), (shown.short_of_target, "Green")):
        if short is not None:
            yield Text(f"{short:,} {more}{of} would have been {word}.")


def _points(value: Fraction, definition: Definition, digits: int) -> str:
    """A change: percentages change by points."""
    text = number(value, digits)
    signed = text if value < 0 else f"+{text}"
    return f"{signed} points" if definition.unit is Unit.PERCENT else with_unit(signed, definition.unit)


def _span(definition: Definition, portions: Sequence[Portion]) -> str:
    first, last = (definition.calendar.show(definition.frequency, each.period) for each in (portions[0], portions[-1]))
    return first if first == last else f"{first} to {last}"


def roll_off_lines(shown: Workings) -> Iterator[RenderableType]:
    """``+1.3 points, of which +1.1 is December 2023 leaving the window``."""
    found, definition = shown.roll_off, shown.definition
    if found is None or not found.left:
        return
    change, leaving, entering = (_points(*each) for each in _adding_up(found, definition))
    yield Text(
        f"Since the previous quarter {change}, of which {leaving} is {_span(definition, found.left)} leaving the window, "
        f"and {entering} {_span(definition, found.entered)} entering it."
    )


def _adding_up(found: RollOff, definition: Definition) -> list[tuple[Fraction, Definition, int]]:
    """The change and its two effects to so many decimal places that, as printed, none is nothing and they add up.

    Some never do, however many places: -44.166... and +8.333... are -35.833... There the second effect is what is left.
    """
    exactly = (found.change, found.leaving, found.entering)
    fewest = max(honest_decimals(each, max(1, definition.decimals), [Fraction(0)]) for each in exactly)
    for digits in (fewest, fewest + 1):
        change, leaving, entering = (rounded(each, digits) for each in exactly)
        if leaving + entering == change:
            break
    return [(each, definition, digits) for each in (change, leaving, change - leaving)]


def recovery_lines(shown: Workings) -> Iterator[RenderableType]:
    """When the figure would cross floor and target if each coming period repeated the latest quarter."""
    found, definition, row = shown.recovery, shown.definition, shown.evaluation
    if found is None or row.target is None:
        return
    denominator = f" of {number(found.denominator, 1)}" if found.denominator is not None else ""
    would = list(_would(shown, found)) or ["go on meeting its floor and its target for 12 months"]
    yield Text(
        f"If each coming {definition.frequency} repeated the latest quarter's mean ({number(found.numerator, 1)}{denominator}), "
        f"the figure would {', and would '.join(would)}."
    )
    if any(step.assumed_standard for step in found.steps):
        yield Text("Where no standard is approved yet, the latest is assumed.")
    yield from _needed(definition, found, row.target.high is None)


def _would(shown: Workings, found: Recovery) -> Iterator[str]:
    """What would become of floor and target: crossed, and when; not crossed; or lost."""
    definition, row = shown.definition, shown.evaluation
    short = all(gap is not None and gap < 0 for gap in (row.to_floor, row.to_target))
    if short and found.floor_crossed is None and found.target_crossed is None:
        yield "cross neither its floor nor its target within 12 months"
        return
    show = definition.calendar.show
    for name, gap, period in (
        ("floor", row.to_floor, found.floor_crossed),
        ("target", row.to_target, found.target_crossed),
    ):
        if gap is None:
            continue
        if gap >= 0:
            lost = (step for step in found.steps if not (step.meets_floor if name == "floor" else step.meets_target))
            if (first := next(lost, None)) is not None:
                yield f"fail its {name} in {show(definition.frequency, first.period)}"
        elif period is None:
            yield f"not cross its {name} within 12 months"
        else:
            report = show(Frequency.QUARTER, found.report(definition, period))
            yield f"cross its {name} in {show(definition.frequency, period)}, first shown in the report for {report}"


def _needed(definition: Definition, found: Recovery, at_least: bool) -> Iterator[RenderableType]:
    most = "at least" if at_least else "at most"
    of = f" of {number(found.quarter_denominator, 0)}" if found.quarter_denominator is not None else ""
    what = safe(definition.measure.numerator)
    for needed, name in ((found.needed_for_floor, "floor"), (found.needed_for_target, "target")):
        if needed is None:
            yield Text(f"No result of the coming quarter alone could meet the {name}.")
        elif needed > 0 or not at_least:
            yield Text(f"To meet the {name} at its end, the coming quarter needs {most} {needed:,}{of} ({what}).")
