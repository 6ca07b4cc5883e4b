"""The page of benchmarks and its picture say the same, and the picture says it without its colours too."""

from __future__ import annotations

import doctest
import re

from benchmarks import plots
from benchmarks.__main__ import PAGE, PICTURE

MEASURED = plots.costs(PAGE.read_text("utf-8"))
_MARK = re.compile(r'class="mark" transform="translate\([\d.]+,([\d.]+)\)" d="([^"]+)"')


def test_the_picture_is_drawn_from_the_page() -> None:
    assert len(MEASURED) == 4
    assert all({"qpr-rules core", "Polars"} <= each.keys() for each in MEASURED.values())
    assert PICTURE.read_text("utf-8") == plots.drawn(MEASURED)
    assert f"]({PICTURE.name})" in PAGE.read_text("utf-8")


def test_each_number_is_a_mark_of_its_engine_and_what_costs_more_stands_higher() -> None:
    panels = plots.drawn(MEASURED).split('<g transform="')[1:]
    for each, panel in zip(MEASURED.values(), panels, strict=True):
        marks = [(float(height), shape) for height, shape in _MARK.findall(panel)]
        numbers = [(cost, engine) for engine, by_size in each.items() for cost in by_size.values()]
        assert len(marks) == len(numbers)
        assert len({shape for _, shape in marks}) == len(each)
        by_cost = [marks[place][0] for place in sorted(range(len(marks)), key=lambda place: -numbers[place][0])]
        assert by_cost == sorted(by_cost)


def test_its_examples() -> None:
    assert doctest.testmod(plots).failed == 0
