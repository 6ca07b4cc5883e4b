"""Which counts are hidden behind what is released of a KPI: what a text about it must not say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from qpr_rules.core.atoms import Counts, is_share
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import Evaluated
from qpr_rules.core.windows import windows_of
from qpr_rules.observation import State

OTHERS = "the others"
"""What is counted by denominator less numerator: those who are not among the cases."""


class HiddenCount(NamedTuple):
    """A number that is not released: what it counts (in the words of the measure, or OTHERS), of which area and period.

    ``period`` is an ordinal of the KPI's own; ``is_figure`` says that it is no count, but the figure in the KPI's unit.
    """

    value: Fraction
    what: str
    area: str
    period: int
    is_figure: bool


def hidden_counts(found: Evaluated, told: Evaluated, quarter: int) -> Iterator[HiddenCount]:
    """Everything but nothing that ``told``, as it is released, hides of ``found`` in a quarter and in its figure's window.

    Results as they were reported, what each period of a running total added, and the figures of these periods.
    """
    if told is found:
        return
    definition, panel = found.definition, found.panel
    due = due_period(definition, quarter) - panel.first
    if not 0 <= due < panel.periods:
        return
    window = int(windows_of(definition, panel.first, panel.periods).begins[due])
    columns = range(max(0, min(window, due - 3 // definition.frequency.months + 1)), due + 1)
    suppressed = told.panel.where(State.SUPPRESSED) & panel.where(State.PRESENT)
    added = Counts.of(definition, panel, ())
    scale = added.limit // definition.disclosure
    names = (definition.measure.numerator, definition.measure.denominator or OTHERS, OTHERS)
    hides = told.evaluations.hidden  # there is one where what is told differs
    for row, area in enumerate(panel.areas):
        for column in columns:
            period = panel.first + column
            if suppressed[row, column]:
                for cells, places, name in (
                    (panel.numerator, panel.numerator_places, names[0]),
                    (panel.denominator, panel.denominator_places, names[1]),
                ):
                    if cells is not None and cells[row, column]:
                        yield HiddenCount(
                            Fraction(int(cells[row, column]), 10**places), name, area, period, is_figure=False
                        )
                for part, name in zip(added.parts, names, strict=False):
                    if part[row, column]:
                        yield HiddenCount(Fraction(int(part[row, column]), scale), name, area, period, is_figure=False)
            if hides[row, column]:
                yield from _figure(found, row, column, names)


def _figure(found: Evaluated, row: int, column: int, names: tuple[str, ...]) -> Iterator[HiddenCount]:
    """The figure of a period that is hidden, and the counts that it is made of."""
    definition, evaluations = found.definition, found.evaluations
    figure = evaluations.figure(row, column)
    if figure is None:
        return
    area, period = evaluations.areas[row], evaluations.first + column
    numerator, denominator = evaluations.pooled(row, column)
    if definition.measure.is_ratio:
        yield HiddenCount(Fraction(definition.as_rated(figure)), names[0], area, period, is_figure=True)
    others = denominator - numerator if denominator is not None and is_share(definition) else None
    for value, name in ((numerator, names[0]), (denominator, names[1]), (others, OTHERS)):
        if value:
            yield HiddenCount(value, name, area, period, is_figure=False)
