"""What a chart looks like, read back from its SVG: where its text and its shapes are, without the code that placed them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from qpr_rules.core.charted import Charted, charted
from qpr_rules.core.rows import rows_as_of
from qpr_rules.definition import Definition
from qpr_rules.showing.chart.lettering import width
from tests.oracle import Cell
from tests.series import evaluated, quarter

SVG = "{http://www.w3.org/2000/svg}"
_SIZES = {"qc-title": 18.0, "qc-value": 15.0, "qc-small": 12.0}
_STEP = re.compile(r"([MLHVavhz])([^MLHVavhz]*)")


def chart_of(definition: Definition, cells: dict[int, Cell], as_of: str | int, years: int | None = None) -> Charted:
    """What the chart as of a quarter is drawn from."""
    at = quarter(as_of) if isinstance(as_of, str) else as_of
    found = evaluated(definition, cells, at)
    (row,) = rows_as_of(found, at, {})
    return charted(found, row, at, years)


class Box(NamedTuple):
    """A piece of text and the room it may take, in the usual direction of SVG: down is more."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether the two share any room."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def read(svg: str) -> ET.Element:
    """The drawing as XML. Raises ParseError where it is none."""
    return ET.fromstring(svg)  # noqa: S314  # of our own making


def view(svg: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is seen."""
    left, top, across, tall = map(float, read(svg).get("viewBox", "").split())
    return left, top, left + across, top + tall


def boxes(svg: str) -> list[Box]:
    """Every piece of text that is seen."""
    return [_box(each) for each in read(svg).iter(f"{SVG}text")]


def _box(each: ET.Element) -> Box:
    styles, words = (each.get("class") or "").split(), each.text or ""
    size = next((_SIZES[style] for style in styles if style in _SIZES), 13.0)
    long = width(words, size, bold="qc-title" in styles or "qc-value" in styles)
    at, baseline = float(each.get("x", "nan")), float(each.get("y", "nan"))
    left = at - {"end": long, "middle": long / 2}.get(each.get("text-anchor", ""), 0.0)
    return Box(words, left, baseline - 0.73 * size, left + long, baseline + 0.21 * size)


def places(svg: str, chosen: str = "") -> Iterator[tuple[float, float]]:
    """Each place that a line or shape of a class (or any) goes through, its centre for a circle's arcs."""
    for each in read(svg).iter(f"{SVG}path"):
        if chosen in (each.get("class") or "").split() or not chosen:
            yield from _walked(each.get("d") or "")


def _walked(drawn: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, text in _STEP.findall(drawn):
        numbers = [float(each) for each in text.replace(",", " ").split()]
        match command:
            case "M" | "L":
                x, y = numbers
            case "H":
                (x,) = numbers
            case "V":
                (y,) = numbers
            case "h":
                x += numbers[0]
            case "v":
                y += numbers[0]
            case "a":
                x, y = x + numbers[5], y + numbers[6]
        yield x, y


AT = 2022 * 4 + 2
"""The ordinal of Q3 2022/23."""


def require_readable(drawing: str) -> None:
    """Everything is in sight, no text touches another, and no letter is one that cannot be seen."""
    left, top, right, bottom = view(drawing)
    found = boxes(drawing)
    for box in found:
        assert box.left >= left and box.right <= right + 0.5, box
        assert box.top >= top and box.bottom <= bottom, box
    for one, other in combinations(found, 2):
        assert not one.touches(other), (one, other)
    for x, y in places(drawing):
        assert left <= x <= right and top <= y <= bottom, (x, y)
    for text in read(drawing).itertext():
        assert all(letter.isprintable() or letter in " \u200c\u200d" for letter in text), repr(text)
