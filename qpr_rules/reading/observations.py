"""One row of results becomes an observation, or is refused with the cell and the reason. Nothing is coerced."""

from __future__ import annotations

from decimal import Decimal

from qpr_rules.definition import Definition
from qpr_rules.observation import Observation, State
from qpr_rules.quantity import NumberError, Unit, plain
from qpr_rules.reading.cells import PROVISIONAL, STATES, STATUSES, Cell, bare, read_cell


class RefusedError(Exception):
    """A row cannot be used: the column, the code, the sentence, and what to do."""

    def __init__(self, column: str, code: str, headline: str, hint: str = "") -> None:
        super().__init__(headline)
        self.column, self.code, self.headline, self.hint = column, code, headline, hint


def observation_of(
    definition: Definition, area: str, period: int, row: tuple[str, ...], source: str, line: int
) -> Observation:
    """The observation that a row's cells make: kpi, area, period, numerator, denominator, value, status.

    Raises RefusedError when a cell is neither a number of the KPI's kind nor a marker.
    """
    unit = definition.unit
    status = bare(row[6])
    if status not in STATUSES and status not in STATES:
        raise RefusedError(
            "status",
            "QPR420",
            f"`{row[6].strip()}` is not a status",
            "write final, provisional or revised, or leave it empty",
        )
    if definition.measure.is_ratio:
        numerator, denominator = _cell(row[3], "numerator", Unit.COUNT), _cell(row[4], "denominator", Unit.COUNT)
        if numerator.number is None and denominator.number is None and row[5].strip() and bare(row[5]) not in STATES:
            raise RefusedError(
                "value",
                "QPR412",
                "this KPI is made of numerator and denominator, and the row gives only a value",
                "give both, or declare `measure: {value: ...}`",
            )
        cells: tuple[Cell, ...] = (numerator, denominator)
    else:
        column = "numerator" if definition.measure.numerator and (row[3].strip() or not row[5].strip()) else "value"
        cells = (_cell(row[3] if column == "numerator" else row[5], column, unit),)
    state = max(
        (cell.state for cell in cells),
        key=lambda each: (each not in (State.PRESENT, State.MISSING), each is State.MISSING),
    )
    if state is State.PRESENT and status in STATES and status:
        state = STATES[status]
    provisional = status in PROVISIONAL or any(cell.provisional for cell in cells)
    if state is not State.PRESENT:
        return Observation(definition.id, area, period, None, None, state, False, source, line)
    _check_numbers(definition, *(cell.number for cell in cells))
    numbers = [cell.number for cell in cells]
    return Observation(
        definition.id,
        area,
        period,
        numbers[0],
        numbers[1] if len(numbers) > 1 else None,
        state,
        provisional,
        source,
        line,
    )


def _cell(text: str, column: str, unit: Unit) -> Cell:
    try:
        return read_cell(text, unit)
    except NumberError as error:
        raise RefusedError(
            column, "QPR413", str(error), "write the number in plain digits, or a marker such as [c] or [x]"
        ) from None


def _check_numbers(definition: Definition, numerator: Decimal | None, denominator: Decimal | None = None) -> None:
    assert numerator is not None
    bounded = definition.bounded and definition.unit is Unit.PERCENT
    if denominator is not None:
        if denominator < 0:
            raise RefusedError("denominator", "QPR414", f"the denominator {plain(denominator)} is negative")
        if denominator == 0 and numerator != 0:
            raise RefusedError(
                "numerator",
                "QPR415",
                f"the numerator is {plain(numerator)} and the denominator 0",
                "one of the two is wrong",
            )
        if bounded and numerator > denominator:
            raise RefusedError(
                "numerator",
                "QPR416",
                f"the numerator {plain(numerator)} is above the denominator {plain(denominator)}",
                "one of the two is wrong; `bounded: no` allows a percentage above 100",
            )
    elif bounded and not 0 <= numerator <= 100:
        raise RefusedError(
            "value",
            "QPR417",
            f"{plain(numerator)} is not a percentage between 0 and 100",
            "`bounded: no` allows others",
        )
    counted = definition.measure.numerator and definition.unit is not Unit.POUNDS
    if numerator < 0 and (counted or definition.unit is Unit.COUNT):
        raise RefusedError("numerator", "QPR418", f"the count {plain(numerator)} is negative")
