"""The marks of a chart: a shape for each rating, filled, or hollow while provisional; told apart without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qpr_rules.definition import Kind
from qpr_rules.evaluation import Expected, Rating
from qpr_rules.showing.chart.lettering import marked_up
from qpr_rules.showing.chart.shapes import shape
from qpr_rules.showing.chart.words import against

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted, Plotted


class Mark(NamedTuple):
    """A kind of mark: its shape, the name of its colour, and what the key says of it."""

    shape: str
    colour: str
    words: str


MARKS = {
    Rating.GREEN: Mark("circle", "green", "Green"),
    Rating.AMBER: Mark("triangle", "amber", "Amber"),
    Rating.RED: Mark("square", "red", "Red"),
    Rating.NOT_RATED: Mark("cross", "unrated", "Not rated"),
}
WITHIN, OUTSIDE = Mark("circle", "line", "Within the expected range"), Mark("diamond", "line", "Outside it")
PLAIN = Mark("circle", "line", "")


def mark_of(charted: Charted, point: Plotted) -> Mark:
    """The mark of a point: by its rating, or, of an activity indicator, by the range that is expected."""
    if charted.definition.kind is Kind.ACTIVITY:
        inside = against(charted, point)
        return PLAIN if inside is None else WITHIN if inside is Expected.WITHIN else OUTSIDE
    return MARKS[point.rating]


def drawn(mark: Mark, x: float, y: float, radius: float, *, hollow: bool = False, told: str = "") -> str:
    """The mark as SVG, with what a pointer held over it is told."""
    style = "cross" if mark.shape == "cross" else "hollow" if hollow else "mark"
    chosen = f'class="qc-{style} qc-{mark.colour}-{"hollow" if hollow else "mark"}"'
    place = f'd="{shape(mark.shape, x, y, radius)}"'
    return f"<path {chosen} {place}><title>{marked_up(told)}</title></path>" if told else f"<path {chosen} {place}/>"
