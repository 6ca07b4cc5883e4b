"""The bank holidays of the nations of the United Kingdom, worked out by rule, with the days that were appointed once.

Sources: the Banking and Financial Dealings Act 1971, section 1 and Schedule 1; the St Andrew's Day Bank Holiday (Scotland)
Act 2007; proclamations under section 1, as https://www.gov.uk/bank-holidays lists their days (to the end of 2028 when
this was written). A day that is proclaimed later is not known here until it is added to ``_ONCE``. Good Friday and
Christmas Day are holidays by common law where the Schedule does not name them, and are listed with the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 2000, 2049
"""The years that are worked out: before them, proclamations were not looked up."""

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class Nation(StrEnum):
    """Whose bank holidays are meant; ``UK`` those of any part, as the Freedom of Information Act 2000, s. 10(6), counts."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    UK = "uk"


_PARTS = (Nation.ENGLAND_AND_WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND)

_MOVED = {
    dt.date(2002, 5, 27): dt.date(2002, 6, 4),  # the Golden Jubilee
    dt.date(2012, 5, 28): dt.date(2012, 6, 4),  # the Diamond Jubilee
    dt.date(2020, 5, 4): dt.date(2020, 5, 8),  # 75 years of VE Day
    dt.date(2022, 5, 30): dt.date(2022, 6, 2),  # the Platinum Jubilee
}
"""Bank holidays that were held on another day, in all nations."""

_ONCE = {
    dt.date(2002, 6, 3): _PARTS,  # the Golden Jubilee
    dt.date(2011, 4, 29): _PARTS,  # a royal wedding
    dt.date(2012, 6, 5): _PARTS,  # the Diamond Jubilee
    dt.date(2022, 6, 3): _PARTS,  # the Platinum Jubilee
    dt.date(2022, 9, 19): _PARTS,  # the State Funeral of Queen Elizabeth II
    dt.date(2023, 5, 8): _PARTS,  # the Coronation of King Charles III
    dt.date(2026, 6, 15): (Nation.SCOTLAND,),  # the World Cup
}
"""Days appointed once, by proclamation."""


def bank_holidays(year: int, nation: Nation) -> frozenset[dt.date]:
    """The weekdays of a year, from FIRST_YEAR to LAST_YEAR, that are bank holidays of a nation, or Good Friday or Christmas.

    A holiday that falls on a weekend is held on the next weekday that is none already.

    >>> [str(each) for each in sorted(bank_holidays(2024, Nation.SCOTLAND))[:3]]
    ['2024-01-01', '2024-01-02', '2024-03-29']
    """
    if nation is Nation.UK:
        return frozenset().union(*(bank_holidays(year, part) for part in _PARTS))
    held: set[dt.date] = set()
    for day in sorted(_MOVED.get(each, each) for each in _by_rule(year, nation)):
        while day.weekday() >= _SATURDAY or day in held:
            day += _DAY
        held.add(day)
    return frozenset(held | {day for day, nations in _ONCE.items() if day.year == year and nation in nations})


def easter(year: int) -> dt.date:
    """Easter Sunday of a Gregorian year: the "anonymous" computus.

    Source: J. Meeus, "Astronomical Algorithms", 2nd edition, 1998, chapter 8.

    >>> str(easter(2024)), str(easter(2038))
    ('2024-03-31', '2038-04-25')
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    four, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * four - moon - left) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _by_rule(year: int, nation: Nation) -> Iterator[dt.date]:
    """The days of the Schedule, and of common law, before any is moved off a weekend."""
    scotland, ireland = nation is Nation.SCOTLAND, nation is Nation.NORTHERN_IRELAND
    sunday = easter(year)
    yield dt.date(year, 1, 1)
    yield sunday - 2 * _DAY
    yield _monday_from(year, 5, 1)
    yield _monday_from(year, 5, 25)
    yield dt.date(year, 12, 25)
    yield dt.date(year, 12, 26)
    if scotland:
        yield dt.date(year, 1, 2)
        yield _monday_from(year, 8, 1)
        if year >= 2007:
            yield dt.date(year, 11, 30)
    else:
        yield sunday + _DAY
        yield _monday_from(year, 8, 25)
    if ireland:
        yield dt.date(year, 3, 17)
        yield dt.date(year, 7, 12)


def _monday_from(year: int, month: int, day: int) -> dt.date:
    """The first Monday on or after a day: from the 25th of a month of 31 days, its last."""
    begin = dt.date(year, month, day)
    return begin + -begin.weekday() % 7 * _DAY
