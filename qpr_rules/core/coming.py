"""Which standards start, end or are missing in the months to come, KPI by KPI. Months are ordinals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.period import last_day


@dataclass(frozen=True, slots=True)
class Coming:
    """One KPI's standards over some months from the ordinal ``first``: of each month the one in force, or None.

    ``rated`` says of each month whether the KPI can have a rating in it, and so needs a standard.
    """

    definition: Definition
    first: int
    months: tuple[Standard | None, ...]
    rated: tuple[bool, ...]

    @property
    def missing(self) -> bool:
        """Whether the KPI should be rated in the first month and cannot be."""
        return self.rated[0] and self.months[0] is None

    @property
    def stops(self) -> int | None:
        """The last month with a standard, where the next one lacks it."""
        for month, (now, then) in enumerate(pairwise(self.months), self.first):
            if now is not None and then is None and self.rated[month - self.first + 1]:
                return month
        return None

    @property
    def starts(self) -> tuple[tuple[int, Standard], ...]:
        """The standards that begin after the first month, with that month."""
        return tuple(
            (month, now)
            for month, (was, now) in enumerate(pairwise(self.months), self.first + 1)
            if now is not None and now is not was
        )

    @property
    def is_quiet(self) -> bool:
        """Whether nothing starts, ends or is missing."""
        return not (self.missing or self.stops is not None or self.starts)


def coming(definitions: Iterable[Definition], first: int, count: int = 12) -> Iterator[Coming]:
    """Each KPI that is rated in some of ``count`` months from ``first`` on; activity indicators have no standard."""
    for definition in definitions:
        if definition.kind is Kind.KPI:
            months = range(first, first + count)
            rated = tuple(_is_rated(definition, month) for month in months)
            if any(rated):
                yield Coming(definition, first, tuple(definition.standard_in(month) for month in months), rated)


def _is_rated(definition: Definition, month: int) -> bool:
    """Whether the KPI is in the set in a month, and not suspended."""
    suspended = definition.suspended
    away = suspended is not None and suspended.since <= month and (suspended.until is None or month <= suspended.until)
    return definition.is_active(last_day(month)) and not away
