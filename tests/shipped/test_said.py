"""What Members said of single KPIs can be seen in the shipped set."""

from __future__ import annotations

import re
from fractions import Fraction

from qpr_rules.definition import Kind, Polarity, WindowKind
from qpr_rules.evaluation import Direction, Expected, Rating
from tests.shipped_set import NOW, kpis, printed, rows, rules_of, shipped

# What Members said ----------------------------------------------------------------------------------------------------


def test_calls_to_contact_point_moved_from_amber_to_green() -> None:
    assert (rows(NOW)["CONTACT-CALLS"].previous_rating, rows(NOW)["CONTACT-CALLS"].rating) == (
        Rating.AMBER,
        Rating.GREEN,
    )
    assert re.search(r"Amber\s+to\s+\S*\s*Green\s+CONTACT-CALLS", printed("summary", "--quarter", NOW))


def test_foi_is_red_and_yet_its_best_in_over_four_years() -> None:
    row = rows(NOW)["FOI-20"]
    assert row.rating is Rating.RED
    assert row.best_in_years >= 4
    assert {"below-floor", "best-in-years"} <= rules_of(NOW)["FOI-20"]
    assert f"The best figure in over {row.best_in_years} years." in printed("explain", "FOI-20")


def test_ehcps_are_red_rolling_and_better_quarter_on_quarter_since_june_2024() -> None:
    report = shipped().evaluate(NOW)
    (definition,) = [each for each in shipped().declarations.definitions if each.id == "EHCP-20W"]
    assert (definition.window.kind, definition.window.months) == (WindowKind.ROLLING, 12)
    rolling = [
        row.figure for back in (2, 1, 0) for row in report.own_at(report.quarter - back) if row.kpi == "EHCP-20W"
    ]
    june, september, december = rolling
    assert june is not None and september is not None and december is not None
    assert june < september < december
    assert rows(NOW)["EHCP-20W"].rating is Rating.RED
    alone: dict[int, Fraction] = {}
    for each in shipped().results.observations["EHCP-20W"]:
        assert each.numerator is not None and each.denominator is not None
        alone[each.period] = Fraction(each.numerator) / Fraction(each.denominator)
    months = [alone[period] for period in sorted(alone)][-8:]  # May to December 2024
    assert months == sorted(months)


def test_explain_says_the_month_in_which_ehcps_would_cross_their_floor() -> None:
    """The month worked out here: each coming month repeats the last quarter's mean, and the oldest month leaves."""
    found = sorted(shipped().results.observations["EHCP-20W"], key=lambda each: each.period)[-12:]
    cells = [(Fraction(each.numerator or 0), Fraction(each.denominator or 0)) for each in found]
    mean = tuple(sum((cell[which] for cell in cells[-3:]), Fraction(0)) / 3 for which in (0, 1))
    ahead = 0
    while sum(n for n, _ in cells) * 100 < 45 * sum(d for _, d in cells):
        cells = [*cells[1:], (mean[0], mean[1])]
        ahead += 1
    month = ("December", "January", "February", "March", "April", "May")[ahead]
    text = printed("explain", "EHCP-20W", "--quarter", NOW)
    assert f"the figure would cross its floor in {month} 2025" in text


def test_foster_care_is_below_its_floor() -> None:
    row = rows(NOW)["FOSTER-FAMILY"]
    assert row.rating is Rating.RED
    assert row.to_floor is not None and row.to_floor < 0
    assert "below-floor" in rules_of(NOW)["FOSTER-FAMILY"]


def test_early_help_returns_are_on_track_and_lower_is_better() -> None:
    (definition,) = [each for each in shipped().declarations.definitions if each.id == "EARLY-HELP-RETURNS"]
    row = rows(NOW)["EARLY-HELP-RETURNS"]
    assert definition.polarity is Polarity.LOWER
    assert row.rating is Rating.GREEN
    assert row.figure is not None and row.target is not None and row.target.high is not None
    assert row.figure <= Fraction(row.target.high)


def test_posts_filled_by_permanent_social_workers_improved() -> None:
    assert rows(NOW)["CSW-PERMANENT"].direction is Direction.IMPROVING


def test_a_lagged_kpi_shows_the_period_of_its_figure() -> None:
    assert rows(NOW)["QUIT-SMOKING"].period == "2024/25-Q2"
    assert rows(NOW)["ESTATE-GHG"].period == "2024/25-Q2"
    assert "Q2 2024/25" in printed("explain", "ESTATE-GHG", "--quarter", NOW)


def test_weather_explains_a_narrow_miss() -> None:
    row = rows(NOW)["POTHOLES-28"]
    assert row.rating is Rating.AMBER
    assert row.to_target is not None and -1 < row.to_target < 0
    assert "narrow-miss" in rules_of(NOW)["POTHOLES-28"]
    assert "frost" in printed("explain", "POTHOLES-28", "--quarter", NOW)


def test_some_figures_are_provisional() -> None:
    assert {row.kpi for row in kpis(NOW) if row.provisional} == {"WASTE-DIVERTED", "HWRC-RECYCLED"}
    assert "provisional" in rules_of(NOW)["WASTE-DIVERTED"]


def test_an_activity_indicator_is_outside_its_range_and_in_no_total() -> None:
    row = rows(NOW)["CONTACT-VOLUME"]
    assert (row.kind, row.expected, row.rating) == (Kind.ACTIVITY, Expected.ABOVE, Rating.NOT_RATED)
    assert "outside-expected-range" in rules_of(NOW)["CONTACT-VOLUME"]


def test_every_red_has_an_action_but_one() -> None:
    without = [row.kpi for row in kpis(NOW) if row.rating is Rating.RED and not row.actions_open]
    assert without == ["QUIT-SMOKING"]
    assert [kpi for kpi, rules in rules_of(NOW).items() if "red-without-action" in rules] == without
    assert "Red, and no action is recorded." in printed("exceptions", "--quarter", NOW)
