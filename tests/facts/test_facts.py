"""The facts that break naive tools (the domain notes, 1 to 15), each shown to break one, and not to break this one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import gcd
from types import SimpleNamespace

import numpy as np
import pytest

from qpr_rules.core.comparison import ReconciliationError, compare, directions, ratings, require_same_total
from qpr_rules.core.evaluate import evaluate
from qpr_rules.definition import Polarity, RateOn, Reported, Window, WindowKind
from qpr_rules.direction import DirectionMethod, Method, Over
from qpr_rules.evaluation import DIRECTIONS, RATINGS, Direction, Evaluation, Implausible, Rating, Reason
from qpr_rules.observation import State
from qpr_rules.panel import Panel
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit, rounded
from qpr_rules.reading.cells import read_cell
from qpr_rules.reading.observations import observation_of
from qpr_rules.showing.figures import number
from qpr_rules.showing.headline import headline, like_for_like
from tests.series import (
    ONE_MONTH,
    ONE_QUARTER,
    TO_DATE,
    at_least,
    at_most,
    broken_from,
    count,
    explained,
    kpi,
    month,
    results,
    row,
)

NOW = "Q3 2024/25"


def rows(*figures: int | None, section: str = "s") -> list[Evaluation]:
    """KPIs with these percentages this month, against 60 and 45; None has not reported."""
    found = []
    for place, percent in enumerate(figures):
        cells = results(month("2024-11"), f"50/100 {'_' if percent is None else f'{percent}/100'}")
        one = row(kpi(window=ONE_MONTH), cells, NOW)
        found.append(one._replace(kpi=f"{section}{place}", name=f"KPI {place} of {section}", section=section))
    return found


def areas(numerators: np.ndarray, denominator: int) -> Panel:
    """A panel of many areas with the same denominator everywhere."""
    ordered = np.asfortranarray(numerators)
    return Panel(
        tuple(f"{each:05}" for each in range(len(ordered))),
        month("2000-01") // 3,
        ordered,
        np.full_like(ordered, denominator),
        np.full(ordered.shape, State.PRESENT, dtype=np.int8, order="F"),
        np.zeros(ordered.shape, dtype=bool, order="F"),
    )


def test_fact_1_a_kpi_that_is_not_rated_is_counted_and_named_with_its_reason() -> None:
    found = rows(*[70] * 17, *[50] * 14, *[30] * 8, None)
    counts = ratings(found)
    assert list(counts.values()) == [17, 14, 8, 1] and sum(counts.values()) == 40
    assert sum(directions(found).values()) == 40
    said = " ".join(headline(SimpleNamespace(now=found, previous=(), year_ago=(), title=NOW)))  # type: ignore[arg-type]
    assert "of 40 Key Performance Indicators" in said and "KPI 39 of s (late)" in said
    with pytest.raises(ReconciliationError):
        require_same_total(counts, [ratings(found[:20]), ratings(found[21:])])


def test_fact_2_twelve_months_are_pooled_and_not_averaged() -> None:
    definition = kpi(window=Window(WindowKind.ROLLING, 2, "2 months"))
    figure = row(definition, results(month("2024-11"), "9/10 300/400"), NOW).figure
    assert figure == Fraction(309, 410) * 100 != Fraction(165, 2)
    assert (number(figure, 1), number(Fraction(165, 2), 1)) == ("75.4", "82.5")


def test_fact_3_rolling_figures_report_trends_in_pure_noise_and_separate_quarters_do_not() -> None:
    noise = areas(np.random.default_rng(20250131).binomial(400, 0.7, size=(3000, 24)).astype(np.int64), 400)
    shares = {}
    for over in (Over.QUARTERS, Over.FIGURES):
        definition = kpi(
            frequency=Frequency.QUARTER,
            window=Window(WindowKind.ROLLING, 12, "4 quarters"),
            direction=DirectionMethod(over=over, points=8),
        )
        latest = evaluate(definition, noise).direction[:, -1]
        shares[over] = float(
            np.isin(latest, [DIRECTIONS.index(Direction.IMPROVING), DIRECTIONS.index(Direction.WORSENING)]).mean()
        )
    assert 0.04 < shares[Over.QUARTERS] < 0.06
    assert 0.25 < shares[Over.FIGURES] < 0.40
    assert kpi().direction.over is Over.QUARTERS  # unless declared otherwise


def test_fact_4_every_case_exactly_on_a_target_with_one_decimal_is_green() -> None:
    cases = [
        (tenths * all_of_them // 1000, all_of_them, tenths)
        for all_of_them in range(1, 1501)
        for tenths in range(1000 // gcd(1000, all_of_them), 1001, 1000 // gcd(1000, all_of_them))
    ]
    assert len(cases) == 12_500
    assert sum(not met / of * 100 >= tenths / 10 for met, of, tenths in cases) == 510
    by_target: dict[int, list[tuple[int, int]]] = {}
    for met, of, tenths in cases:
        by_target.setdefault(tenths, []).append((met, of))
    for tenths, pairs in by_target.items():
        target = f"{tenths // 10}.{tenths % 10}"
        column = areas(np.array([[met] for met, _ in pairs], dtype=np.int64), 1)
        column = column.__class__(
            column.areas,
            column.first,
            column.numerator,
            np.array([[of] for _, of in pairs]),
            column.state,
            column.provisional,
        )
        definition = kpi(target, "0", frequency=Frequency.QUARTER, window=ONE_QUARTER)
        assert (evaluate(definition, column).rating == RATINGS.index(Rating.GREEN)).all()


def test_fact_4_what_is_missing_is_never_green() -> None:
    definition = kpi("0", "0", window=ONE_MONTH)
    for marker in ("_", "[c]", "[z]"):
        assert row(definition, results(month("2024-11"), f"9/9 {marker}"), NOW).rating is Rating.NOT_RATED


def test_fact_5_a_percentage_is_not_rated_as_it_is_displayed_unless_that_is_declared() -> None:
    cells = results(month("2024-12"), "9496/10000")
    assert row(kpi("95", "90", window=ONE_MONTH), cells, NOW).rating is Rating.AMBER
    assert row(kpi("95", "90", window=ONE_MONTH, rate_on=RateOn.PUBLISHED), cells, NOW).rating is Rating.GREEN


def test_fact_6_the_same_title_and_results_with_the_opposite_polarity_have_opposite_verdicts() -> None:
    cells = results(month("2023-01"), " ".join(f"{each}/100" for each in range(50, 74)))
    outcomes = kpi("60", "45", name="Early Help cases closed")
    returns = kpi("25", "30", name="Early Help cases closed", polarity=Polarity.LOWER, standards=(at_most("25", "30"),))
    found = [row(definition, cells, NOW) for definition in (outcomes, returns)]
    assert [each.rating for each in found] == [Rating.GREEN, Rating.RED]
    assert [each.direction for each in found] == [Direction.IMPROVING, Direction.WORSENING]


def test_fact_7_a_definition_that_changes_under_the_same_name_is_a_break_and_no_collapse() -> None:
    cells = results(month("2022-01"), "95/100 x24 70/100 x12")  # invoices in 30 days, then in 15
    naive, told = kpi("90", "80"), kpi("90", "80", breaks=broken_from("2024-01"))
    assert row(naive, cells, NOW).direction is Direction.WORSENING
    assert [row(told, cells, f"Q{each} 2024/25").reason for each in (1, 2)] == [Reason.BREAK_IN_WINDOW] * 2
    found = row(told, cells, NOW)
    assert (found.rating, found.direction, found.last_rating, found.worst_in_years) == (
        Rating.RED,
        Direction.INSUFFICIENT_DATA,
        None,
        0,
    )


def test_fact_8_when_the_set_changes_like_is_compared_with_like_and_who_came_and_went_is_named() -> None:
    before, now = rows(70, 50, 30), rows(70, 70)
    new = rows(30, section="new")
    found = compare(before, [*now, *new])
    assert [each.kpi for each in found.entered] == ["new0"]
    assert [each.kpi for each in found.left] == ["s2"]
    assert ratings([*now, *new])[Rating.GREEN] - ratings(before)[Rating.GREEN] == 1
    quarters = SimpleNamespace(now=[*now, *new], previous=before, year_ago=(), title=NOW)
    said = " ".join(like_for_like(quarters))  # type: ignore[arg-type]  # what it reads
    assert "Of the 2 KPIs rated in both quarters" in said


def test_fact_9_73390_against_a_target_of_420_is_hard_to_believe() -> None:
    definition = count(standards=(at_least("420", "400"),))
    found = row(definition, results(month("2024-12"), "73,390".replace(",", "")), NOW)
    assert (found.rating, found.implausible) == (Rating.GREEN, Implausible.MANY_TIMES_TARGET)
    assert row(definition, results(month("2024-12"), "450"), NOW).implausible is None


def test_fact_10_a_recovery_shows_in_a_twelve_month_figure_only_in_its_tenth_month() -> None:
    definition = kpi("60", "45")
    year = month("2024-01")
    figures = [
        row(definition, results(year, f"20/100 x12 70/100 x{months}"), year_quarter).figure
        for months, year_quarter in ((3, "Q4 2024/25"), (6, "Q1 2025/26"), (9, "Q2 2025/26"), (12, "Q3 2025/26"))
    ]
    assert figures == [Fraction("32.5"), 45, Fraction("57.5"), 70]
    found = explained(definition, results(year, "20/100 x12 70/100 x3"), "Q4 2024/25").recovery
    assert found is not None
    assert found.floor_crossed == month("2025-06")
    assert found.target_crossed == month("2025-10")
    assert found.report(definition, month("2025-10")) == (2025 * 4 + 2)
    assert number(found.steps[6].figure, 1) == "61.7"


def test_fact_11_percentages_of_parts_are_printed_as_they_are_and_need_not_add_to_100() -> None:
    shown = [number(Fraction(part, 42) * 100, 0) for part in (20, 10, 12)]
    assert shown == ["48", "24", "29"] and sum(map(int, shown)) == 101


def test_fact_12_halves_are_rounded_up_and_away_from_zero() -> None:
    assert [number(Fraction(each), 0) for each in ("0.5", "1.5", "2.5", "-2.5")] == ["1", "2", "3", "-3"]
    assert rounded(Fraction("2.675"), 2) == Fraction("2.68") and round(2.675, 2) == 2.67 and round(2.5) == 2


@pytest.mark.parametrize("constant", ["1/3", "30/100", "0/7", "7/7", "123456789/987654321"])
def test_fact_13_a_constant_series_has_no_clear_trend_and_p_is_1(constant: str) -> None:
    found = row(kpi(), results(month("2022-01"), f"{constant} x36"), NOW)
    assert (found.direction, found.slope, found.p_value) == (Direction.NO_CLEAR_TREND, 0.0, 1.0)


@pytest.mark.parametrize(("first", "step"), [(100, 1), (300, 7), (900, -3), (1, 1)])
def test_fact_13_points_on_a_straight_line_are_a_trend_and_p_is_0(first: int, step: int) -> None:
    definition = kpi(window=ONE_MONTH, direction=DirectionMethod(over=Over.PERIODS, points=8))
    text = " ".join(f"{first + place * step}/1000" for place in range(12))
    found = row(definition, results(month("2024-01"), text), NOW)
    assert found.direction is (Direction.IMPROVING if step > 0 else Direction.WORSENING)
    assert found.p_value == 0.0 and found.slope == pytest.approx(step / 10, rel=1e-12)


def test_fact_14_a_count_that_only_ever_grows_is_not_good_news_by_itself() -> None:
    totals = " ".join(str(10 * (place + 1)) for place in range(12))
    cells = results(month("2022-04"), f"{totals} {totals} {totals}")
    common = {"window": TO_DATE, "profile": ((12, 75),), "standards": (at_least("120", "90"),)}
    told = count(reported=Reported.CUMULATIVE, **common)
    naive = count(reported=Reported.ROLLED, direction=DirectionMethod(over=Over.PERIODS, points=8), **common)
    assert row(naive, cells, NOW).direction is Direction.IMPROVING
    assert (row(told, cells, NOW).direction, row(told, cells, NOW).p_value) == (Direction.NO_CLEAR_TREND, 1.0)
    yearly = count(reported=Reported.CUMULATIVE, direction=DirectionMethod(Method.SAME_QUARTER_LAST_YEAR), **common)
    assert row(yearly, cells, NOW).direction is Direction.NO_CLEAR_TREND


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *((each, State.SUPPRESSED) for each in ("[c]", "c", "k", "[C]")),
        *((each, State.NOT_APPLICABLE) for each in ("[z]", "z")),
        *((each, State.MISSING) for each in ("[x]", "x", "[u]", "u", "-", "..", "N/A", "", "  ")),
    ],
)
def test_fact_15_a_marker_is_never_a_zero(text: str, state: State) -> None:
    cell = read_cell(text, Unit.COUNT)
    assert (cell.number, cell.state) == (None, state)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *((each, "provisional") for each in ("12 [p]", "12[P]", "12 [e]", "12 [ provisional ]")),
        *((each, "revised") for each in ("12 [r]", "12 [Revised]")),
        *((each, "final") for each in ("12 [f]", "12 [final]")),
        ("12 [b]", ""),
    ],
)
def test_fact_15_a_marker_beside_a_number_leaves_the_number_and_is_its_status(text: str, status: str) -> None:
    assert read_cell(text, Unit.COUNT) == (Decimal(12), State.PRESENT, status)


@pytest.mark.parametrize(
    ("cells", "status", "state"),
    [
        (("", ""), "c", State.SUPPRESSED),
        (("", ""), "[z]", State.NOT_APPLICABLE),
        (("", ""), "x", State.MISSING),
        (("", ""), "p", State.MISSING),
        (("3", "4"), "c", State.SUPPRESSED),
        (("[c]", "[c]"), "x", State.SUPPRESSED),
        (("[z]", ""), "c", State.NOT_APPLICABLE),
    ],
)
def test_fact_15_a_marker_in_the_status_says_why_cells_are_empty(
    cells: tuple[str, str], status: str, state: State
) -> None:
    found = observation_of(kpi(), "", month("2024-10"), ("K", "", "2024-10", *cells, "", status), "r.csv", 2)
    assert (found.numerator, found.denominator, found.state) == (None, None, state)
