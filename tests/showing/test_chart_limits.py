"""Process limits on charts: lines where the limits are, a diamond about each special cause, named, in the key and in words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qpr_rules.core.charted import Charted
from qpr_rules.definition import Definition, Kind, Reported, Window, WindowKind
from qpr_rules.direction import Over
from qpr_rules.quantity import Unit
from qpr_rules.showing.chart import style
from qpr_rules.showing.chart.draw import NARROW, WIDE, Form, chart
from qpr_rules.showing.chart.words import description
from tests.charts import AT, SVG, boxes, chart_of, read, require_readable
from tests.limits import FIRST, LIMITS, by_limits
from tests.series import COUNT, ONE_MONTH, ONE_QUARTER, broken_from, count, kpi, results

SWINGS = "50 52 " * 6
YEAR = Window(WindowKind.ROLLING, 12, "12 months")


def paths(drawing: str, kind: str) -> list[str]:
    """The shapes of this style in the plot, without the key's."""
    found = [each.get("d", "") for each in read(drawing).iter(f"{SVG}path") if each.get("class") == f"qc-{kind}"]
    return [each for each in found if "h24" not in each]


def special(shown: Charted) -> int:
    """How many diamonds there are in the plot: those that tell a pointer what they are."""
    return chart(shown).count("<title>Special cause</title>")


def drawn(values: str, definition: Definition | None = None, as_of: str = "Q4 2023/24") -> Charted:
    return chart_of(definition or count(direction=LIMITS), results(FIRST, values), as_of)


def height(path: str) -> float:
    found = re.fullmatch(r"M[\d.]+ ([\d.]+)H[\d.]+", path)
    assert found is not None, path
    return float(found[1])


def test_the_lines_are_where_the_limits_are_and_named_where_they_end() -> None:
    shown = drawn(SWINGS + "51 51 60")
    drawing = chart(shown)
    (mean,), (upper, lower) = paths(drawing, "mean"), paths(drawing, "limit")
    # By hand: mean 51.6, limits 45.52 and 57.68 (tests/core/test_control.py).
    assert (height(mean) - height(upper)) == pytest.approx(height(lower) - height(mean), abs=0.15)
    assert height(upper) < height(mean) < height(lower)
    words = [box.words for box in boxes(drawing)]
    assert {
        "Upper limit 57.7",
        "Mean 51.6",
        "Lower limit 45.5",
        "Mean and natural process limits",
        "Special cause",
    } <= set(words)
    assert special(shown) == 1
    said = description(shown)
    assert "Natural process limits of 15 figures: upper limit 57.7, mean 51.6, lower limit 45.5." in said
    assert "Special cause: the latest point is outside the upper limit." in said
    assert "Target 60, if nothing changes: between the limits no value meets it: it is missed consistently." in said
    assert said.endswith("1 of the 15 figures is part of a special cause.")


def test_without_a_special_cause_there_is_no_diamond_and_no_word_of_one() -> None:
    shown = drawn(SWINGS + "51 51 51")
    assert special(shown) == 0 and "qc-special" not in chart(shown)
    assert "Special cause" not in [box.words for box in boxes(chart(shown))]
    assert "The latest point is no special cause: it is within what the measure does by itself." in description(shown)
    assert "part of" not in description(shown)


def test_by_another_method_there_is_none_of_it() -> None:
    drawing = chart(drawn(SWINGS + "51 51 60", count()))
    assert not paths(drawing, "mean") and not paths(drawing, "limit") and "qc-special" not in drawing
    assert "process" not in drawing


def test_special_causes_of_the_past_are_marked_too_by_the_limits_of_now() -> None:
    shown = drawn("50 52 " * 3 + "75 27 " + "50 52 " * 4)  # mean 50.9, mean moving range 8.3: limits 28.9 and 73.0
    assert special(shown) == 2
    assert "The latest point is no special cause" in description(shown)
    shift = drawn("50 54 50 54 50 54 50 54 53 55 53 55 53 55 53")
    assert special(shift) == 8 and "8 of the 15 figures are part of special causes." in description(shift)


