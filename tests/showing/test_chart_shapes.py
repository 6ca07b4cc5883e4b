"""What is drawn for whom: a shape for each rating, hollow while provisional, steps where a standard changes, and no more than that."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from qpr_rules.definition import Band, Kind
from qpr_rules.evaluation import Rating
from qpr_rules.quantity import Unit
from qpr_rules.showing.chart import picture, style
from qpr_rules.showing.chart.draw import Form, chart
from qpr_rules.showing.chart.marks import MARKS, OUTSIDE, WITHIN, drawn
from qpr_rules.showing.chart.scale import tick_words, values_scale
from tests.charts import SVG, boxes, chart_of, places, read
from tests.series import ONE_MONTH, ONE_QUARTER, TO_DATE, at_least, count, kpi, month, results, within

EHCP = kpi(
    name="Plans issued in time",
    standards=(at_least("55", "40", None, month("2024-03")), at_least("60", "45", month("2024-04"), None)),
)


def test_a_chart_reads_from_top_to_bottom() -> None:
    cells = results(month("2022-10"), "60/100 x20 40/100 x6 20/100[p]")
    drawing = chart(chart_of(EHCP, cells, "Q3 2024/25"), Form.FILE, notes=["Illustrative."])
    found = sorted(boxes(drawing), key=lambda box: (round(box.bottom), box.left))
    assert [box.words for box in found] == [
        "Plans issued in time",
        "Percent, over 12 months",
        "80%",
        "Target 60%",
        "60%",
        "47% Amber",
        "Dec 2024, provisional",
        "Floor 45%",
        "40%",
        "20%",
        "0%",
        "2022/23",
        "2023/24",
        "2024/25",
        "Each quarter’s rating:",
        "Green",
        "Amber",
        "Provisional",
        "Single months",
        "Illustrative.",
    ]


def marks(drawing: str) -> list[tuple[str, str]]:
    """The styles of each mark of the plot and what a pointer is told of it."""
    found = ((each.get("class") or "", each.findtext(f"{SVG}title")) for each in read(drawing).iter(f"{SVG}path"))
    return [(styles, told) for styles, told in found if told is not None]


def test_each_rating_has_a_shape_of_its_own_and_a_provisional_one_is_hollow() -> None:
    monthly = kpi(window=ONE_MONTH, minimum_denominator=50)
    cells = results(month("2023-12"), "60/100 x4 50/100 x3 40/100 x3 9/10 x2 60/100[p]")
    found = marks(chart(chart_of(monthly, cells, "Q3 2024/25")))
    assert found == [
        ("qc-mark qc-green-mark", "December 2023: 60%, Green"),
        ("qc-mark qc-green-mark", "March 2024: 60%, Green"),
        ("qc-mark qc-amber-mark", "June 2024: 50%, Amber"),
        ("qc-mark qc-red-mark", "September 2024: 40%, Red"),
        ("qc-hollow qc-green-hollow", "December 2024: 60%, Green"),
    ]


def test_shapes_differ_without_colour() -> None:
    kinds = [*MARKS.values(), WITHIN, OUTSIDE]
    shapes = Counter(drawn(mark._replace(colour=""), 0, 0, 5) for mark in kinds if mark is not WITHIN)
    assert set(shapes.values()) == {1}
    assert {mark.shape for mark in MARKS.values()} == {"circle", "triangle", "square", "cross"}
    assert set(MARKS) == set(Rating)


@pytest.mark.parametrize("radius", [1.84, 3.44, 4.25, 4.28, 5.2])
def test_a_circle_is_round(radius: float) -> None:
    ends = re.search(r"a(\S+) (\S+) 0 1 0 (\S+) 0a", drawn(MARKS[Rating.GREEN], 10.04, 20.06, radius))
    assert ends is not None
    assert float(ends[1]) * 2 == float(ends[2]) * 2 == float(ends[3])


def test_a_standard_steps_where_it_changes() -> None:
    cells = results(month("2022-04"), "50/100 x33")
    drawing = chart(chart_of(EHCP, cells, "Q3 2024/25"))
    steps = list(places(drawing, "qc-target"))
    (change,) = {x for (x, y), (_, after) in pairwise(steps) if y != after}
    figures = list(places(drawing, "qc-line"))
    # The line begins in March 2023, with the first figure over twelve months.
    before, after = (figures[month(when) - month("2023-03")][0] for when in ("2024-03", "2024-04"))
    assert change == pytest.approx((before + after) / 2, abs=0.2)
    assert len({y for _, y in steps}) == 2


def test_a_standard_is_drawn_only_while_it_was_in_force() -> None:
    monthly = kpi(window=ONE_MONTH, standards=(at_least("60", "45", month("2024-04"), month("2024-09")),))
    drawing = chart(chart_of(monthly, results(month("2024-01"), "50/100 x12"), "Q3 2024/25"))
    figures, target = list(places(drawing, "qc-line")), [x for x, _ in places(drawing, "qc-target")]
    month_apart = figures[1][0] - figures[0][0]
    assert min(target) == pytest.approx(figures[3][0] - month_apart / 2, abs=0.2)
    assert max(target) == pytest.approx(figures[8][0] + month_apart / 2, abs=0.2)
    assert "Target 60% until September 2024" in " ".join(box.words for box in boxes(drawing))


def test_a_year_to_date_begins_anew_and_shows_what_its_profile_makes_due() -> None:
    visits = count(window=TO_DATE, profile=((9, 50), (3, 100)), standards=(at_least("120", "100"),))
    drawing = chart(chart_of(visits, results(month("2022-04"), "10 x36"), "Q4 2024/25"))
    lines = [each for each in read(drawing).iter(f"{SVG}path") if each.get("class") == "qc-line"]
    assert len(lines) == 3
    assert len({round(y) for _, y in places(drawing, "qc-target")}) == 2


def test_bands_are_shaded_and_what_lies_outside_an_expected_range_has_another_shape() -> None:
    close = count(standards=(within(("18", "22"), ("15", "25")),))
    drawing = chart(chart_of(close, results(month("2024-01"), "20 x12"), "Q3 2024/25"))
    assert list(places(drawing, "qc-inner")) and list(places(drawing, "qc-outer"))
    busy = count(kind=Kind.ACTIVITY, standards=(), expected=Band(*map(Fraction, (10, 20))))  # type: ignore[arg-type]
    found = marks(chart(chart_of(busy, results(month("2024-07"), "15 x3 25 x3"), "Q3 2024/25")))
    assert [told for _, told in found] == ["September 2024: 15, within range", "December 2024: 25, above range"]


def test_marks_stand_at_quarters_and_the_line_goes_through_every_month() -> None:
    drawing = chart(chart_of(kpi(window=ONE_MONTH), results(month("2024-01"), "50/100 x12"), "Q3 2024/25"))
    assert len(list(places(drawing, "qc-line"))) == 12
    assert len(marks(drawing)) == 4
    quarterly = chart_of(kpi(window=ONE_QUARTER), results(month("2024-01"), "50/100 x12"), "Q3 2024/25")
    assert len(list(places(chart(quarterly), "qc-line"))) == 4


@pytest.mark.parametrize(
    ("values", "unit", "words"),
    [
        ([81, 97], Unit.PERCENT, ["80%", "85%", "90%", "95%", "100%"]),
        ([28, 64], Unit.PERCENT, ["0%", "20%", "40%", "60%", "80%"]),
        ([97, 97], Unit.PERCENT, ["90%", "92%", "94%", "96%", "98%", "100%"]),
        ([3, 3], Unit.PERCENT, ["0%", "1%", "2%", "3%", "4%", "5%"]),
        ([0, 3], Unit.COUNT, ["0", "1", "2", "3", "4"]),
        ([21_500, 24_000], Unit.TONNES, ["20,000", "21,000", "22,000", "23,000", "24,000", "25,000", "26,000"]),
        ([-4, 6], Unit.POUNDS, ["-£6", "-£4", "-£2", "£0", "£2", "£4", "£6", "£8"]),
        ([1_200_000, 2_900_000], Unit.POUNDS, ["£0", "£0.5m", "£1m", "£1.5m", "£2m", "£2.5m", "£3m"]),
        ([], Unit.COUNT, ["0", "1", "2"]),
    ],
)
def test_ticks_are_round_in_their_unit(values: list[int], unit: Unit, words: list[str]) -> None:
    scale = values_scale([Fraction(each) for each in values], unit, bounded=True)
    assert tick_words(scale, unit) == words


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    monthly = kpi(window=ONE_MONTH, standards=())
    said = {
        text: boxes(chart(chart_of(monthly, results(month("2024-12"), text), "Q3 2024/25")))
        for text in ("9/10", "1/10")
    }
    assert any("the axis starts at" in box.words for box in said["9/10"])
    assert not any("the axis starts at" in box.words for box in said["1/10"])


def test_a_page_may_set_its_own_colours_and_a_picture_has_fixed_ones() -> None:
    shown = chart_of(EHCP, results(month("2022-04"), "50/100 x33"), "Q3 2024/25")
    assert "<style>" not in chart(shown)
    assert "prefers-color-scheme:dark" in chart(shown, Form.FILE)
    paper = chart(shown, Form.PAPER)
    assert "var(" not in paper and "@media" not in paper
    page = style.for_page()
    used = {part.split(")")[0] for part in page.split("var(")[1:]}
    assert used == {part.split(":")[0] for part in page.replace("{", ";").split(";") if part.startswith("--qpr-")}


def test_drawing_needs_no_numpy_and_no_screen() -> None:
    program = (
        "import sys, qpr_rules.showing.chart.draw; print(*{'numpy', 'rich', 'yaml', 'resvg_py'} & set(sys.modules))"
    )
    folder = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == ""


def test_where_there_is_no_font_a_picture_without_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **given: real(**{**given, "skip_system_fonts": True}))
    picture._family.cache_clear()
    with pytest.raises(picture.NoPictureError, match="no font was found"):
        picture.png(chart(chart_of(EHCP, results(month("2024-12"), "1/2"), "Q3 2024/25"), Form.PAPER))
    picture._family.cache_clear()


def test_letters_that_no_font_has_are_named_and_all_look_alike_in_a_picture() -> None:
    pytest.importorskip("resvg_py", reason="pictures need the extra `report`")
    letters = "Qé空家ع𓀀𓀁ж"

    def drawing(words: str) -> str:
        return chart(chart_of(kpi(name=words), results(month("2024-12"), "1/2"), "Q3 2024/25"), Form.PAPER)

    missing = picture.without_font(drawing(letters))
    assert set(missing) <= set(letters[1:]) and "é" not in missing
    # A box is a box: two letters that are not there make one picture, two that are there make two.
    pictures = [picture.png(re.sub(r"<(title|desc).*?</\1>", "", drawing(each))) for each in letters]
    for one, other in pairwise(range(len(letters))):
        both = letters[one] in missing and letters[other] in missing
        assert (pictures[one] == pictures[other]) is both
    assert picture.without_font(drawing("Q & <b>")) == ""
