"""What is hard to believe of results by themselves, without any rating: for whoever looks at what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from qpr_rules.checking.allow import allow
from qpr_rules.checking.results import doubts
from qpr_rules.core.areas import inherited
from qpr_rules.diagnostic import Diagnostic, ordered
from qpr_rules.reading.panels import panel_of
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results


def doubted(
    declarations: Declarations, results: Results, today: dt.date, kpis: Collection[str]
) -> tuple[Diagnostic, ...]:
    """The findings about the results of these KPIs that no comment allows; those of retired KPIs are history."""
    found: list[Diagnostic] = []
    for definition in declarations.definitions:
        observations = results.observations.get(definition.id, ())
        if not observations or definition.retired or definition.id not in kpis:
            continue
        panel = inherited(definition, panel_of(definition, observations), declarations.areas.values())
        found += doubts.check(definition, panel, observations, None)
        found += doubts.check_future(definition, observations, today)
    kept, _ = allow(found, {**results.texts, **declarations.texts}, today, with_results=True)
    return ordered(each for each in kept if each.kpi)
