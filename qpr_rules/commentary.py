"""What people say about a quarter's figures: context, and the actions being taken."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from qpr_rules.diagnostic import Path, Span


class Status(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Action(NamedTuple):
    """One thing being done about a KPI, by an owner (id), by a date."""

    what: str
    owner: str = ""
    due: dt.date | None = None
    status: Status = Status.OPEN

    def is_overdue(self, on: dt.date) -> bool:
        """Whether it is still open after the day it was due; ``on`` is the quarter's last day, whenever one looks.

        >>> Action("Second review team", due=dt.date(2025, 3, 31)).is_overdue(dt.date(2025, 3, 31))
        False
        """
        return self.status is Status.OPEN and self.due is not None and self.due < on


class Note(NamedTuple):
    """The commentary on one KPI in one quarter."""

    context: str = ""
    actions: tuple[Action, ...] = ()


class Commentary(NamedTuple):
    """One quarter's file: notes by KPI id. ``quarter`` is an ordinal of the body's calendar."""

    quarter: int
    file: str
    notes: Mapping[str, Note]
    spans: Mapping[Path, Span] = MappingProxyType({})
