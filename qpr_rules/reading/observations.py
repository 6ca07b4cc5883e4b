"""One row of results becomes an observation, or is refused with the cell and the reason. Nothing is coerced."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity, shortened
from qpr_rules.observation import ALWAYS, Observation, State
from qpr_rules.quantity import MAX_DIGITS, NumberError, Unit, plain
from qpr_rules.reading.cells import SAID, STATES, STATUSES, Cell, bare, read_cell


class RefusedError(Exception):
    """A row cannot be used: the column, the code, the sentence, what to do, and what may be written there instead."""

    def __init__(
        self,
        column: str,
        code: str,
        headline: str,
        hint: str = "",
        edit: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        super().__init__(headline)
        self.column, self.code, self.headline, self.hint = column, code, headline, hint
        self.edit, self.severity = edit, severity


def observation_of(
    definition: Definition,
    area: str,
    period: int,
    row: tuple[str, ...],
    source: str,
    line: int,
    within: str = "",
    as_of: dt.date = ALWAYS,
) -> Observation:
    """The observation that a row's cells make: kpi, area, period, numerator, denominator, value, status.

    Raises RefusedError when a cell is neither a number of the KPI's kind nor a marker.
    """
    unit = definition.unit
    status = bare(row[6]) if row[6] else ""
    if status not in STATUSES and status not in STATES:
        raise RefusedError(
            "status",
            "QPR420",
            f"`{row[6].strip()}` is not a status",
            "write final, provisional or revised, or leave it empty",
        )
    if definition.measure.is_ratio:
        first, second = _cell(row[3], "numerator", Unit.COUNT), _cell(row[4], "denominator", Unit.COUNT)
        if first.number is None and second.number is None and row[5].strip() and bare(row[5]) not in STATES:
            raise RefusedError(
                "value",
                "QPR412",
                "this KPI is made of numerator and denominator, and the row gives only a value",
                "give both, or declare `measure: {value: ...}`",
            )
    else:
        column = _measured(definition, row)
        first, second = _cell(row[3] if column == "numerator" else row[5], column, unit), _NO_CELL
    state = first.state if _SAYS_MORE[first.state] >= _SAYS_MORE[second.state] else second.state
    if state in (State.PRESENT, State.MISSING) and status and status in STATES:
        state = STATES[status]  # also where a program leaves the cells empty and says here why
    if state is not State.PRESENT:
        return Observation(definition.id, area, period, None, None, state, False, source, line, within, as_of)
    _check_numbers(definition, first.number, second.number)
    told = SAID.get(status, "")
    if first.status or second.status:
        told = _told(told, first.status, second.status)
    return Observation(
        definition.id,
        area,
        period,
        first.number,
        second.number,
        state,
        told == "provisional",
        source,
        line,
        within,
        as_of,
        told,
    )


def _measured(definition: Definition, row: tuple[str, ...]) -> str:
    """The column that holds the number of a KPI that is no ratio."""
    return "numerator" if definition.measure.numerator and (row[3].strip() or not row[5].strip()) else "value"


def _told(status: str, *marked: str) -> str:
    """What is said of a result by its status and by the markers in its cells.

    It is provisional if any of them says so. Otherwise the status counts; and a result is revised if one of its numbers is.

    >>> _told("", "revised", ""), _told("", "revised", "final"), _told("final", "revised", ""), _told("final", "provisional")
    ('revised', 'revised', 'final', 'provisional')
    """
    if "provisional" in (status, *marked):
        return "provisional"
    return status or ("revised" if "revised" in marked else "final")


def contradicted(definition: Definition, row: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Where a marker in a cell says another thing than the row's status does: the column, a sentence and what to do."""
    status = SAID.get(bare(row[6]), "")
    if not status or "[" not in f"{row[3]}{row[4]}{row[5]}":  # nearly every row has no marker
        return None
    unit = Unit.COUNT if definition.measure.is_ratio else definition.unit
    columns = ("numerator", "denominator") if definition.measure.is_ratio else (_measured(definition, row),)
    for column in columns:
        text = row[("numerator", "denominator", "value").index(column) + 3]
        if (marked := _cell(text, column, unit).status) not in ("", status):
            headline = f"`{shortened(text.strip())}` says {marked}, and its status says {status}"
            return column, headline, f"correct one of the two; until then it counts as {_told(status, marked)}"
    return None


