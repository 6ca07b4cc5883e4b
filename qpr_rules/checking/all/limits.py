"""Process limits are of little use from few points, or from figures that share their months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import place
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.direction import FIRM, DirectionMethod, Method, Over
from qpr_rules.settings import FILE


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR217 for limits that can never be firm, or that are too narrow: where it was written, once."""
    every = [each for each in (*declared.definitions, *declared.meant) if _is_limited(each.direction)]
    own = [each for each in every if ("direction",) in each.spans]
    for each in own:
        points, over = (place(each, "direction", name) for name in ("points", "over"))
        yield from _findings(each.direction, (each,), points, over, each.id)
    if declared.meant_settings is not None and _is_limited(declared.meant_settings.direction):
        spans = declared.meant_settings.spans
        whole = spans.get(("direction",), Span(FILE))
        points, over = (spans.get(("direction", name), whole) for name in ("points", "over"))
        others = [each for each in every if ("direction",) not in each.spans]
        yield from _findings(declared.meant_settings.direction, others, points, over, "")


def _is_limited(method: DirectionMethod) -> bool:
    return method.method is Method.PROCESS_LIMITS


def _findings(
    method: DirectionMethod, of: Sequence[Definition], points: Span, over: Span, kpi: str
) -> Iterator[Diagnostic]:
    if method.points < FIRM:
        headline = f"process limits of {method.points} points stay provisional: they are firm from {FIRM}"
        hint = "leave `points` out for 24, two years of months"
        yield Diagnostic("QPR217", Severity.WARNING, headline, Label(points), hints=(hint,), kpi=kpi)
    rolling = [each.window.text for each in of if each.window.months > each.frequency.months]
    if method.over is Over.FIGURES and rolling:
        headline = f"figures over `{rolling[0]}` overlap: their process limits would be too narrow"
        hint = "leave `over` out: then each result is a point of its own"
        yield Diagnostic("QPR217", Severity.WARNING, headline, Label(over), hints=(hint,), kpi=kpi)
