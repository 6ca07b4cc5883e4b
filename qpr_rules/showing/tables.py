"""Plain lists: evaluations, definitions, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from qpr_rules.definition import Definition, Kind, Standard
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.period import Frequency, last_day
from qpr_rules.settings import Owner
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.figures import band, figure, standard
from qpr_rules.showing.listing import Listing
from qpr_rules.showing.prose import Parts, Prose

_ROOM_FOR_NAMES = 44
"""Columns that names must have for target and floor to stand beside them."""


def evaluation_table(rows: Iterable[Evaluation], definitions: Mapping[str, Definition], marks: Marks) -> Listing:
    """One line for each KPI, area and period."""
    heads = ("KPI", "Area", "Period", ">Figure", ">Target", ">Floor", "Rating", "Direction", "")
    table = Listing(heads, demote=(8, 7, 2, 1), mark=marks.dot)
    for row in rows:
        decimals = definitions[row.kpi].decimals if row.kpi in definitions else 0
        rated = Text("activity", style="quiet") if row.kind is Kind.ACTIVITY else rating_text(row.rating, marks)
        if row.reason and row.kind is Kind.KPI:
            rated = Text.assemble(rated, (f": {row.reason}", "quiet"))
        table.rows.append(
            (
                Text(safe(row.kpi)),
                Text(safe(row.area)),
                Text(words.period(row.period, short=True)),
                Text(figure(row, decimals)),
                Text(standard(row.target, row.unit)),
                Text(standard(row.floor, row.unit)),
                rated,
                Text(f"{marks.directions[row.direction]} {words.direction(row.direction)}"),
                Text("illustrative" if row.illustrative else "", style="quiet"),
            )
        )
    return table


def definition_table(
    title: Text,
    definitions: Sequence[Definition],
    everyone: Sequence[Definition],
    owners: Mapping[str, Owner],
    month: int,
    marks: Marks,
    *,
    illustrative: bool,
) -> RenderableType:
    """Two lines for each definition: name and standard; below, window, owner and what is special about it.

    Columns are as wide as ``everyone`` needs, so that the tables of all sections agree.
    """
    return _Definitions(title, definitions, everyone, owners, month, marks, illustrative)


@dataclass(frozen=True, slots=True)
class _Definitions:
    """Name and standard in columns where names have room; where they have not, the standard in words."""

    title: Text
    definitions: Sequence[Definition]
    everyone: Sequence[Definition]
    owners: Mapping[str, Owner]
    month: int
    marks: Marks
    illustrative: bool

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ids = max((len(safe(each.id)) for each in self.everyone), default=0)
        bands = [[_band(each, self.month, which) for which in ("target", "floor")] for each in self.everyone]
        widths = [max((len(pair[place]) for pair in bands), default=0) for place in range(2)]
        wide = options.max_width - ids - sum(widths) - 6 >= _ROOM_FOR_NAMES  # exact: integers
        head, table = Table.grid(padding=(0, 2, 0, 0), expand=True), Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=ids, no_wrap=True)
        for grid in (head, table):
            grid.add_column(ratio=1)
            for width in widths if wide else ():
                grid.add_column(width=width, justify="right", no_wrap=True)
        head.add_row(self.title, *(Text(which, style="quiet") for which in (("Target", "Floor") if wide else ())))
        yield head
        yield Text(self.marks.rule * options.max_width, style="quiet")
        for each in self.definitions:
            owner = self.owners[each.owner].post if each.owner in self.owners else each.owner
            standards = [_band(each, self.month, which) for which in ("target", "floor")]
            said = [
                f"{which} {text}" for which, text in zip(("target", "floor"), standards, strict=True) if text != "-"
            ]
            notes = [*([] if wide else said), safe(each.window.text), safe(owner), *_special(each, self.month)]
            notes += ["illustrative"] if self.illustrative else []
            columns = map(Text, standards if wide else ())
            table.add_row(Text(safe(each.id)), Prose(Text(safe(each.name), style="name")), *columns)
            table.add_row("", Parts(notes, self.marks.dot))
        yield table


def _standard(definition: Definition, month: int) -> Standard | None:
    """The standard in force in the month; where none is, the last that was."""
    past = [each for each in definition.standards if each.first is None or each.first <= month]
    return definition.standard_in(month) or (past[-1] if past else None)


def _band(definition: Definition, month: int, which: str) -> str:
    held = _standard(definition, month)
    return band(getattr(held, which), definition.unit) if held else "-"


def _special(definition: Definition, month: int) -> Iterator[str]:
    held = _standard(definition, month)
    if definition.kind is Kind.ACTIVITY:
        yield "activity"
    if held is not None and held.last is not None and held.last < month:
        yield f"standard until {words.day(last_day(held.last))}"
    if definition.lag:
        yield f"lag {words.plural(definition.lag, 'month')}"
    if definition.introduced:
        yield f"introduced {words.day(definition.introduced)}"
    if definition.suspended:
        since = definition.calendar.code(Frequency.MONTH, definition.suspended.since)
        yield f"suspended from {words.period(since)}"
    if definition.retired:
        yield f"retired {words.day(definition.retired.on)}"


def result_table(
    definitions: Sequence[Definition],
    observations: Mapping[str, Sequence[Observation]],
    marks: Marks,
    *,
    illustrative: bool,
) -> Listing:
    """One line for each KPI and area: first and last period, how many results, gaps between them, markers."""
    table = Listing(
        ("KPI", "Area", "First", "Last", ">Results", ">Gaps", "Markers", ""), demote=(6, 7, 1), mark=marks.dot
    )
    word = Text("illustrative" if illustrative else "", style="quiet")
    for definition in definitions:
        own = observations.get(definition.id, ())
        if not own:
            none = Text("no results", style="quiet")
            table.rows.append((Text(safe(definition.id)), *[Text()] * 3, Text("0"), Text(), none, word))
        by_area: dict[str, list[Observation]] = {}
        for each in own:
            by_area.setdefault(each.area, []).append(each)
        for area in sorted(by_area):
            cells = _extent(definition, by_area[area])
            table.rows.append((Text(safe(definition.id)), Text(safe(area)), *cells, word))
    return table


def _extent(definition: Definition, series: Sequence[Observation]) -> Iterator[Text]:
    """First, last, results, gaps and markers of one series."""
    periods = [each.period for each in series if each.state is State.PRESENT]
    code = definition.calendar.code
    for end in (min, max):
        yield Text(words.period(code(definition.frequency, end(periods)), short=True) if periods else "-")
    yield Text(f"{len(periods):,}")
    yield Text(f"{max(periods) - min(periods) + 1 - len(periods):,}" if periods else "0")
    marked = Counter(
        str(each.state.name).lower().replace("_", " ") for each in series if each.state is not State.PRESENT
    )
    marked["provisional"] = sum(each.provisional for each in series)
    yield Text(", ".join(f"{count:,} {name}" for name, count in marked.items() if count), style="quiet")
