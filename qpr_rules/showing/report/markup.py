"""HTML built from elements: whatever is not already markup is escaped, so that no user's text can be any."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

_KEPT = "\u00ad\u200c\u200d\u200e\u200f"
"""Characters that nobody sees and scripts need: soft hyphen, joiners, marks of direction."""

_SPECIAL = re.compile("[&<>\"']")
_VOID = {"meta", "link", "br", "hr"}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Markup:
    """One element. Attributes: ``class_`` for ``class``, ``data_x`` for ``data-x``; False and None leave one out.

    >>> tag("td", "<script>", class_="number", hidden=True, title=None)
    '<td class="number" hidden>&lt;script&gt;</td>'
    """
    given = ""
    for key, value in attributes.items():
        if value is True:
            given += f" {_name(key)}"
        elif value is not None and value is not False:
            given += f' {_name(key)}="{escaped(value)}"'
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{joined(*children)}</{name}>")


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def joined(*children: str) -> Markup:
    """Markup as it is, and text escaped, one after the other."""
    return Markup("".join([each if isinstance(each, Markup) else escaped(each) for each in children]))


def escaped(text: str) -> Markup:
    """Text in which nothing is markup and no character hides.

    >>> escaped('a & "b" \\x1b')
    'a &amp; &quot;b&quot; \\\\x1b'
    """
    shown = text if text.isprintable() else legible(text)
    return Markup(html.escape(shown) if _SPECIAL.search(shown) else shown)


_FLAG = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)")
"""A black flag and, in letters that nobody sees, whose it is: England, Scotland, Wales (Unicode Technical Standard 51)."""


def legible(text: str) -> str:
    """Text without what moves or hides text: control characters are shown by their number. The flag of Wales stays one."""
    if text.isprintable():
        return text
    return "".join(
        part if place % 2 else "".join(each if each.isprintable() or each in _KEPT else _shown(each) for each in part)
        for place, part in enumerate(_FLAG.split(text))
    )


def _shown(each: str) -> str:
    if each in "\n\t\r":
        return " "
    return each if unicodedata.category(each) == "Zs" else ascii(each)[1:-1]


def anchor(kind: str, key: str) -> str:
    """An id of the page for something by its own id, whatever that is made of.

    >>> anchor("kpi", "EHCP-20W"), anchor("kpi", "a b")
    ('kpi-EHCP-20W', 'kpi-a_20_b')
    """
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", key)
