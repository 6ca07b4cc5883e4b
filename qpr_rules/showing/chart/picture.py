"""A chart as a picture of pixels, for documents that cannot hold SVG: by resvg, which comes with ``qpr-rules[report]``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import unescape
from typing import TypeAlias

Each: TypeAlias = Callable[[Callable[[str], bytes], Sequence[str]], Iterable[bytes]]
"""Has a picture made of each of many drawings, in their order: as the built-in ``map`` does, or in several processes."""

FAMILIES = (
    "Arial",
    "Helvetica",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Segoe UI",
    "Verdana",
    "Roboto",
    "Ubuntu",
)
"""What may stand for `sans-serif`, in this order, where the computer does not say."""

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">{}</svg>'
_LETTERS = '<text x="2" y="16" font-family="sans-serif" font-size="14">Qpr</text>'


_NOBODY_HAS = "\U0009fffd"
"""A place in Unicode that stands for nothing, in a plane that does: Unifont has boxes of its own for the first two planes."""


class NoPictureError(Exception):
    """No picture can be made here; ``str(error)`` is a sentence that says what to install."""


def png(svg: str, zoom: int = 2) -> bytes:
    """A drawing (for paper: resvg knows no ``var``) as PNG, ``zoom`` pixels to its unit.

    Raises NoPictureError where resvg is not installed, or finds no font: it would leave all text out, and say nothing.
    """
    family = _family()
    from resvg_py import svg_to_bytes

    return svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff", sans_serif_family=family or None)


def without_font(svg: str) -> str:
    """The letters of a drawing that no font of this computer has: a picture has the same empty box for each of them.

    Raises NoPictureError as ``png`` does.
    """
    box = _letter(_NOBODY_HAS)
    written = set(unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))))
    return "".join(sorted(each for each in written if not each.isascii() and _letter(each) == box))


@cache
def _letter(each: str) -> bytes:
    return png(_PROBE.format(f'<text x="2" y="16" font-family="sans-serif" font-size="14">{each}</text>'), 1)


@cache
def _family() -> str:
    """The family that text is drawn in where no other is found; empty where the computer has one of its own."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise NoPictureError(
            'PNG needs the package resvg-py, which is not installed; `pip install "qpr-rules[report]"` installs it'
        ) from None
    blank = svg_to_bytes(svg_string=_PROBE.format(""), skip_system_fonts=True)
    for family in ("", *FAMILIES):
        if svg_to_bytes(svg_string=_PROBE.format(_LETTERS), sans_serif_family=family or None) != blank:
            return family
    raise NoPictureError(
        f"no font was found on this computer ({', '.join(FAMILIES[:4])} were looked for), so that a picture would have no "
        "text; install one"
    )
