"""What a rolling figure is made to do by its window: roll-off, and the road back. Arithmetic, never a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from qpr_rules.core.quarters import first_quarter
from qpr_rules.core.standards import due
from qpr_rules.definition import Band, Definition, Reported, Stock, WindowKind

AHEAD = 12
"""How many months ahead the road back is followed (DESIGN.md, Recovery)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One period's exact numbers; ``denominator`` None for a count."""

    period: int
    numerator: Fraction
    denominator: Fraction | None


def figure_of(definition: Definition, cells: Sequence[Cell]) -> Fraction | None:
    """The figure that these periods make together, exactly; None where there is nothing to measure.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> figure_of(kpi, [Cell(0, Fraction(9), Fraction(10)), Cell(1, Fraction(300), Fraction(400))])
    Fraction(3090, 41)
    """
    if not cells:
        return None
    numerator = sum((cell.numerator for cell in cells), Fraction(0))
    if not definition.measure.is_ratio:
        return numerator
    denominators = [cell.denominator or Fraction(0) for cell in cells]
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
    left: tuple[Cell, ...]
    entered: tuple[Cell, ...]

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


def roll_off(definition: Definition, before: Sequence[Cell], after: Sequence[Cell]) -> RollOff | None:
    """Split the change between two complete windows: first the periods that leave go, then those that enter come.

    None when the windows share no period, or a figure does not exist on the way.
    """
    kept = {cell.period for cell in before} & {cell.period for cell in after}
    steps = [
        figure_of(definition, cells) for cells in (before, [cell for cell in before if cell.period in kept], after)
    ]
    if not kept or steps[0] is None or steps[1] is None or steps[2] is None:
        return None
    return RollOff(
        steps[0],
        steps[2],
        steps[1],
        tuple(cell for cell in before if cell.period not in kept),
        tuple(cell for cell in after if cell.period not in kept),
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
    latest figure does already. ``reports`` gives the first quarter's report to show a period. ``needed_for_target`` and
    ``needed_for_floor`` are the least (higher is better) or most (lower) numerator over the coming quarter, at the
    assumed denominator; None where no numerator can do it.
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


def recover(definition: Definition, window: Sequence[Cell], standard: tuple[Band, Band]) -> Recovery | None:
    """Follow a complete rolling window 12 months ahead. ``standard`` holds the latest target and floor.

    Standards are those in force at each coming period, else the latest. None for a KPI that does not roll.
    """
    if not rolls(definition) or not window:
        return None
    months = definition.frequency.months
    quarter = max(1, 3 // months)
    recent = window[-quarter:]
    numerator = sum((cell.numerator for cell in recent), Fraction(0)) / len(recent)
    denominator = None
    if definition.measure.is_ratio:
        denominator = sum((cell.denominator or Fraction(0) for cell in recent), Fraction(0)) / len(recent)
    cells, steps = list(window), list[Step]()
    for _ in range(AHEAD // months):
        cells = [*cells[1:], Cell(cells[-1].period + 1, numerator, denominator)]
        figure = figure_of(definition, cells)
        if figure is None:
            return None
        target, floor_band, assumed = _bands(definition, cells[-1].period, standard)
        steps.append(Step(cells[-1].period, figure, target, floor_band, assumed))
    now = figure_of(definition, window)
    assert now is not None
    coming = [Cell(window[-1].period + 1 + place, Fraction(0), denominator) for place in range(quarter)]
    after = [*window[quarter:], *coming][-len(window) :]
    ahead = steps[min(quarter, len(steps)) - 1]
    return Recovery(
        numerator,
        denominator,
        tuple(steps),
        None if meets(now, standard[1]) else next((step.period for step in steps if step.meets_floor), None),
        None if meets(now, standard[0]) else next((step.period for step in steps if step.meets_target), None),
        None if denominator is None else denominator * quarter,
        _needed(definition, after, ahead.floor, None if denominator is None else denominator * quarter),
        _needed(definition, after, ahead.target, None if denominator is None else denominator * quarter),
    )


def _bands(definition: Definition, period: int, latest: tuple[Band, Band]) -> tuple[Band, Band, bool]:
    month = definition.calendar.last_month(definition.frequency, period)
    for index in range(len(definition.standards) - 1, -1, -1):
        if definition.standards[index].covers(month):
            bands = due(definition, index, month)
            return (*bands, False) if bands else (*latest, True)
    return (*latest, True)


def _needed(definition: Definition, after: Sequence[Cell], band: Band, most: Fraction | None) -> int | None:
    """The whole numerator over the coming quarter that just meets the band, the coming cells' numerators being 0."""
    edge = band.edge
    base = figure_of(definition, after)
    one = figure_of(definition, [*after[:-1], Cell(after[-1].period, Fraction(1), after[-1].denominator)])
    if edge is None or base is None or one is None or one == base:
        return None
    exact = (Fraction(edge) - base) / (one - base)
    whole = ceil(exact) if band.high is None else floor(exact)
    if whole < 0:
        return 0 if band.high is None else None
    possible = most is None or not definition.bounded or whole <= most or band.high is not None
    return whole if possible else None


def short_by(definition: Definition, cells: Sequence[Cell], band: Band) -> int | None:
    """How many more (higher is better) or fewer (lower) in the numerator would just have met the standard.

    None when it is met, when the band is closed, or when no numerator within the cases could have met it.
    """
    edge, now = band.edge, figure_of(definition, cells)
    if edge is None or now is None or meets(now, band) or not definition.measure.pools:
        return None
    numerator = sum((cell.numerator for cell in cells), Fraction(0))
    if not definition.measure.is_ratio:
        exact = Fraction(edge)
    elif now:
        exact = numerator * Fraction(edge) / now
    else:
        last = [*cells[:-1], Cell(cells[-1].period, Fraction(1), cells[-1].denominator)]
        one = figure_of(definition, last)
        assert one is not None
        exact = Fraction(edge) / one
    if band.high is None:
        return ceil(exact) - floor(numerator) if exact > numerator else None
    fewer = ceil(numerator) - floor(exact)
    return fewer if fewer <= numerator else None
