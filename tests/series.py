"""Definitions and results written in a line: what a test says, a reader can check by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from qpr_rules.core.evaluate import evaluate
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import Evaluated, rows_as_of
from qpr_rules.core.workings import Workings, workings
from qpr_rules.definition import Band, Break, Definition, Measure, Standard, Window, WindowKind
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.period import Calendar, Frequency, month_of
from qpr_rules.quantity import Unit
from qpr_rules.reading.panels import panel_of
from tests.oracle import Cell

BODY = Calendar()
COUNT = Measure(numerator="cases")
YEAR_OF_MONTHS = Window(WindowKind.ROLLING, 12, "12 months")
ONE_MONTH = Window(WindowKind.MONTH, 1, "month")
ONE_QUARTER = Window(WindowKind.QUARTER, 3, "quarter")
ONE_YEAR = Window(WindowKind.YEAR, 12, "year")
TO_DATE = Window(WindowKind.YEAR_TO_DATE, 12, "year to date")

_MARKERS = {"_": State.MISSING, "[x]": State.MISSING, "[c]": State.SUPPRESSED, "[z]": State.NOT_APPLICABLE}


def declared(**given: Any) -> Definition:
    """A KPI of which only this is declared."""
    named = {"id": "K", "name": "A KPI", "section": "s", "owner": "o", "file": "k.yaml"}
    return Definition(**{**named, "calendar": BODY, "measure": Measure("met", "all"), **given})


def kpi(target: str = "60", floor: str = "45", **given: Any) -> Definition:
    """A percentage of twelve months, higher is better, unless something else is given."""
    return declared(**{"standards": (at_least(target, floor),), **given})


def at_least(target: str, floor: str, *years: Any) -> Standard:
    """A standard where higher is better."""
    return Standard(Band(Decimal(target), None), Band(Decimal(floor), None), *years)


def at_most(target: str, floor: str, *years: Any) -> Standard:
    """A standard where lower is better."""
    return Standard(Band(None, Decimal(target)), Band(None, Decimal(floor)), *years)


def within(target: tuple[str, str], floor: tuple[str, str]) -> Standard:
    """A standard to stay close to."""
    return Standard(Band(*map(Decimal, target)), Band(*map(Decimal, floor)))


def count(**given: Any) -> Definition:
    """A count of cases."""
    return kpi(**{"measure": COUNT, "unit": Unit.COUNT, "window": ONE_MONTH, **given})


def month(text: str) -> int:
    """The ordinal of ``2024-12``."""
    return month_of(int(text[:4]), int(text[5:]))


def quarter(text: str) -> int:
    """The ordinal of ``Q3 2024/25``."""
    return BODY.parse(text, Frequency.QUARTER)


def broken_from(*months: str) -> tuple[Break, ...]:
    """Breaks from these months."""
    return tuple(Break(month(each), "counted anew") for each in months)


def results(first: int, text: str) -> dict[int, Cell]:
    """Results from a period: ``23/40 x3``, ``5``, ``_`` for missing, markers, ``[p]`` behind a provisional one."""
    cells: list[Cell] = []
    for word in text.split():
        if word.startswith("x") and word[1:].isdigit():
            cells += [cells[-1]] * (int(word[1:]) - 1)
        elif word in _MARKERS:
            cells.append(Cell(_MARKERS[word]))
        else:
            numbers = [Decimal(each) for each in word.removesuffix("[p]").split("/")]
            over = numbers[1] if len(numbers) > 1 else None
            cells.append(Cell(State.PRESENT, numbers[0], over, word.endswith("[p]")))
    return {first + place: cell for place, cell in enumerate(cells)}


def rows_of(cells: dict[int, Cell], area: str = "") -> list[Observation]:
    """The cells as an area's rows of results."""
    return [
        Observation("K", area, period, cell.numerator, cell.denominator, cell.state, cell.provisional, "", 0)
        for period, cell in cells.items()
    ]


def evaluated(definition: Definition, cells: dict[int, Cell], as_of: int) -> Evaluated:
    """The verdicts from the first result to the last, or to what is due as of the quarter."""
    due = due_period(definition, as_of)
    panel = panel_of(definition, rows_of(cells))
    panel = panel.covering(min(panel.first, due), max(panel.last, due))
    return Evaluated(definition, panel, evaluate(definition, panel))


def row(definition: Definition, cells: dict[int, Cell], as_of: str | int) -> Evaluation:
    """The row as of a quarter, by its name in the financial year or by its ordinal."""
    at = quarter(as_of) if isinstance(as_of, str) else as_of
    (found,) = rows_as_of(evaluated(definition, cells, at), at, {})
    return found


def explained(definition: Definition, cells: dict[int, Cell], as_of: str | int) -> Workings:
    """The workings as of a quarter."""
    at = quarter(as_of) if isinstance(as_of, str) else as_of
    return workings(evaluated(definition, cells, at), "", at)
