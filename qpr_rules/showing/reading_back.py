"""A rule read back: what it says in sentences, where each value was written, and its standards over the years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.diagnostic import KEY, Path
from qpr_rules.harmless import safe
from qpr_rules.period import Frequency, month_of_date
from qpr_rules.settings import FILE, Owner, Settings
from qpr_rules.showing.console import Marks
from qpr_rules.showing.figures import band
from qpr_rules.showing.rule_in_words import Sentence, sentences
from qpr_rules.showing.timeline import drawn, stretches

_TEXT = 96
"""Columns of a sentence, at most: longer lines are hard to read."""

_LINE = 72
"""Columns of the timeline, at most."""


@dataclass(frozen=True, slots=True)
class DeclaredRule:
    """What is read back: the definition with what stands beside it, as of a month (an ordinal)."""

    definition: Definition
    settings: Settings
    owners: Mapping[str, Owner]
    month: int

    @property
    def today(self) -> int:
        """The month of which the standard is read: the last before it was retired, for a KPI that is."""
        retired = self.definition.retired
        return self.month if retired is None else min(self.month, month_of_date(retired.on) - 1)

    @property
    def standard(self) -> Standard | None:
        """The standard in force; where there is none, the last that was, or the first that will be."""
        own = self.definition.standards
        earlier = [each for each in own if each.first is None or each.first <= self.today]
        return self.definition.standard_in(self.today) or (earlier[-1] if earlier else own[0] if own else None)


def show_rule(console: Console, marks: Marks, rule: DeclaredRule) -> None:
    """Print the rule."""
    definition = rule.definition
    console.print(Text.assemble((safe(definition.name), "name"), (f"   {safe(definition.id)}", "quiet")))
    console.print(Text(f"{safe(rule.settings.body)}   {safe(definition.file)}", style="quiet"))
    if definition.illustrative:
        console.print(
            Text("Illustrative: its standards and results are invented; they are no council's.", style="warning")
        )
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", max_width=_TEXT)
    table.add_column(style="quiet", no_wrap=True, justify="right")
    for text, place in _told(rule):
        table.add_row(Text(safe(text)), Text(safe(place)))
    console.print(table)
    if definition.kind is Kind.KPI:
        console.print()
        console.print(Text("Standards", style="name"))
        for line in _time(console, marks, rule):
            console.print(Padding(line, (0, 0, 0, 2)))
        console.print()
        console.print(Padding(_standards(rule), (0, 0, 0, 2)))


def _told(rule: DeclaredRule) -> Iterator[tuple[str, str]]:
    definition = rule.definition
    for sentence in sentences(definition, rule.standard):
        text = sentence.text
        if ("standards",) in [key[:1] for key in sentence.keys] or ("target",) in sentence.keys:
            text += _in_force(rule)
        yield text, _place(rule, sentence)
    owner = rule.owners.get(definition.owner)
    post = owner.post if owner else f"{definition.owner}, who is not in {rule.settings.owners}"
    member = f" ({owner.cabinet_member})" if owner and owner.cabinet_member else ""
    yield f"Answered for by {post}{member}.", _place(rule, Sentence("", (("owner",),)))
    title = rule.settings.sections.get(definition.section, definition.section)
    yield f"Reported in the section {title}.", _place(rule, Sentence("", (("section",),)))


def _in_force(rule: DeclaredRule) -> str:
    """Since when and how long; or that none is in force, which is what an approver must not miss."""
    standard, show = rule.standard, rule.definition.calendar.show
    assert standard is not None
    if standard.first is None or standard.last is None:
        return ""
    months = f"{show(Frequency.MONTH, standard.first)} to {show(Frequency.MONTH, standard.last)}"
    if standard.covers(rule.today):
        return f" This holds from {months}."
    return f" This {'held' if standard.last < rule.today else 'will hold'} from {months}; no standard is in force in {show(Frequency.MONTH, rule.today)}."


def _place(rule: DeclaredRule, sentence: Sentence) -> str:
    """The lines of the definition, of the settings where they say it for every KPI, or that it goes without saying."""
    own, of_all = rule.definition.spans, rule.settings.spans
    lines = sorted({own.get((*key, KEY), own[key]).line for key in sentence.keys if key in own})
    if lines:
        return f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
    spans = [of_all[key] for key in sentence.keys if key in of_all]
    return f"{FILE}:{spans[0].line}" if spans else "by default"


def _time(console: Console, marks: Marks, rule: DeclaredRule) -> Sequence[Text]:
    found = stretches(rule.definition, rule.today)
    label = "today" if rule.today == rule.month else "retired"
    return drawn(found, rule.today, label, min(console.width - 4, _LINE), marks)


def _standards(rule: DeclaredRule) -> Table:
    definition, show = rule.definition, rule.definition.calendar.show_short
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    for name, side in (("From", "left"), ("To", "left"), ("Target", "right"), ("Floor", "right")):
        table.add_column(name, justify="right" if side == "right" else "left", no_wrap=True)
    table.add_column("Approved", overflow="fold")
    table.add_column("Line", justify="right", style="quiet", no_wrap=True)
    for place, each in enumerate(definition.standards):
        before = definition.standards[place - 1] if place else None
        if before and before.last is not None and each.first is not None and each.first > before.last + 1:
            _gap_row(table, rule, before.last + 1, each.first - 1)
        key: Path = ("standards", each.key) if each.key else ("target",)
        span = definition.spans.get(key)
        approved = each.approved or "nobody is named"
        table.add_row(
            "always" if each.first is None else show(Frequency.MONTH, each.first),
            "-" if each.last is None else show(Frequency.MONTH, each.last),
            Text(band(each.target, definition.unit)),
            Text(band(each.floor, definition.unit)),
            Text.assemble(
                (safe(approved), "" if each.approved else "warning"), f"; {safe(each.reason)}" if each.reason else ""
            ),
            str(span.line) if span else "",
            style="name" if each.covers(rule.today) else "",
        )
    last = definition.standards[-1].last if definition.standards else None
    if not definition.standards:
        table.add_row("", "", Text("none", style="warning"), "", "", "")
    elif last is not None and last < rule.today:
        _gap_row(table, rule, last + 1, None)
    return table


def _gap_row(table: Table, rule: DeclaredRule, first: int, last: int | None) -> None:
    show = rule.definition.calendar.show_short
    ends = "today" if last is None else show(Frequency.MONTH, last)
    row = [show(Frequency.MONTH, first), ends, "none", "none", "no standard: not rated", ""]
    table.add_row(*(Text(cell, style="warning") for cell in row))
