"""What a rule would give if it were another, or if results to come were known: worked out, and nothing written.

The altered definition is written as YAML and read by the ordinary road, so that it meets the same checks as one in a
file; supposed results likewise, as a CSV file of an overlay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qpr_rules.app.series import evaluate_series, with_areas
from qpr_rules.checking.registry import ONE
from qpr_rules.core.comparison import Comparison, by_period, compare
from qpr_rules.core.easing import Change, changes
from qpr_rules.core.rows import rows_by_period
from qpr_rules.core.standards_changed import Effect
from qpr_rules.definition import Definition, Reported
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, errors
from qpr_rules.files import Overlay, Tree
from qpr_rules.formulas import csv_lines
from qpr_rules.observation import Observation, State
from qpr_rules.reading.altered import Wish, altered
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.panels import observations_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results, read_results
from qpr_rules.reading.shape import check_shape
from qpr_rules.settings import Origin, Settings

SUPPOSED = "supposed.csv"
"""The overlay's file of supposed results."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Both rules over the same periods of one area, row by row in ``rows``.

    ``supposed`` are the periods (ordinals) whose results were supposed, ``replaced`` those of them that have a result,
    which the earlier rule keeps. ``notes`` are what a check would say of the altered definition, ``parts`` of how many others the
    area's results are added up, if they are.
    """

    before: Definition
    after: Definition
    changes: tuple[Change, ...]
    rows: Comparison
    supposed: frozenset[int]
    replaced: frozenset[int]
    notes: tuple[Diagnostic, ...]
    parts: int = 0


class RefusedError(Exception):
    """The question cannot be asked; ``found`` says why, as a check would."""

    def __init__(self, found: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(each.headline for each in found))
        self.found = tuple(found)


def what_if(
    tree: Tree,
    declarations: Declarations,
    results: Results,
    definition: Definition,
    wish: Wish,
    results_supposed: Sequence[tuple[str, str]] = (),
    *,
    repeat: int = 0,
    area: str = "",
) -> Answer:
    """Answer for one KPI and area.

    ``results_supposed`` are periods with ``85/100``, or ``12`` where there is no denominator; after them, ``repeat``
    periods more repeat the last result there is. Raises RefusedError for what a check refuses.
    """
    settings = declarations.settings
    assert settings is not None  # there are no definitions without settings
    panel = with_areas(definition, results.observations.get(definition.id, ()), declarations.areas)
    known = {each.period: each for each in observations_of(definition, panel, area)}
    made_of = len(panel.wholes[area].parts) if area in panel.wholes and panel.wholes[area].pools else 0
    after, notes = _altered(tree, settings, definition, wish, sorted(known))
    supposed = _read(tree, declarations, definition, results_supposed, area)
    supposed |= _repeated(definition, {**known, **supposed}, repeat)
    rows = []
    for rule, seen in ((definition, {**supposed, **known}), (after, {**known, **supposed})):
        series = [seen[period] for period in sorted(seen)]
        rows.append(list(rows_by_period(evaluate_series(rule, series))) if series else [])
    return Answer(
        before=definition,
        after=after,
        changes=_asked_for(changes(definition, after, since=_first_month(definition, sorted(known)))),
        rows=compare(rows[0], rows[1], by_period),
        supposed=frozenset(supposed),
        replaced=frozenset(supposed.keys() & known.keys()),
        notes=notes,
        parts=made_of,
    )


def _asked_for(found: Sequence[Change]) -> tuple[Change, ...]:
    """Without the years that only carry the wished standard on."""
    return tuple(
        each for each in found if not (each.standard and each.standard.follows and each.effect is Effect.NEITHER)
    )


def _first_month(definition: Definition, periods: Sequence[int]) -> int | None:
    """The first month with a result: what was in force before it is nobody's question."""
    return definition.calendar.first_month(definition.frequency, periods[0]) if periods else None


def _altered(
    tree: Tree, settings: Settings, definition: Definition, wish: Wish, periods: list[int]
) -> tuple[Definition, tuple[Diagnostic, ...]]:
    if wish == Wish():
        return definition, ()
    calendar, frequency = definition.calendar, definition.frequency
    ends = [calendar.last_month(frequency, each) for each in periods] or [0]
    content = altered(tree.read_bytes(definition.file), definition, wish, (ends[0], ends[-1]))
    document, found = read_yaml(content, definition.file)
    found += check_shape(document, "kpi") if document else ()
    if document is None or errors(found):
        raise RefusedError(found)
    built, found = build_definition(document, settings)
    if found:
        raise RefusedError(found)
    said = [each for check in ONE for each in check(built)]
    if refused := errors(said):
        raise RefusedError(refused)
    before = {each.headline for check in ONE for each in check(definition)}
    return built, tuple(each for each in said if each.headline not in before)


def _read(
    tree: Tree, declarations: Declarations, definition: Definition, given: Sequence[tuple[str, str]], area: str
) -> dict[int, Observation]:
    """The supposed results, read as a result file is."""
    if not given:
        return {}
    assert declarations.settings is not None
    rows = [("kpi", "area", "period", "numerator", "denominator", "value")]
    for period, cells in given:
        first, slash, second = cells.partition("/")
        measured = (first, second, "") if slash else ("", "", first)
        rows.append((definition.id, area, period, *measured))
    only = declarations._replace(settings=declarations.settings._replace(results=(Origin(SUPPOSED),)))
    read = read_results(Overlay(tree, {SUPPOSED: "".join(csv_lines(rows)).encode()}), only)
    if refused := errors(read.diagnostics):
        raise RefusedError(refused)
    return {each.period: each for each in read.observations.get(definition.id, ())}


def _repeated(definition: Definition, seen: dict[int, Observation], times: int) -> dict[int, Observation]:
    """The last result that is known, in the periods after it."""
    present = [period for period, each in seen.items() if each.state is State.PRESENT]
    if not times:
        return {}
    if definition.reported is not Reported.PER_PERIOD or not present:
        why = (
            "there is no result to repeat"
            if not present
            else f"results are reported {definition.reported}, and cannot be repeated"
        )
        raise RefusedError([Diagnostic("QPR419", Severity.ERROR, why, Label(Span(SUPPOSED)))])
    last = max(present)
    return {last + step: seen[last]._replace(period=last + step) for step in range(1, times + 1)}
