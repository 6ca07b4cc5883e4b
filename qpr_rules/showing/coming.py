"""The calendar of standards: a bar a KPI over the coming months, and in words what starts, ends or is missing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qpr_rules.core.coming import Coming
from qpr_rules.definition import Definition, Standard
from qpr_rules.english import plural
from qpr_rules.harmless import safe
from qpr_rules.period import MONTH_NAMES, Frequency
from qpr_rules.showing.console import ASCII, Marks
from qpr_rules.showing.figures import band


def show_coming(console: Console, marks: Marks, found: Sequence[Coming], *, everything: bool) -> None:
    """Print the KPIs of which something starts, ends or is missing, or all of them."""
    busy = [each for each in found if everything or not each.is_quiet]
    if busy:
        console.print(_table(marks, busy))
        console.print()
    console.print(Text(summary(found), style="name"))


def summary(found: Sequence[Coming]) -> str:
    """The whole set in one sentence."""
    parts = [
        (sum(each.missing for each in found), "without a standard now"),
        (sum(each.stops is not None for each in found), "whose standard ends with nothing after it"),
        (sum(bool(each.starts) for each in found), "with a standard that starts"),
        (sum(each.is_quiet for each in found), "with nothing to do"),
    ]
    said = [f"{number} {what}" for number, what in parts if number]
    return f"Of {plural(len(found), 'KPI')}: {', '.join(said)}." if found else "No KPI is rated in these months."


def _table(marks: Marks, found: Sequence[Coming]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="quiet")
    table.add_column("KPI", no_wrap=True)
    table.add_column(Text(_letters(found[0])), no_wrap=True)
    table.add_column("What happens", overflow="fold")
    for each in found:
        table.add_row(Text(safe(each.definition.id), style="name"), _bar(marks, each), _words(each))
    return table


def _letters(first: Coming) -> str:
    """The months by their first letters, two columns each."""
    return "".join(f"{MONTH_NAMES[(first.first + place) % 12][0]} " for place in range(len(first.months)))


def _bar(marks: Marks, each: Coming) -> Text:
    strokes = ("==", "..", "  ", "|=") if marks is ASCII else ("━━", "··", "  ", "┣━")
    bar = Text()
    before: Standard | None = each.months[0]
    for place, (now, rated) in enumerate(zip(each.months, each.rated, strict=True)):
        if not rated:
            bar.append(strokes[2])
        elif now is None:
            bar.append(strokes[1], style="warning")
        else:
            bar.append(strokes[3] if place and now is not before else strokes[0], style="name")
        before = now
    return bar


def _words(each: Coming) -> Text:
    definition, show = each.definition, each.definition.calendar.show_short
    said = Text()
    if each.missing:
        later = f" until {show(Frequency.MONTH, each.starts[0][0] - 1)}" if each.starts else ""
        ended = [one.last for one in definition.standards if one.last is not None and one.last < each.first]
        since = f" since {show(Frequency.MONTH, max(ended) + 1)}" if ended else ""
        said.append(f"no standard{since}{later}", style="warning")
    for month, standard in each.starts:
        said.append(f"{', ' if said else ''}{show(Frequency.MONTH, month)}: {_standard(standard, definition)}")
    if (stops := each.stops) is not None:
        now = each.months[stops - each.first]
        held = f"{_standard(now, definition)} " if now and not each.starts else ""
        said.append(", " if said else "")
        said.append(f"{held}to {show(Frequency.MONTH, stops)}, then ")
        said.append("none", style="warning")
    if not said:
        said.append(_standard(each.months[0], definition) if each.months[0] else "not rated yet", style="quiet")
    return said


def _standard(standard: Standard, definition: Definition) -> str:
    return f"{band(standard.target, definition.unit)} / {band(standard.floor, definition.unit)}"
