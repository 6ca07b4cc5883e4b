"""What a rolling figure is made to do by its window: roll-off, and the road back. Arithmetic, never a forecast.

The assumptions are those of docs/reference/method.md (Recovery and roll-off).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from qpr_rules.core.quarters import first_quarter
from qpr_rules.core.standards import due
from qpr_rules.definition import Band, Definition, RateOn, Reported, Stock, WindowKind
from qpr_rules.quantity import Unit

AHEAD = 12
"""How many months ahead the road back is followed (docs/reference/method.md, Recovery)."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What one period brings to a window, in exact numbers; ``denominator`` None for a count."""

    period: int
    numerator: Fraction
    denominator: Fraction | None


def figure_of(definition: Definition, portions: Sequence[Portion]) -> Fraction | None:
    """The figure that these periods make together, exactly; None where there is nothing to measure.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> figure_of(kpi, [Portion(0, Fraction(9), Fraction(10)), Portion(1, Fraction(300), Fraction(400))])
    Fraction(3090, 41)
    """
    if not portions:
        return None
    numerator = sum((portion.numerator for portion in portions), Fraction(0))
    if not definition.measure.is_ratio:
        return numerator
    denominators = [portion.denominator or Fraction(0) for portion in portions]
    match definition.measure.stock:
        case Stock.LAST:
            denominator = denominators[-1]
        case Stock.MEAN:
            denominator = sum(denominators, Fraction(0)) / len(denominators)
        case _:
            denominator = sum(denominators, Fraction(0))
    return numerator / denominator * definition.unit.per if denominator else None


def rolls(definition: Definition) -> bool:
    """Whether the figure is a rolling one of several periods, each of them known."""
    return (
        definition.window.kind is WindowKind.ROLLING
        and definition.window.months > definition.frequency.months
        and definition.reported is not Reported.ROLLED
        and definition.measure.pools
    )


@dataclass(frozen=True, slots=True)
class RollOff:
    """The change between two windows, as two effects that add up to it: periods that left, periods that entered."""

    before: Fraction
    after: Fraction
    without: Fraction
    left: tuple[Portion, ...]
    entered: tuple[Portion, ...]

    @property
    def change(self) -> Fraction:
        """The later figure less the earlier one."""
        return self.after - self.before

    @property
    def leaving(self) -> Fraction:
        """What removing the periods that left did."""
        return self.without - self.before

    @property
    def entering(self) -> Fraction:
        """What adding the periods that entered then did."""
        return self.after - self.without


