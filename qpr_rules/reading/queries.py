"""Where in a query of the settings, or in its file, something stands."""

from __future__ import annotations

import re

from qpr_rules.diagnostic import Span

_WORD = r"\w+|."


def place_in_file(file: str, query: str, at: int) -> Span:
    """The place, in a file of SQL, of the word that begins at a byte of it.

    >>> str(place_in_file("foi.sql", "select\\n  receved from requests", 9))
    'foi.sql:2:3'
    """
    line, column, width = _word(query, at)
    return Span(file, line + 1, column + 1, line + 1, column + width + 1)


def place_in_settings(lines: list[str], whole: Span, query: str, at: int) -> Span:
    """The place, in the lines of the settings, of the word that begins at a byte of a query written there.

    ``whole`` is the place of the query. A block (`query: |`) has it line by line; in another form that YAML has for
    text its place is the whole, unless it is on one line as it is written.
    """
    line, column, width = _word(query, at)
    written = query.split("\n")[line]
    begins = whole.line if "\n" in query.strip("\n") or _is_block(lines, whole) else whole.line - 1
    place = begins + line
    source = lines[place] if place < len(lines) else ""
    first = source.rfind(written) if written else -1
    if first < 0:
        return whole
    begin = first + column
    return Span(whole.file, place + 1, begin + 1, place + 1, begin + width + 1)


def _is_block(lines: list[str], whole: Span) -> bool:
    return lines[whole.line - 1][whole.column - 1 : whole.column] == "|"


def _word(query: str, at: int) -> tuple[int, int, int]:
    """The line and the column, from 0, of a byte of a text, and how long the word is that begins there."""
    before = query.encode()[:at].decode("utf-8", "ignore")
    word = re.match(_WORD, query[len(before) :])
    column = len(before) - (before.rfind("\n") + 1)
    return before.count("\n"), column, len(word[0]) if word else 1
