"""Definitions against what was measured: no results, no standard now, always or never met, never rated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition, Kind
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.evaluation import Evaluation, Rating, Reason

MONTHS = 36
"""For how long a standard must have been met, or not, to be remarked on."""


def check(definition: Definition, history: Sequence[Evaluation], latest: Evaluation | None) -> Iterator[Diagnostic]:
    """QPR450 to QPR453. ``history`` holds the KPI's rows by period in the body's own area, ``latest`` its row of the quarter."""
    if definition.kind is Kind.ACTIVITY or definition.retired:
        return
    if not history:
        yield finding(
            "QPR450",
            Severity.WARNING,
            definition,
            "there is no result for this KPI",
            "id",
            hint="do the results use another id?",
        )
        return
    if latest and latest.reason is Reason.NO_STANDARD_IN_FORCE:
        yield finding(
            "QPR451",
            Severity.ERROR,
            definition,
            f"no standard is in force for {latest.period}",
            "standards",
            key=True,
            hint="add the year's target and floor",
        )
    rated = [row for row in history if row.rating is not Rating.NOT_RATED]
    if not rated and len(history) >= 12 // definition.frequency.months:
        reasons = sorted({str(row.reason) for row in history})
        yield finding(
            "QPR452",
            Severity.WARNING,
            definition,
            f"this KPI has never been rated ({', '.join(reasons)})",
            "window",
            hint="is the window longer than the results?",
        )
    recent = rated[-(MONTHS // definition.frequency.months) :]
    if len(recent) >= MONTHS // definition.frequency.months:
        if all(row.rating is Rating.GREEN for row in recent):
            yield finding(
                "QPR453",
                Severity.NOTE,
                definition,
                "the target has been met in every one of the last 36 months",
                "target" if ("target",) in definition.spans else "standards",
                hint="is it still a challenge?",
            )
        elif all(row.rating is Rating.RED for row in recent):
            yield finding(
                "QPR453",
                Severity.NOTE,
                definition,
                "the floor has been missed in every one of the last 36 months",
                "floor" if ("floor",) in definition.spans else "standards",
                hint="is it a floor that can be reached?",
            )
