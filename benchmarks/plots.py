"""Pictures of what an observation costs against how many there are, drawn from the tables of docs/benchmarks.md.

They are drawn from the page's own tables, so that they cannot say anything else; ``python -m benchmarks --write`` draws
them whenever it writes the page. Both axes are logarithmic: a level line is a cost that grows with the data and no more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TypeAlias

Costs: TypeAlias = Mapping[str, Mapping[int, float]]
"""Nanoseconds an observation, by engine and by how many observations there are."""

_TABLE = re.compile(r"^### (?P<title>[^\n]+)\n\n(?P<rows>(?:\|[^\n]*\n)+)", re.MULTILINE)
_WIDTH = 760
_PANEL_WIDTH, _PANEL_HEIGHT = 290, 190
_LEFT, _TOP = 62, 92
_STEP_X, _STEP_Y = 370, 275

_SHAPES = {
    "qpr-rules core": "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z",
    "pandas": "M-4.5,-4.5h9v9h-9z",
    "Polars": "M0,-6L5.6,4H-5.6z",
    "DuckDB": "M0,-6L6,0L0,6L-6,0z",
}
"""The mark of each engine: it is known without its colour."""

_STYLE = """
.page{fill:#fff}
text{font:13px system-ui,sans-serif;fill:#1f2933}
.head{font-weight:600;font-size:14px}.unit{fill:#52606d;font-size:12px}
.grid{stroke:#d5dbe1}.axis{stroke:#7b8794}
path,line,polyline{fill:none}
.e0{--c:#0b5cad}.e1{--c:#7b8794}.e2{--c:#b4531a}.e3{--c:#7a3e9d}
polyline{stroke:var(--c);stroke-width:1.5}.e0 polyline{stroke-width:2.75}
.mark{fill:var(--c)}
@media (prefers-color-scheme:dark){
.page{fill:#15191e}
text{fill:#e4e7eb}.unit{fill:#9aa5b1}.grid{stroke:#3a444e}.axis{stroke:#9aa5b1}
.e0{--c:#6cb2f5}.e1{--c:#9aa5b1}.e2{--c:#f0935a}.e3{--c:#c79be0}
}"""


def costs(section: str) -> dict[str, Costs]:
    """What the tables of a section say, by their titles; what was not measured is left out.

    >>> text = "### A\\n\\n| engine | 2,000 | ours / it |\\n| --- | --: | --: |\\n| Polars | 2.0 ms | 0.5 |\\n"
    >>> costs(text)
    {'A': {'Polars': {2000: 1000.0}}}
    """
    found: dict[str, Costs] = {}
    for match in _TABLE.finditer(section):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in match["rows"].splitlines()]
        sizes = {place: int(head.replace(",", "")) for place, head in enumerate(lines[0]) if head[0].isdigit()}
        found[match["title"]] = {
            row[0]: {
                size: float(row[place].removesuffix(" ms").replace(",", "")) * 1e6 / size
                for place, size in sizes.items()
                if row[place].endswith(" ms")
            }
            for row in lines[2:]
        }
    return found


def drawn(measured: Mapping[str, Costs]) -> str:
    """An SVG with a panel for each table, of one scale, for a light page and a dark one."""
    engines = list(dict.fromkeys(engine for each in measured.values() for engine in each))
    all_costs = [cost for each in measured.values() for by_size in each.values() for cost in by_size.values()]
    sizes = sorted({size for each in measured.values() for by_size in each.values() for size in by_size})
    across = _Scale(sizes[0], sizes[-1], _PANEL_WIDTH)
    low, high = math.floor(math.log10(min(all_costs))), math.ceil(math.log10(max(all_costs)))
    down = _Scale(10.0**low, 10.0**high, _PANEL_HEIGHT)
    height = _TOP + _STEP_Y * math.ceil(len(measured) / 2) - 20
    said = "; ".join(f"{title}: {_in_words(each, sizes[-1])}" for title, each in measured.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">',
        "<title>What an observation costs, in nanoseconds, against how many there are</title>",
        f"<desc>{escape(said)}</desc><style>{_STYLE}</style>",
        '<rect class="page" width="100%" height="100%" rx="6"/>',
        '<text x="12" y="24" class="head">Nanoseconds an observation, against how many there are</text>',
    ]
    for place, engine in enumerate(engines):
        x = 20 + place * 150
        parts.append(
            f'<g class="e{place}"><path class="mark" transform="translate({x},48)" d="{_SHAPES[engine]}"/></g>'
        )
        parts.append(f'<text x="{x + 13}" y="53">{escape(engine)}</text>')
    for place, (title, each) in enumerate(measured.items()):
        x, y = _LEFT + place % 2 * _STEP_X, _TOP + place // 2 * _STEP_Y
        parts.append(f'<g transform="translate({x},{y})">')
        parts += _axes(title, sizes, across, down)
        parts += (_line(engines.index(engine), engine, by_size, across, down) for engine, by_size in each.items())
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


class _Scale:
    """A logarithmic axis of so many pixels."""

    def __init__(self, low: float, high: float, length: int) -> None:
        self.low, self.high, self.length = low, high, length

    def __call__(self, value: float) -> float:
        return math.log(value / self.low) / math.log(self.high / self.low) * self.length

    @property
    def powers(self) -> list[float]:
        """The powers of ten from end to end."""
        return [10.0**power for power in range(round(math.log10(self.low)), round(math.log10(self.high)) + 1)]


def _axes(title: str, sizes: list[int], across: _Scale, down: _Scale) -> Iterator[str]:
    yield f'<text x="0" y="-8">{escape(title)}</text>'
    for cost in down.powers:
        y = _PANEL_HEIGHT - down(cost)
        yield f'<line class="grid" x1="0" x2="{_PANEL_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="unit" x="-8" y="{y + 4:.1f}" text-anchor="end">{cost:,.0f}</text>'
    yield f'<line class="axis" x1="0" x2="{_PANEL_WIDTH}" y1="{_PANEL_HEIGHT}" y2="{_PANEL_HEIGHT}"/>'
    for size in sizes:
        x = across(size)
        yield f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{_PANEL_HEIGHT}" y2="{_PANEL_HEIGHT + 5}"/>'
        yield f'<text class="unit" x="{x:.1f}" y="{_PANEL_HEIGHT + 20}" text-anchor="middle">{_short(size)}</text>'


def _line(place: int, engine: str, by_size: Mapping[int, float], across: _Scale, down: _Scale) -> str:
    points = [(across(size), _PANEL_HEIGHT - down(cost)) for size, cost in by_size.items()]
    marks = "".join(
        f'<path class="mark" transform="translate({x:.1f},{y:.1f})" d="{_SHAPES[engine]}"/>' for x, y in points
    )
    lines = f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>' if len(points) > 1 else ""
    return f'<g class="e{place}">{lines}{marks}</g>'


def _in_words(each: Costs, size: int) -> str:
    held = {engine: by_size[size] for engine, by_size in each.items() if size in by_size}
    return f"at {size:,}, " + ", ".join(f"{engine} {cost:,.0f} ns" for engine, cost in held.items())


def _short(size: int) -> str:
    """A number of observations as an axis has room for.

    >>> [_short(size) for size in (2_280, 720_000, 9_999_960)]
    ['2,280', '720,000', '10 million']
    """
    return f"{size / 1e6:,.0f} million" if size > 999_999 else f"{size:,}"
