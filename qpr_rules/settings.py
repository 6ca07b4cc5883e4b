"""The project's settings, its owners and its areas, as nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from qpr_rules.diagnostic import Path, Span
from qpr_rules.direction import DirectionMethod
from qpr_rules.period import Calendar, Year, calendar_of

FILE = "qpr-rules.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``qpr-rules.yaml``. Paths are relative to the project; ``sections`` are titles by id, in report order.

    ``area`` is the body's own in the results, where cells may leave it blank.
    """

    body: str
    year: Year = Year.FINANCIAL
    area: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    owners: str = "owners.yaml"
    areas: str = "areas.yaml"
    definitions: str = "kpi_definitions"
    rules: str = "rules"
    results: tuple[str, ...] = ("results/*.csv",)
    commentary: str = "commentary"
    published: str = "published"
    direction: DirectionMethod = DirectionMethod()
    illustrative: bool = False
    spans: Mapping[Path, Span] = field(default_factory=dict, compare=False, repr=False)

    @property
    def calendar(self) -> Calendar:
        """The body's own calendar."""
        return calendar_of(self.year, self.year)


class Owner(NamedTuple):
    """Who answers for a KPI: a post, not a person. ``at`` is where the id was written."""

    id: str
    post: str
    email: str = ""
    cabinet_member: str = ""
    at: Span | None = None


class Area(NamedTuple):
    """An area that results name: what it is called, what it is made of, and what it is compared with.

    Results before the month ``since`` (an ordinal; 0 where there is none) came under the codes in ``was``. ``parts`` add up to the area;
    ``neighbours`` are areas like it. ``at`` is where the id was written.
    """

    id: str
    name: str = ""
    parts: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    since: int = 0
    at: Span | None = None

    @property
    def title(self) -> str:
        """The name, or the code where it has none."""
        return self.name or self.id
