"""Evaluate one definition over its series: by itself, as a project's report has it, or one row as of a quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from qpr_rules.core.quarters import due_period, is_active
from qpr_rules.core.rollup import whole_panel
from qpr_rules.core.rows import Evaluated, verdicts_as_of
from qpr_rules.definition import Definition
from qpr_rules.engines.verdicts import verdicts
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation
from qpr_rules.panel import Panel
from qpr_rules.reading.extent import own_area
from qpr_rules.reading.panels import panel_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.settings import Area

Areas: TypeAlias = Mapping[str, Area]
_NONE: Areas = {}


def with_areas(definition: Definition, observations: Sequence[Observation], areas: Areas = _NONE) -> Panel:
    """What came in of a definition, with what the project's areas add: what merged, and what is rolled up."""
    return whole_panel(definition, panel_of(definition, observations), areas)


def evaluate_series(definition: Definition, observations: Sequence[Observation], areas: Areas = _NONE) -> Evaluated:
    """One definition over its own periods, from the first of some observations to the last."""
    panel = with_areas(definition, observations, areas)
    return Evaluated(definition, panel, verdicts(definition, panel))


def evaluated(
    declarations: Declarations, definition: Definition, results: Results, own: str | None, quarter: int
) -> Evaluated:
    """Evaluate from the first result to the last, or to the quarter's due period where that is later.

    The body's own area always has a row, so that a KPI without a result is still counted, as not rated.
    """
    observations = results.observations.get(definition.id, ())
    areas = (own or "",) if own is not None or not observations else ()
    return evaluated_over(definition, observations, areas, (due_period(definition, quarter),), declarations.areas)


def row_of(
    definition: Definition | None, declarations: Declarations, results: Results, quarter: int, area: str
) -> Evaluation | None:
    """One row as of a quarter, by a definition; None where it is not in the set."""
    if definition is None or not is_active(definition, quarter):
        return None
    found = evaluated(declarations, definition, results, own_area(declarations, results), quarter)
    return next(verdicts_as_of(found, quarter, (area,)), None)


def evaluated_over(
    definition: Definition,
    observations: Sequence[Observation],
    areas: Iterable[str],
    periods: Sequence[int],
    known: Areas = _NONE,
) -> Evaluated:
    """Evaluate one definition on these observations, with a row for these areas, as far as these periods at least.

    Results after a period change no earlier column, and comparisons with a later quarter read them. ``known`` holds the
    areas that the project tells of, by their codes.
    """
    panel = with_areas(definition, observations, known)
    if not panel.areas:
        panel = panel.covering(min(periods), max(periods))
    for area in areas:
        panel = panel.including(area)
    panel = panel.covering(min(panel.first, *periods), max(panel.last, *periods))
    return Evaluated(definition, panel, verdicts(definition, panel))
