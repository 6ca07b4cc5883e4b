"""The impact of a change on the screen: totals, then KPI by KPI what it was, what it is, and which ratings move."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qpr_rules.core.comparison import Raised
from qpr_rules.core.impact import Altered, Impact
from qpr_rules.core.standards_changed import Effect
from qpr_rules.english import listed
from qpr_rules.evaluation import Rating
from qpr_rules.harmless import safe
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.showing import words
from qpr_rules.showing.changes.effects import effect_on_ratings, heading, headline, in_error, moves
from qpr_rules.showing.changes.forms import Told
from qpr_rules.showing.changes.sentences import rules_in_words, sentence
from qpr_rules.showing.console import ASCII, Marks, rating_text
from qpr_rules.showing.diagnostics.text import FRAMED, PLAIN, full

_STYLES = {Effect.EASIER: "warning", Effect.HARDER: "note", Effect.EITHER: "name", Effect.NEITHER: "quiet"}
_WHAT = {Effect.EASIER: "easier", Effect.HARDER: "harder"}
_FINDING = {"error": "error", "warning": "warning", "note": "note", "mark": "red", "hint": "green", "quiet": "quiet"}
_LINES = 6
"""Kinds of movement that are listed under one KPI; JSON has every one."""


def show_impact(console: Console, marks: Marks, told: Told) -> None:
    """Print the impact, from the heading to what it was made from."""
    found = told.impact
    console.print(Text.assemble((safe(told.body), "name"), "   ", (found.quarter, "name")))
    if told.illustrative:
        console.print(Text(ILLUSTRATIVE, style="warning"))
    console.print(Text(f"Compared with {safe(told.against)}. {told.same_results}"))
    if told.unasked:
        console.print(Text(safe(told.without), style="warning"))
    console.print()
    console.print(Text(headline(found), style="name"))
    if not found.is_nothing:
        console.print()
        console.print(_totals(marks, found))
        _members(console, marks, found)
        for altered in sorted(found.altered, key=_order):
            console.print()
            for part in _altered(marks, altered, found.quarter):
                console.print(part)
        _exceptions(console, found)
        _rules(console, found)
        _in_error(console, found)
    if found.results_differ:
        console.print()
        named = listed([safe(name) for name in found.results_differ])
        console.print(Text(f"Results differ too, of {named}: the later ones are used on both sides."))
    _findings(console, marks, told)
    console.print()
    console.print(Text(f"{told.after}; before: definitions {told.before.definitions}", style="quiet"))


def _members(console: Console, marks: Marks, found: Impact) -> None:
    for what, rows in (("Entered the totals", found.rows.entered), ("Left the totals", found.rows.left)):
        if rows:
            console.print()
            console.print(Text(what, style="name"))
            for row in rows:
                line = Text.assemble(rating_text(row.rating, marks), f"  {safe(row.kpi)}  ", (safe(row.name), "quiet"))
                console.print(_indented(line))


def _findings(console: Console, marks: Marks, told: Told) -> None:
    lines = PLAIN if marks is ASCII else FRAMED
    for each in told.findings.diagnostics:
        console.print()
        for line, style in full(each, told.findings.texts, lines, console.width):
            before, equals, hint = line.partition("= ") if style == "hint" else (line, "", "")
            row = Table.grid()
            row.add_column(no_wrap=bool(equals))
            row.add_column(overflow="fold")
            row.add_row(*(Text(part, style=_FINDING.get(style, "")) for part in (before + equals, hint)))
            console.print(row)
    if told.findings.diagnostics:
        console.print()
        console.print(Text(told.findings.verdict, style="name"))


def _order(altered: Altered) -> tuple[int, int]:
    """Easier first, wording last; ratings that move before those that do not."""
    rank = list(_STYLES).index(altered.effect) + 4 * altered.is_wording
    return rank, not altered.moves_now


def _totals(marks: Marks, found: Impact) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), show_edge=False, header_style="quiet")
    table.add_column(Text(found.quarter, style="name"))
    for each in Rating:
        table.add_column(rating_text(each, marks), justify="right", no_wrap=True)
    table.add_column("KPIs", justify="right")
    before, after = found.totals
    for name, counts in (("before", before), ("after", after)):
        table.add_row(name, *map(str, counts.values()), str(sum(counts.values())))  # exact: integers
    if before != after:
        changes = [after[each] - before[each] for each in Rating]
        table.add_row(
            "change", *(f"{each:+d}" if each else "" for each in [*changes, sum(changes)]), style="name"
        )  # exact: integers
    return table


def _altered(marks: Marks, altered: Altered, quarter: str) -> Iterator[RenderableType]:
    kpi, style = altered.kpi, "quiet" if altered.is_wording else _STYLES[altered.effect]
    head = Table.grid(padding=(0, 2, 0, 0))
    head.add_column(no_wrap=True)
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    mark = Text(f"{marks.bullet} {heading(altered)}", style=style)
    head.add_row(mark, Text(safe(kpi.id), style="name"), Text(safe(kpi.name)))
    yield head
    arrow = "->" if marks is ASCII else "→"
    ratings = effect_on_ratings(altered, quarter, arrow)
    yield _indented(Text(f"{ratings}.", style="name" if altered.moved or altered.moves_now else ""))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="quiet", no_wrap=True)
    table.add_column(overflow="fold")
    before, after = rules_in_words(altered)
    for name, said in (("rule", after),) if before == after else (("before", before), ("after", after)):
        if said:
            table.add_row(name, Text(safe(f"{said}.")))
    for change in altered.changes:
        what = "wording" if change.wording else _WHAT.get(change.effect, "changed")
        table.add_row(
            Text(what, style="quiet" if change.wording else _STYLES[change.effect]),
            Text(safe(f"{sentence(change, kpi)}.")),
        )
    ways = list(moves(altered.moved, kpi))
    for was, now, periods in ways[:_LINES]:
        line = Text.assemble(rating_text(was, marks), f" {arrow} ", rating_text(now, marks), f"  {periods}")
        table.add_row("moves", line)
    if len(ways) > _LINES:
        table.add_row("", Text(f"and {len(ways) - _LINES} kinds of movement more", style="quiet"))
    yield _indented(table)


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, 2))


def _exceptions(console: Console, found: Impact) -> None:
    raised = found.raised
    if not (raised.appeared or raised.vanished or raised.regraded):
        return
    console.print()
    console.print(Text("Exceptions", style="name"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for fold in (False, False, True):
        table.add_column(no_wrap=not fold, overflow="fold")
    for what, some in (("appears", raised.appeared), ("goes", raised.vanished)):
        for row, rule in some:
            table.add_row(
                Text(what, style="name"),
                Text(str(rule.severity), style=str(rule.severity)),
                _raised(found, (row, rule)),
            )
    for (_, was), (row, rule) in raised.regraded:
        table.add_row(
            Text("changes", style="name"), Text(f"{was.severity} to {rule.severity}"), _raised(found, (row, rule))
        )
    console.print(_indented(table))


def _raised(found: Impact, raised: Raised) -> Text:
    row, rule = raised
    decimals = found.definitions[row.kpi].decimals if row.kpi in found.definitions else 0
    area = f", {safe(row.area)}" if row.area else ""
    return Text.assemble(
        (f"{safe(row.kpi)}{area}  ", "name"),
        safe(words.sentence(rule.says, row, decimals)),
        (f"  {safe(rule.id)}", "quiet"),
    )


def _rules(console: Console, found: Impact) -> None:
    if found.rules:
        console.print()
        console.print(Text("Rules of exceptions", style="name"))
    for was, now in found.rules:
        rule = now or was
        assert rule is not None
        what = "new" if was is None else "taken out" if now is None else "changed"
        console.print(_indented(Text.assemble((f"{what}  ", "quiet"), (safe(rule.id), "name"), f"  {safe(rule.says)}")))


def _in_error(console: Console, found: Impact) -> None:
    for said in in_error(found, safe):
        console.print()
        console.print(Text(said))
