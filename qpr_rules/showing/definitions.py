"""The list of definitions: what each asks for on a day, and which of them are in the set on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.english import listed, plural
from qpr_rules.harmless import safe
from qpr_rules.period import Frequency, last_day, month_of_date
from qpr_rules.settings import Owner
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks
from qpr_rules.showing.figures import band, band_range
from qpr_rules.showing.prose import Parts, Prose

_ROOM_FOR_NAMES = 44
"""Columns that names must have for target and floor to stand beside them."""


_HEADS = ("Target", "Floor")


def in_all(definitions: Sequence[Definition], today: dt.date) -> str:
    """How many there are, and of what kind on this day: ``43 definitions: 38 active KPIs, 2 retired and ...``."""
    kpis = [each for each in definitions if each.kind is Kind.KPI]
    retired = sum(_is_retired(each, today) for each in kpis)  # exact: integers
    active = sum(each.is_active(today) for each in kpis)  # exact: integers
    coming = len(kpis) - retired - active
    parts = [plural(active, "active KPI")]
    parts += [f"{coming} not yet introduced"] if coming else []
    parts += [f"{retired} retired"] if retired else []
    others = len(definitions) - len(kpis)
    parts += [plural(others, "activity indicator")] if others else []
    return f"{plural(len(definitions), 'definition')}: {listed(parts)}."


@dataclass(frozen=True, slots=True)
class DefinitionTable:
    """Two lines for each definition: name and standard; below, window, owner and what is special about it.

    Name and standard stand in columns where names have room; where they have not, the standard is in words. Columns are
    as wide as ``everyone`` needs, so that the tables of all sections agree.
    """

    title: Text
    definitions: Sequence[Definition]
    everyone: Sequence[Definition]
    owners: Mapping[str, Owner]
    today: dt.date
    marks: Marks
    illustrative: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ids = max((len(safe(each.id)) for each in self.everyone), default=0)
        bands = [_bands(each, _in_force(each, self.today)) for each in self.everyone]
        widths = [max(len(text) for text in column) for column in zip(_HEADS, *bands, strict=True)]
        wide = options.max_width - ids - sum(widths) - 6 >= _ROOM_FOR_NAMES  # exact: integers
        head, table = Table.grid(padding=(0, 2, 0, 0), expand=True), Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=ids, no_wrap=True)
        for grid in (head, table):
            grid.add_column(ratio=1)
            for width in widths if wide else ():
                grid.add_column(width=width, justify="right", no_wrap=True)
        head.add_row(self.title, *(Text(head, style="quiet") for head in (_HEADS if wide else ())))
        yield head
        yield Text(self.marks.rule * options.max_width, style="quiet")
        for each in self.definitions:
            owner = self.owners[each.owner].post if each.owner in self.owners else each.owner
            held = _in_force(each, self.today)
            notes = [*(_asked(each, held) if held and not wide else []), safe(each.window.text), safe(owner)]
            notes += [*_special(each, self.today), *(["illustrative"] if self.illustrative else [])]
            columns = map(Text, _bands(each, held) if wide else ())
            table.add_row(Text(safe(each.id)), Prose(Text(safe(each.name), style="name")), *columns)
            table.add_row("", Parts(notes, self.marks.dot))
        yield table


def _is_retired(definition: Definition, today: dt.date) -> bool:
    return definition.retired is not None and definition.retired.on <= today


def _in_force(definition: Definition, today: dt.date) -> Standard | None:
    """The standard that a figure of this day is rated by; of a retired KPI none."""
    return None if _is_retired(definition, today) else definition.standard_in(month_of_date(today))


def _bands(definition: Definition, held: Standard | None) -> tuple[str, str]:
    return (band(held.target, definition.unit), band(held.floor, definition.unit)) if held else ("-", "-")


def _asked(definition: Definition, held: Standard) -> list[str]:
    """``target 60%`` and ``floor 45%``."""
    return [f"{which.lower()} {text}" for which, text in zip(_HEADS, _bands(definition, held), strict=True)]


def _special(definition: Definition, today: dt.date) -> Iterator[str]:
    if definition.kind is Kind.ACTIVITY:
        yield "activity indicator"
        if definition.expected:
            yield f"expected {band_range(definition.expected, definition.unit)}"
    elif _in_force(definition, today) is None:
        yield from _other_standard(definition, today)
    if definition.lag:
        yield f"lag {plural(definition.lag, 'month')}"
    if definition.introduced:
        yield f"{'introduced' if definition.introduced <= today else 'to be introduced'} {words.day(definition.introduced)}"
    if definition.suspended:
        since = definition.calendar.code(Frequency.MONTH, definition.suspended.since)
        yield f"suspended from {words.period(since)}"
    if definition.retired:
        yield f"{'retired' if _is_retired(definition, today) else 'to be retired'} {words.day(definition.retired.on)}"


def _other_standard(definition: Definition, today: dt.date) -> Iterator[str]:
    """Where none is in force: the last that was, or the first that will be."""
    month = month_of_date(today)
    past = [each for each in definition.standards if each.first is None or each.first <= month]
    retired = _is_retired(definition, today)
    if not retired:
        yield "no standard in force"
    if past:
        ended = past[-1].last
        until = f", until {words.day(last_day(ended))}" if ended is not None and not retired else ""
        yield f"last {' and '.join(_asked(definition, past[-1]))}{until}"
    elif definition.standards and not retired:
        first = definition.standards[0]
        begins = definition.calendar.code(Frequency.MONTH, first.first or 0)
        yield f"{' and '.join(_asked(definition, first))} from {words.period(begins)}"
