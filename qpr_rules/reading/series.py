"""One KPI's results as they arrive, and the rows at the bottom of a table that are no result."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Severity
from qpr_rules.observation import Observation
from qpr_rules.period import PeriodError, last_day
from qpr_rules.reading.observations import RefusedError

TOTALS = frozenset({"total", "totals", "grand total", "sum", "average", "overall"})
"""What spreadsheets write at the bottom of a table, in the place of an id or a period."""


def total(column: str) -> RefusedError:
    """Why a row of totals is not read."""
    hint = "delete the row: totals are worked out from the rows above it"
    return RefusedError(column, "QPR425", "a total is no result, and is not read", hint, severity=Severity.WARNING)


def begins_late(definition: Definition, on: dt.date, period: int) -> bool:
    """Whether a period begins on the day on which the KPI was retired, or later."""
    begins = definition.calendar.first_month(definition.frequency, period)
    return last_day(begins - 1) + dt.timedelta(days=1) >= on


_REMEMBERED = 1_000
"""Texts that are no period and are remembered: a column of dates has some dozens, in a million rows."""


class Series:
    """One KPI's results as they arrive: by the day since which they are known, then by area and period.

    ``periods`` are the periods' texts that have been read.
    """

    __slots__ = ("_wrong", "definition", "kept", "periods")

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.kept: dict[dt.date, dict[tuple[str, int], Observation]] = {}
        self.periods: dict[str, int] = {}
        self._wrong: dict[str, tuple[str, str, str | None]] = {}

    def period(self, text: str) -> int:
        """The ordinal of a period as it is written. Raises RefusedError where it is none of the KPI's."""
        definition = self.definition
        if text in self._wrong:
            raise RefusedError("period", "QPR411", *self._wrong[text])
        try:
            found = self.periods[text] = definition.calendar.parse(text.strip(), definition.frequency)
        except PeriodError as error:
            if text.strip().casefold() in TOTALS:
                raise total("period") from None
            headline, hint = str(error), f"{definition.id} is reported every {definition.frequency}"
            if meant := self._before_it_was_a_date(text.strip()):
                headline = f"`{text.strip()}` is how a spreadsheet writes a date"
                hint = (
                    "set the column to Text in the spreadsheet and type the periods again; or, with `periods: spreadsheet` "
                    "for this source in qpr-rules.yaml, they are read so"
                )
            elif ways := self._as_published(text.strip()):
                hint = f"if that is how its publisher writes it, say so for this source in qpr-rules.yaml: {ways}"
            if len(self._wrong) < _REMEMBERED:
                self._wrong[text] = headline, hint, meant
            raise RefusedError("period", "QPR411", headline, hint, meant) from None
        return found

    def _as_published(self, text: str) -> str:
        """The declarations by which a period can be read, each with what it then is; nothing where there is none."""
        from qpr_rules.reading.sources.labels import as_published  # only a mistake pays for it

        calendar, frequency = self.definition.calendar, self.definition.frequency
        found = []
        for form, label in as_published(text).items():
            with suppress(PeriodError):
                period = calendar.show(frequency, calendar.parse(label, frequency))
                found.append(f"with `periods: {form}` it is {period}")
        return ", ".join(found)

    def _before_it_was_a_date(self, text: str) -> str | None:
        """The period that was typed before a spreadsheet took it for a date; None where it looks like no such thing."""
        from qpr_rules.reading.sources.labels import before_it_was_a_date  # only a mistake pays for it

        calendar, frequency = self.definition.calendar, self.definition.frequency
        try:
            meant = before_it_was_a_date(text)
            return calendar.code(frequency, calendar.parse(meant, frequency)) if meant else None
        except PeriodError:
            return None
