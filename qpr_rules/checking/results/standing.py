"""A KPI has results, and a standard for the figure that is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qpr_rules.checking.finding import finding
from qpr_rules.checking.results.measured import Measured, row_of
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.english import listed
from qpr_rules.evaluation import Evaluation, Reason
from qpr_rules.observation import Observation

LATE = 6
"""Months for which a result must be behind before it is more than late."""
_SHOWN = 3
"""Areas that a sentence names."""


def check(measured: Measured) -> Iterator[Diagnostic]:
    """QPR450 for no results, QPR451 for a due figure without a standard, QPR456 for results that have stopped."""
    definition, latest = measured.definition, measured.latest
    if latest is None:
        return
    if not measured.history:
        headline = "there is no result for this KPI"
        yield finding("QPR450", Severity.WARNING, definition, headline, "id", hint="do the results use another id?")
    elif latest.reason is Reason.NO_RESULTS and measured.everywhere:
        yield finding(
            "QPR450",
            Severity.WARNING,
            definition,
            f"there is no result for this KPI of the body itself, only of {_areas(measured.everywhere)}",
            "id",
            hint="say in qpr-rules.yaml which area the report is on, `area: ...`, or supply the results of the whole",
        )
    else:
        if latest.reason is Reason.NO_STANDARD_IN_FORCE:
            yield _without_standard(definition, latest)
        if measured.present and latest.reason is not Reason.SUSPENDED:
            yield from _stopped(measured, measured.present[-1])


def _without_standard(definition: Definition, latest: Evaluation) -> Diagnostic:
    return finding(
        "QPR451",
        Severity.ERROR,
        definition,
        f"no standard is in force for {latest.period}, which is due in the latest quarter",
        "standards",
        definition.standards[-1].key if definition.standards else "",
        key=True,
        label="the last one",
        hint="add the year's target and floor",
    )


def _stopped(measured: Measured, last: Observation) -> Iterator[Diagnostic]:
    definition, months = measured.definition, measured.definition.frequency.months
    if (measured.due - last.period) * months >= max(LATE, 2 * months):
        period, due = (definition.calendar.show(definition.frequency, each) for each in (last.period, measured.due))
        yield finding(
            "QPR456",
            Severity.WARNING,
            definition,
            f"the results stopped with {period}, and {due} is due",
            "frequency",
            also=(row_of(last, "the last result"),),
            hint="supply the results, or say that the KPI is `suspended` or `retired`",
        )


def _areas(everywhere: Sequence[Observation]) -> str:
    names = sorted({each.area for each in everywhere})
    shown = [f"`{each}`" for each in names[:_SHOWN]]
    if len(names) > _SHOWN:
        shown.append(f"{len(names) - _SHOWN:,} more areas")
    return listed(shown)
