"""Standards end with their year, and the next must be approved before: the April gap is the yearly accident.

The only check that needs to know the day; without one it says nothing. An illustrative set stands still in time, so
that its standards are over says nothing about it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.period import Frequency, day_in_words, last_day

SOON = 60
"""Days before the end of the last standard from which it is remarked on."""


def check(definition: Definition, today: dt.date) -> Iterator[Diagnostic]:
    """QPR232 for a last standard that ends soon, QPR233 for one that has ended while the KPI goes on."""
    if not definition.standards or not definition.is_active(today):
        return
    latest = definition.standards[-1]
    if latest.last is None or (definition.suspended and definition.suspended.until is None):
        return
    first_without = last_day(latest.last) + dt.timedelta(days=1)
    if definition.retired and definition.retired.on <= first_without:
        return
    days = (first_without - today).days
    if days > SOON or (days <= 0 and definition.illustrative):
        return
    following = definition.calendar.holding(Frequency.YEAR, latest.last + 1)
    year = definition.calendar.code(Frequency.YEAR, following)
    when = day_in_words(first_without)
    if days > 0:
        yield finding(
            "QPR232",
            Severity.WARNING,
            definition,
            f"no standard from {when}, {'tomorrow' if days == 1 else f'in {days} days'}",
            "standards",
            latest.key,
            key=True,
            label="the last one",
            hint=f"add `{year}:` with the target and floor that were approved for it",
        )
    else:
        yield finding(
            "QPR233",
            Severity.WARNING,
            definition,
            f"no standard since {when}, and the KPI is still in the set",
            "standards",
            latest.key,
            key=True,
            label="the last one",
            hint=f"add `{year}:` with its target and floor, or say when the KPI was `retired`",
        )
