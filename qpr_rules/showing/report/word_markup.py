"""WordprocessingML from elements: text is always a text node, legible, and runs in its own direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, TypeAlias

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

from qpr_rules.showing.report.markup import legible

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_MAIN = {"w": nsmap["w"]}
_W = f"{{{_MAIN['w']}}}"

_STRONG = {"L": False, "R": True, "AL": True, "AN": True}
"""Which way the letters of a script run: True from right to left."""


def w(name: str, /, *children: Element, **attributes: str) -> Element:
    """One element of the main namespace; its attributes are of the same.

    >>> w("pStyle", val="Title").get(qn("w:val"))
    'Title'
    """
    made: Element = oxml_parser.makeelement(_W + name, {_W + key: value for key, value in attributes.items()}, _MAIN)
    made.extend(children)
    return made


def text(said: str, style: str = "", *, from_right: bool = False) -> list[Element]:
    """Runs of a text, in a character style; one for each direction that it is written in.

    ``from_right`` says that the paragraph runs from right to left, and with it what has no direction of its own.
    """
    shown = legible(said)
    if shown.isascii() and not from_right:
        return [_run(shown, style)] if shown else []
    return [_run(part, style, from_right=right) for part, right in directed(shown, from_right=from_right)]


def _run(shown: str, style: str, *, from_right: bool = False) -> Element:
    letters = w("t")
    letters.text = shown
    if shown != shown.strip():
        letters.set(qn("xml:space"), "preserve")
    properties = [w("rStyle", val=style)] if style else []
    properties += [w("rtl")] if from_right else []
    return w("r", *([w("rPr", *properties)] if properties else []), letters)


def is_from_right(said: str) -> bool:
    """Whether the first letter of a text is of a script that runs from right to left.

    >>> is_from_right("50% בזמן"), is_from_right("Homes in בזמן")
    (True, False)
    """
    if said.isascii():
        return False
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, said) if kind in _STRONG), False)


def directed(said: str, *, from_right: bool) -> Iterator[tuple[str, bool]]:
    """The text in parts of one direction. Between letters of one direction all is of it; the rest is the paragraph's.

    That is what the Unicode Bidirectional Algorithm (UAX 9, rules N1 and N2) makes of it, and Word wants it said.

    >>> list(directed("Homes בזמן (50%) now", from_right=False))
    [('Homes ', False), ('בזמן', True), (' (50%) now', False)]
    """
    begun, ended, current = 0, 0, from_right  # where the part begins, where its last letter ends, and its direction
    for place, each in enumerate(said):
        strong = _STRONG.get(unicodedata.bidirectional(each))
        if strong is None:
            continue
        if strong != current:
            edge = place if strong != from_right else ended  # what lies between is the paragraph's
            if edge > begun:
                yield said[begun:edge], current
            begun, current = edge, strong
        ended = place + 1
    if current != from_right and ended < len(said):
        yield said[begun:ended], current
        begun, current = ended, from_right
    if begun < len(said):
        yield said[begun:], current


def paragraph(
    style: str, *runs: Element, from_right: bool = False, kept: bool = False, breaking: bool = False
) -> Element:
    """A paragraph in a style: ``kept`` with the next, or ``breaking`` to a page of its own, where the style does not say so."""
    properties = [w("pStyle", val=style)]
    properties += [w("keepNext")] if kept else []
    properties += [w("pageBreakBefore")] if breaking else []
    properties += [w("bidi")] if from_right else []
    return w("p", w("pPr", *properties), *runs)


def said(style: str, sentence: str, *, kept: bool = False, breaking: bool = False) -> Element:
    """A paragraph of one text, which runs as its first letter does."""
    right = is_from_right(sentence)
    return paragraph(style, *text(sentence, from_right=right), from_right=right, kept=kept, breaking=breaking)


def field(instruction: str, shown: str, style: str = "") -> list[Element]:
    """A field, and what it shows until an office updates it."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        *text(shown, style),
        w("r", w("fldChar", fldCharType="end")),
    ]


def link(bookmark: str, shown: str, style: str = "Hyperlink", *, from_right: bool = False) -> Element:
    """Text that leads to a bookmark of the document."""
    return w("hyperlink", *text(shown, style, from_right=from_right), anchor=bookmark, history="1")


def marked(runs: list[Element], bookmark: str, number: int) -> list[Element]:
    """Runs that a link may lead to. ``number`` must be no other bookmark's."""
    return [w("bookmarkStart", id=str(number), name=bookmark), *runs, w("bookmarkEnd", id=str(number))]


def tab() -> Element:
    """To the next tab stop."""
    return w("r", w("tab"))
