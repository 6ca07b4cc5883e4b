"""The screen: a rich console that suits the stream, and marks that the stream can carry."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from qpr_rules.evaluation import Direction, Rating

PIPED_WIDTH = 100
"""Columns of a table that is written to a file or another program."""

THEME = Theme(
    {
        "green": "bold green",
        "amber": "bold yellow",
        "red": "bold red",
        "not rated": "bold bright_black",
        "urgent": "bold red",
        "concern": "bold yellow",
        "notice": "bold cyan",
        "error": "bold red",
        "warning": "bold yellow",
        "note": "bold cyan",
        "quiet": "bright_black",
        "name": "bold",
        "heading": "bold underline",
    },
    inherit=False,
)


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
    ok: str


UNICODE = Marks(
    {Rating.GREEN: "●", Rating.AMBER: "▲", Rating.RED: "■", Rating.NOT_RATED: "○"},
    {
        Direction.IMPROVING: "↗",
        Direction.WORSENING: "↘",
        Direction.NO_CLEAR_TREND: "→",
        Direction.INSUFFICIENT_DATA: "·",
        Direction.RISING: "↗",
        Direction.FALLING: "↘",
    },
    "▁▂▃▄▅▆▇█",
    "·",
    "•",
    "·",
    "─",
    "✓",
)
ASCII = Marks(
    {Rating.GREEN: "o", Rating.AMBER: "^", Rating.RED: "#", Rating.NOT_RATED: "?"},
    {
        Direction.IMPROVING: "/",
        Direction.WORSENING: "\\",
        Direction.NO_CLEAR_TREND: "-",
        Direction.INSUFFICIENT_DATA: ".",
        Direction.RISING: "/",
        Direction.FALLING: "\\",
    },
    "_.-=+*#@",
    " ",
    "-",
    "|",
    "-",
    "ok",
)


def console_for(stream: TextIO | None = None, width: int | None = None) -> Console:
    """A console on a stream: colour on a terminal, plain text elsewhere; ``NO_COLOR`` and ``FORCE_COLOR`` are heard."""
    stream = stream or sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")  # a legacy code page shows ? for what it lacks, and never fails
    console = Console(
        file=stream, theme=THEME, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width
    )
    if width is None and not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


def marks_for(console: Console) -> Marks:
    """The marks that the console's encoding can carry."""
    try:
        "".join([*UNICODE.ratings.values(), *UNICODE.directions.values(), UNICODE.bars]).encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def safe(text: str) -> str:
    """User text with control characters escaped, so that it cannot move the cursor or hide."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else " " if each == "\n" else ascii(each)[1:-1] for each in text)


def rating_text(rating: Rating, marks: Marks) -> Text:
    """A rating as shape, word and colour."""
    return Text(f"{marks.ratings[rating]} {rating.capitalize()}", style=str(rating))
