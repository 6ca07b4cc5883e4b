"""Results that grow through each year and begin again in the next are running totals, whatever is declared.

Counted per period, a running total would be added up again: a year's figure several times too large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from qpr_rules.checking.finding import finding
from qpr_rules.checking.results.measured import Measured, row_of
from qpr_rules.definition import Reported
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.observation import Observation
from qpr_rules.period import Frequency

YEARS = {Frequency.MONTH: 2, Frequency.QUARTER: 3}
"""Full years in which it must be so; of quarters more, because fewer numbers rise by chance more often."""


def check(measured: Measured) -> Iterator[Diagnostic]:
    """QPR459 for results that are declared per period and look like running totals."""
    definition = measured.definition
    needed = YEARS.get(definition.frequency)
    if needed is None or definition.reported is not Reported.PER_PERIOD or not definition.measure.pools:
        return
    full = 12 // definition.frequency.months
    years = [list(group) for _, group in groupby(measured.present, key=lambda each: definition.year_of(each.period))]
    whole = [year for year in years if len(year) == full][-needed:]
    if len(whole) < needed or not all(_grows(year) for year in whole):
        return
    if any(_numerator(later[0]) >= _numerator(earlier[-1]) for earlier, later in pairwise(whole)):
        return
    yield finding(
        "QPR459",
        Severity.WARNING,
        definition,
        "the results grow through every year and begin again in the next, as running totals do",
        "reported" if ("reported",) in definition.spans else "measure",
        also=(row_of(whole[-1][0], "a year begins"), row_of(whole[-1][-1], "and ends")),
        hint="if each result is the year so far, write `reported: cumulative`",
    )


def _numerator(observation: Observation) -> Decimal:
    assert observation.numerator is not None  # it is present
    return observation.numerator


def _grows(year: Sequence[Observation]) -> bool:
    """Whether a year's numbers never fall, and at least double."""
    numbers = [_numerator(each) for each in year]
    return all(later >= earlier for earlier, later in pairwise(numbers)) and numbers[-1] >= 2 * numbers[0] > 0
