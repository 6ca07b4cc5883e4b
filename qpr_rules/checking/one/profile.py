"""A profile says how much of the year's target is due by when: it rises, and ends at 100 in the year's last month."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.period import MONTH_NAMES
from qpr_rules.quantity import plain


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR228 for a profile that falls, QPR229 for one that does not end at 100."""
    offset = definition.calendar.years.offset
    ordered = sorted(definition.profile, key=lambda entry: (entry[0] - 1 - offset) % 12)
    for (_, before), (month, percent) in pairwise(ordered):
        if percent < before:
            yield finding(
                "QPR228",
                Severity.WARNING,
                definition,
                f"less is due by {MONTH_NAMES[month - 1]} than before it",
                "profile",
                hint="a profile is a running total",
            )
    if ordered and ordered[-1][1] != 100:
        yield finding(
            "QPR229",
            Severity.WARNING,
            definition,
            f"the profile ends at {plain(ordered[-1][1])}, not at 100",
            "profile",
            hint="100 is due by the end of the year",
        )
