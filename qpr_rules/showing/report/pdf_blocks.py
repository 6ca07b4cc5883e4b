"""What a PDF says, as plain data in reading order: ``paper.typ`` lays it out, and takes none of it for markup or code.

A block is a dictionary whose ``is`` names its kind; what each kind holds is said where it is made. Text is a string.
A part that a link may lead to has a ``key``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from qpr_rules.definition import Kind
from qpr_rules.english import capital
from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing import words
from qpr_rules.showing.chart.draw import Form, chart
from qpr_rules.showing.chart.words import description
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.report.entries import actions, whose
from qpr_rules.showing.report.paper import RESTATED, Cell, Chapter, Entry, Grid, Link, Named, Paper, Passage, Summary
from qpr_rules.showing.report.workings import WORKINGS

Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
"""What JSON can hold and a paper needs."""

Block: TypeAlias = dict[str, Plain]

_NARROW, _MOST = 16, 60
"""Letters up to which a column takes the room of its longest cell, one with more sharing what is left; and its most weight."""

_CROWDED, _WIDE = 10, 25
"""Letters of a number that stay on one line where columns crowd, and where they do not."""

_PAGE, _LEAST = 108, 24
"""Letters that a page is wide, in the size of tables, and that a column of text must have."""

_ACTIVITY = "Activity indicator"


def blocks(paper: Paper) -> Iterator[Block]:
    """All of the paper after its title, in the order of the web page."""
    return _Writing(paper).blocks()


class _Writing:
    """One paper in the making: it knows where a link may lead."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        # Numbered, for an id may hold what a label may not.
        self.keys = {entry.row.kpi: f"kpi-{place}" for place, entry in enumerate(paper.entries)}
        self.illustrative = bool(paper.banner)

    def blocks(self) -> Iterator[Block]:
        yield from self._summary()
        yield _heading(1, "Exceptions")
        yield _said("lead", self.paper.attention.sentence)
        for _, grid in self.paper.attention.grids:
            yield self._table(grid, illustrative=self.illustrative)
        for chapter in self.paper.chapters:
            yield from self._chapter(chapter)
        if self.paper.gaps:
            yield _heading(1, "What is missing")
            for gap in self.paper.gaps:
                yield from self._passage(gap)
        yield from self._appendix()
        yield from self._workings()

    def _summary(self) -> Iterator[Block]:
        found, illustrative = self.paper.summary, self.illustrative
        yield _heading(1, "Summary")
        yield _said("lead", " ".join(found.headline))
        yield from _shares(found)
        if found.counts:
            yield self._table(found.counts, illustrative=illustrative)
        if found.like_for_like:
            yield _heading(2, f"Like for like with {found.like_for_like_with}")
            yield _said("text", " ".join(found.like_for_like))
        if found.chance:
            yield _said("quiet", found.chance)
        if found.moved:
            yield self._table(found.moved, illustrative=illustrative)
        yield from _named("Entered the set", found.entered)
        yield from _named("Left the set", found.left)
        yield from _named("Not rated", found.unrated)
        if found.restated:
            yield _heading(2, RESTATED)
            yield from (_said("text", each) for each in found.restated)
        for part in self.paper.key:
            yield from self._passage(part, breaks=True)

    def _chapter(self, chapter: Chapter) -> Iterator[Block]:
        yield _heading(1, chapter.title)
        yield _said("lead", chapter.sentence)
        if chapter.overview:
            yield self._table(chapter.overview, illustrative=self.illustrative)
        for entry in chapter.entries:
            yield from self._entry(entry)

    def _entry(self, found: Entry) -> Iterator[Block]:
        """One KPI, on a page of its own; its workings are at the end."""
        row, is_kpi = found.row, found.row.kind is Kind.KPI
        yield _heading(2, row.name, key=self.keys[row.kpi])
        yield {
            "is": "verdict",
            "rating": _rating(row.rating) if is_kpi else None,
            "kind": "" if is_kpi else _ACTIVITY,
            "figure": dict(found.verdict).get("Figure", "") if row.figure is not None else "",
            "direction": _direction(row.direction),
        }
        facts: list[Plain] = [[name, value] for name, value in found.verdict if name != "Figure"]
        if facts:
            yield {"is": "facts", "items": facts}
        if found.notes:
            yield {"is": "notes", "items": list(found.notes)}
        yield _said("quiet", whose(found))
        if found.charted:
            drawn = chart(found.charted, Form.PLATE)
            yield {"is": "chart", "svg": drawn, "alt": description(found.charted)}
        if found.exceptions:
            yield _heading(3, "Why it is listed")
            yield _items((f"{severity.capitalize()}: ", sentence) for severity, sentence in found.exceptions)
        if found.context:
            yield _heading(3, "Context")
            yield from (_said("text", each) for each in found.context)
        if steps := actions(found.steps):
            yield self._table(steps, illustrative=row.illustrative)
        if found.standard:
            yield _heading(3, "Standard")
            yield _said("text", " ".join(found.standard))
        for grid in (found.results, found.areas):
            if grid:
                yield self._table(grid, illustrative=row.illustrative)

    def _appendix(self) -> Iterator[Block]:
        yield _heading(1, "How this report is made")
        for part in self.paper.methods:
            yield from self._passage(part)
        rules: list[Plain] = [
            [self._link(entry.row.name, entry.row.kpi), " ".join(entry.rule)]
            for entry in self.paper.entries
            if entry.rule
        ]
        if rules:
            yield _heading(2, "Definitions")
            yield {"is": "rules", "items": rules}
        yield _heading(2, "Made from")
        yield _items(("", each) for each in self.paper.made_from.parts)
        yield _said("text", "The same files give the same report, byte for byte.")

    def _workings(self) -> Iterator[Block]:
        found: list[Plain] = [
            [self._link(entry.row.name, entry.row.kpi), list(entry.reckoning)]
            for entry in self.paper.entries
            if entry.reckoning
        ]
        if found:
            yield _heading(2, "Workings", breaks=True)
            yield _said("text", WORKINGS)
            yield {"is": "workings", "items": found}

    def _passage(self, found: Passage, *, breaks: bool = False) -> Iterator[Block]:
        """Sentences and tables under their title."""
        yield _heading(2, found.title, breaks=breaks)
        for part in found.parts:
            if isinstance(part, Grid):
                yield self._table(part, illustrative=False, titled=part.caption == found.title)
            else:
                yield _said("text", part)

    def _table(self, grid: Grid, *, illustrative: bool, titled: bool = False) -> Block:
        """A table; the caption of one that is ``titled`` already is empty."""
        return {
            "is": "table",
            "caption": "" if titled else grid.caption,
            "illustrative": illustrative,
            "heads": list(grid.heads),
            "rows": [[self._cell(each) for each in row] for row in grid.rows],
            "numbers": [place in grid.numbers for place in range(len(grid.heads))],
            "total": grid.total,
            "widths": _widths(grid),
        }

    def _cell(self, value: Cell) -> Plain:
        match value:
            case Rating():
                return _rating(value)
            case Direction():
                return _direction(value)
            case Link():
                return self._link(value.text, value.kpi)
            case str():
                return value
            case _:
                return {"is": "sentences", "items": list(value)}

    def _link(self, text: str, kpi: str) -> Plain:
        """Text that leads to a KPI, where the paper holds it."""
        return {"is": "link", "text": text, "to": self.keys[kpi]} if kpi in self.keys else text


