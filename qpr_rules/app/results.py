"""What was read of the results: of each KPI and area, of each source, and what is hard to believe among it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from qpr_rules.checking.allow import allow
from qpr_rules.checking.results import doubts
from qpr_rules.core.areas import inherited
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, ordered
from qpr_rules.period import Frequency
from qpr_rules.provenance import Provenance
from qpr_rules.reading.extent import NoResultsError, extents, latest_quarter
from qpr_rules.reading.panels import panel_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import passed_over
from qpr_rules.refused import Refused
from qpr_rules.settings import Settings
from qpr_rules.showing.diagnostics.forms import Listing
from qpr_rules.showing.results.told import Told


def told(
    declarations: Declarations, read: Results, settings: Settings, wanted: Iterable[Definition], today: dt.date | None
) -> Told:
    """What was read of the KPIs ``wanted``, and what became of every row, whatever its KPI.

    What is hard to believe is looked for where a day is given for ``today``.
    """
    definitions = {each.id: each for each in wanted}
    others = [passed_over(own, read.observations.get(kpi, ())) for kpi, own in read.every.items()]
    made_from = Provenance(
        _quarter(declarations, read, settings),
        declarations.digest,
        read.digest,
        known=read.known_on.isoformat() if read.known_on else "",
    )
    return Told(
        definitions=definitions,
        extents=tuple(each for kpi in definitions for each in extents(kpi, read)),
        tallies=read.tallies,
        casework=read.casework,
        of_no_kpi=read.refused - sum(read.refused_by.values()),  # exact: integers
        replaced=sum(len(replaced) for replaced, _ in others),  # exact: integers
        not_known_yet=sum(len(later) for _, later in others),  # exact: integers
        findings=Listing(
            diagnostics=read.diagnostics,
            texts={**declarations.texts, **read.texts},
            verdict="",
            about={},
            made_from=made_from,
            illustrative=settings.illustrative,
        ),
        doubts=_doubted(declarations, read, today, definitions) if today else None,
        made_from=made_from,
        illustrative=settings.illustrative,
        refusals=read.refusals or Refused(),
        unlisted=read.unlisted,
    )


def _quarter(declarations: Declarations, read: Results, settings: Settings) -> str:
    try:
        return settings.calendar.show(Frequency.QUARTER, latest_quarter(declarations, read))
    except NoResultsError:
        return ""


def _doubted(
    declarations: Declarations, results: Results, today: dt.date, kpis: Collection[str]
) -> tuple[Diagnostic, ...]:
    """The findings about the results of these KPIs that no comment allows, and last how many more there are; those of retired KPIs are history."""
    found: list[Diagnostic] = []
    for definition in declarations.definitions:
        observations = results.observations.get(definition.id, ())
        if not observations or definition.retired or definition.id not in kpis:
            continue
        panel = inherited(definition, panel_of(definition, observations), declarations.areas.values())
        found += doubts.check(definition, panel, observations, None)
        found += doubts.check_future(definition, observations, today)
    kept, _ = allow(found, {**results.texts, **declarations.texts}, today, with_results=True)
    # How many more there are is said at the definition: it comes after those that are at their results.
    definitions = {each.file for each in declarations.definitions}
    return tuple(sorted(ordered(each for each in kept if each.kpi), key=lambda each: each.at.span.file in definitions))