_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
"""What a spreadsheet shows in the place of a number that its formula does not give."""

_WRITTEN_OTHERWISE = (
    r"(?a)£?(?P<comma>-?(?:\d{1,3}(?:\.\d{3})+|\d+),(?:\d\d?|\d{4,}))%?|\(£?(?P<brackets>[\d,]+(?:\.\d+)?)\)"
)
"""A number with a comma before its decimals, or one in brackets where a book-keeper writes what is below zero."""

_NO_CELL = Cell(None, State.PRESENT)
"""In the place of a denominator that the KPI does not have."""

_SAYS_MORE = (1, 0, 2, 2)
"""By State: of a row's two cells, which one's state is the row's; of two that say as much, the first."""


@lru_cache(maxsize=2**17)
def _whole(text: str) -> Cell:
    return Cell(Decimal(text), State.PRESENT)


def _cell(text: str, column: str, unit: Unit) -> Cell:
    # Nearly every cell of a large table is a whole number.
    if len(text) <= MAX_DIGITS and text.isdigit() and text.isascii():
        return _whole(text)
    try:
        return read_cell(text, unit)
    except NumberError as error:
        if wrong := _of_a_spreadsheet(text.strip()):
            raise RefusedError(column, *wrong) from None
        headline, hint = str(error), "write the number in plain digits, or a marker such as [c] or [x]"
        if text.strip().endswith("%") and column != "value" and unit is Unit.COUNT:
            headline = f"`{text.strip()}` is a percentage; a {column} is a number that one is worked out from"
            hint = "write that number, without a % sign"
        elif match := re.fullmatch(_WRITTEN_OTHERWISE, text.strip()):
            comma, brackets = match["comma"], match["brackets"]
            hint = (
                f"write {comma.replace('.', '').replace(',', '.')}: here a point stands before the decimals"
                if comma
                else f"write -{brackets}: brackets hold markers here"
            )
        raise RefusedError(column, "QPR413", headline, hint) from None


def _of_a_spreadsheet(text: str) -> tuple[str, str, str] | None:
    """Code, headline and hint where a spreadsheet failed to give a number: an error, or a formula that has none yet."""
    if text in _ERRORS:
        return "QPR413", f"the spreadsheet's formula fails here: `{text}`", "correct it, or write a marker such as [x]"
    if text.startswith("="):
        hint = "open the workbook, so that it is calculated, save it, and run this again"
        return "QPR431", f"there is a formula and no number that it gave: `{shortened(text)}`", hint
    return None


def _check_numbers(definition: Definition, numerator: Decimal | None, denominator: Decimal | None = None) -> None:
    assert numerator is not None
    bounded = definition.bounded and definition.unit is Unit.PERCENT
    if denominator is not None:
        if denominator < 0:
            headline = f"the denominator {plain(denominator)} is negative"
            raise RefusedError("denominator", "QPR414", headline, "correct the number where it comes from")
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
                "were the two swapped, or is one of them wrong? `bounded: no` allows a percentage above 100",
            )
    elif bounded and not 0 <= numerator <= 100:
        raise RefusedError(
            "value",
            "QPR417",
            f"{plain(numerator)} is not a percentage between 0 and 100",
            "`bounded: no` allows others",
        )
    if numerator >= 0:
        return
    counted = definition.measure.numerator and definition.unit is not Unit.POUNDS
    if counted or definition.unit is Unit.COUNT:
        headline = f"the count {plain(numerator)} is negative"
        raise RefusedError("numerator", "QPR418", headline, "correct the number where it comes from")
