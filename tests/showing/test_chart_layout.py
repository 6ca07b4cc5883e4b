"""Any chart can be drawn and read: valid XML, everything in sight, no text on other text, the same bytes again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qpr_rules.core.charted import Charted, Plotted
from qpr_rules.definition import Band, Break, Definition, Kind
from qpr_rules.evaluation import Rating
from qpr_rules.period import Frequency
from qpr_rules.quantity import Unit
from qpr_rules.showing.chart.draw import NARROW, WIDE, Form, chart
from qpr_rules.showing.chart.ends import placed
from tests.charts import AT, SVG, boxes, chart_of, places, read, require_readable
from tests.series import broken_from, count, kpi, month, results
from tests.worlds import some_cells, some_definition

DICE = st.integers(0, 2**40).map(random.Random)
NAMES = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "<script>alert(1)</script> & \"quoted\" ]]> 'name'",
            "W" * 400,
            "Percentage of people " * 20,
            "نسبة الأسر التي تنتظر السكن " * 4,
            "שיעור \u202eהתלונות\u202c",
            "👩‍👩‍👧 families 🚲 helped 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
            "空き家の数" * 30,
            "a\x00b\x1b[31m\nc\ud800",
            "",
        ]
    ),
)


@given(DICE, NAMES, st.sampled_from(list(Form)), st.sampled_from([NARROW, WIDE, 1000]))
def test_any_series_is_drawn_readably_under_any_name(dice: random.Random, name: str, form: Form, across: int) -> None:
    definition = replace(some_definition(dice), name=name, breaks=tuple(some_breaks(dice, name)))
    cells = some_cells(dice, definition)
    if cells:
        shown = chart_of(definition, cells, AT)
        drawing = chart(shown, form, across, [name])
        require_readable(drawing)
        assert drawing == chart(shown, form, across, [name])


def some_breaks(dice: random.Random, reason: str) -> list[Break]:
    months = sorted({month("2020-04") + dice.randint(1, 40) for _ in range(dice.choice([0, 1, 2, 6]))})
    return [Break(each, reason) for each in months]


def by_hand(
    definition: Definition, values: Sequence[Fraction | None], bands: tuple[Band, Band] | None = None
) -> Charted:
    """A chart of figures that no results need to have made."""
    target, floor = bands or (None, None)
    shown = chart_of(definition, results(month("2024-10"), "1/2 x3"), "Q3 2024/25")
    first = month("2024-12") - len(values) + 1
    points = [
        Plotted(first + at, first + at, value, list(Rating)[at % 4], None, at % 5 == 0, target, floor, at % 3 == 2)
        for at, value in enumerate(values)
    ]
    return Charted(definition, shown.row, tuple(points))


HUGE = [Fraction(10**18 - 1 - step, 7) * sign for step in range(5) for sign in (1, -1)]
EXTREMES: dict[str, Charted] = {
    "no point": by_hand(kpi(), []),
    "no figure": by_hand(kpi(), [None] * 20),
    "one point": by_hand(kpi(), [Fraction(50)], (Band(Decimal(60), None), Band(Decimal(45), None))),
    "two points": by_hand(kpi(), [Fraction(50), Fraction(51)]),
    "300 points": by_hand(kpi(), [Fraction(place % 97) for place in range(300)]),
    "huge": by_hand(count(), HUGE),
    "tiny": by_hand(count(unit=Unit.RATIO, decimals=18), [Fraction(1, 10**18) * each for each in range(1, 9)]),
    "negative": by_hand(
        count(unit=Unit.POUNDS), [Fraction(-1_234_567), Fraction(-1_000_000), None, Fraction(-900_000)]
    ),
    "zero": by_hand(count(), [Fraction(0)] * 12),
    "a target far above": by_hand(
        count(), [Fraction(3)] * 9, (Band(Decimal(10**17), None), Band(Decimal(10**16), None))
    ),
    "a figure far above": by_hand(
        count(), [Fraction(73_390)] * 9, (Band(Decimal(420), None), Band(Decimal(400), None))
    ),
    "target, floor and figure in one": by_hand(
        kpi(), [Fraction(60)] * 9, (Band(Decimal(60), None), Band(Decimal("59.99"), None))
    ),
    "long labels": by_hand(
        count(unit=Unit.PER_1_000_000, decimals=6),
        [Fraction(10**17, 3)] * 5,
        (Band(Decimal("123456789012.123456"), Decimal("223456789012.123456")), Band(Decimal(0), Decimal(10**17))),
    ),
    "an open expected range": by_hand(
        count(kind=Kind.ACTIVITY, standards=(), expected=Band(Decimal(5), None)), [Fraction(4), Fraction(9)]
    ),
    "many breaks": by_hand(
        kpi(breaks=broken_from(*(f"2024-{each:02}" for each in range(1, 12)))), [Fraction(each) for each in range(40)]
    ),
}


@pytest.mark.parametrize("across", [NARROW, WIDE])
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_chart_is_readable(name: str, form: Form, across: int) -> None:
    require_readable(chart(EXTREMES[name], form, across))


def test_a_name_stands_in_the_drawing_as_text_and_as_nothing_else() -> None:
    name = '</title><script>x</script>&amp; "a" ]]>'
    drawing = chart(by_hand(kpi(name=name), [Fraction(5)]), Form.FILE)
    drawn = read(drawing)
    assert drawn.findtext(f"{SVG}title") == name
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} <= {
        "svg",
        "title",
        "desc",
        "style",
        "rect",
        "path",
        "text",
    }


def test_no_two_charts_of_a_page_share_an_id() -> None:
    names = ["A", "A-narrow", "A_narrow", "B", "A.B", "A-B", "A_B", "a", "É", "A B", "A_20_B"]
    found = [
        each.get("id")
        for kpi_id in names
        for area in ("", *names)
        for across in (WIDE, NARROW)
        for each in read(chart(renamed(kpi_id, area), across=across)).iter()
        if each.get("id")
    ]
    assert len(found) == len(set(found)) == 4 * len(names) * (len(names) + 1)


def renamed(kpi_id: str, area: str) -> Charted:
    shown = EXTREMES["one point"]
    return shown._replace(row=shown.row._replace(kpi=kpi_id, area=area))


def test_what_labels_an_image_is_in_it() -> None:
    drawn = read(chart(EXTREMES["one point"]))
    assert drawn.get("role") == "img"
    ids = [each.get("id") for each in (drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")) if each is not None]
    assert drawn.get("aria-labelledby") == " ".join(map(str, ids))


HEIGHTS = st.lists(st.tuples(st.floats(-50, 250), st.floats(10, 60)), max_size=4)


@given(HEIGHTS)
@example([(10.0, 16.0), (10.0, 16.0)])
def test_labels_never_touch_and_those_with_room_stay_where_they_belong(wanted: Any) -> None:
    middles = placed([at for at, _ in wanted], [tall for _, tall in wanted], 0, 240)
    spans = sorted((middle - tall / 2, middle + tall / 2) for middle, (_, tall) in zip(middles, wanted, strict=True))
    for (_, end), (begin, _) in pairwise(spans):
        assert end <= begin + 1e-6
    assert all(begin >= -1e-6 and end <= 240 + 1e-6 for begin, end in spans)
    if len(wanted) == 1:
        ((at, tall),) = wanted
        assert middles[0] == pytest.approx(min(max(at, tall / 2), 240 - tall / 2))


def test_figures_stand_where_the_axis_says() -> None:
    """By proportion between two ticks that are written: an answer of its own."""
    drawing = chart(by_hand(kpi(decimals=1), [Fraction(value) for value in (20, 40, 60, 80)]))
    ticks = {box.words: (box.top + box.bottom) / 2 for box in boxes(drawing) if box.words in ("20%", "80%")}
    drawn = list(places(drawing, "qc-line"))
    height = (ticks["20%"] - ticks["80%"]) / 60
    for (_, y), value in zip(drawn, (20, 40, 60, 80), strict=True):
        assert y == pytest.approx(drawn[0][1] - (value - 20) * height, abs=0.2)
    assert drawn[0][1] == pytest.approx(ticks["20%"], abs=2)
    steps = [after[0] - before[0] for before, after in pairwise(drawn)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.2)


def test_a_gap_is_a_gap_and_a_figure_between_two_gaps_is_seen() -> None:
    shown = by_hand(kpi(), [Fraction(5), Fraction(6), None, Fraction(7), None, Fraction(8), Fraction(9)])
    drawn = read(chart(shown))
    lines = [each for each in drawn.iter(f"{SVG}path") if each.get("class") == "qc-line"]
    assert len(lines) == 2
    told = [each.findtext(f"{SVG}title") or "" for each in drawn.iter(f"{SVG}path")]
    assert sum("7%" in each for each in told) == 1


def test_no_line_crosses_a_break() -> None:
    shown = by_hand(kpi(breaks=broken_from("2024-11")), [Fraction(5)] * 6)
    drawing = chart(shown)
    ((upright, _), *_) = places(drawing, "qc-break")
    lines = [each.get("d") or "" for each in read(drawing).iter(f"{SVG}path") if each.get("class") == "qc-line"]
    sides = [{float(place.split()[0]) > upright for place in line[1:].split("L")} for line in lines]
    assert sides == [{False}, {True}]
    assert any(box.words == "Break, Nov 2024: counted anew" for box in boxes(drawing))


def test_the_frequency_of_an_annual_kpi_is_its_axis() -> None:
    annual = kpi(frequency=Frequency.YEAR)
    shown = chart_of(annual, results(2017, "50/100 x8"), "Q4 2024/25")
    assert {f"{year}/{year - 1999}" for year in range(2017, 2025)} <= {box.words for box in boxes(chart(shown))}
