"""Plain lists: evaluations, definitions, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from qpr_rules.definition import Definition, Kind
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.period import Frequency
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.figures import band, figure


def plain_table(*columns: tuple[str, str]) -> Table:
    """A table without lines; each column a heading and ``left`` or ``right``. Numbers (right) are never cut."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    for heading, side in columns:
        right = side == "right"
        table.add_column(
            heading, justify="right" if right else "left", no_wrap=right or heading == "KPI", overflow="fold"
        )
    return table


def evaluation_table(rows: Iterable[Evaluation], definitions: Mapping[str, Definition], marks: Marks) -> Table:
    """One line for each KPI, area and period."""
    table = plain_table(
        ("KPI", "left"),
        ("Area", "left"),
        ("Period", "right"),
        ("Figure", "right"),
        ("Target", "right"),
        ("Floor", "right"),
        ("Rating", "left"),
        ("Direction", "left"),
    )
    for row in rows:
        decimals = definitions[row.kpi].decimals if row.kpi in definitions else 0
        rated = Text("activity", style="quiet") if row.kind is Kind.ACTIVITY else rating_text(row.rating, marks)
        if row.reason and row.kind is Kind.KPI:
            rated = Text.assemble(rated, (f": {row.reason}", "quiet"))
        table.add_row(
            Text(safe(row.kpi)),
            Text(safe(row.area)),
            Text(words.period(row.period, short=True)),
            Text(figure(row, decimals)),
            Text(band(row.target, row.unit)),
            Text(band(row.floor, row.unit)),
            rated,
            Text(f"{marks.directions[row.direction]} {words.direction(row.direction)}"),
        )
    return table


def definition_table(definitions: Sequence[Definition], month: int) -> Table:
    """One line for each definition, with the standard in force in a month (ordinal)."""
    table = plain_table(
        ("KPI", "left"),
        ("Name", "left"),
        ("Window", "left"),
        ("Target", "right"),
        ("Floor", "right"),
        ("Owner", "left"),
        ("", "left"),
    )
    for each in definitions:
        standard = each.standard_in(month)
        notes = [
            "activity" if each.kind is Kind.ACTIVITY else "",
            f"lag {each.lag} months" if each.lag else "",
            f"introduced {each.introduced}" if each.introduced else "",
            f"suspended from {words.period(each.calendar.code(Frequency.MONTH, each.suspended.since))}"
            if each.suspended
            else "",
            f"retired {each.retired.on}" if each.retired else "",
        ]
        table.add_row(
            Text(safe(each.id)),
            Text(safe(each.name)),
            Text(each.window.text),
            Text(band(standard.target if standard else None, each.unit)),
            Text(band(standard.floor if standard else None, each.unit)),
            Text(safe(each.owner)),
            Text(", ".join(filter(None, notes)), style="quiet"),
        )
    return table


def result_table(definitions: Sequence[Definition], observations: Mapping[str, Sequence[Observation]]) -> Table:
    """One line for each KPI and area: first and last period, how many results, gaps between them, markers."""
    table = plain_table(
        ("KPI", "left"),
        ("Area", "left"),
        ("First", "right"),
        ("Last", "right"),
        ("Results", "right"),
        ("Gaps", "right"),
        ("Markers", "left"),
    )
    for definition in definitions:
        own = observations.get(definition.id, ())
        if not own:
            table.add_row(Text(safe(definition.id)), "", "", "", "0", "", Text("no results", style="quiet"))
        for area in sorted({each.area for each in own}):
            series = [each for each in own if each.area == area]
            periods = [each.period for each in series if each.state is State.PRESENT]
            marked = Counter(
                str(each.state.name).lower().replace("_", " ") for each in series if each.state is not State.PRESENT
            )
            marked["provisional"] = sum(each.provisional for each in series)
            code = definition.calendar.code
            ends = [
                words.period(code(definition.frequency, end(periods)), short=True) if periods else "-"
                for end in (min, max)
            ]
            gaps = periods[-1] - periods[0] + 1 - len(periods) if periods else 0
            table.add_row(
                Text(safe(definition.id)),
                Text(safe(area)),
                *ends,
                f"{len(periods):,}",
                f"{gaps:,}",
                Text(", ".join(f"{count} {name}" for name, count in marked.items() if count), style="quiet"),
            )
    return table
