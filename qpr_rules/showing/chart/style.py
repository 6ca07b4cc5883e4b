"""How a chart looks: two palettes, and the rules that a page may set its own colours over."""

from __future__ import annotations

from collections.abc import Mapping

FONTS = "Arial,Helvetica,'Liberation Sans','DejaVu Sans','Noto Sans',sans-serif"

LIGHT = {
    "ground": "#ffffff",
    "ink": "#0b0c0c",
    "quiet": "#505a5f",
    "grid": "#dfe3e6",
    "axis": "#6f7980",
    "line": "#12436d",
    "single": "#707b85",
    "inner": "#d3e2f0",
    "outer": "#ebf2f8",
    "span": "#eceef0",
    "green": "#00703c",
    "amber": "#b65f00",
    "red": "#c4281c",
    "unrated": "#505a5f",
}
DARK = {
    "ground": "#16191c",
    "ink": "#f3f2f1",
    "quiet": "#b1b7bb",
    "grid": "#343a3f",
    "axis": "#8b949a",
    "line": "#74b5e8",
    "single": "#7f8b95",
    "inner": "#26405a",
    "outer": "#1d2b39",
    "span": "#2a2f34",
    "green": "#4fb97b",
    "amber": "#f2ad3d",
    "red": "#ff7565",
    "unrated": "#b1b7bb",
}
"""What is drawn has 3 to 1 against the ground and bands, what is written 4.5 to 1; the grid and bands are decoration
beside written values and drawn edges."""

_RULES = (
    (".qc-ground", "fill:{ground}"),
    (".qc text", "fill:{ink}"),
    (".qc .qc-quiet", "fill:{quiet}"),
    (".qc-grid", "stroke:{grid}"),
    (".qc-axis", "stroke:{axis}"),
    (".qc-line", "stroke:{line}"),
    (".qc-dot", "fill:{line}"),
    (".qc-single", "stroke:{single}"),
    (".qc-single-dot", "fill:{single}"),
    (".qc-target,.qc-floor,.qc-break,.qc-leader", "stroke:{ink}"),
    (".qc-leader", "stroke:{axis}"),
    (".qc-mean,.qc-limit", "stroke:{quiet}"),
    (".qc-special", "stroke:{ink}"),
    (".qc-inner", "fill:{inner}"),
    (".qc-outer", "fill:{outer}"),
    (".qc-span", "fill:{span}"),
    (".qc-told", "stroke:{ground}"),
    *(
        rule
        for word in ("green", "amber", "red", "unrated", "line")
        for rule in (
            (f".qc-{word}-mark", f"fill:{{{word}}};stroke:{{ground}}"),
            (f".qc-{word}-hollow", f"fill:{{ground}};stroke:{{{word}}}"),
        )
    ),
    (".qc-unrated-mark,.qc-unrated-hollow", "stroke:{unrated}"),
)


def _rules(colours: Mapping[str, str]) -> str:
    return "".join(f"{chosen}{{{rule.format_map(colours)}}}" for chosen, rule in _RULES)


_SHAPES = (
    f".qc text{{font-family:{FONTS};font-size:13px;unicode-bidi:isolate}}"
    ".qc .qc-title{font-size:18px;font-weight:bold}.qc .qc-value{font-size:15px;font-weight:bold}"
    ".qc .qc-small{font-size:12px}.qc-told{paint-order:stroke;stroke-width:4;stroke-linejoin:round}"
    ".qc-grid,.qc-axis,.qc-leader{stroke-width:1;fill:none}"
    ".qc-line{stroke-width:2.5;fill:none;stroke-linejoin:round;stroke-linecap:round}"
    ".qc-single{stroke-width:1;fill:none}"
    ".qc-target{stroke-width:1.75;fill:none}.qc-floor{stroke-width:1.75;fill:none;stroke-dasharray:2 3}"
    ".qc-mean{stroke-width:1;fill:none}.qc-limit{stroke-width:1.5;fill:none;stroke-dasharray:9 4 2 4}"
    ".qc-special{stroke-width:1.5;fill:none}"
    ".qc-break{stroke-width:1.25;fill:none;stroke-dasharray:7 4}"
    ".qc-mark{stroke-width:1.25}.qc-hollow{stroke-width:2}.qc-cross{stroke-width:2.25;fill:none;stroke-linecap:round}"
)


def for_paper() -> str:
    """Fixed colours on white, for pictures and print: what programs that know little CSS understand."""
    return _SHAPES + _rules(LIGHT)


def for_file() -> str:
    """The same, and in a browser that prefers it, on a dark ground."""
    return f"{for_paper()}@media screen and (prefers-color-scheme:dark){{{_rules(DARK)}}}"


def for_page() -> str:
    """For a page with many charts, once: each colour is a property (``--qpr-ink``) of ``.qc`` that the page may set anew."""
    light, dark = ("".join(f"--qpr-{name}:{colour};" for name, colour in each.items()) for each in (LIGHT, DARK))
    named = {name: f"var(--qpr-{name})" for name in LIGHT}
    return (
        f".qc{{{light}}}@media screen and (prefers-color-scheme:dark){{.qc{{{dark}}}}}"
        f".qc{{max-width:100%;height:auto}}{_SHAPES}{_rules(named)}"
    )