def roll_off(definition: Definition, before: Sequence[Portion], after: Sequence[Portion]) -> RollOff | None:
    """Split the change between two complete windows: first the periods that leave go, then those that enter come.

    None when the windows share no period, or a figure does not exist on the way.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> months = [Portion(place, Fraction(met), Fraction(10)) for place, met in enumerate((2, 6, 6, 7))]
    >>> found = roll_off(kpi, months[:3], months[1:])  # 14 of 30; without the first 12 of 20; then 19 of 30
    >>> str(found.change), str(found.leaving), str(found.entering)
    ('50/3', '40/3', '10/3')
    """
    kept = {portion.period for portion in before} & {portion.period for portion in after}
    steps = [
        figure_of(definition, portions)
        for portions in (before, [portion for portion in before if portion.period in kept], after)
    ]
    if not kept or steps[0] is None or steps[1] is None or steps[2] is None:
        return None
    return RollOff(
        steps[0],
        steps[2],
        steps[1],
        tuple(portion for portion in before if portion.period not in kept),
        tuple(portion for portion in after if portion.period not in kept),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One coming period on the road: its figure if the assumption held, the bands then asked, and what it meets."""

    period: int
    figure: Fraction
    target: Band
    floor: Band
    assumed_standard: bool

    @property
    def meets_target(self) -> bool:
        """Whether the figure would be Green."""
        return meets(self.figure, self.target)

    @property
    def meets_floor(self) -> bool:
        """Whether the figure would not be Red."""
        return meets(self.figure, self.floor)


def meets(figure: Fraction, band: Band) -> bool:
    """Whether an exact figure meets a standard; both ends inclusive."""
    return (band.low is None or figure >= Fraction(band.low)) and (band.high is None or figure <= Fraction(band.high))


@dataclass(frozen=True, slots=True)
class Recovery:
    """The coming periods if each repeats the latest quarter's mean; and what the coming quarter would need.

    ``floor_crossed`` and ``target_crossed`` are the first periods that meet them, None if none within 12 months or the
    latest figure does already. ``needed_for_target`` and ``needed_for_floor`` are the least (higher is better) or most
    (lower) numerator over the coming quarter, at the assumed denominator; None where no numerator can do it.
    """

    numerator: Fraction
    denominator: Fraction | None
    steps: tuple[Step, ...]
    floor_crossed: int | None
    target_crossed: int | None
    quarter_denominator: Fraction | None
    needed_for_floor: int | None
    needed_for_target: int | None

    def report(self, definition: Definition, period: int) -> int:
        """The quarter whose report is the first to show a period's figure."""
        return first_quarter(definition, period)


def recover(definition: Definition, window: Sequence[Portion], standard: tuple[Band, Band]) -> Recovery | None:
    """Follow a complete rolling window 12 months ahead. ``standard`` holds the latest target and floor.

    Standards are those in force at each coming period, else the latest. None for a KPI that does not roll.
    """
    if not rolls(definition) or not window:
        return None
    months = definition.frequency.months
    quarter = max(1, 3 // months)
    recent = window[-quarter:]
    numerator = sum((portion.numerator for portion in recent), Fraction(0)) / len(recent)
    denominator = None
    if definition.measure.is_ratio:
        denominator = sum((portion.denominator or Fraction(0) for portion in recent), Fraction(0)) / len(recent)
    following = range(window[-1].period + 1, window[-1].period + 1 + AHEAD // months)
    road, steps = list(window), list[Step]()
    for period in following:
        road.append(Portion(period, numerator, denominator))
        figure = _rated(definition, road[-len(window) :])
        if figure is None:
            return None
        target, floor_band, assumed = _bands(definition, period, standard)
        steps.append(Step(period, figure, target, floor_band, assumed))
    now = _rated(definition, window)
    assert now is not None
    coming = [replace(each, numerator=Fraction(0)) for each in road[len(window) :][:quarter]]
    after = [*window, *coming][-len(window) :]
    ahead = steps[quarter - 1]
    cases = None if denominator is None else denominator * (1 if definition.measure.stock else quarter)
    floor_crossed = None if meets(now, standard[1]) else next((step.period for step in steps if step.meets_floor), None)
    target_crossed = (
        None if meets(now, standard[0]) else next((step.period for step in steps if step.meets_target), None)
    )
    return Recovery(
        numerator=numerator,
        denominator=denominator,
        steps=tuple(steps),
        floor_crossed=floor_crossed,
        target_crossed=target_crossed,
        quarter_denominator=cases,
        needed_for_floor=_needed(definition, after, ahead.floor, cases),
        needed_for_target=_needed(definition, after, ahead.target, cases),
    )


def _bands(definition: Definition, period: int, latest: tuple[Band, Band]) -> tuple[Band, Band, bool]:
    month = definition.calendar.last_month(definition.frequency, period)
    standing = [index for index, each in enumerate(definition.standards) if each.covers(month)]
    bands = due(definition, standing[-1], month) if standing else None
    return (*bands, False) if bands else (*latest, True)


def _needed(definition: Definition, after: Sequence[Portion], band: Band, most: Fraction | None) -> int | None:
    """The whole numerator over the coming quarter that just meets the band, the coming portions' numerators being 0."""
    whole = _just(definition, after, band)
    if whole is None:
        return None
    if whole < 0:
        return 0 if band.high is None else None
    # Only of a percentage of flows do we know that a part cannot exceed its whole.
    capped = definition.bounded and definition.unit is Unit.PERCENT and definition.measure.stock is None
    possible = most is None or not capped or whole <= most or band.high is not None
    return whole if possible else None


def _rated(definition: Definition, portions: Sequence[Portion]) -> Fraction | None:
    """The figure that would be rated."""
    figure = figure_of(definition, portions)
    return None if figure is None else definition.as_rated(figure)


def _just(definition: Definition, portions: Sequence[Portion], band: Band) -> int | None:
    """The least whole number (the greatest, where lower is better) which, added to the numerator, just meets the band."""
    edge, base = band.edge, figure_of(definition, portions)
    ones = [Portion(portion.period, Fraction(portion is portions[-1]), portion.denominator) for portion in portions]
    one = figure_of(definition, ones)
    if edge is None or base is None or not one:
        return None
    step = 1 if band.high is None else -1
    bound = Fraction(edge)
    if definition.rate_on is RateOn.PUBLISHED:
        # The last printed figure that meets it, and half of its last digit: what is rounded to it.
        grid = 10**definition.decimals
        bound = Fraction(ceil(bound * grid) if step > 0 else floor(bound * grid), grid) - Fraction(step, 2 * grid)
    whole = floor((bound - base) / one)
    # The next one where this is just too few, as it is too of halves: they are rounded away from zero, so that one end of
    # what is rounded to a figure belongs to its neighbour.
    return whole if meets(definition.as_rated(base + whole * one), band) else whole + step


def short_by(definition: Definition, portions: Sequence[Portion], band: Band) -> int | None:
    """How many more (higher is better) or fewer (lower) in the numerator would just have met the standard.

    None when it is met, when the band is closed, or when no numerator within the cases could have met it.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> short_by(kpi, [Portion(0, Fraction(140), Fraction(250))], Band(60, None))  # 150 of 250 are 60%
    10
    """
    now = _rated(definition, portions)
    if now is None or meets(now, band) or not definition.measure.pools:
        return None
    whole = _just(definition, portions, band)
    if whole is None or band.high is None:
        return whole
    return -whole if -whole <= sum((portion.numerator for portion in portions), Fraction(0)) else None
