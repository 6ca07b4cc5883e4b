"""The model of a paper: everything a quarterly report says, in order, and nothing of how a format looks.

``app/report.py`` composes it once; each format is a module with one function from a ``Paper`` to bytes. Text is as the
author wrote it: each format escapes in its own way.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, TypeAlias

from qpr_rules.core.charted import Charted
from qpr_rules.definition import Definition
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.provenance import Provenance
from qpr_rules.rule import Gravity
from qpr_rules.showing import words

TITLE = "Quarterly performance report"
RESTATED = "Restated since publication"
DRAFT = "Draft: not for publication."
"""Over a paper that is not final."""
KNOWN = "As known on {}: by the results known at the end of that day, and by definitions, standards and rules as they are now."
"""Over a paper that is not made from the latest results."""


class Link(NamedTuple):
    """Text that leads to the part about a KPI, by the KPI's id."""

    text: str
    kpi: str


Cell: TypeAlias = "str | Rating | Direction | Link | tuple[str, ...]"
"""What a table may hold: text, a rating or direction (which formats draw with a shape), a link, or several sentences."""


class Grid(NamedTuple):
    """A table. ``numbers`` are the places of columns set to the right; the first column names its row."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    total: int = 0
    """How many of the last rows are totals."""


class Passage(NamedTuple):
    """Sentences and tables under a title of their own."""

    title: str
    parts: tuple[str | Grid, ...]


class Step(NamedTuple):
    """One action. ``standing`` says in words where it stands at the quarter's end."""

    what: str
    owner: str
    due: dt.date | None
    standing: str
    overdue: bool


class Named(NamedTuple):
    """A KPI with what is to be said of it."""

    kpi: str
    name: str
    said: str


class Raised(NamedTuple):
    """An exception: the gravest severity of a row, and each sentence."""

    severity: Gravity
    row: Evaluation
    sentences: tuple[str, ...]


class Entry(NamedTuple):
    """One KPI or activity indicator. ``definition`` is None for one that is in error.

    ``verdict`` holds the facts beside the rating, each a name and its value; ``notes`` what a reader must know of the
    figure; ``past`` the figures of the last quarters, the newest first; ``others`` the rows of other areas than the
    body's own, which ``areas`` tabulates, and ``others_past`` their past, where a format has it; ``charted`` what a chart
    is drawn from, at the size and in the form that suits a format; ``workings`` every step to the figure and rating,
    ``reckoning`` the sum, the division and the comparisons alone, for paper; ``lacks_word`` whether it should have
    commentary and has none.
    """

    row: Evaluation
    definition: Definition | None
    owner: str
    member: str
    verdict: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    charted: Charted | None
    past: tuple[Evaluation, ...]
    results: Grid | None
    standard: tuple[str, ...]
    context: tuple[str, ...]
    steps: tuple[Step, ...]
    exceptions: tuple[tuple[Gravity, str], ...]
    workings: tuple[Passage, ...]
    reckoning: tuple[str, ...]
    others: tuple[Evaluation, ...]
    others_past: tuple[Evaluation, ...]
    areas: Grid | None
    rule: tuple[str, ...]
    lacks_word: bool


class Chapter(NamedTuple):
    """One section of the report: its KPIs, then its activity indicators."""

    id: str
    title: str
    sentence: str
    overview: Grid | None
    entries: tuple[Entry, ...]


class Share(NamedTuple):
    """A rating's part of the whole, as counted and as a rounded percentage."""

    rating: Rating
    number: int
    percent: str


class Summary(NamedTuple):
    """The first page: paragraphs as minutes put them, and the counts behind them."""

    headline: tuple[str, ...]
    like_for_like: tuple[str, ...]
    like_for_like_with: str
    chance: str
    shares: tuple[Share, ...]
    shares_note: str
    counts: Grid | None
    moved: Grid | None
    entered: tuple[Named, ...]
    left: tuple[Named, ...]
    unrated: tuple[Named, ...]
    restated: tuple[str, ...]


class Attention(NamedTuple):
    """The exceptions: how many, and a table for each severity, gravest first."""

    sentence: str
    grids: tuple[tuple[Gravity, Grid], ...]
    raised: tuple[Raised, ...]


class Paper(NamedTuple):
    """A quarterly report. ``only`` says what it was narrowed to; ``gaps`` what is missing from it."""

    body: str
    quarter: str
    ends: str
    banner: str
    draft: bool
    only: str
    summary: Summary
    attention: Attention
    chapters: tuple[Chapter, ...]
    gaps: tuple[Passage, ...]
    key: tuple[Passage, ...]
    methods: tuple[Passage, ...]
    made_from: Provenance

    @property
    def title(self) -> str:
        """The paper's name."""
        return f"{TITLE}, {self.quarter}"

    @property
    def cautions(self) -> tuple[str, ...]:
        """What a reader of any page must be warned of."""
        return tuple(filter(None, (DRAFT if self.draft else "", self.banner, self.known)))

    @property
    def known(self) -> str:
        """Of a paper on what was known on a day, the sentence that says so; otherwise empty."""
        day = self.made_from.known
        return KNOWN.format(words.day(dt.date.fromisoformat(day))) if day else ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every KPI and activity indicator, in report order."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    @property
    def rows(self) -> tuple[tuple[Evaluation, Entry], ...]:
        """Every row, of every area, with the entry it is in."""
        return tuple((row, entry) for entry in self.entries for row in (entry.row, *entry.others))
