"""What happened to a KPI in a quarter, in lines of plain text: for whoever is to say why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qpr_rules.definition import Definition, Kind
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import RATINGS, Evaluation
from qpr_rules.rule import Rule
from qpr_rules.showing import words
from qpr_rules.showing.figures import band, band_range, distance, figure, in_points


def happened(row: Evaluation, definition: Definition, rules: Sequence[Rule], years: int | None = None) -> Iterator[str]:
    """One line with rating, for how long, movement, figure, standard and direction; then what each rule says.

    ``years`` is how many years an annual KPI's rating has lasted.
    """
    yield f"{'; '.join(_verdict(row, definition, years))}."
    for rule in rules:
        yield f"- {words.sentence(rule.says, row, definition.decimals)}"


def happened_in_areas(rows: Sequence[Evaluation], flagged: int) -> str:
    """The same of a KPI that is reported for many areas: how many are rated what, and how many have an exception."""
    counted = Counter(row.rating for row in rows)
    shown = [f"{counted[each]:,} {words.rating(each)}" for each in RATINGS if counted[each]]
    return f"{plural(len(rows), 'area')}: {listed(shown)}; {flagged:,} of them with an exception."


def _verdict(row: Evaluation, definition: Definition, years: int | None) -> Iterator[str]:
    decimals = definition.decimals
    reason = f" ({row.reason})" if row.reason else ""
    rated = words.state(row, years) or words.rating(row.rating).capitalize() + reason
    head = "Activity indicator" if row.kind is Kind.ACTIVITY else rated
    moved = f", {words.moved(row)}" if words.moved(row) else ""
    yield head + moved + (f": {figure(row, decimals)} in {words.period(row.period)}" if row.figure is not None else "")
    if row.expected:
        yield f"{row.expected} its expected range of {band_range(definition.expected, row.unit)}"
    if row.last_figure is not None:
        yield f"last known {words.value('last_figure', row, decimals)} in {words.period(row.last_period)}"
    if row.figure is not None:
        for name, held, gap in (("target", row.target, row.to_target), ("floor standard", row.floor, row.to_floor)):
            away = in_points(distance(row, held, gap, decimals), row.unit)
            if held is not None:
                yield f"{name} {band(held, row.unit)}" + (f" ({away})" if away else "")
        yield words.direction(row.direction)
    if words.crosses(row):
        yield "standard changed since the previous quarter"
    if row.figure is not None and not row.new_result:
        yield "no new result"
    if made := words.of_parts(row):
        yield made
    if row.provisional:
        yield "provisional"
