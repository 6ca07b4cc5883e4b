"""Periods as whole numbers, and the words people use for them.

A month is counted from January of year 0 (``year * 12 + month - 1``). Quarters and years are counted from the same
origin, in blocks of 3 and 12 months that start where the body's year starts. Arithmetic on periods is then arithmetic
on integers: the period before ``p`` is ``p - 1`` whatever its frequency.
"""

from __future__ import annotations

import calendar as _gregorian
import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache


class Frequency(StrEnum):
    """How often results arrive."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Months in one period: 1, 3 or 12."""
        return _MONTHS[self]


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}


class Year(StrEnum):
    """The kind of year a body reports on, named as councils name it."""

    FINANCIAL = "financial"
    ACADEMIC = "academic"
    CALENDAR = "calendar"

    @property
    def offset(self) -> int:
        """Months between 1 January and the year's first day: 3, 8 or 0."""
        return _OFFSETS[self]


_OFFSETS = {Year.FINANCIAL: 3, Year.ACADEMIC: 8, Year.CALENDAR: 0}

MONTH_NAMES = tuple(_gregorian.month_name)[1:]
_SHORT = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
_MONTH_WORDS = _SHORT | {name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)} | {"sept": 9}


class PeriodError(ValueError):
    """The text names no period, or more than one; ``str(error)`` is a sentence for the author."""


def month_of(year: int, month: int) -> int:
    """The month's ordinal.

    >>> month_of(2024, 12) - month_of(2023, 12)
    12
    """
    return year * 12 + month - 1


def month_of_date(day: dt.date) -> int:
    """The ordinal of the month that holds ``day``."""
    return month_of(day.year, day.month)


def day_in_words(day: dt.date) -> str:
    """A day as people write it.

    >>> day_in_words(dt.date(2025, 3, 31))
    '31 March 2025'
    """
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def last_day(month: int) -> dt.date:
    """The last day of a month given by ordinal.

    >>> last_day(month_of(2024, 2))
    datetime.date(2024, 2, 29)
    """
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, _gregorian.monthrange(year, index + 1)[1])


