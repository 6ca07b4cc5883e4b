"""The summary: headline, counts by section that reconcile, what moved, what entered and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.core.comparison import compare, directions, ratings
from qpr_rules.definition import Definition
from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.headline import NAMED, Quarters, headline, like_for_like

_SHORT = {
    Direction.IMPROVING: "Better",
    Direction.NO_CLEAR_TREND: "Stable",
    Direction.WORSENING: "Worse",
    Direction.INSUFFICIENT_DATA: "None",
}


def show_summary(
    console: Console,
    marks: Marks,
    quarters: Quarters,
    sections: Mapping[str, str],
    entered: Sequence[Definition],
    left: Sequence[Definition],
    chance: str,
) -> None:
    """Print the summary of a quarter."""
    console.print()
    _paragraph(console, headline(quarters))
    if quarters.previous:
        console.print()
        console.print(Text(f"Like for like with {quarters.previous_title}", style="name"))
        _paragraph(console, like_for_like(quarters))
    if chance:
        _paragraph(console, [chance])
    console.print()
    console.print(_counts(marks, quarters, sections))
    _unrated(console, quarters)
    _moved(console, marks, quarters)
    for what, group in (("Entered the set", entered), ("Left the set", left)):
        if group:
            console.print()
            console.print(Text(what, style="name"))
            for each in group:
                why = (
                    f"retired {each.retired.on}: {each.retired.reason}"
                    if what.startswith("Left") and each.retired
                    else f"introduced {each.introduced}"
                )
                console.print(
                    Padding(
                        Text.assemble((f"{safe(each.id)}  ", "quiet"), safe(each.name), (f"  {safe(why)}", "quiet")),
                        (0, 0, 0, 2),
                    )
                )
    console.print()


def _paragraph(console: Console, sentences: Sequence[str]) -> None:
    console.print(Text(safe(" ".join(sentences))), width=min(console.width, 100))


def _counts(marks: Marks, quarters: Quarters, sections: Mapping[str, str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    table.add_column("Section", overflow="fold", ratio=1)
    for rating in Rating:
        name = "Unrated" if rating is Rating.NOT_RATED else rating.capitalize()
        table.add_column(Text(f"{marks.ratings[rating]} {name}", style=str(rating)), justify="right", no_wrap=True)
    table.add_column("KPIs", justify="right")
    for direction, word in _SHORT.items():
        table.add_column(f"{marks.directions[direction]} {word}", justify="right", no_wrap=True)
    groups = dict.fromkeys([*sections, *(row.section for row in quarters.now)])
    for section in groups:
        own = [row for row in quarters.now if row.section == section]
        if own:
            table.add_row(Text(safe(sections.get(section, section))), *_cells(own))
    table.add_row(Text(f"All, {quarters.title}", style="name"), *_cells(quarters.now), style="name")
    if quarters.previous:
        table.add_row(Text(f"All, {quarters.previous_title}", style="quiet"), *_cells(quarters.previous), style="quiet")
    return table


def _cells(rows: Sequence[Evaluation]) -> list[str]:
    rated, headed = ratings(rows), directions(rows)
    return [*map(str, rated.values()), str(len(rows)), *(str(headed[direction]) for direction in _SHORT)]


def _unrated(console: Console, quarters: Quarters) -> None:
    """Every KPI without a rating, by name, where the headline could not hold them."""
    unrated = [row for row in quarters.now if row.rating is Rating.NOT_RATED]
    if len(unrated) > NAMED:
        console.print()
        console.print(Text("Not rated", style="name"))
        for row in unrated:
            line = Text.assemble((f"{safe(row.kpi)}  ", "quiet"), safe(row.name), (f" ({row.reason})", "quiet"))
            console.print(Padding(line, (0, 0, 0, 2)))


def _moved(console: Console, marks: Marks, quarters: Quarters) -> None:
    moved = compare(quarters.previous, quarters.now).moved()
    if not moved:
        return
    console.print()
    console.print(Text("Ratings that moved", style="name"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in range(5):
        table.add_column(no_wrap=column != 4, overflow="fold")
    for before, now in moved:
        other = ", the standard changed" if now.standard_changed else ""
        table.add_row(
            "",
            rating_text(before.rating, marks),
            Text("to"),
            rating_text(now.rating, marks),
            Text.assemble(
                (f"{safe(now.kpi)}  ", "quiet"),
                safe(now.name),
                (f" ({now.reason})" if now.reason else "", "quiet"),
                (other, "quiet"),
            ),
        )
    console.print(table)
