"""Results that are hard to believe: a jump, or the same number again and again."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.results.measured import Measured, row_of
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.evaluation import Implausible

_JUMP = "one digit too many, or another unit? if it is right, say why in the commentary"
_SAYS = {
    Implausible.JUMP: ("QPR457", "a jump: five times the largest change of a year", _JUMP),
    Implausible.MANY_TIMES_TARGET: ("QPR457", "many times the target", _JUMP),
    Implausible.FRACTION: ("QPR457", "a fraction, as if 0.93 were written for 93%", _JUMP),
    Implausible.REPEATED: ("QPR458", "the same number again and again", "was an earlier result copied on?"),
}


def check(measured: Measured) -> Iterator[Diagnostic]:
    """QPR457 for a figure that cannot be, QPR458 for a number that is repeated; the latest of each in a year."""
    by_period = {each.period: each for each in measured.present}
    latest: dict[str, Diagnostic] = {}
    doubts = list(measured.doubts)
    if (
        by_period
        and measured.latest
        and measured.latest.implausible in (Implausible.MANY_TIMES_TARGET, Implausible.FRACTION)
    ):
        doubts.append((max(by_period), measured.latest.implausible))
    for period, doubt in doubts:
        code, what, hint = _SAYS[doubt]
        if period in by_period:
            shown = measured.definition.calendar.show(measured.definition.frequency, period)
            declared = measured.definition.spans.get(("id",), Span(measured.definition.file))
            latest[code] = Diagnostic(
                code,
                Severity.WARNING,
                f"hard to believe: {what} ({shown})",
                row_of(by_period[period]),
                (Label(declared, "the KPI"),),
                (hint,),
                kpi=measured.definition.id,
            )
    yield from latest.values()