def test_a_limit_beyond_what_there_can_be_is_not_drawn() -> None:
    few = drawn("0 3 " * 8)
    assert [len(paths(chart(few), each)) for each in ("limit", "mean")] == [1, 1]
    assert "lower limit" not in description(few)
    high = drawn("99/100 90/100 " * 8, kpi(window=ONE_MONTH, direction=LIMITS))
    assert "upper limit" not in description(high) and "lower limit" in description(high)
    free = drawn("99/100 90/100 " * 8, kpi(window=ONE_MONTH, direction=LIMITS, bounded=False))
    assert "upper limit" in description(free)
    below = drawn("-3 3 " * 8, count(direction=LIMITS, measure=count().measure))
    assert "lower limit -" in description(below)
    level = drawn("50 " * 16)
    assert [len(paths(chart(level), each)) for each in ("limit", "mean")] == [0, 1]


def test_few_points_are_provisional_and_limits_begin_after_a_break() -> None:
    shown = drawn(SWINGS + "90 91 90 91 90 91", count(direction=LIMITS, breaks=broken_from("2024-01")), "Q1 2024/25")
    assert "Natural process limits of 6 figures, provisional: upper limit " in description(shown)
    (mean,) = paths(chart(shown), "mean")
    whole = drawn(SWINGS + "90 91 90 91 90 91", as_of="Q1 2024/25")
    (longer,) = paths(chart(whole), "mean")
    assert float(mean[1:].split()[0]) > float(longer[1:].split()[0]) + 200


@pytest.mark.parametrize(
    ("definition", "behind", "what"),
    [
        (kpi(window=ONE_MONTH, direction=LIMITS), 0, "24 figures"),
        (kpi(window=YEAR, direction=LIMITS), 30, "24 single months"),
        (kpi(window=YEAR, direction=LIMITS._replace(over=Over.QUARTERS)), 10, "10 quarters"),
        (kpi(window=ONE_MONTH, direction=LIMITS._replace(over=Over.QUARTERS)), 10, "10 quarters"),
        (kpi(window=ONE_QUARTER, direction=LIMITS._replace(over=Over.QUARTERS)), 0, "10 figures"),
        (kpi(window=ONE_QUARTER, direction=LIMITS), 30, "24 single months"),
        (kpi(window=YEAR, direction=LIMITS._replace(over=Over.FIGURES)), 0, "19 figures"),
        (kpi(window=YEAR, reported=Reported.ROLLED, direction=LIMITS), 0, "24 figures"),
    ],
)
def test_what_stands_behind_the_figures_is_what_the_limits_are_of(
    definition: Definition, behind: int, what: str
) -> None:
    shown = drawn("50/100 52/100 " * 15, definition, "Q1 2025/26")
    assert len(shown.singles) == behind
    assert f"Natural process limits of {what}" in description(shown)
    require_readable(chart(shown))


def test_a_part_of_a_figure_has_no_place_among_figures() -> None:
    shown = drawn("50 52 " * 15, count(window=YEAR, direction=LIMITS), "Q1 2025/26")
    assert shown.control is None and "process" not in chart(shown)


def test_an_activity_indicator_has_limits_beside_its_range() -> None:
    shown = drawn(
        SWINGS + "51 51 60", count(direction=LIMITS, kind=Kind.ACTIVITY, standards=(), measure=COUNT, unit=Unit.COUNT)
    )
    assert special(shown) == 1 and "Direction: rising." in description(shown)


def test_the_lines_are_told_apart_without_colour_and_have_contrast() -> None:
    rules = style.for_paper()
    dashes = {
        which: re.search(rf"\.qc-{which}{{[^}}]*stroke-dasharray:([\d ]+)", rules)
        for which in ("limit", "floor", "break")
    }
    assert len({found[1] for found in dashes.values() if found}) == 3
    assert ".qc-mean,.qc-limit{stroke:" in rules and ".qc-special{stroke:" in rules


@given(st.integers(0, 2**40), st.sampled_from(list(Form)), st.sampled_from([NARROW, WIDE]))
def test_any_series_is_drawn_readably(seed: int, form: Form, across: int) -> None:
    definition, cells = by_limits(seed)
    if cells:
        definition = replace(definition, breaks=())
        drawing = chart(chart_of(definition, cells, AT), form, across)
        require_readable(drawing)
