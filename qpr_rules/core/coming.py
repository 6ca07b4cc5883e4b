"""Which standards start, end or are missing in the months to come, KPI by KPI. Months are ordinals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.period import month_of_date


@dataclass(frozen=True, slots=True)
class Coming:
    """One KPI's standards over some months: in force in each, or None; ``ends`` is the last month that has one.

    ``missing`` says that the first month has none; ``stops`` that a month has one and the next, in which the KPI still
    is rated, has none; ``starts`` are the standards that begin after the first month.
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
        for place in range(len(self.months) - 1):
            if self.months[place] is not None and self.months[place + 1] is None and self.rated[place + 1]:
                return self.first + place
        return None

    @property
    def starts(self) -> tuple[tuple[int, Standard], ...]:
        """The standards that begin after the first month, with that month."""
        return tuple(
            (self.first + place, now)
            for place, (was, now) in enumerate(zip(self.months, self.months[1:], strict=False), 1)
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
    introduced, retired, suspended = definition.introduced, definition.retired, definition.suspended
    if introduced is not None and month < month_of_date(introduced):
        return False
    if retired is not None and month >= month_of_date(retired.on):
        return False
    return suspended is None or month < suspended.since or (suspended.until is not None and month > suspended.until)
