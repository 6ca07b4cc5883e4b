"""The same chart by Matplotlib and by Altair: a line with its points, a shape for each rating, target and floor as steps.

Both in the fastest form we know: Matplotlib by its objects, with one figure for all charts and no ``pyplot``; Altair without
checking its own specification, and turned into pictures by vl-convert, as Altair itself does it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

from qpr_rules.core.charted import Charted

WIDE, HIGH, ZOOM = 748, 370, 2
"""Pixels of a chart, about those of ours, and how many times as many a picture has."""

COLOURS = {"green": "#00703c", "amber": "#b65f00", "red": "#c4281c", "not rated": "#505a5f"}
MARKERS = {"green": "o", "amber": "^", "red": "s", "not rated": "x"}
SHAPES = {"green": "circle", "amber": "triangle-up", "red": "square", "not rated": "cross"}
LINE, INK = "#12436d", "#0b0c0c"


class Plot(NamedTuple):
    """A chart as lists. ``target`` and ``floor`` are the edges to draw, two of each for a band; None is a gap."""

    title: str
    unit: str
    days: list[dt.date]
    figures: list[float | None]
    target: list[list[float | None]]
    floor: list[list[float | None]]
    marks: list[tuple[dt.date, float, str]]
    charted: Charted


class Rival(Protocol):
    """Who draws."""

    name: str
    starts: str
    """What a new process must import for it."""

    def svg(self, plot: Plot) -> str: ...  # noqa: D102
    def png(self, plot: Plot) -> bytes: ...  # noqa: D102
    def marks(self, svg: str) -> int: ...  # noqa: D102


class Matplotlib:
    """Artists of one figure, cleared for each chart."""

    name = "Matplotlib"
    starts = "import matplotlib.figure, matplotlib.backends.backend_svg, matplotlib.backends.backend_agg"

    def __init__(self) -> None:
        """One figure of the size of our charts."""
        figure = import_module("matplotlib.figure")
        self.figure = figure.Figure(figsize=(WIDE / 100, HIGH / 100), dpi=100 * ZOOM)

    def _drawn(self, plot: Plot) -> Any:
        self.figure.clear()
        axes = self.figure.add_subplot()
        axes.plot(plot.days, [float("nan") if each is None else each for each in plot.figures], color=LINE, linewidth=2)
        for steps, style in ((plot.target, "-"), (plot.floor, ":")):
            for each in steps:
                values = [float("nan") if value is None else value for value in each]
                axes.step(plot.days, values, where="mid", color=INK, linewidth=1, linestyle=style)
        for rating, shape in MARKERS.items():
            own = [mark for mark in plot.marks if mark[2] == rating]
            if own:
                axes.scatter(
                    [mark[0] for mark in own],
                    [mark[1] for mark in own],
                    marker=shape,
                    color=COLOURS[rating],
                    label=rating,
                    zorder=3,
                    gid="mark",
                )
        axes.set_title(plot.title, loc="left", fontsize=10)
        axes.set_ylabel(plot.unit)
        if plot.marks:
            axes.legend(loc="lower left", ncols=4, fontsize=8)
        return self.figure

    def svg(self, plot: Plot) -> str:
        """The file, its text as text."""
        with import_module("matplotlib").rc_context({"svg.fonttype": "none", "svg.hashsalt": "charts"}):
            content = io.StringIO()
            self._drawn(plot).savefig(content, format="svg", metadata={"Date": None})
        return content.getvalue()

    def png(self, plot: Plot) -> bytes:
        """The same as pixels."""
        content = io.BytesIO()
        self._drawn(plot).savefig(content, format="png")
        return content.getvalue()

    def marks(self, svg: str) -> int:
        """How many rated points are in it."""
        return sum(part.partition("</g>")[0].count("<use ") for part in svg.split('<g id="mark"')[1:])


class Altair:
    """Layers of one specification, which vl-convert draws."""

    name = "Altair"
    starts = "import altair, vl_convert"

    def _drawn(self, plot: Plot) -> dict[str, Any]:
        alt = import_module("altair")
        days = [day.isoformat() for day in plot.days]

        def lines(columns: list[list[float | None]], **look: Any) -> list[Any]:
            return [
                alt.Chart(_rows(days, each))
                .mark_line(color=INK, **look)
                .encode(x="day:T", y=alt.Y("value:Q", title=plot.unit))
                for each in columns
            ]

        marks = [{"day": day.isoformat(), "value": value, "rating": rating} for day, value, rating in plot.marks]
        scale = {"domain": list(SHAPES), "range": list(SHAPES.values())}
        colours = {"domain": list(COLOURS), "range": list(COLOURS.values())}
        points = (
            alt.Chart(alt.Data(values=marks))
            .mark_point(filled=True, size=60)
            .encode(
                x="day:T",
                y="value:Q",
                shape=alt.Shape("rating:N", scale=alt.Scale(**scale)),
                color=alt.Color("rating:N", scale=alt.Scale(**colours)),
            )
        )
        figure = alt.Chart(_rows(days, plot.figures)).mark_line(color=LINE).encode(x="day:T", y="value:Q")
        steps = lines(plot.target, interpolate="step", strokeWidth=1)
        steps += lines(plot.floor, interpolate="step", strokeWidth=1, strokeDash=[2, 2])
        whole = alt.layer(figure, *steps, points, title=plot.title, width=WIDE - 150, height=HIGH - 70)
        found: dict[str, Any] = whole.to_dict(validate=False)
        return found

    def svg(self, plot: Plot) -> str:
        """The file."""
        found: str = import_module("vl_convert").vegalite_to_svg(self._drawn(plot))
        return found

    def png(self, plot: Plot) -> bytes:
        """The same as pixels."""
        found: bytes = import_module("vl_convert").vegalite_to_png(self._drawn(plot), scale=ZOOM)
        return found

    def marks(self, svg: str) -> int:
        """How many rated points are in it."""
        return svg.count('aria-roledescription="point"')


def _rows(days: list[str], values: list[float | None]) -> Any:
    alt = import_module("altair")
    return alt.Data(values=[{"day": day, "value": value} for day, value in zip(days, values, strict=True)])


def rivals() -> list[Rival]:
    """Those that are installed."""
    known: dict[tuple[str, ...], Callable[[], Rival]] = {("matplotlib",): Matplotlib, ("altair", "vl_convert"): Altair}
    return [make() for packages, make in known.items() if all(find_spec(each) for each in packages)]
