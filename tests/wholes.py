"""Areas made of others, and their results, for tests: by area, months from April 2024 on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.rollup import whole_panel
from qpr_rules.core.rows import Evaluated, rows_by_period
from qpr_rules.definition import Definition, Measure, Window, WindowKind
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.panel import Panel
from qpr_rules.period import month_of
from qpr_rules.reading.panels import panel_of
from qpr_rules.settings import Area, Breakdown
from tests.series import kpi

APRIL = month_of(2024, 4)
RATE = kpi(window=Window(WindowKind.ROLLING, 3, "3 months"))
VALUE = kpi(window=Window(WindowKind.SNAPSHOT, 1, "snapshot"), measure=Measure(value="days"))
M, P, S, N = State.MISSING, State.PRESENT, State.SUPPRESSED, State.NOT_APPLICABLE

Cell = tuple[str, str] | tuple[int, int] | State
Cells = dict[str, dict[int, Cell]]


def area(code: str, *kinds: str, roll_up: bool = True, tolerance: str = "0") -> Area:
    """An area of breakdowns: ``district: A B``, or ``A B``."""
    found = []
    for each in kinds:
        kind, _, parts = each.rpartition(": ")
        found.append(Breakdown(kind, tuple(parts.split())))
    rolls = tuple(found) if roll_up else ()
    return Area(code, breakdowns=tuple(found), rolls_up=rolls, tolerance=Decimal(tolerance))


def known(*areas: Area) -> dict[str, Area]:
    return {each.id: each for each in areas}


def observed(cells: Cells, provisional: frozenset[tuple[str, int]] = frozenset()) -> list[Observation]:
    """By area, months from April 2024 on."""
    return [
        Observation(
            "K",
            code,
            APRIL + month,
            None if isinstance(cell, State) else Decimal(cell[0]),
            None if isinstance(cell, State) or cell[1] == "" else Decimal(cell[1]),
            cell if isinstance(cell, State) else P,
            (code, month) in provisional,
            "",
            0,
        )
        for code, own in cells.items()
        for month, cell in own.items()
    ]


def panel(cells: Cells, definition: Definition = RATE, **more: frozenset[tuple[str, int]]) -> Panel:
    return panel_of(definition, observed(cells, **more))


def at(found: Panel, code: str, month: int) -> object:
    """What a panel holds, in fractions."""
    row, column = found.areas.index(code), APRIL + month - found.first
    if found.state[row, column] != P:
        return State(int(found.state[row, column]))
    assert found.denominator is not None
    return (
        Fraction(int(found.numerator[row, column]), 10**found.numerator_places),
        Fraction(int(found.denominator[row, column]), 10**found.denominator_places),
    )


def rows(cells: Cells, areas: dict[str, Area], definition: Definition = RATE) -> dict[tuple[str, str], Evaluation]:
    found = whole_panel(definition, panel(cells, definition), areas)
    evaluated = Evaluated(definition, found, evaluate(definition, found))
    return {(row.area, row.period): row for row in rows_by_period(evaluated)}
