"""The charts of the shipped set, drawn by our module, by Matplotlib and by Altair, as SVG and as PNG."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping

import qpr_rules
from benchmarks.chart_rivals import ZOOM, Plot, Rival, rivals
from benchmarks.commands import ROOT
from benchmarks.timing import command, interleaved, table
from qpr_rules.app.chart import chart
from qpr_rules.core.charted import Charted, Plotted
from qpr_rules.definition import Band
from qpr_rules.period import last_day
from qpr_rules.showing.chart.draw import Form
from qpr_rules.showing.chart.draw import chart as draw
from qpr_rules.showing.chart.picture import png

NUMBER, ROUNDS, STARTS = 40, 7, 9
QUARTER = "Q3 2024/25"


class Ours:
    """Our module, and resvg for pixels."""

    name = "qpr-rules"
    starts = "import qpr_rules.showing.chart.draw, resvg_py"

    def svg(self, plot: Plot) -> str:
        """The drawing, with the words that stand for it."""
        return draw(plot.charted, Form.FILE)

    def png(self, plot: Plot) -> bytes:
        """The same as pixels."""
        return png(draw(plot.charted, Form.PAPER), ZOOM)

    def marks(self, svg: str) -> int:
        """How many rated points are in it: those of the key have no title."""
        return len(re.findall(r'-(?:mark|hollow)" d="[^"]*">', svg))


def shipped() -> list[Plot]:
    """The first 40 of the shipped set that have figures, in the order of the report."""
    report = qpr_rules.open(ROOT).evaluate(QUARTER)
    charts = (chart(report, row.kpi, row.area) for row in report.own)
    return [_plot(each) for each in charts if each.points][:NUMBER]


def _plot(found: Charted) -> Plot:
    points = found.points
    days = [last_day(each.month) for each in points]
    figures = [None if each.figure is None else float(each.figure) for each in points]
    marks = [
        (day, figure, str(each.rating))
        for day, figure, each in zip(days, figures, points, strict=True)
        if each.reported and figure is not None
    ]
    target, floor = (_edges(points, name) for name in ("target", "floor"))
    return Plot(found.row.name, str(found.row.unit), days, figures, target, floor, marks, found)


def _edges(points: tuple[Plotted, ...], name: str) -> list[list[float | None]]:
    """The edges of a standard over time: one, or the two of a band; none for what has no standard."""
    bands: list[Band | None] = [getattr(each, name) for each in points]
    sides = ([band and band.low for band in bands], [band and band.high for band in bands])
    return [[None if edge is None else float(edge) for edge in side] for side in sides if any(side)]


def section() -> str:
    """The table. That everyone marks the same points is looked at before anything is timed."""
    plots = shipped()
    drawing: list[Rival] = [Ours(), *rivals()]
    for each in drawing:
        _require_the_same(each, plots)
    tables = (
        (f"{len(plots)} as SVG", interleaved({each.name: _all(each.svg, plots) for each in drawing}, ROUNDS)),
        (f"{len(plots)} as PNG", interleaved({each.name: _all(each.png, plots) for each in drawing}, ROUNDS)),
        (
            "starting",
            interleaved({each.name: command([sys.executable, "-c", each.starts]) for each in drawing}, STARTS),
        ),
    )
    rows = [[each.name, *(cell for _, taken in tables for cell in _beside(taken, each.name))] for each in drawing]
    return table(["drawn by", *(head for title, _ in tables for head in (title, "it / ours"))], rows)


def _beside(taken: Mapping[str, float], name: str) -> tuple[str, str]:
    return f"{taken[name] * 1000:,.0f} ms", f"{taken[name] / taken[Ours.name]:.1f}"


def _all(draws: Callable[[Plot], object], plots: list[Plot]) -> Callable[[], None]:
    def run() -> None:
        for plot in plots:
            draws(plot)

    return run


def _require_the_same(who: Rival, plots: list[Plot]) -> None:
    """Raise RuntimeError for a drawing without a mark for each rated point, or a picture that is none."""
    for plot in plots:
        if (found := who.marks(who.svg(plot))) != len(plot.marks):
            raise RuntimeError(f"{who.name} marks {found} points of {plot.title}, not {len(plot.marks)}")
    if not who.png(plots[0]).startswith(b"\x89PNG"):
        raise RuntimeError(f"{who.name} makes no PNG")
