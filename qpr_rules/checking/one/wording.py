"""The name and the rule say the same: "rolling 12 months" and ``window``, "percentage" and ``unit``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition, WindowKind
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.quantity import Unit

_ROLLING = re.compile(r"rolling (\d+) months|(\d+) months? rolling", re.IGNORECASE)
_PERCENT = re.compile(r"\bpercent(age)?\b|%|\bproportion\b", re.IGNORECASE)


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR230 for another window than the name says, QPR231 for another unit."""
    if match := _ROLLING.search(definition.name):
        months = int(match[1] or match[2])
        if definition.window.kind is not WindowKind.ROLLING or definition.window.months != months:
            yield finding(
                "QPR230",
                Severity.WARNING,
                definition,
                f"the name says {months} months, the window `{definition.window.text}`",
                "window",
                hint="change the one that is wrong",
            )
    if _PERCENT.search(definition.name) and definition.unit is not Unit.PERCENT:
        yield finding(
            "QPR231",
            Severity.WARNING,
            definition,
            f"the name speaks of a percentage, the unit is `{definition.unit}`",
            "unit",
            hint="change the one that is wrong",
        )
