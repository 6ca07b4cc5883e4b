"""Working days in SQL: ``working_days``, ``add_working_days`` and ``is_working_day``, by lists that a date points into.

A list of running counts holds one number for each day, so that the days between two dates are a subtraction, and a
million cases cost a tenth of a second. Lists are variables of the connection: no table that a query could mistake for cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from qpr_rules.core.bank_holidays import FIRST_YEAR, LAST_YEAR, Nation
from qpr_rules.core.working_days import FIRST, LAST, WorkingDays
from qpr_rules.settings import OwnCalendar

_MACROS = f"""
create macro qpr_place(day) as case
    when day is null then null
    when cast(day as date) between date '{FIRST}' and date '{LAST}' then cast(day as date) - date '{FIRST}' + 1
    else error(strftime(cast(day as date), '%Y-%m-%d') || ' is not from {FIRST_YEAR} to {LAST_YEAR}, '
        || 'the years whose working days are known')
end;
create macro working_days(begin_day, end_day, calendar) as
    qpr_counts(calendar)[qpr_place(end_day)] - qpr_counts(calendar)[qpr_place(begin_day)];
create macro add_working_days(day, number, calendar) as case
    when number = 0 then cast(day as date)
    when number < 0 then error('add_working_days counts forwards, and ' || number || ' is below 0')
    when day is null or number is null then null
    else coalesce(
        date '{FIRST}' + qpr_days(calendar)[qpr_counts(calendar)[qpr_place(day)] + number],
        error('working day ' || number || ' after ' || cast(day as date) || ' is later than {LAST_YEAR}'))
end;
create macro is_working_day(day, calendar) as
    qpr_counts(calendar)[qpr_place(day)]
    > case when qpr_place(day) > 1 then qpr_counts(calendar)[qpr_place(day) - 1] else 0 end;
"""

FUNCTIONS = {
    "working_days": "working_days(begin, end, 'uk')",
    "add_working_days": "add_working_days(day, 20, 'uk')",
    "is_working_day": "is_working_day(day, 'uk')",
}
"""What a query may call beside DuckDB's own functions, and how."""


def load(connection: Any, own: Mapping[str, OwnCalendar]) -> None:
    """Give a connection the calendars of the nations, and those of the entry by their names."""
    calendars = {nation.value: _of(nation) for nation in Nation}
    calendars |= {name: WorkingDays(Nation(each.nation), each.closures) for name, each in own.items()}
    for place, calendar in enumerate(calendars.values()):
        places = [(day - FIRST).days for day in calendar.days]
        for kind, numbers in (
            ("counts", calendar.counts),
            ("days", places),
        ):  # as text, which is much the faster way in
            connection.execute(f"set variable qpr_{kind}_{place} = ?::integer[]", [str(numbers)])
    for kind in ("counts", "days"):
        connection.execute(_chosen(kind, tuple(calendars)))
    connection.execute(_MACROS)


@cache
def _of(nation: Nation) -> WorkingDays:
    return WorkingDays(nation)


def _chosen(kind: str, names: tuple[str, ...]) -> str:
    """The macro that gives a calendar's list by its name, which the settings' schema keeps to small letters."""
    cases = "\n".join(f"when '{name}' then getvariable('qpr_{kind}_{place}')" for place, name in enumerate(names))
    unknown = f"error('there is no calendar `' || calendar || '`; there are {', '.join(names)}')"
    return f"create macro qpr_{kind}(calendar) as case calendar\n{cases}\nelse {unknown} end"
