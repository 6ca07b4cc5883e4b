"""Standards on a line of time: one stroke a standard, dots where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from qpr_rules.definition import Definition
from qpr_rules.period import Frequency
from qpr_rules.showing.console import ASCII, Marks
from qpr_rules.showing.figures import band


class Stretch(NamedTuple):
    """Months ``first`` to ``last`` (ordinals, inclusive), with what to write above and below."""

    first: int
    last: int
    above: str = ""
    below: str = ""
    is_gap: bool = False


def stretches(definition: Definition, today: int) -> list[Stretch]:
    """The dated standards in order, with the gaps between them and up to the month ``today``; one a year without dates."""
    found: list[Stretch] = []
    for each in definition.standards:
        first = each.first if each.first is not None else today - 12
        last = each.last if each.last is not None else max(today, first) + 12
        if found and first > found[-1].last + 1:
            found.append(_gap(definition, found[-1].last + 1, first - 1))
        below = f"{band(each.target, definition.unit)}"
        found.append(Stretch(first, last, each.key or "at all times", below))
    if found and found[-1].last < today:
        found.append(_gap(definition, found[-1].last + 1, max(today, found[-1].last + 6)))
    return found


def _gap(definition: Definition, first: int, last: int) -> Stretch:
    return Stretch(first, last, definition.calendar.show_short(Frequency.MONTH, first), "none", is_gap=True)


def drawn(found: Sequence[Stretch], today: int, label: str, width: int, marks: Marks) -> list[Text]:
    """The line with what stands above and below it, and a mark with its label at the month ``today``."""
    if not found:
        return []
    start, stop = found[0].first, found[-1].last + 1
    legacy = marks is ASCII
    begin, stroke, gap, end, here = ("|", "=", ".", "|", "^") if legacy else ("┣", "━", "·", "┫", "▲")

    def column(month: int) -> int:
        return (month - start) * width // (stop - start)

    above, line, below = Text(), Text(), Text()
    for each in found:
        size = column(each.last + 1) - column(each.first)
        for text, said in ((above, each.above), (below, each.below)):
            text.append(_fitted(said, size), style="warning" if each.is_gap else "quiet" if text is above else "")
        drawing = gap * size if each.is_gap else begin + stroke * (size - 1)
        line.append(drawing[:size], style="warning" if each.is_gap else "name")
    line.append("" if found[-1].is_gap else end, style="name")
    rows = [above, line, below]
    if start <= today < stop:
        place, room = column(today), len(label) + 1
        fits = place + 1 + room <= width
        rows.append(Text(" " * (place if fits else place - room) + (f"{here} {label}" if fits else f"{label} {here}")))
    return rows


def _fitted(said: str, size: int) -> str:
    """The words where they fit with a space after them, otherwise nothing: a cut number would be a wrong one."""
    return said.ljust(size) if len(said) < size else " " * size
