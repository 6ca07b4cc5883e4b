"""One KPI's results as they arrive, and the rows at the bottom of a table that are no result."""

from __future__ import annotations

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import Observation
from qpr_rules.period import PeriodError
from qpr_rules.reading.observations import RefusedError

TOTALS = frozenset({"total", "totals", "grand total", "sum", "average", "overall"})
"""What spreadsheets write at the bottom of a table, in the place of an id or a period."""


def total(column: str) -> RefusedError:
    """Why a row of totals is not read."""
    hint = "delete the row: totals are worked out from the rows above it"
    return RefusedError(column, "QPR425", "a total is no result, and is not read", hint, severity=Severity.WARNING)


class Series:
    """One KPI's results as they arrive: by area and period, with the periods' texts that have been read."""

    __slots__ = ("definition", "kept", "periods")

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.kept: dict[tuple[str, int], Observation] = {}
        self.periods: dict[str, int] = {}

    def period(self, text: str) -> int:
        """The ordinal of a period as it is written. Raises RefusedError where it is none of the KPI's."""
        definition = self.definition
        if text.strip().casefold() in TOTALS:
            raise total("period")
        try:
            found = self.periods[text] = definition.calendar.parse(text.strip(), definition.frequency)
        except PeriodError as error:
            hint = f"{definition.id} is reported every {definition.frequency}"
            raise RefusedError("period", "QPR411", str(error), hint) from None
        return found
