"""Diagnostics for people: the place in its line, marked, and what to do. Plain text first; colour is laid over it.

    error[QPR220] the floor is on the wrong side of the target          VOIDS
      ┌─ kpi_definitions/housing/voids.yaml:7:8
    6 │ target: 21
      │         -- the target
    7 │ floor: 18
      │        ^^ 18 is stricter than the target
      = lower is better, as declared: did you mean `polarity: higher`, or to swap the two?

Built without rich, so that a run with nothing to colour does not import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label
from qpr_rules.harmless import disarmed, visible
from qpr_rules.showing.diagnostics.forms import Listing, lines_of, replacement

WIDTH = 100
"""Columns where nothing says how many there are."""

_ROOM = 12
"""Columns beside the place that a line of the file is never cut to less than."""

_LONGEST = 10
"""Lines that one finding may take: a reader sees several at once."""


class Lines(NamedTuple):
    """The characters that draw the frame."""

    corner: str
    bar: str
    cut: str
    tab: str


FRAMED = Lines("┌─", "│", "…", "→")
PLAIN = Lines("-->", "|", "...", ">")


def concise(found: Diagnostic) -> str:
    """One line: place, severity, code, headline."""
    return f"{_clean(str(found.at.span))}: {found.severity} {found.code} {_clean(found.headline)}"


def full(found: Diagnostic, texts: Mapping[str, str], lines: Lines, width: int = WIDTH) -> Iterator[tuple[str, str]]:
    """The lines of one diagnostic, ten at most, each with the name of its style.

    Lines of the file are cut around the place, and sentences broken, to fit the width. Where there are too many places
    to show, the first of them say enough.
    """
    shown = list(_whole(found, texts, lines, width))
    while len(shown) > _LONGEST and found.also:
        found = found._replace(also=found.also[:-1])
        shown = list(_whole(found, texts, lines, width))
    yield from shown


def _whole(found: Diagnostic, texts: Mapping[str, str], lines: Lines, width: int) -> Iterator[tuple[str, str]]:
    kpi = f"   ({_clean(found.kpi)})" if found.kpi else ""
    headline = f"{found.severity}[{found.code}] {_clean(found.headline)}"
    whole = len(headline) + len(kpi) <= width
    for number, part in enumerate([headline + kpi] if whole else _broken(headline + kpi, width - 2)):
        yield f"{'  ' if number else ''}{part}", str(found.severity)
    labels = sorted((found.at, *found.also), key=lambda label: (label.span.file != found.at.span.file, label.span))
    numbers = [label.span.line for label in labels if label.span.line]
    gutter = " " * len(str(max(numbers, default=0)))
    file, drawn = "", [("", "")]
    for label in labels:
        if label.span.file != file:
            file, drawn = label.span.file, [("", "")]
            shown = found.at.span if file == found.at.span.file else label.span
            yield f"{gutter} {lines.corner} {_clean(str(shown))}", "quiet"
        source = list(_source(label, texts.get(label.span.file, ""), gutter, lines, width, main=label is found.at))
        yield from source[1:] if source[:1] == drawn else source  # two places of one line stand below it together
        drawn = source[:1]
    for hint in found.hints:
        for number, part in enumerate(_broken(_clean(hint), width - len(gutter) - 3)):
            yield f"{gutter} {' ' if number else '='} {part}", "hint"
    if (line := replacement(found, texts)) is not None:
        number = found.edit.span.line if found.edit else 0
        yield f"{gutter} = write line {number} as:", "hint"
        yield f"{number:>{len(gutter)}} {lines.bar} {_clean(line.rstrip())}", "hint"


def plainly(found: Listing, *, short: bool) -> str:
    """All findings as text without colour, for a file: in full, or a line each."""
    lines = []
    for each in found.diagnostics:
        lines += [concise(each)] if short else [*(line for line, _ in full(each, found.texts, FRAMED)), ""]
    return "\n".join([*lines, found.verdict, *(() if short else found.small_print), ""])


def _broken(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    import textwrap  # only a long sentence pays for the import

    return textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)


def _source(label: Label, text: str, gutter: str, lines: Lines, width: int, *, main: bool) -> Iterator[tuple[str, str]]:
    source = lines_of(text)
    span = label.span
    if span.within and not main:
        yield f"{gutter} {lines.bar} {_clean(span.within)}: {_clean(label.text)}", "quiet"
    if not 0 < span.line <= len(source):
        return
    line = source[span.line - 1].rstrip("\r")
    begin = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    end = max(end, begin + 1)
    window = max(width - len(gutter) - 3 - 2 * len(lines.cut), _ROOM)
    first = max(0, min(begin - window // 3, len(line) - window)) if len(line) > window else 0
    last = first + window
    head = lines.cut if first else ""
    shown = head + _clean(line[first:last].replace("\t", lines.tab)) + (lines.cut if last < len(line) else "")
    yield f"{span.line:>{len(gutter)}} {lines.bar} {shown}", ""
    offset = _width(head + _clean(line[first:begin]))
    length = max(1, _width(_clean(line[begin : min(end, last)])))
    mark = ("^" if main else "-") * length
    yield f"{gutter} {lines.bar} {' ' * offset}{mark} {_clean(label.text)}".rstrip(), "mark" if main else "quiet"


def _clean(text: str) -> str:
    """Tabs as one space, control characters and commands escaped: a file cannot draw on the screen or steer a build."""
    return disarmed(visible(text.replace("\t", " ")))


def _width(text: str) -> int:
    """Columns on the screen: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata  # only a line with other letters pays for the import

    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
