"""Random definitions and series, from a seed: every polarity, window and way of reporting, with many exact ties."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np

from qpr_rules.core.evaluate import evaluate
from qpr_rules.definition import (
    Band,
    Break,
    Definition,
    Kind,
    Measure,
    Polarity,
    RateOn,
    Reported,
    Standard,
    Stock,
    Suspension,
    Window,
    WindowKind,
)
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import RATINGS, REASONS
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel
from qpr_rules.period import Calendar, Frequency, Year, last_day, month_of
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from qpr_rules.verdicts import Evaluations
from tests.oracle import Cell

START = month_of(2020, 4)


def some_definition(dice: random.Random) -> Definition:
    """A definition that the reader could have built."""
    years = dice.choice(list(Year))
    calendar = Calendar(dice.choice(list(Year)), years)
    frequency = dice.choice([Frequency.MONTH, Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR])
    if frequency is Frequency.QUARTER and (calendar.years.offset - calendar.quarters.offset) % 3:
        calendar = Calendar(calendar.quarters, calendar.quarters)  # QPR216 refuses years that begin inside a quarter
    polarity = dice.choice(list(Polarity))
    measured = dice.choice(["ratio", "ratio", "ratio", "stock mean", "stock last", "count", "value"])
    window = _window(dice, frequency, measured)
    reported = dice.choice([Reported.PER_PERIOD] * 4 + [Reported.ROLLED, Reported.CUMULATIVE])
    if measured == "value":
        reported = dice.choice([Reported.PER_PERIOD, Reported.ROLLED])
    unit = dice.choice([Unit.PERCENT, Unit.PER_1_000, Unit.RATIO]) if measured not in ("count", "value") else Unit.COUNT
    measure = {
        "ratio": Measure("n", "d"),
        "stock mean": Measure("n", "d", stock=Stock.MEAN),
        "stock last": Measure("n", "d", stock=Stock.LAST),
        "count": Measure("n"),
        "value": Measure(value="v"),
    }[measured]
    to_date = window.kind is WindowKind.YEAR_TO_DATE
    profile: tuple[tuple[int, Decimal], ...] = ()
    if to_date and measured == "count":
        profile = tuple((month, Decimal(dice.randint(1, 100))) for month in dice.sample(range(1, 13), 6))
    activity = dice.random() < 0.1
    return Definition(
        id="K",
        name="K",
        section="s",
        owner="o",
        file="k.yaml",
        calendar=calendar,
        kind=Kind.ACTIVITY if activity else Kind.KPI,
        expected=Band(Decimal(20), Decimal(60)) if activity else None,
        polarity=polarity,
        unit=unit,
        decimals=dice.randint(0, 2),
        frequency=frequency,
        window=window,
        measure=measure,
        standards=() if activity else _standards(dice, polarity, unit),
        lag=dice.choice([0, 0, 0, 1, 2, 3, 12]),
        direction=DirectionMethod(
            dice.choice([Method.REGRESSION] * 4 + [Method.LAST_QUARTER, Method.SAME_QUARTER_LAST_YEAR]),
            dice.choice(list(Over)),
            dice.choice([3, 4, 8, 12]),
            dice.choice([Decimal("0.05"), Decimal("0.05"), Decimal("0.2"), Decimal("0.01")]),
        ),
        reported=reported,
        profile=profile,
        rate_on=dice.choice([RateOn.EXACT, RateOn.EXACT, RateOn.PUBLISHED]),
        introduced=last_day(START + dice.randint(0, 20)) if dice.random() < 0.2 else None,
        suspended=Suspension(START + 12, dice.choice([None, START + 20]), "x") if dice.random() < 0.1 else None,
        breaks=tuple(Break(START + dice.randint(1, 40), "x") for _ in range(dice.choice([0, 0, 0, 1, 2]))),
        minimum_denominator=Decimal(dice.choice(["5", "10.5", "40"]))
        if measure.is_ratio and dice.random() < 0.2
        else None,
    )


def _window(dice: random.Random, frequency: Frequency, measured: str) -> Window:
    own = {Frequency.MONTH: WindowKind.MONTH, Frequency.QUARTER: WindowKind.QUARTER, Frequency.YEAR: WindowKind.YEAR}[
        frequency
    ]
    choices = [Window(own, frequency.months, str(own)), Window(WindowKind.SNAPSHOT, frequency.months, "snapshot")]
    if measured != "value":
        choices += [Window(WindowKind.ROLLING, frequency.months * times, f"{times} periods") for times in (2, 3, 4, 12)]
        if frequency is not Frequency.YEAR:
            choices += [Window(WindowKind.YEAR, 12, "year"), Window(WindowKind.YEAR_TO_DATE, 12, "year to date")]
            choices.append(Window(WindowKind.QUARTER, 3, "quarter"))
    return dice.choice(choices)


def _standards(dice: random.Random, polarity: Polarity, unit: Unit) -> tuple[Standard, ...]:
    def bands() -> tuple[Band, Band]:
        scale = {Unit.PERCENT: 1, Unit.PER_1_000: 10, Unit.COUNT: 2}.get(unit, Decimal("0.01"))
        target = Decimal(dice.choice(["57.5", "50", "25", "62.5", "33.3", "40"])) * scale
        room = Decimal(dice.choice(["0", "2.5", "10", "12.5"])) * scale
        match polarity:
            case Polarity.HIGHER:
                return Band(target, None), Band(target - room, None)
            case Polarity.LOWER:
                return Band(None, target), Band(None, target + room)
            case _:
                return Band(target - scale * 5, target + scale * 5), Band(
                    target - scale * 5 - room, target + scale * 5 + room
                )

    if dice.random() < 0.4:
        return (Standard(*bands()),)
    begins = START + dice.randint(-2, 10)
    change = begins + dice.randint(3, 20)
    return (Standard(*bands(), begins, change - 1, "a"), Standard(*bands(), change, change + dice.randint(6, 40), "b"))


def some_cells(dice: random.Random, definition: Definition, count: int = 40) -> dict[int, Cell]:
    """Results by period, with gaps, markers, nothing over nothing, and numbers that make exact ties likely."""
    first = definition.calendar.holding(definition.frequency, START)
    small = dice.random() < 0.8
    decimals = dice.choice([[], [], ["0", "0.5", "0.125"], ["0.1", "0.000001"]])
    cells = {}
    total_n, total_d = Decimal(0), Decimal(0)
    for step in range(count if definition.frequency is Frequency.MONTH else count // 2):
        chance = dice.random()
        period = first + step
        if chance < 0.03:
            continue
        if chance < 0.05:
            cells[period] = Cell(dice.choice([State.SUPPRESSED, State.NOT_APPLICABLE, State.MISSING]))
            continue
        denominator = Decimal(dice.choice([0, 20, 40, 40, 40, 80, 8]) if small else dice.randint(1, 10**12))
        numerator = Decimal(dice.randint(0, int(denominator))) if denominator else Decimal(0)
        if dice.random() < 0.5 and small:
            numerator = Decimal(dice.choice([23, 20, 10, 25])) if denominator == 40 else numerator
        if not definition.measure.is_ratio:
            numerator = Decimal(dice.choice([115, 100, 50, 125, 80, 12])) if small else Decimal(dice.randint(0, 10**9))
            if definition.measure.value:
                numerator += Decimal(dice.choice(["0", "0.5", "0.25"]))
        elif decimals and denominator:
            numerator, denominator = numerator + Decimal(dice.choice(decimals)), denominator + 1
        if definition.reported is Reported.CUMULATIVE:
            month = definition.calendar.first_month(definition.frequency, period)
            if (month - definition.calendar.years.offset) % 12 == 0:
                total_n, total_d = Decimal(0), Decimal(0)
            total_n, total_d = total_n + numerator, total_d + denominator
            numerator, denominator = total_n, total_d if definition.measure.stock is None else denominator
        cells[period] = Cell(
            State.PRESENT,
            numerator,
            denominator if definition.measure.is_ratio else None,
            dice.random() < 0.1,
        )
    return cells


def evaluated(definition: Definition, observations: list[Observation], *, objects: bool = False) -> Evaluations:
    """Through the reader's panel and the core, if wanted in Python integers throughout."""
    panel = panel_of(definition, observations)
    return evaluate(definition, as_objects(panel) if objects else panel)


def as_objects(panel: Panel) -> Panel:
    """The same panel in Python integers."""
    from dataclasses import replace

    denominator = None if panel.denominator is None else panel.denominator.astype(object)
    return replace(panel, numerator=panel.numerator.astype(object), denominator=denominator)


def same_bits(one: Evaluations, other: Evaluations, rows: slice = slice(None), columns: slice = slice(None)) -> bool:
    """Whether two evaluations agree to the last bit, in these rows and columns of the first."""
    names = ("rating", "reason", "direction", "points", "slope", "p_value")
    return all(
        np.array_equal(getattr(one, name)[rows, columns], getattr(other, name), equal_nan=name in ("slope", "p_value"))
        for name in names
    )


def words(evaluations: Evaluations, area: int, column: int) -> tuple[object, object]:
    """The rating and the reason of a cell."""
    return RATINGS[evaluations.rating[area, column]], REASONS[evaluations.reason[area, column]]
