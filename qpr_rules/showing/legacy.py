"""Consoles that lack a character: it is written with the nearest that they have, or by its number, and never lost.

>>> "£1,200 ≈ café".encode("ascii", SPELT)
b'GBP 1,200 ~ cafe'
>>> "東京".encode("cp1252", SPELT)
b'\\\\u6771\\\\u4eac'

Built without rich, so that a run with nothing to colour does not import it.
"""

from __future__ import annotations

import codecs
import unicodedata

SPELT = "qpr-rules-spelt"
"""The name of the error handler, for ``encode`` and ``reconfigure(errors=...)``."""

_SPELLINGS = str.maketrans(
    {
        "÷": "/",
        "×": "x",
        "≈": "~",
        "·": "|",
        "•": "-",
        "…": "...",
        "£": "GBP ",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "─": "-",
        "│": "|",
        "≤": "<=",
        "≥": ">=",
        "\u00a0": " ",
    }
)


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spell, error.object[error.start : error.end])), error.end


def _spell(character: str) -> str:
    """One character in ASCII: a known spelling, the letter without its accent, or its number.

    >>> _spell("é"), _spell("…"), _spell("漢")
    ('e', '...', '\\\\u6f22')
    """
    known = character.translate(_SPELLINGS)
    plain = "".join(each for each in unicodedata.normalize("NFKD", known) if not unicodedata.combining(each))
    return plain if plain.isascii() and plain else character.encode("ascii", "backslashreplace").decode()


codecs.register_error(SPELT, _spelt)
