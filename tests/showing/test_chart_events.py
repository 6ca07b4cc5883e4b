"""Breaks and suspensions on charts: where they are, said in words, and readable together."""

from __future__ import annotations

import re

import pytest

from qpr_rules.core.charted import Charted
from qpr_rules.definition import Suspension
from qpr_rules.showing.chart.draw import NARROW, WIDE, Form, chart
from qpr_rules.showing.chart.words import description
from tests.charts import SVG, boxes, chart_of, read, require_readable
from tests.series import broken_from, count, month, results

FIRST = month("2022-01")
WHY = "The system was being replaced"


def suspended(since: str, until: str | None, breaks: tuple[str, ...] = (), reason: str = WHY) -> Charted:
    away = Suspension(month(since), month(until) if until else None, reason)
    return chart_of(count(suspended=away, breaks=broken_from(*breaks)), results(FIRST, "50 52 " * 12), "Q3 2023/24")


def spans(drawing: str) -> list[tuple[float, float]]:
    """Left and right of each shaded span."""
    found = [each.get("d", "") for each in read(drawing).iter(f"{SVG}path") if each.get("class") == "qc-span"]
    return [tuple(map(float, re.findall(r"(?:M|H)([\d.]+)", each)[:2])) for each in found]  # type: ignore[misc]


def test_a_suspension_is_a_span_over_its_months_with_its_words() -> None:
    shown = suspended("2023-01", "2023-06")
    drawing = chart(shown)
    ((left, right),) = spans(drawing)
    ((_, whole),) = spans(chart(suspended("2022-01", None)))
    ((begin, _),) = spans(chart(suspended("2022-02", None)))
    month_wide = (whole - begin) / 23
    assert right - left == pytest.approx(6 * month_wide, rel=0.05)
    assert begin + 11 * month_wide == pytest.approx(left, abs=2)
    assert f"Suspended Jan 2023 to Jun 2023: {WHY}" in [box.words for box in boxes(drawing)]
    assert f"Suspended January 2023 to June 2023: {WHY}." in description(shown)


def test_one_that_lasts_goes_to_the_end_and_one_outside_the_chart_is_not_there() -> None:
    lasting = suspended("2023-10", None)
    assert f"Suspended from Oct 2023: {WHY}" in [box.words for box in boxes(chart(lasting))]
    assert f"Suspended from October 2023: {WHY}." in description(lasting)
    assert len(spans(chart(lasting))) == 1
    for since, until in (("2024-01", None), ("2024-01", "2024-05"), ("2021-03", "2021-12")):
        gone = suspended(since, until)
        assert spans(chart(gone)) == [] and "uspended" not in chart(gone) and "uspended" not in description(gone)
    for since, until in (("2023-12", None), ("2021-03", "2022-01")):
        assert len(spans(chart(suspended(since, until)))) == 1
        assert "Suspended " in description(suspended(since, until))


@pytest.mark.parametrize("across", [NARROW, WIDE])
@pytest.mark.parametrize("form", list(Form))
def test_breaks_and_a_suspension_are_readable_together_in_their_order(form: Form, across: int) -> None:
    shown = suspended("2023-01", "2023-06", ("2022-08", "2023-09"), "A reason that goes on and on " * 6)
    drawing = chart(shown, form, across)
    require_readable(drawing)
    said = [box.words for box in boxes(drawing) if box.words.startswith(("Break", "Suspended"))]
    assert [each.split(",")[0].split(" J")[0] for each in said] == ["Break", "Suspended", "Break"]


def test_a_reason_is_text() -> None:
    drawing = chart(suspended("2023-01", None, reason="<b>&</b>"))
    assert "<b>" not in drawing and "Suspended from Jan 2023: <b>&</b>" in [box.words for box in boxes(drawing)]
