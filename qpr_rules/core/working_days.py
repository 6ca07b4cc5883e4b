"""Working days: counted as statutes count them, from the day after."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Collection
from functools import cached_property

from qpr_rules.core.bank_holidays import FIRST_YEAR, LAST_YEAR, Nation, bank_holidays

FIRST, LAST = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
_SATURDAY = 5


class WorkingDays:
    """The working days from ``FIRST`` to ``LAST`` of one nation, without the days on which a council is closed.

    The day after a request is received is day 1 (Freedom of Information Act 2000, s. 10(1): "not later than the
    twentieth working day following the date of receipt"). Methods raise OverflowError for a day that is not covered.

    >>> uk = WorkingDays(Nation.UK)
    >>> str(uk.add(dt.date(2024, 3, 15), 5)), uk.between(dt.date(2024, 3, 15), dt.date(2024, 3, 25))
    ('2024-03-25', 5)
    """

    def __init__(self, nation: Nation, closures: Collection[dt.date] = ()) -> None:
        self.nation, self.closures = nation, frozenset(closures)

    @cached_property
    def days(self) -> list[dt.date]:
        """Every working day, in order."""
        off = self.closures.union(*(bank_holidays(year, self.nation) for year in range(FIRST_YEAR, LAST_YEAR + 1)))
        every = map(dt.date.fromordinal, range(FIRST.toordinal(), LAST.toordinal() + 1))
        return [day for day in every if day.weekday() < _SATURDAY and day not in off]

    @cached_property
    def counts(self) -> list[int]:
        """For each day from ``FIRST``: how many working days there are up to it, itself included."""
        counts, so_far, working = [], 0, set(self.days)
        for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
            so_far += dt.date.fromordinal(ordinal) in working
            counts.append(so_far)
        return counts

    def is_working(self, day: dt.date) -> bool:
        """Whether a day is a working day."""
        _covered(day)
        place = bisect_left(self.days, day)
        return self.days[place : place + 1] == [day]

    def between(self, begin: dt.date, end: dt.date) -> int:
        """How many working days there are after ``begin``, up to and including ``end``; negative where it is earlier."""
        return self.counts[_covered(end)] - self.counts[_covered(begin)]

    def add(self, day: dt.date, number: int) -> dt.date:
        """The working day of this number after a day; the day itself for 0. ``number`` is not negative."""
        place = self.counts[_covered(day)] + number - 1
        if number < 0 or place >= len(self.days):
            raise OverflowError(f"there is no working day {number} after {day}")
        return self.days[place] if number else day


def _covered(day: dt.date) -> int:
    """The place of a day among those that are covered."""
    if not FIRST <= day <= LAST:
        raise OverflowError(f"{day} is not from {FIRST_YEAR} to {LAST_YEAR}")
    return (day - FIRST).days
