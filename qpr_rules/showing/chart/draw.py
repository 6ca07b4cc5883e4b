"""One chart as SVG: the figure over time, its standards, ratings, breaks and gaps, with every line named where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from qpr_rules.definition import Kind
from qpr_rules.observation import HIDDEN
from qpr_rules.showing.chart import style
from qpr_rules.showing.chart.ends import Label, labels, placed
from qpr_rules.showing.chart.events import events, room, spans, uprights
from qpr_rules.showing.chart.frame import Frame
from qpr_rules.showing.chart.key import key
from qpr_rules.showing.chart.lettering import clean, even, identifier, marked_up, width, wrapped
from qpr_rules.showing.chart.limits import edges, level_lines, special_points
from qpr_rules.showing.chart.lines import bands, box, path, runs, single_runs, steps
from qpr_rules.showing.chart.marks import drawn, mark_of
from qpr_rules.showing.chart.scale import Scale, months_shown, stretches, tick_words, values_scale
from qpr_rules.showing.chart.words import description, measured, period_of, printed, title, verdict

if TYPE_CHECKING:  # drawing needs no NumPy
    from qpr_rules.core.charted import Charted, Plotted

WIDE, NARROW = 720, 360
"""Widths of a chart on paper or a desktop, and on a telephone."""

_MARGIN = 14


class Form(StrEnum):
    """Where a chart goes: into a page that has its style and names it, into a file of its own, or onto paper.

    A plate is for paper that names it: in a document, under a caption.
    """

    PAGE = "page"
    PLATE = "plate"
    FILE = "file"
    PAPER = "paper"


def chart(charted: Charted, form: Form = Form.PAGE, across: int = WIDE, notes: Sequence[str] = ()) -> str:
    """The chart as an SVG element, the same bytes for the same input.

    ``across`` is its width in pixels; the height follows from what there is to say. A PAGE must hold ``style.for_page()`` once,
    and has the KPI's name as a heading; a FILE and PAPER carry both, a PLATE the style only. ``notes`` are written below. The element is an
    image whose name and description are ``title`` and ``description`` of ``words``; its ids begin with the KPI's; a page may hold
    a narrow one beside the other.
    """
    return "".join(_Drawing(charted, form, across, notes).parts())


class _Drawing:
    """One chart while it is drawn: what has been measured of it."""

    def __init__(self, charted: Charted, form: Form, across: int, notes: Sequence[str]) -> None:
        self.charted, self.form, self.across = charted, form, across
        self.narrow = across < 480
        self.notes = [line for note in notes for line in wrapped(clean(note), across - 8, 12, 3)]
        inside = form in (Form.PAGE, Form.PLATE)
        self.margin = 0 if inside else _MARGIN
        self.heads = [] if inside else even(title(charted), across - 8, 18, 3, bold=True)
        first, last = months_shown(charted)
        scale = values_scale(_values(charted), charted.definition.unit, bounded=charted.definition.bounded)
        self.ticks = tick_words(scale, charted.definition.unit)
        self.labels = labels(charted, 96 if self.narrow else 170)
        self.events = events(charted, first, last, across)
        self.unders = even(self._under(scale), across - 8, 13, 3)
        self.key = key(charted, across)
        # The same room for most, so that charts below one another begin and end alike.
        least_left, least_right = (0, 0) if self.narrow else (46, 130)
        left = max(least_left, *(width(tick, 13) + 10 for tick in self.ticks))
        right = across - 20 - max([least_right, *(label.width for label in self.labels)])
        top = 4 + len(self.heads) * 23 + len(self.unders) * 17 + 2 + room(self.events) + 14
        low = self.narrow or form is Form.PLATE  # on paper there is more to stand beside it
        tall = max(200 if low else 230, sum(label.height for label in self.labels))  # exact: integers
        self.frame = Frame(
            left=left, right=max(right, left + 60), top=top, bottom=top + tall, first=first, last=last, scale=scale
        )
        self.height = top + tall + 28 + len(self.key) * 20 + len(self.notes) * 16 + 4

    def _under(self, scale: Scale) -> str:
        """The line above the plot: what is measured, and what a reader must know of it."""
        said = measured(self.charted)
        if scale.low > 0:
            said += f"; the axis starts at {self.ticks[0]}, not 0"
        elif scale.high < 0:
            said += f"; the axis ends at {self.ticks[-1]}, not 0"
        row = self.charted.row
        if row.is_hidden:
            said += f". Latest: hidden {HIDDEN}"
        elif row.figure is None and row.reason is not None and self.charted.definition.kind is Kind.KPI:
            said += f". Latest: not rated ({row.reason})"
        return said

    def parts(self) -> Iterator[str]:
        """The drawing, from the ground up."""
        charted, frame = self.charted, self.frame
        name = identifier(charted.row.kpi, charted.row.area) + ("_narrow" if self.narrow else "")
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="qc" {self._size()} '
            f'role="img" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{marked_up(title(charted))}</title>'
            f'<desc id="{name}-desc">{marked_up(description(charted))}</desc>'
        )
        if self.form is not Form.PAGE:
            rules = style.for_file() if self.form is Form.FILE else style.for_paper()
            yield f'<style>{rules}</style><rect class="qc-ground" x="{-self.margin}" y="{-self.margin}" width="100%" height="100%"/>'
        yield from self._heads()
        yield from spans(self.events, frame)
        yield from self._axes()
        yield from self._bands()
        yield from self._singles()
        for which in ("floor", "target"):
            yield from (f'<path class="qc-{which}" d="{each}"/>' for each in steps(charted, frame, which))
        yield from level_lines(charted, frame)
        yield from uprights(self.events, frame, self.across)
        yield from self._figures()
        yield from special_points(charted, frame)
        yield from self._ends()
        yield from self._foot()
        yield "</svg>"

    def _size(self) -> str:
        margin = self.margin
        across, tall = self.across + 2 * margin, round(self.height) + 2 * margin
        return f'viewBox="{-margin} {-margin} {across} {tall}" width="{across}" height="{tall}"'

    def _heads(self) -> Iterator[str]:
        y = 0.0
        for line in self.heads:
            y += 23
            yield _text(2, y - 3, line, "qc-title")
        for line in self.unders:
            y += 17
            yield _text(2, y + 1, line, "qc-quiet")

    def _axes(self) -> Iterator[str]:
        frame = self.frame
        for tick, words in zip(frame.scale.ticks, self.ticks, strict=True):
            y = frame.y(tick)
            kind = "axis" if tick in (0, frame.scale.low) else "grid"
            yield f'<path class="qc-{kind}" d="M{frame.left:.1f} {y:.1f}H{frame.right:.1f}"/>'
            yield _text(frame.left - 8, y + 4.5, words, "qc-quiet", "end")
        parts = stretches(self.charted, frame.first, frame.last)
        points = all(part.first == part.last for part in parts)
        for part in parts:
            at = frame.x(part.first if points else part.first - 0.5)
            if at > frame.left:
                yield f'<path class="qc-axis" d="M{at:.1f} {frame.bottom:.1f}v6"/>'
        taken = float(self.across)
        for part in reversed(parts):
            begin, end = (part.first, part.last) if points else (part.first - 0.5, part.last + 0.5)
            middle, half = (frame.x(begin) + frame.x(end)) / 2, width(part.words, 13) / 2
            middle = max(half, min(middle, self.across - half - 2))
            whole = points or len(parts) > 12 or frame.x(end) - frame.x(begin) >= half
            if whole and middle + half <= taken:
                yield _text(middle, frame.bottom + 19, part.words, "qc-quiet", "middle")
                taken = middle - half - 8

    def _bands(self) -> Iterator[str]:
        frame, expected = self.frame, self.charted.definition.expected
        for which, name in (("floor", "outer"), ("target", "inner")):
            if area := bands(self.charted, frame, which):
                yield f'<path class="qc-{name}" d="{area}"/>'
        if expected is not None:
            yield f'<path class="qc-inner" d="{box(frame, frame.first - 12, frame.last + 12, expected)}"/>'
            for edge in expected:
                if edge is not None:
                    y = frame.y(edge)
                    yield f'<path class="qc-floor" d="M{frame.left:.1f} {y:.1f}H{frame.right:.1f}"/>'

    def _singles(self) -> Iterator[str]:
        frame, singles = self.frame, self.charted.singles
        for run in single_runs(self.charted):
            places = [(frame.x(month), frame.y(singles[int(place)].value)) for month, place in run]
            if len(places) > 1:
                yield f'<path class="qc-single" d="{path(places)}"/>'
            dots = "".join(f"M{x - 1.6:.1f} {y:.1f}a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0z" for x, y in places)
            yield f'<path class="qc-single-dot" d="{dots}"/>'

    def _figures(self) -> Iterator[str]:
        charted, frame = self.charted, self.frame
        stretched = runs(charted)
        for run in stretched:
            if len(run) > 1:
                places = [(frame.x(point.month), frame.y(point.figure)) for point in run if point.figure is not None]
                yield f'<path class="qc-line" d="{path(places)}"/>'
        marked = [
            point for run in stretched for point in run if point.reported or len(run) == 1 or point is stretched[-1][-1]
        ]
        apart = (frame.right - frame.left) / max(1, len(marked))
        radius = max(1.8, min(5.2, apart * 0.36))
        for point in marked:
            assert point.figure is not None
            told = f"{period_of(charted, point)}: {printed(charted, point, point.figure)}, {verdict(charted, point)}"
            mark, x, y = mark_of(charted, point), frame.x(point.month), frame.y(point.figure)
            yield drawn(mark, x, y, radius, hollow=point.provisional, told=told.rstrip(", "))
        if not stretched:
            middle = (frame.left + frame.right) / 2
            yield _text(middle, (frame.top + frame.bottom) / 2, "No figure to draw", "qc-quiet", "middle")

    def _ends(self) -> Iterator[str]:
        frame = self.frame
        wanted = [frame.y(label.value) for label in self.labels]
        heights = [float(label.height) for label in self.labels]
        x = frame.right + 14
        for label, at, middle in zip(
            self.labels, wanted, placed(wanted, heights, frame.top - 12, frame.bottom + 8), strict=True
        ):
            if abs(at - middle) > 5:
                yield f'<path class="qc-leader" d="M{frame.right + 1:.1f} {at:.1f}L{x - 3:.1f} {middle:.1f}"/>'
            yield from _label(label, x, middle)

    def _foot(self) -> Iterator[str]:
        y = self.frame.bottom + 28
        for entries in self.key:
            y += 20
            for x, entry in entries:
                yield entry.symbol(x + 8, y - 9)
                yield _text(x + entry.indent, y - 4.5, entry.words, "qc-quiet")
        for note in self.notes:
            y += 16
            yield _text(2, y - 3, note, "qc-small qc-quiet")


def _label(label: Label, x: float, middle: float) -> Iterator[str]:
    y = middle - label.height / 2 + 2
    for line in label.lines:
        y += line.height
        yield _text(x, y - line.height * 0.25, line.text, line.style)


def _text(x: float, y: float, words: str, styles: str = "", anchor: str = "") -> str:
    chosen = f' class="{styles}"' if styles else ""
    chosen += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{chosen}>{marked_up(words)}</text>'


def _values(charted: Charted) -> list[Fraction]:
    """Everything that the axis must hold."""
    points: Sequence[Plotted] = charted.points
    held = [point.figure for point in points if point.figure is not None]
    held += [single.value for single in charted.singles] + [edge.value for edge in edges(charted)]
    every = {band for point in points for band in (point.target, point.floor)} | {charted.definition.expected}
    return held + [Fraction(edge) for band in every if band is not None for edge in band if edge is not None]
