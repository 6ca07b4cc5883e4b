"""Text in a drawing: cleaned, escaped, and fitted to a width by an estimate that no usual font exceeds."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

# Hundredths of the size for ASCII from the space on: of Arial and of DejaVu Sans, whichever is wider.
_WIDTHS = (
    *(32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34),
    *(84, 84, 84, 56, 102, 68, 69, 72, 77, 67, 61, 78, 75, 29, 50, 67, 56, 86, 75, 79, 67, 79, 72, 67, 61, 73, 68, 99),
    *(69, 67, 69, 39, 34, 39, 84, 56, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52),
    *(39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84),
)
_OTHER, _WIDE, _BOLD = 70, 110, 1.2
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    r"""User text without what draws nothing, steers the screen, or may not stand in XML; runs of space are one space.

    >>> clean("a\x1b\u202eb\n c\ud800")
    'ab c'
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(each for each in text if each.isspace() or each in _JOINERS or each.isprintable())
    return " ".join(text.split())


def marked_up(text: str) -> str:
    """User text as it stands in SVG."""
    return escape(clean(text), {'"': "&quot;"})


@lru_cache(4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is, in the units of ``size``, at most."""
    if text.isascii():
        units = sum(_WIDTHS[ord(each) - 32] if " " <= each <= "~" else _OTHER for each in text)  # exact: integers
    else:
        units = sum(map(_units, text))  # exact: integers
    return units * size / 100 * (_BOLD if bold else 1)


def _units(each: str) -> int:
    if " " <= each <= "~":
        return _WIDTHS[ord(each) - 32]
    if unicodedata.category(each) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if unicodedata.east_asian_width(each) in "WF" or ord(each) > 0xFFFF else _OTHER


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as has room, with an ellipsis.

    >>> cut("Percentage of complaints", 80, 13)
    'Percentag…'
    """
    if width(text, size, bold=bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,;:" + _JOINERS) + "…"


def wrapped(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines, broken at spaces (a longer word anywhere); the last is cut where more would follow.

    >>> wrapped("Percentage of complaints in time", 110, 13, 3)
    ['Percentage of', 'complaints in', 'time']
    """
    lines: list[str] = []
    left = text.split()
    while left:
        if len(lines) == most - 1:
            return [*lines, cut(" ".join(left), room, size, bold=bold)]
        if width(left[0], size, bold=bold) > room:
            begun = max(1, len(cut(left[0], room, size, bold=bold)) - 1)
            lines.append(left[0][:begun])
            left[0] = left[0][begun:]
            continue
        taken = 1
        while taken < len(left) and width(" ".join(left[: taken + 1]), size, bold=bold) <= room:
            taken += 1
        lines.append(" ".join(left[:taken]))
        left = left[taken:]
    return lines


def even(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """The same in as many lines, and those about equally long.

    >>> even("Emissions from the council estate over 12 months", 300, 13, 3)
    ['Emissions from the council', 'estate over 12 months']
    """
    lines = found = wrapped(text, room, size, most, bold=bold)
    while len(found) == len(lines) > 1 and not found[-1].endswith("…"):
        lines, room = found, room - size
        found = wrapped(text, room, size, most, bold=bold)
    return lines


def identifier(*parts: str) -> str:
    """An XML id that only these texts have.

    >>> identifier("EHCP-20W", ""), identifier("X", "St. Ives")
    ('chart-EHCP-20W', 'chart-X.St_2e__20_Ives')
    """
    return "chart-" + ".".join(_plain(each) for each in parts).rstrip(".")


def _plain(text: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each == "-") else f"_{ord(each):x}_" for each in text)
