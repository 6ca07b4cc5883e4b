"""The table of exceptions: under column heads where there is room, as cards where there is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.definition import Kind
from qpr_rules.english import plural
from qpr_rules.evaluation import Evaluation
from qpr_rules.harmless import safe
from qpr_rules.rule import Flag
from qpr_rules.settings import Owner
from qpr_rules.showing.console import Marks, badge
from qpr_rules.showing.exceptions.entries import Choice, Heading, Listed, Totals, entries, groups, holding, totals
from qpr_rules.showing.exceptions.facts import Facts, HasAreas, Told, facts_of
from qpr_rules.showing.prose import Parts, Prose, hanging

_ROOM_FOR_NAMES = 36
"""Columns that names must have for the wide layout to be used."""

_DIRECTION = 26
"""Columns of ``→ stable or no clear trend``."""

_FIGURE, _NOTE, _LABEL = 7, 12, 10
"""Columns of a card: of a figure, of the period or distance beside it, of the word before it."""

_SIDES: tuple[JustifyMethod, ...] = ("left", "right", "right")
"""Where the texts of these stand."""

_NARROW = 64
"""Columns below which a card keeps no column for the rating."""

_LEGEND = (
    "Under target and floor: how far the figure is beyond (+) or short (-). "
    "Bars: the last 8 quarters, or years of an annual KPI, from the lowest to the highest."
)


class Owned(HasAreas, Protocol):
    """What of a project's declarations is shown here, besides what its entries tell."""

    @property
    def owners(self) -> Mapping[str, Owner] | None: ...


class Shown(Told, Protocol):
    """What of a report is shown here, besides what its entries tell."""

    @property
    def rows(self) -> tuple[Evaluation, ...]: ...
    @property
    def declarations(self) -> Owned: ...


def show_exceptions(console: Console, marks: Marks, report: Shown, flags: Sequence[Flag], choice: Choice) -> None:
    """Print the exceptions of a report: the totals, each group, and how many there are."""
    owners = report.declarations.owners or {}
    posts = {row.owner: owners[row.owner].post if row.owner in owners else row.owner for row in report.rows}
    found = entries(report.rows, flags, choice)
    console.print()
    _show_totals(console, marks, totals(report.rows, found, choice, report.settings.area))
    shown = [facts_of(entry, report, marks, posts) for entry in found]
    layout = _Layout(console, marks, shown)
    by_entry = {id(entry): facts for entry, facts in zip(found, shown, strict=True)}
    console.print()
    for heading, group in groups(found, choice.by, report.settings.sections, posts):
        console.print(layout.heading(heading))
        for entry in group:
            console.print(layout.entry(entry, by_entry[id(entry)]))
    flagged = [entry for entry in found if entry.rules]
    reasons = plural(sum(len(entry.rules) for entry in flagged), "reason")
    if found:
        rest = len(found) - len(flagged)
        console.print(
            Text(f"{holding(flagged)}, {reasons}" + (f"; {rest} without any." if rest else "."), style="name")
        )
        console.print(Prose(Text(_LEGEND, style="quiet")))
    console.print()


def _show_totals(console: Console, marks: Marks, counted: Totals) -> None:
    if counted.kpis:
        line = Text(plural(counted.kpis, "KPI"), style="name")
        for rating, number in counted.ratings.items():
            if number or rating != "not rated":
                line.append("  ").append(
                    f" {marks.ratings[rating]} {number:,} {rating.capitalize()} ", f"{rating} badge"
                )
        console.print(line)
    console.print(Text(counted.sentence, style="name"))


