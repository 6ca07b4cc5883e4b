"""The labels at the right end of the lines: what each line is, moved apart where they would lie on one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.definition import Band
from qpr_rules.showing.chart.lettering import width, wrapped
from qpr_rules.showing.chart.limits import edges, named
from qpr_rules.showing.chart.words import expected_words, latest_lines, period_of
from qpr_rules.showing.figures import band

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted

VALUE, PLAIN, SMALL = (15, 18), (13, 16), (12, 15)
"""Sizes of letters, and the heights of their lines."""

GAP = 4


class Line(NamedTuple):
    """One line of a label: its text and its size."""

    text: str
    size: int
    height: int
    style: str = ""


class Label(NamedTuple):
    """What is written at the height of a value."""

    value: Fraction
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """Of all its lines."""
        return sum(line.height for line in self.lines) + GAP  # exact: integers

    @property
    def width(self) -> float:
        """Of its widest line."""
        return max(width(line.text, line.size, bold=line.size == VALUE[0]) for line in self.lines)


def labels(charted: Charted, room: float) -> list[Label]:
    """The labels of the latest figure, of target and floor, or of the expected range; each line as wide as the room at most."""
    return list(_labels(charted, room))


def _labels(charted: Charted, room: float) -> Iterator[Label]:
    latest = next((point for point in reversed(charted.points) if point.figure is not None), None)
    if latest is not None and latest.figure is not None:
        value, when = latest_lines(charted, latest)
        bold = [Line(text, *VALUE, "qc-value") for text in wrapped(value, room, VALUE[0], 6, bold=True)]
        small = [Line(text, *SMALL, "qc-small qc-quiet") for text in wrapped(when, room, SMALL[0], 3)]
        yield Label(latest.figure, (*bold, *small))
    for edge in edges(charted):
        yield Label(
            edge.value,
            tuple(Line(text, *SMALL, "qc-small qc-quiet") for text in wrapped(named(charted, edge), room, SMALL[0], 3)),
        )
    for said, held in _standards(charted):
        yield Label(_height_of(held), tuple(Line(text, *PLAIN) for text in wrapped(said, room, PLAIN[0], 6)))


def _standards(charted: Charted) -> Iterator[tuple[str, Band]]:
    """What is said at the end of the range or a standard's lines, and the band that it is of."""
    if charted.definition.expected is not None:
        yield f"Expected {expected_words(charted)}", charted.definition.expected
    for word, bands in (
        ("Target", [(point, point.target) for point in charted.points]),
        ("Floor", [(point, point.floor) for point in charted.points]),
    ):
        held = next(((point, each) for point, each in reversed(bands) if each is not None), None)
        if held is not None:
            point, standard = held
            until = "" if point is charted.points[-1] else f" until {period_of(charted, point)}"
            yield f"{word} {band(standard, charted.definition.unit)}{until}", standard


def _height_of(held: Band) -> Fraction:
    edges = [Fraction(edge) for edge in held if edge is not None]
    return sum(edges, Fraction(0)) / len(edges)


def placed(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The middles of labels that want to be at these heights: as near as they can be without touching, in their order.

    >>> placed([10, 12, 80], [16, 16, 16], 0, 100)
    [8.0, 24.0, 80.0]
    """
    order = sorted(range(len(wanted)), key=lambda each: (wanted[each], each))
    blocks: list[tuple[float, float, list[int]]] = []
    for each in order:
        start, size, members = wanted[each] - heights[each] / 2, heights[each], [each]
        start = _kept(start, size, top, bottom)
        while blocks and blocks[-1][0] + blocks[-1][1] > start:
            before, held, earlier = blocks.pop()
            # The joined block stands where its members are, on average, nearest to where they want to be.
            mean = (before * len(earlier) + (start - held) * len(members)) / (len(earlier) + len(members))
            members, size = [*earlier, *members], held + size
            start = _kept(mean, size, top, bottom)
        blocks.append((start, size, members))
    middles = [0.0] * len(wanted)
    for start, _, members in blocks:
        for each in members:
            middles[each] = start + heights[each] / 2
            start += heights[each]
    return middles


def _kept(start: float, size: float, top: float, bottom: float) -> float:
    return max(top, min(start, bottom - size))
