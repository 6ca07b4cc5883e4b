"""Two rules over the same periods, side by side: as it is, and as it would be."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.core.comparison import Comparison
from qpr_rules.core.easing import Change
from qpr_rules.definition import Definition, WindowKind
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.harmless import safe
from qpr_rules.showing import words
from qpr_rules.showing.changes.sentences import sentence
from qpr_rules.showing.console import Marks, rating_text
from qpr_rules.showing.figures import figure
from qpr_rules.showing.rule_in_words import in_brief

_BLOCKS = {WindowKind.QUARTER: "quarter", WindowKind.YEAR: "year"}
"""Windows that have a figure only where they end."""


class Shown(Protocol):
    """What of an answer is shown."""

    @property
    def before(self) -> Definition: ...
    @property
    def after(self) -> Definition: ...
    @property
    def changes(self) -> Sequence[Change]: ...
    @property
    def rows(self) -> Comparison: ...
    @property
    def supposed(self) -> frozenset[int]: ...
    @property
    def replaced(self) -> frozenset[int]: ...
    @property
    def notes(self) -> Sequence[Diagnostic]: ...
    @property
    def parts(self) -> int: ...


def show_what_if(console: Console, marks: Marks, answer: Shown, periods: int, known_on: dt.date | None = None) -> None:
    """Print the rules, the last so many periods (all, for 0) and those supposed, and the counts.

    ``known_on`` is the day at whose end the results were known, None where they are the latest.
    """
    definition = answer.before
    console.print(Text.assemble((safe(definition.name), "name"), (f"   {safe(definition.id)}", "quiet")))
    if definition.illustrative:
        console.print(
            Text("Illustrative: its standards and results are invented; they are no council's.", style="warning")
        )
    console.print(Text("Worked out, not a forecast. Nothing is written.", style="quiet"))
    if known_on:
        console.print(Text(f"By the results as known on {words.day(known_on)}.", style="quiet"))
    if answer.parts:
        console.print(Text(f"Its results are added up from {plural(answer.parts, 'part')}.", style="quiet"))
    console.print()
    lines = _lines(answer, periods)
    month = _month(answer, lines)
    rules = Table.grid(padding=(0, 2, 0, 0))
    rules.add_column(style="quiet", no_wrap=True)
    rules.add_column(overflow="fold")
    rules.add_row("now", Text(f"{in_brief(definition, month)}."))
    if answer.changes:
        # A standard that begins after the last figure is the one that was asked about.
        begins = [each.standard.first for each in answer.changes if each.standard and each.standard.first is not None]
        rules.add_row("what if", Text(f"{in_brief(answer.after, max([month, *begins]))}."))
        for change in answer.changes:
            rules.add_row(
                Text(str(change.effect) if change.effect in ("easier", "harder") else "changed"),
                Text(safe(f"{sentence(change, definition)}.")),
            )
    console.print(rules)
    for note in answer.notes:
        console.print(Text(f"{note.severity}: {safe(note.headline)}", style=str(note.severity)))
    console.print()
    if not lines:
        console.print(
            Text("There is no result, so there is nothing to rate: suppose some with --add.", style="warning")
        )
        return
    console.print(Padding(_table(marks, answer, lines), (0, 0, 0, 2)))
    console.print()
    console.print(Text(_counts(answer, lines), style="name"))


Line = tuple[Evaluation | None, Evaluation | None]


def _lines(answer: Shown, periods: int) -> list[Line]:
    """Both rows of each period, in order; None on the side that has no figure there."""
    rows = answer.rows
    found: list[Line] = [*rows.both, *((None, row) for row in rows.entered), *((row, None) for row in rows.left)]
    found.sort(key=lambda line: _ordinal(answer, line))
    last = max(
        (_ordinal(answer, line) for line in found if _ordinal(answer, line) not in answer.supposed - answer.replaced),
        default=0,
    )
    return [line for line in found if not periods or _ordinal(answer, line) > last - periods]


def _ordinal(answer: Shown, line: Line) -> int:
    row = line[1] or line[0]
    assert row is not None
    return answer.before.calendar.parse(row.period, answer.before.frequency)


def _month(answer: Shown, lines: Sequence[Line]) -> int:
    """The last month of the latest period with a result of its own, by whose standard the rules are said."""
    definition = answer.before
    periods = [_ordinal(answer, line) for line in lines]
    known = [each for each in periods if each not in answer.supposed or each in answer.replaced] or periods
    if not known:
        return max((each.last or each.first or 0 for each in definition.standards), default=0)
    return definition.calendar.last_month(definition.frequency, max(known))


def _differs(line: Line) -> bool:
    then, now = line
    return then is not None and now is not None and then.rating is not now.rating


def _table(marks: Marks, answer: Shown, lines: Sequence[Line]) -> Table:
    both = bool(answer.changes or answer.replaced)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    table.add_column("Period", no_wrap=True)
    for name in ("Now", "What if") if both else ("What if",):
        table.add_column(name, justify="right", no_wrap=True)
        table.add_column("", overflow="fold")
    table.add_column("", no_wrap=True)
    for line in lines:
        then, now = line
        row = now or then
        assert row is not None
        differs = _differs(line)
        ordinal = _ordinal(answer, line)
        notes = ["differs" if both and differs else "", "supposed" if ordinal in answer.supposed else ""]
        cells = [cell for each in (line if both else (now,)) for cell in _cells(marks, each, answer)]
        table.add_row(
            Text(words.period(row.period, short=True), style="name" if both and differs else ""),
            *cells,
            Text(", ".join(filter(None, notes)), style="name" if both and differs else "quiet"),
        )
    return table


def _cells(marks: Marks, row: Evaluation | None, answer: Shown) -> tuple[Text, Text]:
    if row is None:
        return Text("-", style="quiet"), Text("no figure", style="quiet")
    rated = rating_text(row.rating, marks)
    return Text(figure(row, answer.before.decimals)), rated.append(
        f": {row.reason}", style="quiet"
    ) if row.reason else rated


def _counts(answer: Shown, lines: Sequence[Line]) -> str:
    cadences = {_BLOCKS.get(each.window.kind, str(each.frequency)) for each in (answer.before, answer.after)}
    unit = f"{cadences.pop()}s" if len(cadences) == 1 else "figures"

    def counted(side: int) -> str:
        found = Counter(row.rating for line in lines if (row := line[side]))
        return listed([f"{found[each]} {words.rating(each)}" for each in Rating if found[each]]) or "none"

    differ = sum(map(_differs, lines))
    if not answer.changes and not answer.replaced:
        return f"Of {len(lines)} {unit}: {counted(1)}."
    return f"Of {len(lines)} {unit}: now {counted(0)}; what if {counted(1)}. {differ or 'None'} would differ."
