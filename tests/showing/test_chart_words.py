"""What a chart says of itself is so: each claim found again from the results by another program."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.charted import YEARS
from qpr_rules.definition import Band, Break, Definition, Kind, WindowKind
from qpr_rules.evaluation import Rating
from qpr_rules.period import Frequency
from qpr_rules.showing.chart.draw import chart
from qpr_rules.showing.chart.style import DARK, LIGHT
from qpr_rules.showing.chart.words import description, title
from tests.charts import boxes, chart_of
from tests.oracle import Cell, Verdict, verdict
from tests.quarterly import due
from tests.series import ONE_MONTH, at_least, broken_from, count, kpi, month, results, within
from tests.worlds import some_cells, some_definition

AT = 2022 * 4 + 2
DICE = st.integers(0, 2**40).map(random.Random)
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def number(text: str) -> tuple[Fraction, Fraction]:
    """The printed number, and the most by which rounding may have moved it."""
    found = _NUMBER.search(text)
    assert found is not None
    digits = len(found[0].partition(".")[2])
    return Fraction(found[0].replace(",", "")), Fraction(1, 2 * 10**digits)


def history(definition: Definition, cells: dict[int, Cell], quarter: int) -> dict[int, Verdict]:
    """Every verdict on a figure in the years that are shown, by period: by the oracle, from the results."""
    last = due(definition, quarter)
    calendar, months = definition.calendar, definition.frequency.months
    if definition.frequency is Frequency.YEAR:
        first = last - 9
    else:
        # Months are counted from January of year 0; the body's year begins so many months after.
        end = calendar.last_month(definition.frequency, last)
        opens = (end - calendar.quarters.offset) // 12 * 12 + calendar.quarters.offset - (YEARS - 1) * 12
        first = last - (end - months + 1 - opens) // months
    whole = {WindowKind.QUARTER: Frequency.QUARTER, WindowKind.YEAR: Frequency.YEAR}.get(definition.window.kind)
    found = {}
    for period in range(max(first, min(cells)), last + 1):
        end = calendar.last_month(definition.frequency, period)
        if whole is None or calendar.last_month(whole, calendar.holding(whole, end)) == end:
            found[period] = verdict(definition, cells, period)
    return found


@given(DICE)
def test_every_claim_is_true_of_the_results(dice: random.Random) -> None:
    definition = some_definition(dice)
    cells = some_cells(dice, definition)
    if not cells:
        return
    said = description(chart_of(definition, cells, AT))
    found = history(definition, cells, AT)
    figures = {period: definition.as_rated(each.figure) for period, each in found.items() if each.figure is not None}
    if not figures:
        assert said.startswith("There is no figure to draw")
        return
    names = {period: definition.calendar.show(definition.frequency, period) for period in figures}
    first, last = min(figures), max(figures)
    if len(figures) > 1:
        assert f"Line chart of {len(figures)} figures, {names[first]} to {names[last]}." in said
    else:
        assert f"Chart of one figure, {names[first]}." in said
    missing = sum(each.figure is None for period, each in found.items() if period > first)
    assert (f"For {missing} " in said) == bool(missing)
    require_true_latest(definition, found, last, said)
    if match := re.search(r"Highest (.*?) \((.*?)\), lowest (.*?) \((.*?)\)\.", said):
        for text, when, value in (
            (match[1], match[2], max(figures.values())),
            (match[3], match[4], min(figures.values())),
        ):
            printed, room = number(text)
            assert abs(printed - value) <= room
            assert when == names[max(period for period in figures if figures[period] == value)]
    else:
        spread = max(figures.values()) - min(figures.values())
        assert spread <= Fraction(1, 10**definition.decimals) or len(figures) == 1


def require_true_latest(definition: Definition, found: dict[int, Verdict], last: int, said: str) -> None:
    due_now = max(found)
    name = definition.calendar.show(definition.frequency, last)
    said_of = rf"(Latest, {re.escape(name)}:|The last figure, {re.escape(name)}:) "
    match = re.search(said_of + r"(.*?)(?:, [A-Zn]|, (?:within|above|below)|\.(?: |$))", said)
    assert match is not None, said
    assert match[1].startswith("Latest") == (last == due_now)
    printed, room = number(match[2])
    figure, rating = found[last].figure, found[last].rating
    assert figure is not None and abs(printed - definition.as_rated(figure)) <= room
    if definition.kind is Kind.KPI and last == due_now:
        word = "not rated (" if rating is Rating.NOT_RATED else rating.capitalize()
        assert f"{match[2]}, {word}" in said
    if last != due_now and definition.kind is Kind.KPI:
        assert f"({found[due_now].reason})" in said


FIGURES = [
    (
        kpi(window=ONE_MONTH),
        "40/100 50/100[p] 70/100 60/100 44/100 62/100",
        (
            "Line chart of 6 figures, July 2024 to December 2024. Latest, December 2024: 62%, Green; target 60%, floor 45%. "
            "Highest 70% (September 2024), lowest 40% (July 2024). 1 figure is provisional."
        ),
    ),
    (
        kpi(window=ONE_MONTH),
        "5996/10000",
        "Chart of one figure, December 2024. Latest, December 2024: 59.96%, Amber; target 60%, floor 45%.",
    ),
    (
        kpi(window=ONE_MONTH),
        "61/100 x4 _ 62/100 _",
        (
            "Line chart of 5 figures, June 2024 to November 2024. Not rated as of Q3 2024/25 (late). The last figure, "
            "November 2024: 62%, Green. Highest 62% (November 2024), lowest 61% (September 2024). For 2 months there is no figure."
        ),
    ),
    (kpi(), "50/100 x3", "There is no figure to draw as of Q3 2024/25 (window incomplete)."),
    (
        count(standards=(within(("17.5", "22.5"), ("15", "25")),)),
        "20 x5",
        (
            "Line chart of 5 figures, August 2024 to December 2024. Latest, December 2024: 20, Green; target 17.5 to 22.5, "
            "floor 15 to 25. Every figure is 20."
        ),
    ),
    (
        kpi(
            window=ONE_MONTH,
            breaks=(Break(month("2024-11"), "Days \x1bunder repair are counted."),),
            standards=(at_least("50", "40", None, month("2024-09")), at_least("60", "45", month("2024-10"), None)),
        ),
        "55/100 x5",
        (
            "Line chart of 5 figures, August 2024 to December 2024. Latest, December 2024: 55%, Amber; target 60%, floor 45%. "
            "Every figure is 55%. In August 2024 the target was 50%. From November 2024 figures are not comparable with earlier "
            "ones: Days under repair are counted."
        ),
    ),
]


@pytest.mark.parametrize(("definition", "text", "said"), FIGURES)
def test_what_a_chart_says_can_be_read_aloud(definition: Definition, text: str, said: str) -> None:
    length = len(results(0, text))
    shown = chart_of(definition, results(month("2024-12") - length + 1, text), "Q3 2024/25")
    assert description(shown) == said


def test_a_range_that_is_open_on_one_side_says_which() -> None:
    busy = count(kind=Kind.ACTIVITY, standards=(), expected=Band(Decimal(10), None))
    shown = chart_of(busy, results(month("2024-12"), "7"), "Q3 2024/25")
    assert "Latest, December 2024: 7, below the expected range of 10 or more." in description(shown)
    assert {"Expected 10 or more", "below range, Dec 2024"} <= {box.words for box in boxes(chart(shown))}
    quiet = replace(busy, expected=Band(None, Decimal(10)))
    assert "Expected 10 or less" in {box.words for box in boxes(chart(shown._replace(definition=quiet)))}


def test_the_label_of_the_latest_figure_never_contradicts_its_rating() -> None:
    shown = chart_of(kpi(window=ONE_MONTH), results(month("2024-12"), "5996/10000"), "Q3 2024/25")
    assert {"59.96% Amber", "Target 60%", "Floor 45%"} <= {box.words for box in boxes(chart(shown))}


def test_the_title_names_an_area_that_is_not_the_bodys_own() -> None:
    shown = chart_of(kpi(name="Visits"), results(month("2024-12"), "1/2"), "Q3 2024/25")
    assert title(shown) == "Visits"
    assert title(shown._replace(row=shown.row._replace(area="East\n Kent"))) == "Visits, East Kent"


def test_single_months_stand_behind_a_rate_over_twelve_and_behind_nothing_else() -> None:
    cells = results(month("2023-04"), "10/20 20/20 x11 5/20 x9")
    singles = chart_of(kpi(), cells, "Q3 2024/25").singles
    assert [single.value for single in singles] == [50, *[100] * 11, *[25] * 9]
    counts = results(month("2023-04"), "10 x21")
    assert chart_of(count(window=kpi().window), counts, "Q3 2024/25").singles == ()
    assert chart_of(kpi(window=ONE_MONTH), cells, "Q3 2024/25").singles == ()


def test_the_future_is_not_drawn_and_the_years_are_the_bodys() -> None:
    cells = results(month("2010-01"), "1/2 x200")
    shown = chart_of(replace(kpi(window=ONE_MONTH), breaks=broken_from("2015-01")), cells, "Q2 2024/25")
    assert [shown.points[0].month, shown.points[-1].month] == [month("2020-04"), month("2024-09")]
    assert "comparable" not in description(shown)
    assert [point.month for point in shown.points if point.reported][-2:] == [month("2024-06"), month("2024-09")]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_told_from_their_ground(palette: dict[str, str]) -> None:
    for name in ("ink", "quiet"):
        assert contrast(palette[name], palette["ground"]) >= 4.5
    for name in ("line", "single", "green", "amber", "red", "unrated", "axis", "ink"):
        for ground in ("ground", "span", "outer", "inner"):
            if (name, ground) != ("axis", "inner"):
                assert contrast(palette[name], palette[ground]) >= 3, (name, ground)
