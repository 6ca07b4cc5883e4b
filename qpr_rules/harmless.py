"""What a stranger wrote, made harmless where it is printed: nothing of it steers a terminal, hides, or commands a build server.

A name may hold an escape sequence, a change of the direction of writing, or ``::error::``. Everything that is printed for people
goes through ``safe`` or ``visible``, and every JSON document through ``json_text``; a reader of JSON gets the text as it was.
"""

from __future__ import annotations

import re

_IN_JSON = r"(?i)##(?=(?:vso)?\[)"
_COMMAND = rf"{_IN_JSON}|::"
_UNSEEN = "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
"""What nobody can see and JSON leaves as it is; joiners are needed to write Persian, Hindi and emoji."""

_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which Persian, Hindi and emoji are written with."""


def visible(text: str) -> str:
    r"""Text with every character escaped that nobody can see, or that could draw on a screen: a stranger may name a file.

    >>> visible("a\u202e\n::b")
    'a\\u202e\\n::b'
    """
    return text if text.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def disarmed(text: str) -> str:
    r"""Text in which no build server finds a command: its log is where this is printed, and a stranger may write it.

    GitHub's runner looks for ``::name::`` where a line begins, and a line may be broken anywhere; it looks for ``##[name]``
    in all of it, as Azure's agent does for ``##vso[``.

    >>> print(disarmed("a ::error::b ##[group]c"))
    a :\x3aerror:\x3ab #\x23[group]c
    """
    if "::" not in text and "##" not in text:
        return text
    return re.sub(_COMMAND, lambda found: ":\\x3a" if found[0] == "::" else "#\\x23", text)


def drawn(text: str) -> str:
    r"""User text that cannot move the cursor or hide; letters may be joined, and an end of a line is a space.

    >>> drawn("a\x1b[31m::b\n\u200d")
    'a\\x1b[31m::b \u200d'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in _JOINERS else " " if each in "\n\t" else ascii(each)[1:-1]
        for each in text
    )


def safe(text: str) -> str:
    """User text that cannot move the cursor, hide, or command a build server; letters may be joined.

    >>> safe("a\\x1b[31mb\\n\u200d")
    'a\\\\x1b[31mb \u200d'
    """
    return disarmed(drawn(text))


def json_text(whole: object, indent: int | None = None) -> str:
    r"""JSON in whose strings nothing is unseen and no build server finds a command; readers get them as they are.

    >>> json_text({"a": "##[group]\u202e"})
    '{"a": "#\\u0023[group]\\u202e"}'
    """
    import json  # what prints no JSON starts sooner without it

    text = re.sub(_IN_JSON, r"#\\u0023", json.dumps(whole, ensure_ascii=False, indent=indent))
    return re.sub(_UNSEEN, lambda found: f"\\u{ord(found[0]):04x}", text)
