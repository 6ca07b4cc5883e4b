"""A tolerance leaves room for Amber: more than none, and less than the whole of the target."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qpr_rules.checking.finding import finding
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Severity


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR234 for a tolerance of nothing, or as large as the target."""
    if not definition.tolerance:
        return
    text, _, word = definition.tolerance.partition(" ")
    number = Decimal(text)
    edges = [abs(each.target.edge) for each in definition.standards if each.target.edge is not None]
    if number == 0:
        headline, hint = "a tolerance of nothing: nothing can be Amber", "write how far below target is still Amber"
    elif (word == "percent" and number >= 100) or (word != "percent" and edges and number >= min(edges) > 0):
        headline = "the tolerance is as large as the target: hardly anything can be Red"
        hint = "councils use 5 to 15 percent of the target"
    else:
        return
    yield finding("QPR234", Severity.WARNING, definition, headline, "amber", "within", hint=hint)
