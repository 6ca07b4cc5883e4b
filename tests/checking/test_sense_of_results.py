"""Where the checks of one KPI against its results begin to speak: on each side of a limit, in results written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from qpr_rules.checking.results import accumulation, scale, standing, verdicts
from qpr_rules.checking.results.measured import Measured
from qpr_rules.core.quarters import due_period
from qpr_rules.core.rows import rows_as_of, rows_by_period
from qpr_rules.definition import Definition, Measure, Polarity, Reported
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.series import (
    ONE_MONTH,
    ONE_QUARTER,
    TO_DATE,
    YEAR_OF_MONTHS,
    at_least,
    at_most,
    count,
    evaluated,
    kpi,
    month,
    quarter,
    results,
    rows_of,
)

MONTHLY: dict[str, Any] = {"window": ONE_MONTH, "measure": Measure(value="v")}
APRIL = month("2022-04")


def measured(definition: Definition, text: str, first: int = APRIL, as_of: str = "") -> Measured:
    """Results from April 2022 on, as of the quarter of the last one unless another is named."""
    cells = results(first, text)
    calendar = definition.calendar
    last = calendar.holding(Frequency.QUARTER, calendar.last_month(definition.frequency, max(cells)))
    at = quarter(as_of) if as_of else last
    found = evaluated(definition, cells, at)
    (latest,) = rows_as_of(found, at, {})
    history = list(rows_by_period(found)) if any(cells) else []
    return Measured(
        definition, rows_of(cells), history, latest, due_period(definition, at), found.panel, rows_of(cells)
    )


def said(check: Callable[[Measured], Iterable[Diagnostic]], given: Measured) -> list[tuple[str, str]]:
    return [(each.code, each.headline) for each in check(given)]


FRACTIONS = "every figure lies between 0 and 1, as if 0.93 were written for 93%"
TEN_TIMES = "every figure is more than ten times its target"
A_TENTH = "every figure is less than a tenth of its target"


@pytest.mark.parametrize(
    ("target", "text", "expected"),
    [
        ("90", "0.93 0.95 1", FRACTIONS),
        ("90", "0.93 0.95 1.01", A_TENTH),  # one is no fraction, and all are far too small
        ("10", "0.93 0.95 1", FRACTIONS),
        ("9.9", "0.98 0.985 0.99", A_TENTH),
        ("9.9", "0.98 0.985 1", None),
        ("90", "0 0 0", None),  # nothing at all is no fraction
        ("90", "0.93 0.95", None),  # too few to tell
        ("0", "0.93 0.95 1", None),
        ("1", "10 12 11", TEN_TIMES),
    ],
)
def test_percentages_on_another_scale(target: str, text: str, expected: str | None) -> None:
    definition = kpi(standards=(at_least(target, target),), **MONTHLY)
    assert said(scale.check, measured(definition, text)) == ([("QPR454", expected)] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1000 1200 5000", TEN_TIMES),
        ("999 1200 5000", None),
        ("10 4 9", A_TENTH),
        ("11 4 9", None),
        ("0 4 9", None),  # none at all is no other unit
    ],
)
def test_pounds_where_higher_is_better(text: str, expected: str | None) -> None:
    definition = kpi(standards=(at_least("100", "90"),), unit=Unit.POUNDS, **MONTHLY)
    assert said(scale.check, measured(definition, text)) == ([("QPR454", expected)] if expected else [])


def test_where_lower_is_better_a_tenth_of_the_target_is_good() -> None:
    days = kpi(standards=(at_most("100", "110"),), unit=Unit.DAYS, polarity=Polarity.LOWER, **MONTHLY)
    assert said(scale.check, measured(days, "10 4 9")) == []
    assert said(scale.check, measured(days, "1000 1200 5000")) == [("QPR454", TEN_TIMES)]


def test_only_the_last_twelve_figures_are_on_another_scale() -> None:
    definition = kpi(standards=(at_least("90", "80"),), **MONTHLY)
    assert said(scale.check, measured(definition, "93 0.93 x12")) == [("QPR454", FRACTIONS)]
    assert said(scale.check, measured(definition, "93 0.93 x11")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95/100 x36", ["QPR453"]),
        ("50/100 x36", ["QPR453"]),
        ("95/100 x35", []),
        ("95/100 x35 50/100", []),
        ("50/100 95/100 x36", ["QPR453"]),  # what was before three years ago is history
    ],
)
def test_a_target_met_always_or_never_for_three_years(text: str, expected: list[str]) -> None:
    definition = kpi("90", "80", window=ONE_MONTH)
    assert [code for code, _ in said(verdicts.check, measured(definition, text))] == expected


def test_met_in_every_one_and_met_in_none_are_told_apart() -> None:
    definition = kpi("90", "80", window=ONE_MONTH)
    assert "met in every one" in said(verdicts.check, measured(definition, "95/100 x36"))[0][1]
    assert "met in none" in said(verdicts.check, measured(definition, "50/100 x36"))[0][1]


@pytest.mark.parametrize(("months", "code"), [(11, "QPR455"), (12, None)])
def test_a_window_longer_than_the_results(months: int, code: str | None) -> None:
    definition = kpi("90", "80", window=YEAR_OF_MONTHS)
    found = [each for each, _ in said(verdicts.check, measured(definition, f"85/100 x{months}"))]
    assert found == ([code] if code else [])


def test_results_as_long_as_the_window_that_are_never_rated_lack_something_else() -> None:
    definition = kpi("90", "80", window=YEAR_OF_MONTHS)
    found = said(verdicts.check, measured(definition, "85/100 x6 _ 85/100 x5"))
    assert found == [("QPR452", "this KPI has never been rated (late, window incomplete)")]


@pytest.mark.parametrize(("months", "expected"), [(12, ["QPR452"]), (11, [])])
def test_a_kpi_that_was_never_rated_in_a_year(months: int, expected: list[str]) -> None:
    nothing = kpi("90", "80", window=ONE_MONTH)
    assert [
        code for code, _ in said(verdicts.check, measured(nothing, f"0/0 x{months}", as_of="Q3 2022/23"))
    ] == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("Q3 2022/23", []),  # September is the last, and December is due: three months
        ("Q4 2022/23", ["QPR456"]),
        ("Q4 2023/24", ["QPR456"]),
    ],
)
def test_results_that_stopped_half_a_year_ago(as_of: str, expected: list[str]) -> None:
    definition = kpi("90", "80", window=ONE_MONTH)
    assert [code for code, _ in said(standing.check, measured(definition, "85/100 x6", as_of=as_of))] == expected


def test_a_quarterly_kpi_may_be_two_of_its_quarters_behind_before_it_has_stopped() -> None:
    definition = kpi("90", "80", window=ONE_QUARTER, frequency=Frequency.QUARTER)
    first = quarter("Q1 2022/23")
    for as_of, expected in (("Q2 2022/23", []), ("Q3 2022/23", ["QPR456"])):
        given = measured(definition, "85/100", first, as_of)
        assert [code for code, _ in said(standing.check, given)] == expected


GROWING = "10 20 30 40 50 60 70 80 90 100 110 120"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{GROWING} {GROWING}", ["QPR459"]),
        (GROWING, []),  # one year may grow by chance
        (f"{GROWING} {GROWING.replace('60 70', '70 60')}", []),  # a running total never falls
        (f"{GROWING} {GROWING.replace('20 30', '20 20')}", ["QPR459"]),
        (f"{GROWING} {' '.join(str(130 + 12 * each) for each in range(12))}", []),  # and begins again
        (" ".join(str(100 + each) for each in range(12)) + " " + " ".join(str(90 + each) for each in range(12)), []),
    ],
)
def test_results_that_grow_through_each_year(text: str, expected: list[str]) -> None:
    growing = count(standards=(at_least("100", "50"),))
    assert [code for code, _ in said(accumulation.check, measured(growing, text))] == expected


@pytest.mark.parametrize(
    "given", [{"reported": Reported.CUMULATIVE, "window": TO_DATE}, {"measure": Measure(value="v")}]
)
def test_declared_running_totals_and_values_may_grow(given: dict[str, Any]) -> None:
    growing = count(standards=(at_least("100", "50"),), **given)
    assert said(accumulation.check, measured(growing, f"{GROWING} {GROWING}")) == []
