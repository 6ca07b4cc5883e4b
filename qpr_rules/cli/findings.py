"""Findings and verdicts on the screen of whoever runs a command, without rich: in colour where that is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qpr_rules.diagnostic import Diagnostic

_COLOURS = {"error": 160, "warning": 130, "note": 32, "mark": 160, "hint": 28, "quiet": 243, "gone": 160, "new": 28}
"""Of the palette of 256: each can be read on white and on black."""

_BOLD = {"error", "warning", "note", "verdict"}


def sayer() -> Callable[[str, str], None]:
    """The function that prints a line in its style, where colour is wanted."""
    forced = bool(os.environ.get("FORCE_COLOR"))
    coloured = not os.environ.get("NO_COLOR") and (forced or sys.stdout.isatty())

    def say(line: str, style: str) -> None:
        if coloured and (style in _COLOURS or style in _BOLD):
            line = click.style(line, fg=_COLOURS.get(style), bold=style in _BOLD)
        click.echo(line, color=coloured)

    return say


def show_findings(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], form: str = "text") -> None:
    """Print findings for people: in full, or a line each (``concise``)."""
    if not diagnostics:
        return
    from shutil import get_terminal_size

    from qpr_rules.showing.diagnostics.text import FRAMED, PLAIN, WIDTH, concise, full

    unicode = _carries(FRAMED.corner + FRAMED.bar + FRAMED.cut)
    say, width = sayer(), get_terminal_size((WIDTH, 24)).columns
    for each in diagnostics:
        if form == "concise":
            say(concise(each), "")
            continue
        for line, style in full(each, texts, FRAMED if unicode else PLAIN, width):
            say(line, style)
        say("", "")


def wrapped(line: str, indent: int = 0) -> list[str]:
    """The line as a terminal can show it beside an indent, broken between words; whole in a file or for a program."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return [line]
    from shutil import get_terminal_size
    from textwrap import wrap

    return wrap(line, max(get_terminal_size().columns - indent, 20), break_on_hyphens=False)


def _carries(characters: str) -> bool:
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
