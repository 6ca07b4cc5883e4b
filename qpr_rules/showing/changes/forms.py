"""What every form of an impact is given, and the forms by name; each module has one function, ``show``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from qpr_rules.core.impact import Impact
from qpr_rules.provenance import Provenance
from qpr_rules.showing import words
from qpr_rules.showing.diagnostics.forms import Listing

PROGRAMS = {
    "markdown": "qpr_rules.showing.changes.markdown",
    "json": "qpr_rules.showing.changes.structured",
    "github": "qpr_rules.showing.changes.github",
}
"""Forms for web pages and programs: name, and the module that makes it. ``text`` is for terminals."""

_AS_NOW = "Both versions are rated with the results and the commentary of the project as it is now."


@dataclass(frozen=True, slots=True)
class Told:
    """The impact and what a reviewer would ask, with what it was made from: ``against`` names the earlier version.

    ``unasked`` are the sources of results that were not asked, because the change may be a stranger's.
    """

    impact: Impact
    findings: Listing
    body: str
    against: str
    before: Provenance
    after: Provenance
    illustrative: bool = False
    unasked: tuple[str, ...] = ()

    @property
    def same_results(self) -> str:
        """A sentence on the results that both versions are rated with."""
        if not self.after.known:
            return _AS_NOW
        day = words.day(dt.date.fromisoformat(self.after.known))
        return f"Both versions are rated with the results as known on {day}, and the commentary of the project as it is now."

    @property
    def without(self) -> str:
        """A sentence on the results that took no part, since their sources were not asked; empty if there are none."""
        if not self.unasked:
            return ""
        return f"Without the results of {'; '.join(self.unasked)}: nothing was asked there. `impact --queries` does."


class Form(Protocol):
    """Makes one text of an impact; the same impact gives the same bytes."""

    def __call__(self, told: Told) -> str: ...


def form_named(name: str) -> Form:
    """The form of this name. Raises KeyError for one that is not in ``PROGRAMS``."""
    form: Form = import_module(PROGRAMS[name]).show
    return form
