"""A profile says how much of the year's target is due by when: it rises, and ends at 100 in the year's last month.

It names every month in which a quarter's figure ends: in one that it leaves out nothing is due, and nothing is rated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import KEY, Diagnostic, Severity
from qpr_rules.english import listed
from qpr_rules.period import MONTH_NAMES, Frequency, month_number
from qpr_rules.quantity import plain

Entries: TypeAlias = Sequence[tuple[int, Decimal]]
"""Months (1 to 12) in the order of the year, each with the percentage that is due by its end."""

Written: TypeAlias = Mapping[int | None, str]
"""Months as the file names them, by their numbers."""


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR228 for a profile that falls, QPR229 for one that does not end at 100, QPR236 for one that leaves out a quarter."""
    if not definition.profile:
        return
    offset = definition.calendar.years.offset
    entries: Entries = sorted(definition.profile, key=lambda entry: (entry[0] - 1 - offset) % 12)
    written = {
        month_number(str(path[1])): str(path[1])
        for path in definition.spans
        if len(path) == 2 and path[0] == "profile" and path[1] != KEY
    }
    last = (offset - 1) % 12 + 1
    yield from _falls(definition, entries, written)
    if entries[-1][1] >= entries[-2:][0][1]:  # else it falls there, and that is said
        yield from _ends_elsewhere(definition, entries[-1], last, written)
    left_out = [number for number in _rated_months(definition) if number not in {last, *dict(entries)}]
    if left_out:
        months = listed([MONTH_NAMES[number - 1] for number in left_out])
        yield finding(
            "QPR236",
            Severity.WARNING,
            definition,
            f"the profile says nothing of {months}, so those quarters would not be rated",
            "profile",
            key=True,
            hint="name every month in which a quarter's figure ends",
        )


def _falls(definition: Definition, entries: Entries, written: Written) -> Iterator[Diagnostic]:
    for (before, earlier), (month, percent) in pairwise(entries):
        if percent < earlier:
            yield finding(
                "QPR228",
                Severity.WARNING,
                definition,
                f"less is due by {MONTH_NAMES[month - 1]} than by {MONTH_NAMES[before - 1]}",
                "profile",
                written.get(month, ""),
                label=f"{plain(percent)} after {plain(earlier)}",
                hint="a profile is a running total of the year so far",
            )


def _ends_elsewhere(
    definition: Definition, end: tuple[int, Decimal], last: int, written: Written
) -> Iterator[Diagnostic]:
    """``last`` is the year's last month, in which all of the target is due."""
    (month, percent), name = end, MONTH_NAMES[last - 1]
    if month != last or percent != 100:
        how = f"nothing is said of {name}" if month != last else f"it ends at {plain(percent)}"
        yield finding(
            "QPR229",
            Severity.WARNING,
            definition,
            f"the profile does not end at 100 in {name}: {how}",
            "profile",
            written.get(month, ""),
            hint=f"write `{name}: 100`: the whole target is due by the end of the year",
        )


def _rated_months(definition: Definition) -> Iterator[int]:
    """The months (1 to 12) in which the figures end that the four quarters show."""
    calendar, frequency = definition.calendar, definition.frequency
    if frequency is Frequency.YEAR:
        return
    for quarter in range(4):
        due = calendar.last_month(Frequency.QUARTER, 2024 * 4 + quarter) - definition.lag
        yield calendar.last_month(frequency, calendar.holding(frequency, due + 1) - 1) % 12 + 1
