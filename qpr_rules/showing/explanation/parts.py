"""The parts of an area in an explanation: what its results were added up from, and where parts say something else."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qpr_rules.core.workings import MadeOf, PartSum, Workings
from qpr_rules.definition import Definition
from qpr_rules.english import plural
from qpr_rules.harmless import safe
from qpr_rules.panel import Difference
from qpr_rules.showing.figures import alone, exact


def parts_lines(shown: Workings) -> Iterator[RenderableType]:
    """A table of the parts and their sum; then one for each kind of parts that adds up to something else."""
    if shown.made_of is None:
        return
    if shown.made_of.sums:
        kind = safe(shown.made_of.kind) or "part"
        yield Text(f"Added up from {plural(len(shown.made_of.sums), kind)}: there are no results of its own.")
        yield _sums(shown, shown.made_of)
    for kind, differing in shown.made_of.differs:
        yield Text(f"The {safe(kind) or 'part'}s add up to other numbers, which alter no rating.")
        yield _beside(shown, kind, differing)


def _sums(shown: Workings, made_of: MadeOf) -> Table:
    definition, row = shown.definition, shown.evaluation
    table = _table(definition, "Part")
    table.add_column("Alone", justify="right")
    whole = (row.numerator, row.denominator) if row.figure is not None else (None, None)
    together = PartSum("together", *whole, why="no sum")
    for part, numerator, denominator, why in (*made_of.sums, together):
        cells = [why if numerator is None else exact(numerator)]
        if definition.measure.is_ratio:
            cells += ["" if denominator is None else exact(denominator)]
        table.add_row(safe(part), *cells, alone(definition, numerator, denominator), _caution(shown))
    return table


def _beside(shown: Workings, kind: str, differing: tuple[Difference, ...]) -> Table:
    definition = shown.definition
    table = _table(definition, "Period")
    for each in differing:
        pairs = [each.numerator, *([each.denominator] if each.denominator else [])]
        when = definition.calendar.show(definition.frequency, each.period)
        for which, of in ((1, f"{safe(kind) or 'part'}s"), (0, "as rated")):
            table.add_row(f"{when}, {of}", *(exact(pair[which]) for pair in pairs), _caution(shown))
    return table


def _caution(shown: Workings) -> Text:
    return Text("illustrative" if shown.evaluation.illustrative else "", style="quiet")


def _table(definition: Definition, first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="quiet")
    table.add_column(first)
    measure = definition.measure
    for head in (measure.numerator or measure.value, *([measure.denominator] if measure.is_ratio else [])):
        table.add_column(safe(head), justify="right", overflow="fold", max_width=30)
    return table
