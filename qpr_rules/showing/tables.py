"""The plain list of evaluations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.text import Text

from qpr_rules.definition import Definition, Kind
from qpr_rules.evaluation import Evaluation
from qpr_rules.harmless import safe
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks, rating_text
from qpr_rules.showing.figures import figure, standard
from qpr_rules.showing.listing import Listing


def evaluation_table(rows: Iterable[Evaluation], definitions: Mapping[str, Definition], marks: Marks) -> Listing:
    """One line for each KPI, area and period."""
    heads = ("KPI", "Area", "Period", ">Figure", ">Target", ">Floor", "Rating", "Direction", "", " ")
    table = Listing(heads, demote=(9, 8, 7, 2, 1), mark=marks.dot)
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
                Text(safe(words.of_parts(row)), style="quiet"),
                Text("illustrative" if row.illustrative else "", style="quiet"),
            )
        )
    return table
