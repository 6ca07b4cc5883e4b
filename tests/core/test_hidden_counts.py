"""Which counts a text must not say: each that is hidden in the quarter and in the window of its figure, and no other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qpr_rules.core.disclosure import released
from qpr_rules.core.hidden_counts import OTHERS, HiddenCount, hidden_counts
from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Measure, RateOn, Reported
from qpr_rules.period import Frequency, month_of
from qpr_rules.quantity import Unit
from tests.hiding import APRIL, COUNT, MONTH, QUARTER, TO_DATE, YEAR, evaluated, kpi, share

FIRST = 2021 * 4
"""The quarter that begins with the first result: April to June 2021."""


def told(found: Evaluated, quarter: int = FIRST) -> dict[str, set[tuple[str, str]]]:
    """Of each period, what is hidden: area and value with what it counts, ``figure`` for one."""
    said: dict[str, set[tuple[str, str]]] = {}
    for each in hidden_counts(found, released(found, ""), quarter):
        what = "figure" if each.is_figure else each.what
        calendar = found.definition.calendar
        period = calendar.code(found.definition.frequency, each.period)
        said.setdefault(period, set()).add((each.area, f"{each.value} {what}"))
    return said


def own(*values: str) -> set[tuple[str, str]]:
    return {("", each) for each in values}


def test_of_a_month_its_parts_and_of_the_month_s_figure_too() -> None:
    found = evaluated(share(MONTH), own="20/40 3/26 22/41")
    assert told(found) == {"2021-05": own("3 n", "26 d", f"23 {OTHERS}", "150/13 figure")}


def test_nothing_is_nothing_to_hide_and_nothing_hidden_is_nothing_to_say() -> None:
    assert told(evaluated(share(MONTH), own="20/40 30/60 22/41")) == {}
    assert told(evaluated(share(MONTH), own="0/26 3/3 22/41")) == {"2021-05": own("3 n", "3 d", "100 figure")}


@pytest.mark.parametrize("back", range(-3, 8))
def test_a_month_is_hidden_in_the_quarters_of_whose_figures_it_is_part(back: int) -> None:
    """The fifth month is small: so its quarter is hidden, and every rolling year with it."""
    found = evaluated(kpi(YEAR), own=" ".join(["20"] * 4 + ["3"] + ["20"] * 25))
    months = {"2021-07": "20 n", "2021-08": "3 n", "2021-09": "20 n"}
    hides = told(found, FIRST + back)
    quarters = range(1, 5)  # July to September 2021, and the three after it
    assert {period: ("", value) in hides.get(period, set()) for period, value in months.items()} == dict.fromkeys(
        months, back in quarters
    )


def test_of_a_figure_over_a_window_the_sums_are_hidden() -> None:
    found = evaluated(kpi(YEAR), own=" ".join(["20"] * 4 + ["3"] + ["20"] * 9))
    hides = told(found, FIRST + 3)  # January to March 2022
    assert ("", f"{20 * 11 + 3} n") in hides["2022-03"]
    assert set(hides) == {"2021-07", "2021-08", "2021-09", "2022-03"}


def test_a_quarter_before_the_first_result_and_after_the_last_says_nothing() -> None:
    found = evaluated(share(MONTH), own="3/26 22/41 24/44")
    assert told(found, FIRST - 1) == told(found, FIRST + 1) == {}
    assert list(told(found)) == ["2021-04"]
    assert told(evaluated(share(MONTH), own="3/26 22/41")) == {}  # June is to come


def test_of_a_figure_of_shares_the_sums_of_all_parts_are_hidden() -> None:
    months = ["20/30"] * 4 + ["3/26"] + ["20/31"] * 9
    found = evaluated(share(YEAR), own=" ".join(months))
    n, d = 11 * 20 + 3, 4 * 30 + 26 + 7 * 31
    assert told(found, FIRST + 3)["2022-03"] == own(
        f"{n} n", f"{d} d", f"{d - n} {OTHERS}", f"{Fraction(100 * n, d)} figure"
    )
    figures = [each for each in hidden_counts(found, released(found, ""), FIRST + 3) if each.is_figure]
    assert {each.what for each in figures} == {"n"}


def test_of_running_totals_behind_a_rolling_year_the_total_is_hidden() -> None:
    """The figure at the end of August is another sum: that of the twelve months to it."""
    totals = [10 * step for step in range(1, 13)] + [10, 20, 30, 40, 43, 53, 63, 73, 83]
    found = evaluated(kpi(YEAR, reported=Reported.CUMULATIVE), own=" ".join(map(str, totals)))
    assert told(found, FIRST + 5)["2022-08"] >= own("43 n", "3 n", f"{43 + 70} n")


def test_a_number_with_decimal_places_is_as_it_was() -> None:
    assert told(evaluated(kpi(MONTH), own="20.25 3.5 22")) == {"2021-05": own("7/2 n")}


def test_of_a_rate_nobody_is_between_its_parts() -> None:
    rate = kpi(MONTH, Measure("n", "d"), Unit.RATIO)
    assert told(evaluated(rate, own="20/40 3/26 22/41")) == {"2021-05": own("3 n", "26 d", "3/26 figure")}


def test_a_year_is_a_period_too() -> None:
    yearly = kpi(YEAR, frequency=Frequency.YEAR)
    first = yearly.calendar.holding(Frequency.YEAR, APRIL)
    assert told(evaluated(yearly, first, own="20 3 20"), FIRST + 7) == {"2022/23": own("3 n")}
    assert told(evaluated(yearly, first, own="20 3 20"), FIRST + 3) == {}


def test_a_quarter_of_which_the_figure_is_the_last_month_s_has_its_other_months_too() -> None:
    assert list(told(evaluated(kpi(MONTH), own="3 20 20"))) == ["2021-04"]
    assert told(evaluated(kpi(MONTH), own="20 20 20 3 20 20"), FIRST) == {}
    assert told(evaluated(kpi(MONTH), own="20 20 3 20 20 20"), FIRST + 1) == {}


def test_of_running_totals_the_total_and_what_was_added_are_hidden() -> None:
    found = evaluated(kpi(TO_DATE, reported=Reported.CUMULATIVE), own="20 23 43")
    hides = told(found)
    assert hides["2021-05"] >= own("23 n", "3 n")


def test_of_areas_each_says_its_own() -> None:
    found = evaluated(kpi(MONTH), A="20 20 3", B="30 30 30", own="50 50 33")
    assert told(found) == {"2021-06": {("A", "3 n"), ("B", "30 n")}}


def test_results_by_the_quarter_are_of_their_quarter_alone() -> None:
    quarterly = kpi(QUARTER, frequency=Frequency.QUARTER)
    first = quarterly.calendar.holding(Frequency.QUARTER, APRIL)
    assert told(evaluated(quarterly, first, own="3 20 3")) == {"2021/22-Q1": own("3 n")}
    assert told(evaluated(quarterly, first, own="3 20 3"), FIRST + 1) == {}


def test_a_figure_is_the_one_that_is_rated_and_counts_have_none() -> None:
    rounded = share(MONTH, rate_on=RateOn.PUBLISHED)
    assert ("", "12 figure") in told(evaluated(rounded, own="20/40 3/26 22/41"))["2021-05"]
    found = evaluated(kpi(MONTH, COUNT), own="20 3 22")
    assert set(hidden_counts(found, released(found, ""), FIRST)) == {
        HiddenCount(Fraction(3), "n", "", month_of(2021, 5), is_figure=False)
    }
