"""Every check of declarations, written out by hand. What their codes mean is in ``codes/``, a page for each."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.all import identity, references
from qpr_rules.checking.declared import Declared
from qpr_rules.checking.one import floor_side, life, percent, profile, stock, wording
from qpr_rules.diagnostic import Diagnostic

ONE = (floor_side.check, percent.check, stock.check, life.check, profile.check, wording.check)
"""Checks of one definition by itself."""

ALL = (identity.check, references.check)
"""Checks of the whole set."""


def check_declared(declared: Declared) -> Iterator[Diagnostic]:
    """Every finding of the checks that need no results."""
    for definition in declared.definitions:
        for check in ONE:
            yield from check(definition)
    for check_all in ALL:
        yield from check_all(declared)