def _heading(level: int, text: str, key: str = "", *, breaks: bool = False) -> Block:
    """Level 1 begins a page and a bookmark, 2 a bookmark; with a ``key`` it is a KPI, and begins a page too."""
    return {"is": "heading", "level": level, "text": text, "key": key, "breaks": breaks or bool(key) or level == 1}


def _said(kind: str, text: str) -> Block:
    """A paragraph: ``lead``, ``text`` or ``quiet``."""
    return {"is": kind, "text": text}


def _items(found: Iterator[tuple[str, str]]) -> Block:
    """A list, each with what is printed bold before it."""
    return {"is": "list", "items": [[strong, text] for strong, text in found]}


def _named(title: str, found: tuple[Named, ...]) -> Iterator[Block]:
    if found:
        yield _heading(2, title)
        yield _items(("", f"{each.name} ({each.kpi}): {each.said}.") for each in found)


def _shares(found: Summary) -> Iterator[Block]:
    if found.shares:
        shares: list[Plain] = [
            {"rating": _rating(each.rating), "number": each.number, "percent": each.percent} for each in found.shares
        ]
        yield {"is": "shares", "items": shares}
    if found.shares_note:
        yield _said("quiet", found.shares_note)


def _rating(word: Rating) -> Plain:
    return {"is": "rating", "word": word.capitalize(), "shape": UNICODE.ratings[word], "colour": word.replace(" ", "-")}


def _direction(word: Direction) -> Plain:
    said = words.direction(word)
    return {"is": "direction", "word": capital(said), "arrow": UNICODE.directions[word]}


def _widths(grid: Grid) -> list[Plain]:
    """The width of each column in letters, and whether it shares the room that is left, by that weight.

    A column of numbers or short cells is as wide as its longest; where the page has no room for that, as a longest word.
    """
    found = list(_columns(grid, crowded=False))
    room = _PAGE - 2 * len(found)
    if sum(_LEAST if shares else letters for letters, shares in found) > room:  # exact: integers
        found = list(_columns(grid, crowded=True))
    return [{"letters": letters, "shares": shares} for letters, shares in found]


def _columns(grid: Grid, *, crowded: bool) -> Iterator[tuple[int, bool]]:
    for place, head in enumerate(grid.heads):
        texts = [_spelled(row[place], crowded=crowded) for row in grid.rows]
        longest = max(map(len, texts), default=0)
        if longest > _NARROW and place not in grid.numbers:
            yield min(_MOST, max(longest, len(head))), True
            continue
        headed = _CROWDED if crowded else _NARROW
        kept = _CROWDED if crowded and place in grid.numbers else _WIDE
        words_of = [min(len(word), _WIDE) for text in (head, *texts) for word in text.split()]
        yield max(min(longest, kept), min(len(head), headed), *words_of), False


def _spelled(value: Cell, *, crowded: bool) -> str:
    """As much text as a cell takes room for; where columns crowd, a direction is broken."""
    match value:
        case Rating():
            return "x" * 12
        case Direction():
            return "x" * (13 if crowded else 25)
        case Link():
            return value.text
        case str():
            return "Activity" if value == _ACTIVITY else value
        case _:
            return max(value, key=len, default="")
