"""English that every layer writes: a number with its noun, a list of words, a sentence's capital letter."""

from __future__ import annotations

from collections.abc import Sequence


def plural(number: int, word: str) -> str:
    """A number with its noun.

    >>> plural(1, "reason"), plural(2_000, "reason")
    ('1 reason', '2,000 reasons')
    """
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def listed(words: Sequence[str]) -> str:
    """Words one after another, as a sentence has them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def capital(text: str) -> str:
    """The text as it begins a sentence: other capital letters stay, which ``str.capitalize`` would make small.

    >>> capital("an EHCP is late"), capital("")
    ('An EHCP is late', '')
    """
    return text[:1].upper() + text[1:]
