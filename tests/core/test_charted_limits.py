"""Which process limits a chart has, and what it has behind its figures, so that limits stand beside what they are of."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from qpr_rules.core.charted import Single, charted
from qpr_rules.core.rows import rows_as_of
from qpr_rules.definition import Definition, Measure, Reported, Window, WindowKind
from qpr_rules.direction import Method, Over
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from tests.charts import chart_of
from tests.limits import FIRST, LIMITS
from tests.series import ONE_MONTH, ONE_QUARTER, ONE_YEAR, broken_from, count, evaluated, kpi, month, quarter, results

QUARTERLY = LIMITS._replace(over=Over.QUARTERS)
FIGURES = LIMITS._replace(over=Over.FIGURES)
YEAR = Window(WindowKind.ROLLING, 12, "12 months")
SNAPSHOT = Window(WindowKind.SNAPSHOT, 1, "snapshot")
LAST = "Q1 2025/26"
"""Thirty months later; the five years that a chart shows are longer."""


@pytest.mark.parametrize(
    ("definition", "behind", "spaced"),
    [
        (kpi(window=ONE_MONTH, direction=LIMITS), 0, 1),
        (kpi(window=YEAR, direction=LIMITS), 30, 1),
        (kpi(window=YEAR, direction=QUARTERLY), 10, 3),
        (kpi(window=ONE_MONTH, direction=QUARTERLY), 10, 3),
        (kpi(window=ONE_QUARTER, direction=QUARTERLY), 0, 1),
        (kpi(window=ONE_QUARTER, direction=LIMITS), 30, 1),
        (kpi(window=YEAR, direction=FIGURES), 0, 1),
        (kpi(window=YEAR, reported=Reported.ROLLED, direction=LIMITS), 0, 1),
        (kpi(window=YEAR, reported=Reported.ROLLED, direction=QUARTERLY), 0, 1),
        (kpi(window=Window(WindowKind.ROLLING, 2, "2 months"), direction=LIMITS), 30, 1),
        (kpi(window=ONE_MONTH), 0, 1),
        (kpi(window=YEAR), 30, 1),
        (kpi(window=YEAR, direction=QUARTERLY._replace(method=Method.REGRESSION)), 30, 1),
        (kpi(window=YEAR, direction=FIGURES._replace(method=Method.REGRESSION)), 30, 1),
        (kpi(window=SNAPSHOT, direction=LIMITS), 0, 1),
    ],
)
def test_what_stands_behind_the_figures(definition: Definition, behind: int, spaced: int) -> None:
    shown = chart_of(definition, results(FIRST, "50/100 52/100 " * 15), LAST)
    assert (len(shown.singles), shown.spaced) == (behind, spaced)
    assert (shown.control is not None) is (definition.direction.method is Method.PROCESS_LIMITS)


def test_of_quarters_each_is_at_its_last_month() -> None:
    shown = chart_of(kpi(window=YEAR, direction=QUARTERLY), results(FIRST, "50/100 51/100 55/100 " * 10), LAST)
    assert shown.singles[-2:] == (Single(month("2025-03"), Fraction(52)), Single(month("2025-06"), Fraction(52)))


def test_a_quarter_that_is_not_complete_is_not_behind_the_figures() -> None:
    shown = chart_of(
        kpi(window=ONE_MONTH, direction=QUARTERLY), results(FIRST, "50/100 " * 16 + "_ " + "51/100 " * 13), LAST
    )
    assert [each.month for each in shown.singles if each.month > month("2024-01")] == [
        month(each) for each in ("2024-03", "2024-09", "2024-12", "2025-03", "2025-06")
    ]


def test_points_before_a_break_are_not_behind_the_figures() -> None:
    definition = kpi(window=ONE_MONTH, direction=QUARTERLY, breaks=broken_from("2023-10"))
    shown = chart_of(definition, results(FIRST, "50/100 52/100 " * 15), LAST)
    assert [each.month for each in shown.singles] == list(range(month("2023-12"), month("2025-06") + 1, 3))


def test_quarterly_and_annual_kpis_have_their_own_periods() -> None:
    quarterly = kpi(frequency=Frequency.QUARTER, window=ONE_QUARTER, direction=QUARTERLY)
    shown = chart_of(quarterly, results(2023 * 4, "50/100 52/100 " * 5), LAST)
    assert shown.control is not None and shown.singles == () and shown.spaced == 3
    four = kpi(frequency=Frequency.QUARTER, window=Window(WindowKind.ROLLING, 12, "4 quarters"), direction=QUARTERLY)
    shown = chart_of(four, results(2023 * 4, "50/100 52/100 " * 5), LAST)
    assert shown.control is not None and len(shown.singles) == 9 and shown.spaced == 3
    annual = kpi(frequency=Frequency.YEAR, window=ONE_YEAR, direction=QUARTERLY)
    shown = chart_of(annual, results(2015, "50/100 52/100 " * 5), LAST)
    assert shown.control is not None and shown.singles == () and shown.spaced == 12
    three = kpi(frequency=Frequency.YEAR, window=Window(WindowKind.ROLLING, 36, "3 years"), direction=QUARTERLY)
    shown = chart_of(three, results(2013, "50/100 52/100 " * 6), LAST)
    assert shown.control is not None and len(shown.singles) == 10 and shown.spaced == 12


def test_parts_of_a_figure_have_no_limits_on_its_chart() -> None:
    shown = chart_of(count(window=YEAR, direction=LIMITS), results(FIRST, "50 52 " * 15), LAST)
    assert shown.control is None and shown.singles == ()
    plain = count(measure=Measure(value="v"), unit=Unit.SCORE, direction=QUARTERLY)
    shown = chart_of(plain, results(FIRST, "50 52 " * 15), LAST)
    assert shown.control is not None and len(shown.singles) == 10


def test_the_limits_are_those_of_the_area_and_of_what_is_due() -> None:
    shown = chart_of(kpi(window=ONE_MONTH, direction=LIMITS, lag=3), results(FIRST, "50/100 52/100 " * 15), LAST)
    assert shown.control is not None
    calendar = shown.definition.calendar
    assert calendar.code(Frequency.MONTH, shown.control.points[-1].last) == "2025-03"
    assert shown.control.limits.mean == 51


def test_limits_that_would_contradict_the_direction_are_not_drawn() -> None:
    definition, at = kpi(window=ONE_MONTH, direction=LIMITS), quarter(LAST)
    found = evaluated(definition, results(FIRST, "50/100 52/100 " * 14 + "51/100 70/100"), at)
    (row,) = rows_as_of(found, at, {})
    drawn = charted(found, row, at)
    assert drawn.control is not None and drawn.control.latest
    state = found.panel.state.copy()
    state[0, 10] = State.SUPPRESSED  # one of the swings: the direction is the same
    told = charted(replace(found, panel=replace(found.panel, state=state)), row, at)
    assert told.control is not None and told.control.limits.points == 23
    state[0, -6:-1] = State.SUPPRESSED
    state[0, 6:-6] = State.SUPPRESSED  # and now there are none left to tell by
    assert charted(replace(found, panel=replace(found.panel, state=state)), row, at).control is None
    # Swings that hide the point instead: there are limits, and the latest is inside them.
    numerator = found.panel.numerator.copy()
    numerator[0, -12:-1:2] = 95
    wild = replace(found.panel, numerator=numerator)
    assert charted(replace(found, panel=wild), row, at).control is None
