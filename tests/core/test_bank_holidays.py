"""Bank holidays by rule against those that were published, and counting by working days against counting one by one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.bank_holidays import FIRST_YEAR, LAST_YEAR, Nation, bank_holidays, easter
from qpr_rules.core.working_days import FIRST, LAST, WorkingDays
from tests.published_holidays import PUBLISHED, published

BEFORE = ("2002-06-03", "2002-06-04", "2011-04-29")
DAYS = st.dates(FIRST, dt.date(2048, 12, 31))
CALENDARS = [WorkingDays(nation) for nation in Nation]
CALENDARS.append(WorkingDays(Nation.ENGLAND_AND_WALES, [dt.date(2024, 12, 27), dt.date(2024, 12, 30)]))


def by_rule(nation: Nation) -> set[dt.date]:
    return {day for year in range(2012, 2029) for day in bank_holidays(year, nation)}


@pytest.mark.parametrize("nation", PUBLISHED)
def test_the_days_by_rule_are_those_that_were_published(nation: Nation) -> None:
    assert by_rule(nation) == published(nation)


def test_any_part_of_the_united_kingdom_is_all_three_together() -> None:
    assert by_rule(Nation.UK) == set().union(*map(published, PUBLISHED))


@pytest.mark.parametrize("nation", PUBLISHED)
def test_days_appointed_once_before_the_feed_begins(nation: Nation) -> None:
    years = bank_holidays(2002, nation) | bank_holidays(2011, nation)
    assert {dt.date.fromisoformat(each) for each in BEFORE} <= years
    assert dt.date(2002, 5, 27) not in years


def test_saint_andrews_day_is_a_bank_holiday_since_the_act_of_2007() -> None:
    assert dt.date(2006, 11, 30) not in bank_holidays(2006, Nation.SCOTLAND)
    assert dt.date(2007, 11, 30) in bank_holidays(2007, Nation.SCOTLAND)


def test_easter_is_the_sunday_after_the_full_moon_of_spring() -> None:
    dateutil = pytest.importorskip("dateutil.easter", reason="python-dateutil comes with pandas")
    assert [easter(year) for year in range(1583, 4100)] == [dateutil.easter(year) for year in range(1583, 4100)]


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_a_year_has_its_number_of_them_all_on_weekdays(year: int) -> None:
    more = {2002: 1, 2011: 1, 2012: 1, 2022: 2, 2023: 1}.get(year, 0)
    own = {nation: bank_holidays(year, nation) for nation in PUBLISHED}
    assert len(own[Nation.ENGLAND_AND_WALES]) == 8 + more
    assert len(own[Nation.SCOTLAND]) == 8 + more + (year >= 2007) + (year == 2026)
    assert len(own[Nation.NORTHERN_IRELAND]) == 10 + more
    assert {day.weekday() for days in own.values() for day in days} <= set(range(5))


def one_by_one(calendar: WorkingDays, begin: dt.date, end: dt.date) -> int:
    off = calendar.closures.union(*(bank_holidays(year, calendar.nation) for year in range(begin.year, end.year + 1)))
    days = (begin + dt.timedelta(days=each) for each in range(1, (end - begin).days + 1))
    return sum(day.weekday() not in (5, 6) and day not in off for day in days)


@given(st.sampled_from(CALENDARS), DAYS, st.integers(0, 90))
def test_between_is_counting_one_by_one(calendar: WorkingDays, begin: dt.date, length: int) -> None:
    end = begin + dt.timedelta(days=length)
    assert calendar.between(begin, end) == one_by_one(calendar, begin, end) == -calendar.between(end, begin)
    assert not length or calendar.is_working(end) == one_by_one(calendar, end - dt.timedelta(days=1), end)


@given(st.sampled_from(CALENDARS), DAYS, DAYS, DAYS)
def test_counts_add_up(calendar: WorkingDays, a: dt.date, b: dt.date, c: dt.date) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(st.sampled_from(CALENDARS), DAYS, st.integers(0, 200))
def test_adding_and_counting_undo_one_another(calendar: WorkingDays, day: dt.date, number: int) -> None:
    due = calendar.add(day, number)
    assert calendar.between(day, due) == number
    assert number == 0 or calendar.is_working(due)
    assert calendar.add(calendar.add(day, number), 7) == calendar.add(day, number + 7)


def test_the_statutory_count_of_a_request() -> None:
    """By hand, from Friday 15 December 2023: 5 days to the 22nd, 3 to the 29th, 3 to 5 January (4 where the 2nd counts), ..."""
    received = dt.date(2023, 12, 15)
    assert WorkingDays(Nation.UK).add(received, 20) == dt.date(2024, 1, 18)
    assert WorkingDays(Nation.ENGLAND_AND_WALES).add(received, 20) == dt.date(2024, 1, 17)
    closed = [dt.date(2023, 12, day) for day in (27, 28, 29)]
    assert WorkingDays(Nation.ENGLAND_AND_WALES, closed).add(received, 20) == dt.date(2024, 1, 22)


def test_days_that_are_not_covered_are_refused() -> None:
    calendar = WorkingDays(Nation.UK)
    for begin, end in ((dt.date(1999, 12, 31), FIRST), (FIRST, dt.date(2050, 1, 1))):
        with pytest.raises(OverflowError, match="is not from 2000 to 2049"):
            calendar.between(begin, end)
    for number in (20, -1):
        with pytest.raises(OverflowError, match="there is no working day"):
            calendar.add(LAST, number)


def test_the_years_are_covered_to_their_last_day_and_no_further() -> None:
    days = WorkingDays(Nation.ENGLAND_AND_WALES)
    assert dt.date(2049, 12, 31) == LAST
    assert days.is_working(LAST)
    assert not days.is_working(dt.date(2049, 12, 27)), "Christmas of the last year is on a Saturday"
    before = LAST - dt.timedelta(days=1)
    assert (days.between(before, LAST), days.add(before, 1), days.add(LAST, 0)) == (1, LAST, LAST)
    with pytest.raises(OverflowError, match="no working day 1 after 2049-12-31"):
        days.add(LAST, 1)
    for beyond in (FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)):
        with pytest.raises(OverflowError, match="is not from 2000 to 2049"):
            days.is_working(beyond)
