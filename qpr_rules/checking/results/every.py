"""Every check against results, written out by hand. It needs evaluation, so it is imported by ``check --results`` only."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.results import accumulation, doubts, scale, standing, verdicts
from qpr_rules.checking.results.measured import Measured
from qpr_rules.definition import Kind
from qpr_rules.diagnostic import Diagnostic


def check_measured(measured: Measured) -> Iterator[Diagnostic]:
    """Every finding about one KPI. One cause is one finding: what is in another unit is not also hard to believe."""
    definition = measured.definition
    if definition.retired or (definition.introduced and measured.latest is None):
        return
    if definition.kind is Kind.KPI:
        yield from standing.check(measured)
        scaled, grown = tuple(scale.check(measured)), tuple(accumulation.check(measured))
        yield from scaled or grown or verdicts.check(measured)
        if scaled or grown:
            return
    yield from doubts.check(definition, measured.panel, measured.everywhere, measured.latest)
