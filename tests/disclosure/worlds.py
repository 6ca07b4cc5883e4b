"""Small worlds with small counts: definitions and results from a seed, what is released of them, and what must stay hidden."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qpr_rules.core.disclosure import released
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rollup import whole_panel
from qpr_rules.core.rows import Evaluated, rows_as_of, rows_by_period
from qpr_rules.definition import Definition, Measure, Reported, Window, WindowKind
from qpr_rules.observation import Observation, State
from qpr_rules.period import Frequency, month_of
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from qpr_rules.settings import Area
from qpr_rules.showing.freeze import observations
from qpr_rules.showing.rows import as_text, header
from tests.disclosure.attacker import Attacker
from tests.disclosure.solver import Expression
from tests.series import kpi

START = month_of(2021, 4)
_PLAIN = Provenance("", "")


@dataclass(frozen=True)
class World:
    """One KPI with its results. ``whole`` says that the areas make up the body's own, which is the blank one.

    ``areas`` are those declared; some may be rolled up from others.
    """

    definition: Definition
    results: tuple[Observation, ...]
    whole: bool = False
    areas: Mapping[str, Area] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last period with a result."""
        return max(one.period for one in self.results)

    def evaluated(self, until: int | None = None) -> Evaluated:
        """The KPI with its results up to a period."""
        panel = panel_of(self.definition, [one for one in self.results if until is None or one.period <= until])
        panel = whole_panel(self.definition, panel.covering(panel.first, self.last), self.areas)
        return Evaluated(self.definition, panel, evaluate(self.definition, panel))

    def quarters(self) -> Iterator[int]:
        """The last quarters of which a report could be made, the latest last."""
        calendar, frequency = self.definition.calendar, self.definition.frequency
        latest = calendar.holding(Frequency.QUARTER, calendar.last_month(frequency, self.last) + 1) - 1
        yield from range(latest - 5, latest + 1)


def outputs(world: World, found: Evaluated, quarter: int) -> dict[str, bytes]:
    """What is written of a KPI as it is released: the quarter's rows, every period's, and the results."""
    columns = [header(), *(as_text(row, _PLAIN) for row in (*rows_as_of(found, quarter, {}), *rows_by_period(found)))]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(columns)
    panel, places = found.panel, {area: row for row, area in enumerate(found.panel.areas)}
    told = [
        one._replace(numerator=None, denominator=None, state=State.SUPPRESSED)
        if panel.state[places[one.area], one.period - panel.first] == State.SUPPRESSED
        else one
        for one in world.results
        if panel.state[places[one.area], one.period - panel.first] != State.MISSING
    ]
    month = world.definition.calendar.last_month(world.definition.frequency, panel.last)
    return {
        "rows.csv": buffer.getvalue().encode(),
        "observations.csv": observations([world.definition], {world.definition.id: told}, month),
    }


def attacked(world: World, *, at_once: bool = False) -> Attacker:
    """An attacker who has what was released quarter by quarter, or only all of it at the end."""
    first = min(one.period for one in world.results)
    attacker = Attacker(world.definition, first, world.last, world.whole, *leaves(world.areas))
    quarters = list(world.quarters())
    for quarter in quarters[-1:] if at_once else quarters:
        until = world.last if quarter == quarters[-1] else due_period(world.definition, quarter)
        for upto in (until - 1, until):  # also a draft, before the last result has come
            attacker.read(outputs(world, released(world.evaluated(upto), "", world.areas), quarter))
    return attacker


