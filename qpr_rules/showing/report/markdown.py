"""The paper as Markdown, for committee systems and version control."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.definition import Kind
from qpr_rules.english import capital
from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing import words
from qpr_rules.showing.chart.words import description
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.diagnostics.markdown import escaped
from qpr_rules.showing.report.markup import legible
from qpr_rules.showing.report.paper import RESTATED, Cell, Chapter, Entry, Grid, Link, Named, Paper, Passage


def show(paper: Paper) -> bytes:
    """All of it, in UTF-8."""
    lines: list[str] = []
    for block in _blocks(paper):
        caution = " (illustrative)" if paper.banner and block.startswith(_CAPTION) else ""
        lines += [block.removeprefix(_CAPTION) + caution, ""]
    return "\n".join(lines).encode()


def _blocks(paper: Paper) -> Iterator[str]:
    found = paper.summary
    yield f"# {text(paper.title)}"
    yield f"{text(paper.body)}. As of the quarter that ended on {paper.ends}."
    yield from (f"**{text(each)}**" for each in (*paper.cautions, paper.only) if each)
    yield "## Summary"
    yield text(" ".join(found.headline))
    if found.shares:
        yield "\n".join(f"- {cell(each.rating)}: {each.number} ({each.percent})" for each in found.shares)
    if found.shares_note:
        yield text(found.shares_note)
    yield from _grid(found.counts)
    if found.like_for_like:
        yield f"### Like for like with {text(found.like_for_like_with)}"
        yield text(" ".join(found.like_for_like))
    if found.chance:
        yield text(found.chance)
    yield from _grid(found.moved)
    yield from _named("Entered the set", found.entered)
    yield from _named("Left the set", found.left)
    yield from _named("Not rated", found.unrated)
    if found.restated:
        yield f"### {RESTATED}"
        yield from map(text, found.restated)
    for part in paper.key:
        yield from _passage(part)
    yield "## Exceptions"
    yield text(paper.attention.sentence)
    for _, grid in paper.attention.grids:
        yield from _grid(grid)
    for chapter in paper.chapters:
        yield from _chapter(chapter)
    if paper.gaps:
        yield "## What is missing"
        for part in paper.gaps:
            yield from _passage(part)
    yield "## How this report is made"
    for part in paper.methods:
        yield from _passage(part)
    rules = [f"- **{text(each.row.name)}** {text(' '.join(each.rule))}" for each in paper.entries if each.rule]
    if rules:
        yield "### Definitions"
        yield "\n".join(rules)
    yield "### Made from"
    yield "\n".join(f"- {text(each)}" for each in paper.made_from.parts)


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {text(chapter.title)}"
    yield text(chapter.sentence)
    yield from _grid(chapter.overview)
    for entry in chapter.entries:
        yield from _entry(entry)


def _entry(found: Entry) -> Iterator[str]:
    row = found.row
    yield f"### {text(row.name)}"
    badge = cell(row.rating) if row.kind is Kind.KPI else "Activity indicator"
    figure = dict(found.verdict).get("Figure", "")
    parts = [f"**{badge}**", f"**{text(figure)}**" if figure else "", cell(row.direction)]
    yield ", ".join(filter(None, parts))
    facts = [f"- {name}: {text(value)}" for name, value in found.verdict if name != "Figure"]
    if facts:
        yield "\n".join(facts)
    if found.standard:
        yield text(" ".join(found.standard))
    if found.charted:
        yield text(description(found.charted))
    yield from (text(each) for each in found.notes)
    if found.exceptions:
        yield "#### Why it is listed"
        yield "\n".join(f"- **{severity.capitalize()}**: {text(said)}" for severity, said in found.exceptions)
    if found.context:
        yield "#### Context"
        yield from (text(each) for each in found.context)
    if found.steps:
        yield "#### Actions"
        steps = (
            [step.what, step.owner, f"due {words.day(step.due)}" if step.due else "", step.standing.lower()]
            for step in found.steps
        )
        yield "\n".join(f"- {text('; '.join(filter(None, step)))}" for step in steps)
    yield from _grid(found.results)
    yield from _grid(found.areas)
    for part in found.workings:
        yield from _passage(part, level="####")
    whose = [row.kpi, found.owner, found.member, *(["illustrative"] if row.illustrative else [])]
    yield text(" · ".join(filter(None, whose)))


def _passage(found: Passage, level: str = "###") -> Iterator[str]:
    yield f"{level} {text(found.title)}"
    for part in found.parts:
        if isinstance(part, Grid):
            yield from _grid(part)
        else:
            yield text(part)


def _named(title: str, found: tuple[Named, ...]) -> Iterator[str]:
    if found:
        yield f"### {title}"
        yield "\n".join(f"- {text(f'{each.name} ({each.kpi}): {each.said}.')}" for each in found)


def _grid(grid: Grid | None) -> Iterator[str]:
    if grid is None:
        return
    yield f"{_CAPTION}**{text(grid.caption)}**"
    sides = ("---:" if place in grid.numbers else "---" for place in range(len(grid.heads)))
    lines = [grid.heads, *grid.rows]
    made = [f"| {' | '.join(cell(each) or ' ' for each in line)} |" for line in lines]
    yield "\n".join([made[0], f"| {' | '.join(sides)} |", *made[1:]])


def cell(value: Cell) -> str:
    """What stands in a cell."""
    match value:
        case Rating():
            return f"{UNICODE.ratings[value]} {value.capitalize()}"
        case Direction():
            said = words.direction(value)
            return f"{UNICODE.directions[value]} {capital(said)}"
        case Link():
            return text(value.text)
        case str():
            return text(value)
        case _:
            return "<br>".join(text(each) for each in value)


_CAPTION = "\0"
"""Before the caption of a table, until it is known whether every table needs a caution."""

_LIST = ("- ", "+ ")


def text(written: str) -> str:
    """Text in which nothing is markup, also not at the beginning of a line."""
    safe = escaped(legible(written))
    head, dot, rest = safe.partition(". ")
    if dot and head.isdigit():
        return f"{head}\\. {rest}"  # would begin a numbered list
    return f"\\{safe}" if safe.startswith(_LIST) or safe in ("-", "+", "=") else safe
