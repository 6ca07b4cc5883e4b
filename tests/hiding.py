"""Definitions with a threshold and results written on one line, for the tests of what is hidden."""

from __future__ import annotations

from decimal import Decimal

from qpr_rules.core.disclosure import hidden
from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Definition, Measure, Window, WindowKind
from qpr_rules.observation import Observation, State
from qpr_rules.period import month_of
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from tests import series

APRIL = month_of(2021, 4)
YEAR, QUARTER = Window(WindowKind.ROLLING, 12, "12 months"), Window(WindowKind.QUARTER, 3, "quarter")
MONTH, TO_DATE = Window(WindowKind.MONTH, 1, "month"), Window(WindowKind.YEAR_TO_DATE, 12, "year to date")

QUARTER_ALONE = Window(WindowKind.QUARTER, 3, "quarter")
COUNT = Measure("n")


def kpi(window: Window = QUARTER, measure: Measure = COUNT, unit: Unit = Unit.COUNT, **other: object) -> Definition:
    """Counts below 5 are hidden."""
    return series.kpi("30", "20", **{"window": window, "measure": measure, "unit": unit, "disclosure": 5, **other})


def share(window: Window = QUARTER, **other: object) -> Definition:
    """A percentage."""
    return kpi(window, Measure("n", "d"), Unit.PERCENT, **other)


def evaluated(definition: Definition, first: int = APRIL, **areas: str) -> Evaluated:
    """The results of areas (``own`` is the body's), one after another: ``7``, ``7/20``, ``_`` for none."""
    found = []
    for area, text in areas.items():
        for step, cell in enumerate(text.split()):
            n, _, d = cell.partition("/")
            state = State.MISSING if n == "_" else State.PRESENT
            numerator, denominator = (None, None) if n == "_" else (Decimal(n), Decimal(d) if d else None)
            name = "" if area == "own" else area
            found.append(Observation("K", name, first + step, numerator, denominator, state, False, "", 0))
    panel = panel_of(definition, found)
    return Evaluated(definition, panel, evaluate(definition, panel))


def marks(found: Evaluated, row: int = 0) -> tuple[str, str]:
    """Which results and which figures are hidden: ``c``, and ``.`` for what is not."""
    hides = hidden(found, "")
    if hides is None:
        return "", ""
    return tuple("".join(".c"[int(cell)] for cell in cells[row]) for cells in (hides.results, hides.figures))  # type: ignore[return-value]