class _Layout:
    """How the entries of one run are laid out: the same columns for all of them."""

    def __init__(self, console: Console, marks: Marks, shown: Sequence[Facts]) -> None:
        self.marks = marks
        self.width = console.width
        self.gutter = max((_rating(facts, marks).cell_len for facts in shown), default=0)
        self.gutter = max(self.gutter, *(len(facts.moved) + 1 for facts in shown), 0) + 2 if shown else 0
        self.columns = [
            max((max(map(len, pair)) for facts in shown for pair in [facts.columns[place]]), default=0)
            for place in range(3)
        ]
        self.columns = [
            max(width, len(head)) for width, head in zip(self.columns, ("Figure", "Target", "Floor"), strict=True)
        ]
        self.names = self.width - self.gutter - sum(self.columns) - _DIRECTION - 8  # exact: integers
        self.wide = self.names >= _ROOM_FOR_NAMES
        self.indent = self.gutter if self.width >= _NARROW else 2

    def heading(self, heading: Heading) -> RenderableType:
        """The title of a group over a rule; in the wide layout the heads of the columns beside it."""
        title = Text.assemble((safe(heading.title), heading.style), (f"  {heading.holds}", "quiet"))
        line: RenderableType = title
        if self.wide:
            table = self._grid(self.gutter + self.names)
            table.add_row(title, *(Text(head, style="quiet") for head in ("Figure", "Target", "Floor", "Direction")))
            line = table
        return Group(line, Text(self.marks.rule * self.width, style="quiet"))

    def _grid(self, first: int) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=first)
        for width in self.columns:
            table.add_column(width=width, justify="right", no_wrap=True)
        table.add_column(width=_DIRECTION, no_wrap=True)
        return table

    def entry(self, entry: Listed, facts: Facts) -> RenderableType:
        """One entry: rating, name, numbers; why it is listed; whose it is and since when."""
        whys: list[RenderableType] = [hanging(self.marks.bullet, Text(why)) for why in facts.whys]
        tail = Parts((*facts.tail, *([] if self._beside(facts) else facts.caution)), self.marks.dot)
        rating, moved = _rating(facts, self.marks), Text(f" {facts.moved}", style="quiet")
        if self.wide:
            table = Table.grid()
            table.add_column(width=self.gutter)
            table.add_column()
            numbers = self._grid(self.names)
            numbers.add_row(
                Prose(Text(facts.name, style="name")),
                *(Text("\n").join([Text(first, style="name"), Text(second)]) for first, second in facts.columns),
                Text("\n").join([Text(facts.direction), Text(facts.spark)]),
            )
            table.add_row(Group(rating, moved), Group(numbers, *whys, tail))
            return Group(table, Text(""))
        body: list[RenderableType] = [self._card(facts), *whys, tail]
        name = Prose(Text(facts.name, style="name"))
        if self.indent == 2:  # the narrow card: the rating stands over the name
            return Group(Text.assemble(rating, moved), Padding(Group(name, *body, Text("")), (0, 0, 0, 2)))
        table = Table.grid()
        table.add_column(width=self.gutter)
        table.add_column(width=self.width - self.gutter)
        table.add_row(Group(rating, moved), Group(name, *body, Text("")))
        return table

    def _beside(self, facts: Facts) -> bool:
        """Whether a card has room for the trend beside the numbers."""
        return (
            not self.wide and self.width - self.indent >= sum(_card_widths(facts)) + 3 + _DIRECTION
        )  # exact: integers

    def _card(self, facts: Facts) -> RenderableType:
        """Figure, target and floor under one another, the trend beside them, or below where there is no room."""
        beside = self._beside(facts)
        trend = [Text(facts.spark), Text(facts.direction), Text("".join(facts.caution), style="quiet")]
        table = Table.grid()
        for width, side in zip(_card_widths(facts), _SIDES, strict=True):
            table.add_column(width=width, justify=side, no_wrap=True)
        table.add_column()
        for label, (first, second), right in zip(facts.labels, facts.columns, trend, strict=True):
            if first:
                cells = (Text(label, style="quiet"), Text(first, style="name"), Text(second))
                table.add_row(*cells, Text.assemble("   ", right) if beside else "")
        return table if beside else Group(table, Text(f"{facts.direction}  {facts.spark}".rstrip()))


def _card_widths(facts: Facts) -> tuple[int, int, int]:
    """Columns of a card: the word, the number, and the period or distance with the space before it."""
    figure = max(_FIGURE, *(cell_len(first) for first, _ in facts.columns))
    note = max(_NOTE, *(cell_len(second) for _, second in facts.columns))
    return _LABEL, figure, note + 2


def _rating(facts: Facts, marks: Marks) -> Text:
    if facts.kind is Kind.ACTIVITY:
        return Text(" activity ", style="quiet")
    return badge(facts.rating, marks)
