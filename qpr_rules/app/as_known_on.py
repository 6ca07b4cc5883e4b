"""What was known at the end of a day: the project's results as of then, and the quarters that had been published."""

from __future__ import annotations

import datetime as dt

from qpr_rules.observation import ALWAYS
from qpr_rules.reading.extent import NoResultsError
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.published import Published
from qpr_rules.reading.results import Results
from qpr_rules.reading.results import as_known_on as results_known_on
from qpr_rules.reading.vintages import period_end


def results_known(declarations: Declarations, results: Results, day: dt.date) -> Results:
    """The results that were known at the end of a day. Raises NoResultsError, with the first day, where there was none."""
    found = results_known_on(results, declarations.definitions, day)
    if any(found.observations.values()) or not any(results.observations.values()):
        return found
    definitions = {each.id: each for each in declarations.definitions}
    first = min(
        period_end(definitions[each.kpi], each.period) if each.as_of == ALWAYS else each.as_of
        for own in results.every.values()
        for each in own
    )
    raise NoResultsError(f"no result was known on {day}; the first is known as of {first}")


def published_by(declarations: Declarations, day: dt.date) -> Declarations:
    """The declarations as they are now, with the quarters that had been published at the end of a day, and no later one."""

    def was_there(told: Published) -> bool:
        return told.issue is None or told.issue.published <= day.isoformat()

    return declarations._replace(
        published={quarter: told for quarter, told in declarations.published.items() if was_there(told)}
    )
