"""Revised results on the screen: day by day which numbers were revised, and below them what that changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from qpr_rules.core.revised import Effect, Revised
from qpr_rules.definition import Kind
from qpr_rules.english import plural
from qpr_rules.evaluation import Evaluation
from qpr_rules.harmless import safe
from qpr_rules.showing import words
from qpr_rules.showing.console import ASCII, Marks, rating_text
from qpr_rules.showing.listing import Listing
from qpr_rules.showing.prose import Prose
from qpr_rules.showing.revised import told as said
from qpr_rules.showing.revised.told import Told


def show_revisions(console: Console, marks: Marks, told: Told) -> None:
    """Print them all, the latest day first."""
    console.print()
    console.print(Prose(Text(said.headline(told).replace("`", ""), style="name")))
    for day, group in groupby(told.found, key=lambda each: each.day):
        own = list(group)
        results = sum(len(each.pairs) for each in own)  # exact: integers
        console.print()
        console.print(Text.assemble((words.day(day), "heading"), (f"  {plural(results, 'result')} revised", "quiet")))
        console.print()
        console.print(_results(own, marks, illustrative=told.illustrative))
        console.print()
        if any(each.effects for each in own):
            console.print(_effects(own, marks, told))
        else:
            console.print(Text("No rating, figure or direction changed.", style="quiet"))
    if told.found:
        console.print()
        console.print(Prose(Text(said.ALONE, style="quiet")))
    console.print()


def _arrow(marks: Marks) -> str:
    return "->" if marks is ASCII else "→"


def _results(own: Sequence[Revised], marks: Marks, *, illustrative: bool) -> Listing:
    heads = ("KPI", "Area", "Period", ">Before", ">After", ">Difference", "Status", ">Earlier as of", "")
    table = Listing(heads, demote=(8, 7, 6, 1), mark=marks.dot)
    for each in own:
        for before, after in each.pairs:
            table.rows.append(
                (
                    Text(safe(each.definition.id)),
                    Text(safe(after.area)),
                    Text(said.period(each.definition, after.period)),
                    Text(said.result(before, hidden=each.hidden)),
                    Text(said.result(after, hidden=each.hidden), style="name"),
                    Text(said.difference(before, after, hidden=each.hidden)),
                    Text(said.statuses(before, after, _arrow(marks))),
                    Text(said.since(before), style="quiet"),
                    Text("illustrative" if illustrative else "", style="quiet"),
                )
            )
    return table


def _effects(own: Sequence[Revised], marks: Marks, told: Told) -> Listing:
    table = Listing(("KPI", "Area", "Quarter", "Rating", "Figure", "Direction"), demote=(5, 1), mark=marks.dot)
    for each in own:
        for effect in each.effects:
            table.rows.append(
                (
                    Text(safe(each.definition.id)),
                    Text(safe(effect.after.area)),
                    Text(told.quarter(effect)),
                    _rating(effect, marks),
                    Text(said.figures(effect, each.definition.decimals, _arrow(marks))),
                    Text(_direction(effect, marks)),
                )
            )
    return table


def _rating(effect: Effect, marks: Marks) -> Text:
    sides = [_rated(row, marks) for row in (effect.before, effect.after)]
    return sides[1] if sides[0].plain == sides[1].plain else Text.assemble(sides[0], f" {_arrow(marks)} ", sides[1])


def _rated(row: Evaluation, marks: Marks) -> Text:
    if row.kind is Kind.ACTIVITY:
        return Text("activity", style="quiet")
    return Text.assemble(rating_text(row.rating, marks), (f": {row.reason}" if row.reason else "", "quiet"))


def _direction(effect: Effect, marks: Marks) -> str:
    """With its mark where it is the same; between two, where one of them is an arrow, a mark would say nothing."""
    shown = said.directions(effect, _arrow(marks))
    same = effect.before.direction is effect.after.direction
    return f"{marks.directions[effect.after.direction]} {shown}" if same else shown