def leaves(
    areas: Mapping[str, Area],
) -> tuple[dict[str, tuple[str, ...]], tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """The areas that each whole is made of in the end, and the pairs of which both are all of one."""

    def below(parts: tuple[str, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for part in parts:
            found += below(areas[part].rolls_up[0].parts) if part in areas else [part]
        return tuple(found)

    ways = {code: [below(each.parts) for each in area.rolls_up] for code, area in areas.items()}
    return {code: each[0] for code, each in ways.items()}, tuple(
        (each[0], each[1]) for each in ways.values() if each[1:]
    )


def secrets(world: World, attacker: Attacker) -> Iterator[tuple[Expression, int]]:
    """Every small count of a period, a result or a figure, which must stay hidden, with what it is."""
    found, limit = world.evaluated(), world.definition.disclosure
    true = _counts(world)
    for area in found.panel.areas:
        for column in range(found.panel.periods):
            period = found.panel.first + column
            for periods in (range(period, period + 1), attacker.reported(period), attacker.covered(period)):
                for what in ("n", "d", "c") if attacker.is_share else ("n", "d"):
                    expression = attacker.sum_of(what, area, periods)
                    if all(name in true for name in expression):
                        value = sum(true[name] for name in expression)  # exact: integers
                        if 0 < value < limit:
                            yield expression, value


def _counts(world: World) -> dict[tuple[str, str, int], int]:
    """What each period added."""
    cumulative, calendar = world.definition.reported is Reported.CUMULATIVE, world.definition.calendar
    found: dict[tuple[str, str, int], int] = {}
    before: dict[str, tuple[int, int]] = {}
    for one in sorted(world.results, key=lambda each: (each.area, each.period)):
        if one.numerator is None:
            continue
        numerator, denominator = int(one.numerator), int(one.denominator or 0)
        if cumulative:
            month = calendar.first_month(world.definition.frequency, one.period)
            opens = (month - calendar.offset(Frequency.YEAR)) % 12 == 0
            last = (0, 0) if opens else before.get(one.area, (0, 0))
            before[one.area] = numerator, denominator
            numerator, denominator = numerator - last[0], denominator - last[1]
        found["n", one.area, one.period] = numerator
        if one.denominator is not None:
            found["c", one.area, one.period] = denominator - numerator
            found["d", one.area, one.period] = denominator
    return found


def some_world(dice: random.Random, *, areas: int = 0) -> World:
    """A KPI of small counts: monthly or quarterly, over any window, with or without areas that make up the whole."""
    frequency = dice.choice([Frequency.MONTH, Frequency.MONTH, Frequency.QUARTER])
    measured = dice.choice(["share", "share", "count", "rate"])
    window = dice.choice(_windows(frequency))
    reported = Reported.PER_PERIOD
    if window.months > frequency.months and dice.random() < 0.2:
        reported = Reported.CUMULATIVE
    unit = {"share": Unit.PERCENT, "count": Unit.COUNT, "rate": Unit.RATIO}[measured]
    target, floor = _standard(dice, measured)
    definition = kpi(
        target,
        floor,
        unit=unit,
        frequency=frequency,
        window=window,
        measure=Measure("n") if measured == "count" else Measure("n", "d"),
        reported=reported,
        lag=dice.choice([0, 0, 0, 1]),
        disclosure=dice.choice([3, 5, 5, 8]),
    )
    return World(definition, tuple(_results(dice, definition, areas)), bool(areas))


def _windows(frequency: Frequency) -> list[Window]:
    found = [
        Window(WindowKind.ROLLING, 12, "12 months"),
        Window(WindowKind.ROLLING, 6, "6 months"),
        Window(WindowKind.QUARTER, 3, "quarter"),
        Window(WindowKind.YEAR_TO_DATE, 12, "year to date"),
    ]
    if frequency is Frequency.MONTH:
        found += [Window(WindowKind.MONTH, 1, "month"), Window(WindowKind.ROLLING, 2, "2 months")]
    return found


def _standard(dice: random.Random, measured: str) -> tuple[str, str]:
    match measured:
        case "share":
            return dice.choice([("80", "60"), ("50", "45"), ("95", "90")])
        case "rate":
            return dice.choice([("1", "0.5"), ("2", "1.5")])
        case _:
            return dice.choice([("40", "20"), ("100", "60"), ("12", "9")])


def _results(dice: random.Random, definition: Definition, areas: int) -> Iterator[Observation]:
    names = [f"A{number}" for number in range(areas)]
    periods = 30 if definition.frequency is Frequency.MONTH else 12
    first = definition.calendar.holding(definition.frequency, START)
    sizes = {name: dice.choice([3, 8, 20, 60, 200]) for name in names or [""]}
    rarely = dice.choice([0.0, 0.1, 0.4, 1.0])
    totals: dict[str, tuple[int, int]] = {}
    for period in range(first, first + periods):
        month = definition.calendar.first_month(definition.frequency, period)
        if (month - definition.calendar.offset(Frequency.YEAR)) % 12 == 0:
            totals = {}
        cells = {}
        for name, size in sizes.items():
            denominator = dice.randint(0, 4) if dice.random() < rarely else dice.randint(size // 2, size * 2)
            cells[name] = dice.randint(0, denominator), denominator
        if names:
            cells[""] = sum(n for n, _ in cells.values()), sum(d for _, d in cells.values())  # exact: integers
        for name, (n, d) in cells.items():
            numerator, denominator = n, d
            if definition.reported is Reported.CUMULATIVE:
                before = totals.get(name, (0, 0))
                numerator, denominator = before[0] + n, before[1] + d
                totals[name] = numerator, denominator
            below = Decimal(denominator) if definition.measure.is_ratio else None
            yield Observation("K", name, period, Decimal(numerator), below, State.PRESENT, False, "", 0)
