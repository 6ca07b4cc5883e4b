"""The summary: headline, counts by section that reconcile, what moved, what entered and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from qpr_rules.core.comparison import compare, directions, ratings
from qpr_rules.definition import Broken, Definition
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.harmless import safe
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text
from qpr_rules.showing.headline import NAMED, Quarters, headline, like_for_like
from qpr_rules.showing.prose import Prose

_HEADED = {
    Direction.IMPROVING: "Improving",
    Direction.NO_CLEAR_TREND: "Stable\nor no clear\ntrend",
    Direction.WORSENING: "Worsening",
    Direction.INSUFFICIENT_DATA: "Insufficient\ndata",
}
"""The heads of the directions as a report prints them, broken as they may be."""

_ROOMY = 132
"""Columns from which the heads of the counts carry their shapes, and each row its caution."""

_WIDE = 100
"""Columns from which no word of a head need be broken."""

_TIGHT = 76
"""Columns below which the heads are shapes alone, explained below."""

_ROOMY_NAMES = 112
"""Columns from which a KPI that moved stands on one line with its id."""


def show_summary(
    console: Console,
    marks: Marks,
    quarters: Quarters,
    sections: Mapping[str, str],
    entered: Sequence[Definition | Broken],
    left: Sequence[Definition | Broken],
    chance: str,
) -> None:
    """Print the summary of a quarter."""
    console.print()
    console.print(Prose(safe(" ".join(headline(quarters)))))
    if quarters.previous:
        _heading(console, f"Like for like with {quarters.previous_title}")
        console.print(Prose(safe(" ".join(like_for_like(quarters)))))
    if chance:
        console.print(Prose(Text(chance, style="quiet")))
    _heading(console, "By section")
    console.print(_counts(console, marks, quarters, sections))
    _unrated(console, quarters)
    _moved(console, marks, quarters)
    _listed(console, "Entered the set", [(each, entry_said(each)) for each in entered])
    _listed(console, "Left the set", [(each, exit_said(each)) for each in left])
    console.print()


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="heading"))


def _counts(console: Console, marks: Marks, quarters: Quarters, sections: Mapping[str, str]) -> Table:
    roomy, tight = console.width >= _ROOMY, console.width < _TIGHT
    table = Table(box=None, padding=(0, 2 if roomy else 1, 0, 0), pad_edge=False, show_edge=False, header_style="quiet")
    table.add_column("Section", overflow="fold")
    shown = columns(quarters)
    for word, style in shown.items():
        mark, said = _mark(word, marks), head(word, whole=console.width >= _WIDE)
        text = mark or said if tight else f"{mark} {said}".strip() if roomy else said
        table.add_column(Text(text, style=style), justify="right", no_wrap=True)
    caution = any(row.illustrative for row in quarters.now)
    if caution and roomy:
        table.add_column("", style="quiet", no_wrap=True)

    def add(title: RenderableType, rows: Sequence[Evaluation], style: str = "") -> None:
        counts = counted(rows)
        own = [str(counts[word]) for word in shown]
        table.add_row(title, *own, *(["illustrative"] if caution and roomy else []), style=style)

    for section in dict.fromkeys([*sections, *(row.section for row in quarters.now)]):
        own = [row for row in quarters.now if row.section == section]
        if own:
            add(Prose(safe(sections.get(section, section))), own)
    add(Text(f"All, {quarters.title}"), quarters.now, "name")
    if quarters.previous:
        add(Text(f"All, {quarters.previous_title}"), quarters.previous, "quiet")
    legend = [f"{_mark(word, marks)} {' '.join(head(word, whole=True).split())}" for word in shown if word != _ALL]
    notes = [f"{', '.join(legend)}."] if tight else []
    notes += ["Illustrative: every row counts invented results."] if caution and not roomy else []
    if notes:
        table.caption, table.caption_justify = Text(" ".join(notes), style="quiet"), "left"
    return table


_ALL = "KPIs"


def counted(rows: Sequence[Evaluation]) -> dict[str, int]:
    """How many rows there are, and how many have each rating and each direction, by the words of ``columns``."""
    found = {_ALL: len(rows)}
    return found | {str(word): number for word, number in (*ratings(rows).items(), *directions(rows).items())}


def columns(quarters: Quarters) -> dict[str, str]:
    """What is counted, with the style of its head: the ratings, all KPIs, the directions.

    That data are insufficient for a direction has a column only where it happens: without it the others add up.
    """
    found = {**{str(rating): str(rating) for rating in Rating}, _ALL: "quiet"}
    lacking = directions((*quarters.now, *quarters.previous))[Direction.INSUFFICIENT_DATA]
    return found | {str(each): "quiet" for each in _HEADED if lacking or each is not Direction.INSUFFICIENT_DATA}


def head(word: str, *, whole: bool) -> str:
    """The head of a column; broken into short lines unless it is to be ``whole``."""
    if word in set(Rating):
        return "Not\nrated" if word == Rating.NOT_RATED else word.capitalize()
    said = _HEADED[Direction(word)] if word != _ALL else word
    return said if whole else said.replace("or no clear", "or no\nclear").replace("Insufficient", "Insuf-\nficient")


def _mark(word: str, marks: Marks) -> str:
    if word in set(Rating):
        return marks.ratings[Rating(word)]
    return "" if word == _ALL else marks.directions[Direction(word)]


def _unrated(console: Console, quarters: Quarters) -> None:
    """Every KPI without a rating, by name, where the headline could not hold them."""
    unrated = [row for row in quarters.now if row.rating is Rating.NOT_RATED]
    if len(unrated) > NAMED:
        _listed(console, "Not rated", [(row, str(row.reason)) for row in unrated])


def _listed(console: Console, title: str, found: Sequence[tuple[Definition | Broken | Evaluation, str]]) -> None:
    """KPIs by id and name, each with what is to be said of it below."""
    if not found:
        return
    _heading(console, title)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for each, said in found:
        key = each.kpi if isinstance(each, Evaluation) else each.id
        table.add_row(Text(safe(key)), Group(Prose(safe(each.name)), Prose(Text(safe(said), style="quiet"))))
    console.print(table)


def entry_said(each: Definition | Broken) -> str:
    """When a KPI entered the set."""
    return f"introduced {words.day(each.introduced)}" if each.introduced else "introduced"


def exit_said(each: Definition | Broken) -> str:
    """When a KPI left the set, and why."""
    return f"retired {words.day(each.retired.on)}: {each.retired.reason}" if each.retired else "retired"


def _moved(console: Console, marks: Marks, quarters: Quarters) -> None:
    moved = compare(quarters.previous, quarters.now).moved()
    if not moved:
        return
    _heading(console, "Ratings that moved")
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4 if console.width >= _ROOMY_NAMES else 3):
        table.add_column(no_wrap=True)
    table.add_column()
    for before, now in moved:
        notes = moved_notes(now)
        said = Text.assemble(safe(now.name), (f" ({', '.join(notes)})" if notes else "", "quiet"))
        cells = [rating_text(before.rating, marks), Text("to"), rating_text(now.rating, marks)]
        key = Text(safe(now.kpi), style="quiet")
        table.add_row(*cells, *([key, Prose(said)] if console.width >= _ROOMY_NAMES else [Group(key, Prose(said))]))
    console.print(table)


def moved_notes(now: Evaluation) -> list[str]:
    """What is to be known of a rating that moved: why there is none, and that it is by another standard."""
    notes = [str(now.reason) if now.reason else "", "the standard changed" if words.crosses(now) else ""]
    return [each for each in notes if each]
