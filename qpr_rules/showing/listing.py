"""A list of rows under column heads. Columns that do not fit go to a second line, in words: nothing is ever cut."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from qpr_rules.showing.prose import Parts, Prose

_GAP = 2


@dataclass(slots=True)
class Listing:
    """Rows of texts, the first of each its name. A head that begins with ``>`` stands over a column set to the right.

    Columns without any text are left out. ``demote`` holds the places of columns in the order in which they leave for the
    second line; after them go the rest, the last first. Above the row of a number in ``titles`` stands that text, set apart.

    >>> found = Listing(("KPI", ">Figure", "Period"), [(Text("EHCP-20W"), Text("41%"), Text("Dec 2024"))])
    >>> Console(width=30).print(found)
    KPI       Figure  Period
    EHCP-20W     41%  Dec 2024
    >>> Console(width=20).print(found)
    KPI       Figure
    EHCP-20W     41%
      Dec 2024
    >>> Console(width=14).print(found)
    KPI
    EHCP-20W
      figure 41%
      Dec 2024
    """

    heads: tuple[str, ...]
    rows: list[tuple[Text, ...]] = field(default_factory=list)
    demote: tuple[int, ...] = ()
    mark: str = "·"
    titles: dict[int, Text] = field(default_factory=dict)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = {
            place: max([len(head.removeprefix(">")), *(row[place].cell_len for row in self.rows)])
            for place, head in enumerate(self.heads)
            if place == 0 or any(row[place] for row in self.rows)
        }
        below: list[int] = []
        for place in (*self.demote, *reversed(range(1, len(self.heads)))):
            if sum(widths.values()) + _GAP * (len(widths) - 1) <= options.max_width:  # exact: integers
                break
            if widths.pop(place, None) is not None:
                below.append(place)
        yield self._line([Text(head.removeprefix(">"), style="quiet") for head in self.heads], widths)
        for number, row in enumerate(self.rows):
            if number in self.titles:
                yield from (Text(), Prose(self.titles[number]))
            yield self._line(row, widths)
            said = [self._said(place, row[place].plain) for place in sorted(below) if row[place].plain not in ("", "-")]
            if said:
                yield Parts(said, self.mark, indent=_GAP)

    def _line(self, cells: tuple[Text, ...] | list[Text], widths: dict[int, int]) -> Text:
        line = Text(no_wrap=True, overflow="ignore")
        for place, width in widths.items():
            cell, space = cells[place], " " * (width - cells[place].cell_len)
            right = self.heads[place].startswith(">")
            line = Text.assemble(line, space if right else "", cell, "" if right else space, " " * _GAP)
        line.rstrip()
        line.no_wrap, line.overflow = True, "ignore"
        return line

    def _said(self, place: int, text: str) -> str:
        """A cell in a line of words: a number with the name of its column, a word by itself."""
        head = self.heads[place]
        return f"{head.removeprefix('>').lower()} {text}" if head.startswith(">") else text
