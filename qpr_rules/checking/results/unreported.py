"""Commentary is on a quarter that has results."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.declared import Declared
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.period import Frequency


def check(declared: Declared, first: int, last: int) -> Iterator[Diagnostic]:
    """QPR509 for commentary on a quarter before the first with results or after the last (ordinals)."""
    if declared.settings is None:
        return
    calendar = declared.settings.calendar
    for quarter, commentary in declared.commentaries.items():
        if not first <= quarter <= last:
            shown = [calendar.show(Frequency.QUARTER, each) for each in (quarter, first, last)]
            extent = f"of {shown[1]} alone" if first == last else f"from {shown[1]} to {shown[2]}"
            yield Diagnostic(
                "QPR509",
                Severity.WARNING,
                f"there are no results for {shown[0]}: they are {extent}",
                Label(Span(commentary.file)),
                hints=("is the file named after the right quarter?",),
            )