def month_number(word: str) -> int | None:
    """1 to 12 for a month's English name or its first three letters; None for anything else."""
    return _MONTH_WORDS.get(word.strip().lower())


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a body cuts time: its quarters, and the year a KPI's own years follow (the body's, unless the KPI differs).

    >>> body = Calendar()
    >>> q3 = body.parse("Q3 2024/25", Frequency.QUARTER)
    >>> body.show(Frequency.QUARTER, q3), body.show(Frequency.MONTH, body.last_month(Frequency.QUARTER, q3))
    ('Q3 2024/25', 'December 2024')
    """

    quarters: Year = Year.FINANCIAL
    years: Year = Year.FINANCIAL
    _read: dict[tuple[str, Frequency], int] = field(default_factory=dict, compare=False, repr=False)

    def offset(self, frequency: Frequency) -> int:
        """Months by which blocks of this frequency are shifted from those that start in January."""
        if frequency is Frequency.MONTH:
            return 0
        return _OFFSETS[self.quarters if frequency is Frequency.QUARTER else self.years]

    def holding(self, frequency: Frequency, month: int) -> int:
        """The period of this frequency that holds a month (by ordinal)."""
        return (month - self.offset(frequency)) // frequency.months

    def first_month(self, frequency: Frequency, period: int) -> int:
        """The ordinal of the period's first month."""
        return period * _MONTHS[frequency] + self.offset(frequency)

    def last_month(self, frequency: Frequency, period: int) -> int:
        """The ordinal of the period's last month."""
        return (period + 1) * _MONTHS[frequency] + self.offset(frequency) - 1

    def last_day(self, frequency: Frequency, period: int) -> dt.date:
        """The period's last day.

        >>> calendar_of(Year.FINANCIAL, Year.FINANCIAL).last_day(Frequency.QUARTER, 2024 * 4 + 2)
        datetime.date(2024, 12, 31)
        """
        return last_day(self.last_month(frequency, period))

    def last_months(self, frequency: Frequency, first: int, periods: int) -> range:
        """The ordinals of the last months of so many periods, from ``first`` on."""
        begin = self.last_month(frequency, first)
        return range(begin, begin + periods * frequency.months, frequency.months)

    def show(self, frequency: Frequency, period: int) -> str:
        """As people write it: ``December 2024``, ``Q3 2024/25``, ``2024/25``, ``2023/24 academic year``."""
        match frequency:
            case Frequency.MONTH:
                return f"{MONTH_NAMES[period % 12]} {period // 12}"
            case Frequency.QUARTER:
                return f"Q{period % 4 + 1} {_year(self.quarters, period // 4)}"
            case Frequency.YEAR:
                shown = _year(self.years, period)
                return shown if self.years is self.quarters else f"{shown} {self.years} year"

    def show_short(self, frequency: Frequency, period: int) -> str:
        """As ``show``, with months cut to three letters: ``Dec 2024``."""
        if frequency is Frequency.MONTH:
            return f"{MONTH_NAMES[period % 12][:3]} {period // 12}"
        return self.show(frequency, period)

    def code(self, frequency: Frequency, period: int) -> str:
        """As files write it, so that text sorts in time: ``2024-12``, ``2024/25-Q3``, ``2024/25``."""
        match frequency:
            case Frequency.MONTH:
                return f"{period // 12:04d}-{period % 12 + 1:02d}"
            case Frequency.QUARTER:
                return f"{_year(self.quarters, period // 4)}-Q{period % 4 + 1}"
            case Frequency.YEAR:
                return _year(self.years, period)

    def parse(self, text: str, frequency: Frequency) -> int:
        """The period of this frequency that the text names.

        Reads everything ``show`` and ``code`` print, ``Dec 2024``, ``2024-25 Q3``, ``202425``, and a date that is the first or
        last day of exactly one period. Raises PeriodError, with what to write instead, for anything else; also for years
        that no result is of, for one slip (``0204-12``) would make a table of 20,000 months.
        """
        key = (text, frequency)
        if (known := self._read.get(key)) is None:
            known = self._parse(" ".join(text.split()), frequency)
            if not 1900 <= self.first_month(frequency, known) // 12 < 2200:
                raise PeriodError(f"`{text}` is not in the years 1900 to 2199")
            self._read[key] = known
        return known

    def _parse(self, text: str, frequency: Frequency) -> int:
        year: int | None
        if match := re.fullmatch(_DATE, text):
            return self._of_date(text, match, frequency)
        match frequency:
            case Frequency.MONTH:
                month = _month(text)
                if month is not None:
                    return month
            case Frequency.QUARTER:
                if re.fullmatch(_BACKWARD, text) and self.quarters is not Year.CALENDAR:
                    first = int(text[:4])
                    raise PeriodError(
                        f"`{text}` could be a quarter of {_year(self.quarters, first)} or of "
                        f"{_year(self.quarters, first - 1)}; write `Q{text[-1]} {_year(self.quarters, first)}`"
                    )
                if match := re.fullmatch(_QUARTER, text):
                    year = _whole_year(match["y1"] or match["y2"], self.quarters)
                    if year is not None:
                        return year * 4 + int(match["q1"] or match["q2"]) - 1
            case Frequency.YEAR:
                year = _whole_year(text.removesuffix(f" {self.years} year"), self.years)
                if year is not None:
                    return year
        written = self.show if frequency is Frequency.QUARTER else self.code  # as every page writes a quarter
        raise PeriodError(
            f"`{text}` is not a {frequency}; write it like `{written(frequency, self._sample(frequency))}`"
        )

    def _sample(self, frequency: Frequency) -> int:
        return self.holding(frequency, month_of(2024, 12))

    def _of_date(self, text: str, match: re.Match[str], frequency: Frequency) -> int:
        try:
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise PeriodError(f"there is no such day as `{text}`") from None
        period = self.holding(frequency, month_of_date(day))
        first = dt.date(*_split(self.first_month(frequency, period)), 1)
        if day not in (first, self.last_day(frequency, period)):
            raise PeriodError(f"`{text}` is neither the first nor the last day of a {frequency}")
        return period


@cache
def calendar_of(quarters: Year, years: Year) -> Calendar:
    """The one calendar of these years: what it has read for one KPI it need not read again for another."""
    return Calendar(quarters, years)


# Compiled by `re` when first used: every command imports this module, and few read every form.
_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00:00)?"
_BACKWARD = r"[0-9]{4}[ -]?[Qq][1-4]"
_QUARTER = r"[Qq](?P<q1>[1-4])[ -](?P<y1>\S+)|(?P<y2>[0-9]{4}(?:[/-]?[0-9]{2}(?:[0-9]{2})?)?)[ -][Qq](?P<q2>[1-4])"
_MONTH_CODE = r"([0-9]{4})-([0-9]{2})"
_MONTH_WORD = r"([A-Za-z]+)[ -]([0-9]{4})"
_SPAN = r"([0-9]{4})[/-]?([0-9]{2}|[0-9]{4})"


def _split(month: int) -> tuple[int, int]:
    return month // 12, month % 12 + 1


def _year(kind: Year, year: int) -> str:
    return f"{year:04d}" if kind is Year.CALENDAR else f"{year:04d}/{(year + 1) % 100:02d}"


def _month(text: str) -> int | None:
    if (match := re.fullmatch(_MONTH_CODE, text)) and 1 <= int(match[2]) <= 12:
        return month_of(int(match[1]), int(match[2]))
    if (match := re.fullmatch(_MONTH_WORD, text)) and (number := month_number(match[1])):
        return month_of(int(match[2]), number)
    return None


def _whole_year(text: str, kind: Year) -> int | None:
    if kind is Year.CALENDAR:
        return int(text) if re.fullmatch(r"[0-9]{4}", text) else None
    match = re.fullmatch(_SPAN, text)
    if match is None:
        return None
    first, second = int(match[1]), match[2]
    follows = int(second) == (first + 1 if len(second) == 4 else (first + 1) % 100)
    return first if follows else None
