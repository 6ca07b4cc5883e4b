"""Plain lists: evaluations, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.text import Text

from qpr_rules.definition import Definition, Kind
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation, State
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text, safe
from qpr_rules.showing.figures import figure, standard
from qpr_rules.showing.listing import Listing


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
