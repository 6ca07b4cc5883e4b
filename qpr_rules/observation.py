"""Results before they are a panel: a batch of raw rows, and the observation each good row becomes. No NumPy here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from qpr_rules.diagnostic import Span

HIDDEN = "[c]"
"""What is printed in the place of a number that is not released: the marker of official statistics."""


ALWAYS = dt.date.min
"""In the place of the day since which a result is known, where none is given: it counts as known first of all."""


class State(IntEnum):
    """What is known of one KPI, area and period. Absent from the results is MISSING too."""

    MISSING = 0
    PRESENT = 1
    SUPPRESSED = 2
    NOT_APPLICABLE = 3


class Batch(NamedTuple):
    """Rows of one source as text, column by column, with the place of each row.

    Every column has as many cells as ``lines``; an absent column is a column of empty text.
    """

    source: str
    lines: Sequence[int]
    kpi: Sequence[str]
    area: Sequence[str]
    period: Sequence[str]
    numerator: Sequence[str]
    denominator: Sequence[str]
    value: Sequence[str]
    status: Sequence[str]
    as_of: Sequence[str]
    note: Sequence[str]


class Observation(NamedTuple):
    """One reported number for one KPI, area and period (an ordinal of the KPI's frequency).

    ``numerator`` holds the numerator, count or value; ``denominator`` is None for a KPI that has none. Both are None
    unless the state is PRESENT. ``within`` is the place in a source that is not lines of text: ``SEND!B14``. ``as_of`` is
    the day since which it is known; ``status`` is ``final``, ``revised`` or ``provisional``, or empty where none is said.
    ``source`` and ``line`` are the file and the line that it was read from.
    """

    kpi: str
    area: str
    period: int
    numerator: Decimal | None
    denominator: Decimal | None
    state: State
    provisional: bool
    source: str
    line: int
    within: str = ""
    as_of: dt.date = ALWAYS
    status: str = ""

    @property
    def at(self) -> Span:
        """Where it was given: the row, or the cell."""
        if self.within:
            return Span(self.source, 0, 0, self.line, 0, self.within)
        return Span(self.source, self.line, 1, self.line, 2)


class Refusal(NamedTuple):
    """A row that could not be used: its place, what it is of as it was written, and why; no code where that is said elsewhere."""

    at: Span
    kpi: str
    area: str
    period: str
    code: str
    headline: str


class Casework(NamedTuple):
    """What was read of a table of cases, for the query of a source: its files, their rows, and how many could not be read."""

    source: str
    table: str
    files: tuple[str, ...]
    rows: int
    refused: int


class Extent(NamedTuple):
    """What was read of one KPI and area: the files, the first and the last period with a number, and how many there are.

    ``gaps`` are periods between them without one; ``marked`` counts the states that results have instead of a number.
    So many results as are ``replaced`` had a later one of their period, and so many are ``not_known_yet`` on the day asked for.
    """

    kpi: str
    area: str
    sources: tuple[str, ...]
    first: int | None
    last: int | None
    results: int
    gaps: int
    marked: Mapping[State, int]
    provisional: int
    refused: int
    replaced: int = 0
    not_known_yet: int = 0


@dataclass(slots=True)
class Tally:
    """What became of the rows of one file, as one entry of the settings reads it; in a wide table, its results.

    Of the ``rows`` that say something, some were ``refused``, ``left_out`` by `where`, or ``repeated``, which say again what
    another says; all others are used. ``empty`` rows are beside them.
    """

    file: str
    rows: int = 0
    refused: int = 0
    left_out: int = 0
    repeated: int = 0
    empty: int = 0

    @property
    def used(self) -> int:
        """Rows that became a result of their own, of which the latest of each period is used.

        >>> Tally("a.csv", rows=10, refused=2, left_out=3, repeated=1).used
        4
        """
        return self.rows - self.refused - self.left_out - self.repeated
