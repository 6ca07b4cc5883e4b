"""Write the illustrative results: ``python -m tools.illustrative.make`` from the repository.

Each KPI's series is tried with one noise after another until the tool's own core finds the directions that the plan
wants, with no p-value near the significance level (so that nothing hangs by a thread), the ratings, and the plan's
other wants.
Then the rows are written to ``results/``, one file for each section. The same bytes every time, everywhere.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from qpr_rules.app.declare import declare
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.movements import records
from qpr_rules.core.quarters import by_quarter, due_period
from qpr_rules.definition import Definition, WindowKind
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Direction
from qpr_rules.files import Folder, write_atomically
from qpr_rules.observation import Observation, State
from qpr_rules.period import last_day, month_of
from qpr_rules.reading.panels import panel_of
from qpr_rules.verdicts import Evaluations
from tools.illustrative.plan import MISSING, PROVISIONAL, ROWS, STARTS, Row
from tools.illustrative.series import MONTHS, Dice, levels

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"
FIRST = month_of(2019, 4)
QUARTERS = [2023 * 4 + 2 + step for step in range(5)]
"""Q3 2023/24 to Q3 2024/25, as ordinals."""

_LETTERS = {
    Direction.IMPROVING: "U",
    Direction.NO_CLEAR_TREND: "S",
    Direction.WORSENING: "D",
    Direction.INSUFFICIENT_DATA: "X",
}
ATTEMPTS = 4000
NOTE = "illustrative"
"""On every row: a file of results travels alone."""


def observations(definition: Definition, row: Row, attempt: int) -> list[Observation]:
    """The invented results of one attempt."""
    dice = Dice(f"volume/{row.kpi}")
    monthly = levels(row, attempt)
    calendar, frequency = definition.calendar, definition.frequency
    months = frequency.months
    starts = calendar.parse(STARTS[row.kpi], frequency) if row.kpi in STARTS else -1
    found = []
    for month in range(MONTHS):
        period = calendar.holding(frequency, FIRST + month)
        known = month < MONTHS - definition.lag and (
            definition.retired is None or last_day(FIRST + month) < definition.retired.on
        )
        if calendar.last_month(frequency, period) != FIRST + month or period < starts or not known:
            continue
        code = calendar.code(frequency, period)
        own = monthly[max(0, month - months + 1) : month + 1]
        level = sum(own) // len(own)
        numerator, denominator = _numbers(definition, row, level, dice)
        if code in MISSING.get(row.kpi, ()):
            continue
        provisional = code in PROVISIONAL.get(row.kpi, ())
        found.append(Observation(row.kpi, "", period, numerator, denominator, State.PRESENT, provisional, "", 0))
    return found


def _numbers(definition: Definition, row: Row, level: int, dice: Dice) -> tuple[Decimal, Decimal | None]:
    if not definition.measure.is_ratio:
        return Decimal(max(0, level) // 1000), None
    if definition.measure.stock:
        return Decimal(max(0, level) // 1000 * 4 + dice.throw(4)), Decimal(332_000 + dice.throw(2_000))
    snapshot = definition.window.kind is WindowKind.SNAPSHOT
    volume = (
        row.volume + dice.throw(row.volume // (50 if snapshot else 5) + 1) - row.volume // (100 if snapshot else 10)
    )
    most = 1000 * (100 if definition.unit.per == 100 else definition.unit.per)
    return Decimal((volume * min(max(level, 0), most) + most // 2) // most), Decimal(volume)


def fits(row: Row, evaluations: Evaluations) -> bool:
    """Whether an attempt has the directions, the ratings and the other things that the plan wants of it."""
    if not row.pattern:
        return True
    grid = by_quarter(evaluations, QUARTERS[0] - 20, QUARTERS[-1])
    for direction, rating, place in zip(row.pattern, row.ratings, range(-5, 0), strict=True):
        if direction == "-":
            continue
        if str(RATINGS[grid.rating[0, place]])[0].upper() != rating:
            return False
        if _LETTERS[DIRECTIONS[grid.direction[0, place]]] != direction:
            return False
        if 0.035 < float(evaluations.p_value[0, int(grid.columns[place])]) < 0.07:
            return False
    if row.pattern.endswith("-"):
        return True
    figures = [evaluations.figure(0, int(column)) if column >= 0 else None for column in grid.columns]
    recent = [figure for figure in figures[-5:] if figure is not None]
    before = [figure for figure in figures[:-1] if figure is not None]
    last = recent[-1]
    best, worst = (int(years[0]) >= 3 for years in records(evaluations, grid, 0))
    wanted = {
        "best": best,
        "worst": worst,
        "highest": all(last > each + Fraction("0.6") for each in recent[:-1]),
        "lowest": all(last < each - Fraction("0.8") for each in recent[:-1]),
        "record": all(last > each for each in before),
        "steps_up": max(recent[:2]) + Fraction("0.4") < min(recent[2:]),
        "narrow": 0 < 90 - last < Fraction("0.6"),
        "recovers": last < 43 and before[-1] < last and before[-2] < last,
    }
    return (best, worst) == ("best" in row.wants, "worst" in row.wants) and all(
        wanted.get(want, True) for want in row.wants
    )


def make(definition: Definition, row: Row) -> tuple[list[Observation], int]:
    """The first attempt that fits. Raises LookupError if none does."""
    for attempt in range(ATTEMPTS):
        found = observations(definition, row, attempt)
        due = due_period(definition, QUARTERS[-1])
        panel = panel_of(definition, found)
        panel = panel.covering(panel.first, max(panel.last, due))
        if fits(row, evaluate(definition, panel)):
            return found, attempt
    raise LookupError(f"no attempt fits {row.kpi} {row.pattern}")


def main(arguments: Sequence[str]) -> None:
    """Write every result file; with ``-v`` say which attempt fitted."""
    declarations = declare(Folder(ROOT))
    definitions = {each.id: each for each in declarations.definitions}
    lines: dict[str, list[str]] = defaultdict(list)
    for row in ROWS:
        definition = definitions[row.kpi]
        found, attempt = make(definition, row)
        if "-v" in arguments:
            print(f"{row.kpi} {row.pattern or 'activity'}: attempt {attempt}")
        for each in found:
            code = definition.calendar.code(definition.frequency, each.period)
            status = "provisional" if each.provisional else "final"
            value, numerator = ("", each.numerator) if definition.measure.numerator else (each.numerator, "")
            lines[definition.section].append(
                f"{each.kpi},{code},{numerator},{'' if each.denominator is None else each.denominator},{value},{status},{NOTE}\n"
            )
    header = "kpi,period,numerator,denominator,value,status,note\n"
    RESULTS.mkdir(exist_ok=True)
    for section, rows in lines.items():
        write_atomically(RESULTS / f"{section}.csv", (header + "".join(rows)).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
