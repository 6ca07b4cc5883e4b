"""Evaluate a project as of a quarter: from declarations and results to a report that the other use cases read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from qpr_rules.app.series import evaluate_series, evaluated, row_of
from qpr_rules.commentary import Commentary, Note
from qpr_rules.core.comparison import directions, ratings, require_same_total
from qpr_rules.core.disclosure import released, without_hidden
from qpr_rules.core.quarters import is_active
from qpr_rules.core.restated import YEAR, Pair, Restatement, as_released, causes, differing
from qpr_rules.core.rows import Evaluated, row_in_error, rows_as_of, rows_by_period, verdicts_as_of
from qpr_rules.definition import Broken, Definition, Kind
from qpr_rules.evaluation import Cause, Evaluation, Reason
from qpr_rules.period import Calendar, Frequency
from qpr_rules.provenance import Provenance, digest
from qpr_rules.publication import OBSERVATIONS
from qpr_rules.reading.extent import NoResultsError, UnknownError, latest_quarter, own_area
from qpr_rules.reading.frozen import form_of_results, read_frozen
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.published import Published
from qpr_rules.reading.results import Results
from qpr_rules.settings import Settings
from qpr_rules.showing.freeze import observations

_FEW = 20
"""Areas of a KPI up to which the rows of all of them are made as soon as one is asked for: most commands ask for all."""


@dataclass(frozen=True)
class Report:
    """A project as of one quarter (an ordinal). ``rows`` hold active KPIs, those in error, and activity indicators, in report order.

    ``found`` has the verdicts of every period by the id of the definition. A report is exact: what may be shown to everyone
    is its ``released``.

    >>> import qpr_rules
    >>> report = qpr_rules.open(".").evaluate("Q3 2024/25")
    >>> report.title, str(report.end), len(report.rows), len(report.own_at(report.quarter - 1))
    ('Q3 2024/25', '2024-12-31', 41, 43)
    """

    declarations: Declarations
    results: Results
    settings: Settings
    quarter: int
    found: dict[str, Evaluated]
    _rows: dict[int, tuple[Evaluation, ...]] = field(default_factory=dict, repr=False)
    _unmarked: dict[int, tuple[Evaluation, ...]] = field(default_factory=dict, repr=False)
    _owned: dict[int, tuple[Evaluation, ...]] = field(default_factory=dict, repr=False)
    _frozen: dict[int, tuple[Declarations, Results]] = field(default_factory=dict, repr=False)
    _restated: dict[int, tuple[Restatement, ...]] = field(default_factory=dict, repr=False)
    exact: Report | None = None
    shown: str = ""
    """Of a report as it is released: the whole one, and the digest of what it shows. One of all would prove a guess."""

    @property
    def calendar(self) -> Calendar:
        """The body's calendar."""
        return self.settings.calendar

    @property
    def title(self) -> str:
        """The quarter as people write it."""
        return self.calendar.show(Frequency.QUARTER, self.quarter)

    @cached_property
    def released(self) -> Report:
        """The report as everyone may see it, with the same ratings and totals; itself where nothing is hidden."""
        areas, observed = self.declarations.areas, self.results.observations
        found = {kpi: released(each, self.settings.area, areas) for kpi, each in self.found.items()}
        told = {
            kpi: without_hidden(self.found[kpi], found[kpi], known) for kpi, known in observed.items() if kpi in found
        }
        if all(found[kpi] is each and told.get(kpi) is observed.get(kpi) for kpi, each in self.found.items()):
            return self
        results = self.results._replace(observations={**observed, **told})
        shown = digest([(OBSERVATIONS, observations(self.declarations.definitions, results.observations))])
        return Report(self.declarations, results, self.settings, self.quarter, found, exact=self, shown=shown)

    def with_commentary(self, commentary: Commentary) -> Report:
        """The same report, as if this were said of its quarter."""
        said = {**self.declarations.commentaries, self.quarter: commentary}
        return replace(
            self, declarations=self.declarations._replace(commentaries=said), _rows={}, _unmarked={}, _owned={}
        )

    @property
    def end(self) -> dt.date:
        """The quarter's last day: actions are overdue as of it."""
        return self.calendar.last_day(Frequency.QUARTER, self.quarter)

    @property
    def rows(self) -> tuple[Evaluation, ...]:
        """Every KPI and area as of the quarter."""
        return self.at(self.quarter)

    @property
    def own(self) -> tuple[Evaluation, ...]:
        """The rows of the body's own area: what the headline counts."""
        return self.own_at(self.quarter)

    def own_at(self, quarter: int) -> tuple[Evaluation, ...]:
        """The rows of the body's own area as of this quarter; of an earlier one its verdicts, as published where it was."""
        if quarter >= self.quarter:
            if self._few or quarter in self._rows:
                return tuple(row for row in self.at(quarter) if row.area == self.settings.area)
            return self._marked(quarter, self._alone(quarter))
        told = self.declarations.published.get(quarter)
        verdicts = partial(verdicts_as_of, areas=(self.settings.area,))
        rows = told.rows if told else self._worked_out(quarter, verdicts)
        return tuple(row for row in rows if row.area == self.settings.area)

    def at(self, quarter: int) -> tuple[Evaluation, ...]:
        """The same rows as of another quarter, with the set that was active then; worked out once."""
        if quarter not in self._rows:
            self._rows[quarter] = self._marked(quarter, self._without_marks(quarter))
        return self._rows[quarter]

    def _marked(self, quarter: int, rows: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
        """The rows, with a mark on what was published otherwise."""
        marks: dict[tuple[str, str], tuple[str, Cause | None]] = {}
        for each in self.restated(quarter):
            code = self.calendar.code(Frequency.QUARTER, each.quarter)
            marks.setdefault((each.row.kpi, each.row.area), (code, each.cause))
        told = ((row, *marks.get((row.kpi, row.area), ("", None))) for row in rows)
        return tuple(row._replace(restated=code, restated_because=why) for row, code, why in told)

    @cached_property
    def _few(self) -> bool:
        return all(len(each.evaluations.areas) <= _FEW for each in self.found.values())

    def _alone(self, quarter: int) -> tuple[Evaluation, ...]:
        """The rows of the body's own area without a mark. Where there are many areas, the others' are not made for it."""
        area = self.settings.area
        if self._few:
            return tuple(row for row in self._without_marks(quarter) if row.area == area)
        if quarter not in self._owned:
            rows = partial(rows_as_of, notes=self._notes(quarter), areas=(area,))
            self._owned[quarter] = tuple(row for row in self._worked_out(quarter, rows) if row.area == area)
        return self._owned[quarter]

    def restated(self, quarter: int) -> tuple[Restatement, ...]:
        """What was published of this quarter and the year before it, and comes out otherwise now: the latest first."""
        told = self.declarations.published
        if self.exact is not None:
            return tuple(as_released(each, self.found) for each in self.exact.restated(quarter))
        if quarter not in self._restated:
            self._restated[quarter] = tuple(
                Restatement(each, *pair, self._causes(told[each], pair))
                for each in range(quarter, quarter - YEAR - 1, -1)
                if each in told
                for pair in differing(told[each].rows, tuple(self._worked_out(each, verdicts_as_of)))
            )
        return self._restated[quarter]

    def _causes(self, told: Published, pair: Pair) -> tuple[Cause, ...]:
        """Why a row is not what was published: by working it out from what was frozen, with the results as they are now."""
        row = Restatement(told.quarter, *pair, ()).row
        if told.tree is None:
            recorded = told.recorded.get((row.kpi, row.area))
            return (recorded,) if recorded else ()
        declarations, results = self._frozen.get(told.quarter) or read_frozen(told.tree)
        self._frozen[told.quarter] = declarations, results
        then, now = (
            {each.id: each for each in side.definitions}.get(row.kpi) for side in (declarations, self.declarations)
        )
        frozen = revised = row_of(then, declarations, results, told.quarter, row.area)
        if then is not None and now is not None and form_of_results(then) == form_of_results(now):
            revised = row_of(then, self.declarations, self.results, told.quarter, row.area)
        if frozen and pair[0] and frozen.reason is Reason.SUPPRESSED is not pair[0].reason:
            # What was hidden when it was published cannot be worked out again.
            return (Cause.DATA,) if then == now else ()
        return causes(pair[0], frozen, revised, pair[1])

    def _without_marks(self, quarter: int) -> tuple[Evaluation, ...]:
        """The same, without a mark on what was published otherwise; worked out once."""
        if quarter not in self._unmarked:
            rows = partial(rows_as_of, notes=self._notes(quarter))
            self._unmarked[quarter] = tuple(self._worked_out(quarter, rows))
        return self._unmarked[quarter]

    def _notes(self, quarter: int) -> Mapping[str, Note]:
        commentary = self.declarations.commentaries.get(quarter)
        return commentary.notes if commentary else {}

    def _worked_out(self, quarter: int, rows: Callable[[Evaluated, int], Iterator[Evaluation]]) -> Iterator[Evaluation]:
        for definition in self.declarations.definitions:
            if is_active(definition, quarter):
                yield from rows(self.found[definition.id], quarter)
        for broken in self.declarations.broken:
            if self._in_set(broken, quarter):
                yield row_in_error(broken, self.calendar, quarter, self.settings.area)

    def located(self, kpi: str, area: str | None) -> tuple[Evaluated, str]:
        """The verdicts of one KPI, and the area asked for: the body's own, or the only one, unless another is named.

        Raises UnknownError for a KPI or area that the report does not have.
        """
        found = self.found.get(kpi)
        if found is None:
            raise UnknownError("KPI", kpi, tuple(self.found))
        areas, chosen = found.evaluations.areas, self.settings.area if area is None else area
        if chosen not in areas:
            if area is not None or len(areas) != 1:
                raise UnknownError("area", chosen, areas)
            chosen = areas[0]
        return found, chosen

    def entered(self, since: int) -> tuple[Definition | Broken, ...]:
        """KPIs in the set now that were not as of an earlier quarter."""
        return tuple(each for each in self._kpis() if self._in_set(each, self.quarter) > self._in_set(each, since))

    def left(self, since: int) -> tuple[Definition | Broken, ...]:
        """KPIs that were in the set as of an earlier quarter and are not now."""
        return tuple(each for each in self._kpis() if self._in_set(each, since) > self._in_set(each, self.quarter))

    def _in_set(self, each: Definition | Broken, quarter: int) -> bool:
        return each.is_active(self.calendar.last_day(Frequency.QUARTER, quarter))

    def _kpis(self) -> Iterator[Definition | Broken]:
        known: list[Definition | Broken] = [*self.declarations.definitions, *self.declarations.broken]
        return (each for each in known if each.kind is Kind.KPI)

    @property
    def provenance(self) -> Provenance:
        """What the report was made from."""
        day = self.results.known_on
        known = day.isoformat() if day else ""
        return Provenance(self.title, self.declarations.digest, self.shown or self.results.digest, known=known)

    def reconcile(self) -> None:
        """Raises ReconciliationError unless sections add up to the whole, for ratings and for directions."""
        own = self._alone(self.quarter)
        sections = [[row for row in own if row.section == each] for each in {row.section for row in own}]
        require_same_total(ratings(own), map(ratings, sections))
        require_same_total(directions(own), map(directions, sections))


def evaluate(
    declarations: Declarations,
    results: Results,
    quarter: int | None = None,
    *,
    known: Mapping[str, Evaluated] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Evaluate every definition as of a quarter (an ordinal), by default the latest with any result for the body's own area.

    ``known`` holds what the same results made of some definitions already, as of the same quarter; it is taken for those
    that are the same. ``progress(done, of)`` is called after each definition. Raises NoResultsError when no quarter is given and there is
    no result, ReconciliationError when totals do not add up.
    """
    settings = declarations.settings
    if settings is None:
        raise NoResultsError("the project's settings could not be read")
    chosen = latest_quarter(declarations, results) if quarter is None else quarter
    own = own_area(declarations, results)
    found = {}
    for done, definition in enumerate(declarations.definitions, 1):
        held = known.get(definition.id) if known else None
        same = held is not None and held.definition == definition
        found[definition.id] = held if held and same else evaluated(declarations, definition, results, own, chosen)
        if declarations.published:
            earlier = {each.quarter: each.by_kpi.get(definition.id, {}) for each in declarations.published.values()}
            found[definition.id] = replace(found[definition.id], earlier=earlier)
        if progress is not None:
            progress(done, len(declarations.definitions))
    report = Report(declarations, results, settings, chosen, found)
    report.reconcile()
    return report


def every_period(declarations: Declarations, results: Results) -> Iterator[Evaluation]:
    """One row, as it is released, for each KPI, area and period that may have a figure, from its first result to its last."""
    settings = declarations.settings
    for definition in declarations.definitions:
        if settings is not None and results.observations.get(definition.id):
            found = evaluate_series(definition, results.observations[definition.id], declarations.areas)
            yield from rows_by_period(released(found, settings.area, declarations.areas))
