"""The table of exceptions: a wide table where there is room, a card for each KPI where there is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Definition, Kind
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Flag, Gravity, Rule
from qpr_rules.settings import Settings
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.figures import band, distance, figure
from qpr_rules.showing.sparkline import sparkline

WIDE = 120
"""Columns from which the wide table is used."""

_QUARTERS = 8


class Shown(Protocol):
    """What of a report is shown here."""

    @property
    def rows(self) -> tuple[Evaluation, ...]: ...  # noqa: D102
    @property
    def settings(self) -> Settings: ...  # noqa: D102
    @property
    def found(self) -> dict[str, Evaluated]: ...  # noqa: D102
    @property
    def quarter(self) -> int: ...  # noqa: D102
    @property
    def declarations(self) -> Any: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows are wanted and how they are grouped."""

    section: str | None = None
    owner: str | None = None
    area: str | None = None
    severities: frozenset[str] = field(default_factory=frozenset)
    by: str = "severity"
    everything: bool = False

    def takes(self, row: Evaluation, rules: Sequence[Rule]) -> bool:
        """Whether a row with these flags is wanted."""
        return (
            (self.section is None or row.section == self.section)
            and (self.owner is None or row.owner == self.owner)
            and (self.area is None or row.area == self.area)
            and (bool(rules) or self.everything)
            and (not self.severities or any(rule.severity in self.severities for rule in rules))
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table and the rules that put it there."""

    row: Evaluation
    rules: tuple[Rule, ...]


def entries(rows: Sequence[Evaluation], flags: Sequence[Flag], choice: Choice) -> list[Entry]:
    """The rows wanted, in the order of their flags; those without any after them."""
    flagged = {index: tuple(flag.rule for flag in group) for index, group in groupby(flags, key=lambda flag: flag.row)}
    order = [*flagged, *(index for index in range(len(rows)) if index not in flagged)]
    found = [Entry(rows[index], flagged.get(index, ())) for index in order]
    return [entry for entry in found if choice.takes(entry.row, entry.rules)]


def show_exceptions(console: Console, marks: Marks, report: Shown, flags: Sequence[Flag], choice: Choice) -> None:
    """Print the exceptions of a report."""
    found = entries(report.rows, flags, choice)
    page = _Page(console, marks, report)
    for heading, group in _groups(found, report, choice.by):
        console.print()
        console.print(heading)
        console.print(page.table(group) if console.width >= WIDE else Group(*page.cards(group)))
    flagged = [entry for entry in found if entry.rules]
    reasons = sum(len(entry.rules) for entry in flagged)
    console.print()
    tail = f", {words.plural(len(found) - len(flagged), 'KPI')} without" if choice.everything else ""
    if found:
        console.print(
            Text(f"{words.plural(len(flagged), 'KPI')}, {words.plural(reasons, 'reason')}{tail}.", style="name")
        )
    else:
        console.print(Text("Nothing needs attention.", style="name"))


def _groups(found: list[Entry], report: Shown, by: str) -> Iterator[tuple[Text, list[Entry]]]:
    if by == "severity":
        for severity in (*Gravity, None):
            group = [entry for entry in found if (entry.rules[0].severity if entry.rules else None) is severity]
            if group:
                style = str(severity) if severity else "quiet"
                yield _heading((severity or "no exception").capitalize(), group, style), group
        return
    titles: dict[str, str] = dict(report.settings.sections)
    if by == "owner":
        owners = report.declarations.owners or {}
        titles = {
            owner: owners[owner].post if owner in owners else owner
            for owner in sorted({entry.row.owner for entry in found})
        }
    for key in dict.fromkeys([*titles, *(getattr(entry.row, by) for entry in found)]):
        group = [entry for entry in found if getattr(entry.row, by) == key]
        if group:
            yield _heading(titles.get(key, key), group, "name"), group


def _heading(title: str, group: list[Entry], style: str) -> Text:
    return Text.assemble((safe(title), style), (f"  {words.plural(len(group), 'KPI')}", "quiet"))


class _Page:
    """The two layouts of one report."""

    def __init__(self, console: Console, marks: Marks, report: Shown) -> None:
        self.console, self.marks, self.report = console, marks, report
        self.owners = report.declarations.owners or {}

    def definition(self, row: Evaluation) -> Definition | None:
        found = self.report.found.get(row.kpi)
        return found.definition if found else None

    def decimals(self, row: Evaluation) -> int:
        definition = self.definition(row)
        return definition.decimals if definition else 0

    def owner(self, row: Evaluation) -> str:
        return safe(self.owners[row.owner].post if row.owner in self.owners else row.owner)

    def name(self, row: Evaluation) -> Text:
        area = f" {self.marks.dot} {safe(row.area)}" if row.area != self.report.settings.area else ""
        return Text.assemble((safe(row.name), "name"), (area, "name"))

    def verdict(self, row: Evaluation) -> Text:
        if row.kind is Kind.ACTIVITY:
            return Text("activity", style="quiet")
        return rating_text(row.rating, self.marks)

    def spark(self, row: Evaluation) -> str:
        found = self.report.found.get(row.kpi)
        if found is None:
            return ""
        grid = found.grid(self.report.quarter)
        area = found.evaluations.areas.index(row.area)
        columns = [int(column) for column in grid.columns[-_QUARTERS:]]
        return sparkline([found.evaluations.figure(area, each) if each >= 0 else None for each in columns], self.marks)

    def standing(self, name: str, standard: Any, gap: Any, row: Evaluation) -> str:
        """A standard with the distance to it, in brackets."""
        if standard is None:
            return "-"
        away = distance(gap, self.decimals(row))
        return f"{band(standard, row.unit)} ({away})" if away else band(standard, row.unit)

    def reasons(self, entry: Entry) -> Iterator[Text]:
        for rule in entry.rules:
            said = safe(words.sentence(rule.says, entry.row, self.decimals(entry.row)))
            yield Text.assemble((f"{self.marks.bullet} ", str(rule.severity)), said)

    def direction(self, row: Evaluation) -> str:
        return f"{self.marks.directions[row.direction]} {words.direction(row.direction)}"

    def table(self, group: list[Entry]) -> RenderableType:
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet", expand=True)
        table.add_column("KPI and why it is listed", ratio=1, overflow="fold")
        table.add_column("Figure", justify="right", no_wrap=True)
        table.add_column("Target\nFloor", justify="right", no_wrap=True)
        table.add_column("Rating", width=15)
        table.add_column("Direction", width=17)
        table.add_column("Last 8", no_wrap=True)
        table.add_column("Owner", width=22)
        for entry in group:
            row = entry.row
            moved = words.movement(row)
            table.add_row(
                Group(Text.assemble((f"{safe(row.kpi)}  ", "quiet"), self.name(row)), *self.reasons(entry)),
                Text(f"{figure(row, self.decimals(row))}\n{words.period(row.period, short=True)}"),
                Text(self._standards(row)),
                Group(
                    self.verdict(row),
                    Text(moved if moved != "-" else "", style="quiet"),
                    Text(words.state(row), style="quiet"),
                ),
                Text(self.direction(row)),
                Text(self.spark(row)),
                Text(self.owner(row)),
            )
            table.add_row()
        return table

    def _standards(self, row: Evaluation) -> str:
        if row.kind is Kind.ACTIVITY:
            definition = self.definition(row)
            return f"expected {band_range(definition)}" if definition else ""
        return f"{self.standing('target', row.target, row.to_target, row)}\n{self.standing('floor', row.floor, row.to_floor, row)}"

    def cards(self, group: list[Entry]) -> Iterator[RenderableType]:
        for entry in group:
            row = entry.row
            head = Table.grid(padding=(0, 1), expand=True)
            head.add_column(no_wrap=True, width=11)
            head.add_column(ratio=1, overflow="fold")
            head.add_column(justify="right", no_wrap=True)
            head.add_row(self.verdict(row), self.name(row), Text(safe(row.kpi), style="quiet"))
            yield head
            facts = [
                f"{figure(row, self.decimals(row))} {words.period(row.period, short=True)}"
                if row.figure is not None
                else "no figure"
            ]
            if row.kind is Kind.ACTIVITY:
                facts.append(self._standards(row))
            elif row.target is not None:
                facts.append(f"target {self.standing('target', row.target, row.to_target, row)}")
                facts.append(f"floor {self.standing('floor', row.floor, row.to_floor, row)}")
            spark = self.spark(row)
            state = [
                words.state(row),
                words.movement(row) if row.rating is Rating.NOT_RATED or row.movement not in (None, "same") else "",
                f"{self.direction(row)}  {spark}".rstrip(),
            ]
            dot = f" {self.marks.dot} "
            lines: list[Text] = [
                Text(dot.join(facts)),
                Text(dot.join(filter(None, state))),
                Text(self.owner(row), style="quiet"),
            ]
            yield Padding(Group(*lines, *self.reasons(entry), Text("")), (0, 0, 0, 12))


def band_range(definition: Definition) -> str:
    """An activity indicator's expected range."""
    expected = definition.expected
    if expected is None:
        return "-"
    match expected.low, expected.high:
        case None, high:
            return f"up to {band(type(expected)(None, high), definition.unit)}"
        case low, None:
            return f"from {band(type(expected)(low, None), definition.unit)}"
        case _:
            return band(expected, definition.unit)
