"""Every check of declarations, written out by hand. What their codes mean is in ``codes/``, a page for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qpr_rules.checking.all import areas, limits, names, notes, owners, replacements, rules, sections
from qpr_rules.checking.declared import Declared
from qpr_rules.checking.one import (
    cases,
    disclosure,
    floor_side,
    lag,
    life,
    name_polarity,
    name_unit,
    name_window,
    percent,
    profile,
    standards_end,
    stock,
    tolerance,
)
from qpr_rules.diagnostic import Diagnostic

ONE = (
    floor_side.check,
    percent.check,
    tolerance.check,
    stock.check,
    cases.check,
    disclosure.check,
    lag.check,
    life.check,
    profile.check,
    name_window.check,
    name_unit.check,
    name_polarity.check,
)
"""Checks of one definition by itself."""

ALL = (limits.check, names.check, sections.check, owners.check, replacements.check, areas.check, rules.check)
"""Checks of the whole set."""


def check_declared(declared: Declared, today: dt.date | None = None) -> Iterator[Diagnostic]:
    """Every finding of the checks that need no results; of those that need to know the day, only if it is given."""
    for definition in (*declared.definitions, *declared.meant):
        for check in ONE:
            yield from check(definition)
        if today is not None:
            yield from standards_end.check(definition, today)
    for check_all in ALL:
        yield from check_all(declared)
    yield from notes.check(declared, today)
