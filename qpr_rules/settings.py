"""The project's settings, its owners and its areas, as nouns."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from qpr_rules.diagnostic import Path, Span
from qpr_rules.direction import DirectionMethod
from qpr_rules.period import Calendar, Year, calendar_of

FILE = "qpr-rules.yaml"


FORMS = ("csv", "excel", "parquet", "sqlite", "duckdb")
"""The sources that are files, of which nothing is run."""

CASE_FILES = "case-files"
"""The source that counts files of cases by a query."""


class OwnCalendar(NamedTuple):
    """The working days of a nation, without those on which a council is closed."""

    nation: str
    closures: tuple[dt.date, ...] = ()


class Origin(NamedTuple):
    """Results of one source: which files or which query, and which of their columns is which.

    ``columns`` gives, for a column of ours, the name that the files have for it; ``fixed`` what holds for all rows.
    ``where`` gives, for a column of the files, the texts of the rows that are wanted. ``periods`` is how the files name periods.
    A ``layout`` that is ``wide`` has months across the top; ``parts`` are then the words that tell the row of the
    numerator from that of the denominator. A ``query`` (or the one in ``query_file``) goes to the server of
    ``connection``, for at most ``timeout`` seconds; or it counts the files of cases of ``tables``, by name, whose columns
    ``dates`` hold dates written as ``date_format`` says, by the nations' working days or its own ``calendars``.
    ``options`` are a plug-in's own. ``number`` is the entry's place in the settings.
    """

    files: str = ""
    source: str = "csv"
    columns: Mapping[str, str] = MappingProxyType({})
    fixed: Mapping[str, str] = MappingProxyType({})
    delimiter: str = ","
    encoding: str = "utf-8"
    layout: str = "tidy"
    parts: Mapping[str, str] = MappingProxyType({})
    sheet: str = ""
    range: str = ""
    table: str = ""
    where: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    periods: str = ""
    connection: Mapping[str, Any] = MappingProxyType({})
    query: str = ""
    query_file: str = ""
    timeout: int = 300
    options: Mapping[str, Any] = MappingProxyType({})
    tables: Mapping[str, str] = MappingProxyType({})
    dates: tuple[str, ...] = ()
    date_format: str = "iso"
    calendars: Mapping[str, OwnCalendar] = MappingProxyType({})
    number: int = 0

    @property
    def patterns(self) -> tuple[str, ...]:
        """The files of the project that it names."""
        return tuple(filter(None, (self.files, self.query_file, *self.tables.values())))

    @property
    def is_asked(self) -> bool:
        """Whether something is run to have its results: a query on a server, or the program of a plug-in."""
        return self.source not in FORMS

    @property
    def label(self) -> str:
        """What a source without files is called in findings and lists.

        >>> Origin(source="postgresql", connection={"database": "performance"}, query_file="queries/monthly.sql").label
        'postgresql performance, queries/monthly.sql'
        """
        asked = self.connection.get("database") or self.connection.get("service") or ""
        query = self.query_file or f"entry {self.number + 1} of results"
        return f"{' '.join(filter(None, (self.source, asked)))}, {query}"

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but where the files are."""
        return self == Origin(self.files, number=self.number)


class Settings(NamedTuple):
    """``qpr-rules.yaml``. Paths are relative to the project; ``sections`` are titles by id, in report order.

    ``area`` is the body's own in the results, where cells may leave it blank.
    """

    body: str
    year: Year = Year.FINANCIAL
    area: str = ""
    sections: Mapping[str, str] = MappingProxyType({})
    owners: str = "owners.yaml"
    areas: str = "areas.yaml"
    definitions: str = "kpi_definitions"
    rules: str = "rules"
    results: tuple[Origin, ...] = (Origin("results/*.csv"),)
    commentary: str = "commentary"
    published: str = "published"
    direction: DirectionMethod = DirectionMethod()
    disclosure: int = 0
    illustrative: bool = False
    spans: Mapping[Path, Span] = MappingProxyType({})

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


class Breakdown(NamedTuple):
    """One way to break an area down: areas that add up to it, and what kind they are (empty where that is not said)."""

    kind: str
    parts: tuple[str, ...]


class Area(NamedTuple):
    """An area that results name: what it is called, what it is made of, and what it is compared with.

    Results before the month ``since`` (an ordinal; 0 where there is none) came under the codes in ``was``. Each of the ``breakdowns`` adds
    up to the area, but for ``tolerance`` in a count; ``rolls_up`` are those that its results are made from where it has none of its own,
    the first that has any. ``neighbours`` are areas like it. ``at`` is where the id was written.

    >>> Area("COUNTY", breakdowns=(Breakdown("district", ("EAST", "WEST")), Breakdown("provider", ("A", "B")))).parts
    ('EAST', 'WEST', 'A', 'B')
    """

    id: str
    name: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    neighbours: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    since: int = 0
    rolls_up: tuple[Breakdown, ...] = ()
    tolerance: Decimal = Decimal(0)
    at: Span | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The areas of every breakdown, each once."""
        return tuple(dict.fromkeys(part for each in self.breakdowns for part in each.parts))

    @property
    def title(self) -> str:
        """The name, or the code where it has none."""
        return self.name or self.id
