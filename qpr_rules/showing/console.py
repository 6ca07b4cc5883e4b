"""The screen: a rich console that suits the stream, and marks that the stream can carry."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.segment import Segment
from rich.text import Text
from rich.theme import Theme

from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing.legacy import SPELT

PIPED_WIDTH = 100
"""Columns of a table that is written to a file or another program."""

THEME = Theme(
    {
        "green": "bold #008800",
        "amber": "bold #ac6500",
        "red": "bold #dd3530",
        "not rated": "bold #767676",
        "green badge": "bold #ffffff on #007c00",
        "amber badge": "bold #000000 on #ffbf00",
        "red badge": "bold #ffffff on #c62828",
        "not rated badge": "bold #000000 on #c8c8c8",
        "urgent": "bold #dd3530",
        "concern": "bold #ac6500",
        "notice": "bold #2277cc",
        "error": "bold #dd3530",
        "warning": "bold #ac6500",
        "note": "bold #2277cc",
        "quiet": "#767676",
        "name": "bold",
        "heading": "bold #2277cc",
    },
    inherit=False,
)
"""Each colour can be read on white and on black (at least 4.5 to 1), and has a plain one for terminals of 16 colours."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Shapes beside words: a shape per rating, an arrow per direction, bars of a sparkline. Never the only signal."""

    ratings: dict[Rating, str]
    directions: dict[Direction, str]
    bars: str
    gap: str
    bullet: str
    dot: str
    rule: str


UNICODE = Marks(
    ratings={Rating.GREEN: "●", Rating.AMBER: "▲", Rating.RED: "■", Rating.NOT_RATED: "○"},
    directions={
        Direction.IMPROVING: "↗",
        Direction.WORSENING: "↘",
        Direction.NO_CLEAR_TREND: "→",
        Direction.INSUFFICIENT_DATA: "·",
        Direction.RISING: "↗",
        Direction.FALLING: "↘",
    },
    bars="▁▂▃▄▅▆▇█",
    gap="·",
    bullet="•",
    dot="·",
    rule="─",
)
ASCII = Marks(
    ratings={Rating.GREEN: "o", Rating.AMBER: "^", Rating.RED: "#", Rating.NOT_RATED: "x"},
    directions={
        Direction.IMPROVING: "/",
        Direction.WORSENING: "\\",
        Direction.NO_CLEAR_TREND: "-",
        Direction.INSUFFICIENT_DATA: ".",
        Direction.RISING: "/",
        Direction.FALLING: "\\",
    },
    bars="_.-=+*#@",
    gap=" ",
    bullet="-",
    dot="|",
    rule="-",
)


def console_for(stream: TextIO | None = None, width: int | None = None) -> Console:
    """A console on a stream: colour on a terminal, plain text elsewhere; ``NO_COLOR`` and ``FORCE_COLOR`` are heard."""
    stream = stream or sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=SPELT)  # a legacy code page never fails, and loses no word
    console = _Screen(
        file=stream, theme=THEME, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width
    )
    if width is None and not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    console.push_render_hook(_Trimming())
    return console


class _Screen(Console):
    """A console that leaves a broken pipe to the command line, which ends in silence."""

    def on_broken_pipe(self) -> None:
        """Called while the error is handled: let it go on."""
        raise BrokenPipeError


class _Trimming(RenderHook):
    """Lines end with their last word: files hold no padding, and a terminal made narrower wraps nothing."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Each thing that is printed, without the spaces at its lines' ends."""
        return [Trimmed(each) for each in renderables]


class Trimmed:
    """A renderable without the spaces at the ends of its lines, but for those on a colour that is shown."""

    def __init__(self, whole: RenderableType) -> None:
        self.whole = whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = console.render_lines(self.whole, options, pad=False)
        coloured = console.color_system is not None and not console.no_color
        for line in lines:
            while line and not (coloured and _on_colour(line[-1])) and not line[-1].text.strip(" "):
                line.pop()
            if line and not (coloured and _on_colour(line[-1])):
                line[-1] = Segment(line[-1].text.rstrip(" "), line[-1].style)
            yield from line
            yield Segment.line()


def _on_colour(segment: Segment) -> bool:
    return segment.style is not None and segment.style.bgcolor is not None


def marks_for(console: Console) -> Marks:
    """The marks that the console's encoding can carry."""
    try:
        "".join([*UNICODE.ratings.values(), *UNICODE.directions.values(), UNICODE.bars]).encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def rating_text(rating: Rating, marks: Marks) -> Text:
    """A rating as shape, word and colour."""
    return Text(f"{marks.ratings[rating]} {rating.capitalize()}", style=str(rating))


def badge(rating: Rating, marks: Marks) -> Text:
    """A rating as shape and word on its colour, which any background lets one read."""
    return Text.assemble((f" {marks.ratings[rating]} {rating.capitalize()} ", f"{rating} badge"))
