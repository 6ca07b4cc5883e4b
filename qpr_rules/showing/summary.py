"""The summary: headline, counts by section that reconcile, what moved, what entered and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from qpr_rules.core.comparison import compare, directions, ratings
from qpr_rules.definition import Broken, Definition
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.headline import NAMED, Quarters, headline, like_for_like
from qpr_rules.showing.prose import Prose

_SHORT = {
    Direction.IMPROVING: "Better",
    Direction.NO_CLEAR_TREND: "Stable",
    Direction.WORSENING: "Worse",
    Direction.INSUFFICIENT_DATA: "None",
}

_ROOMY = 112
"""Columns from which the heads of the counts carry their shapes, and each row its caution."""

_TIGHT = 76
"""Columns below which the heads are shapes alone, explained below."""


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
    _listed(console, "Entered the set", [(each, _entry(each)) for each in entered])
    _listed(console, "Left the set", [(each, _exit(each)) for each in left])
    console.print()


def _heading(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="heading"))


def _counts(console: Console, marks: Marks, quarters: Quarters, sections: Mapping[str, str]) -> Table:
    roomy, tight = console.width >= _ROOMY, console.width < _TIGHT
    table = Table(box=None, padding=(0, 2 if roomy else 1, 0, 0), pad_edge=False, show_edge=False, header_style="quiet")
    table.add_column("Section", overflow="fold")
    for style, mark, word in _heads(marks):
        head = mark or word if tight else f"{mark} {word}".strip() if roomy else word
        table.add_column(Text(head, style=style), justify="right", no_wrap=True)
    caution = any(row.illustrative for row in quarters.now)
    if caution and roomy:
        table.add_column("", style="quiet", no_wrap=True)
    for section in dict.fromkeys([*sections, *(row.section for row in quarters.now)]):
        own = [row for row in quarters.now if row.section == section]
        if own:
            table.add_row(Prose(safe(sections.get(section, section))), *_cells(own, roomy=roomy))
    table.add_row(Text(f"All, {quarters.title}"), *_cells(quarters.now, roomy=roomy), style="name")
    if quarters.previous:
        table.add_row(Text(f"All, {quarters.previous_title}"), *_cells(quarters.previous, roomy=roomy), style="quiet")
    notes = [", ".join(f"{mark} {word}" for _, mark, word in _heads(marks) if mark) + "."] if tight else []
    notes += ["Illustrative: every row counts invented results."] if caution and not roomy else []
    if notes:
        table.caption, table.caption_justify = Text(" ".join(notes), style="quiet"), "left"
    return table


def _heads(marks: Marks) -> list[tuple[str, str, str]]:
    """The style, the shape and the word of each column of counts."""
    rated = [
        (str(rating), marks.ratings[rating], "Unrated" if rating is Rating.NOT_RATED else rating.capitalize())
        for rating in Rating
    ]
    headed = [("quiet", marks.directions[direction], word) for direction, word in _SHORT.items()]
    return [*rated, ("quiet", "", "KPIs"), *headed]


def _cells(rows: Sequence[Evaluation], *, roomy: bool) -> list[str]:
    rated, headed = ratings(rows), directions(rows)
    counts = [*map(str, rated.values()), str(len(rows)), *(str(headed[direction]) for direction in _SHORT)]
    return [*counts, "illustrative"] if roomy and any(row.illustrative for row in rows) else counts


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


def _entry(each: Definition | Broken) -> str:
    return f"introduced {words.day(each.introduced)}" if each.introduced else "introduced"


def _exit(each: Definition | Broken) -> str:
    return f"retired {words.day(each.retired.on)}: {each.retired.reason}" if each.retired else "retired"


def _moved(console: Console, marks: Marks, quarters: Quarters) -> None:
    moved = compare(quarters.previous, quarters.now).moved()
    if not moved:
        return
    _heading(console, "Ratings that moved")
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4 if console.width >= _ROOMY else 3):
        table.add_column(no_wrap=True)
    table.add_column()
    for before, now in moved:
        notes = [str(now.reason) if now.reason else "", "the standard changed" if words.crosses(now) else ""]
        said = Text.assemble(safe(now.name), (f" ({', '.join(filter(None, notes))})" if any(notes) else "", "quiet"))
        cells = [rating_text(before.rating, marks), Text("to"), rating_text(now.rating, marks)]
        key = Text(safe(now.kpi), style="quiet")
        table.add_row(*cells, *([key, Prose(said)] if console.width >= _ROOMY else [Group(key, Prose(said))]))
    console.print(table)
