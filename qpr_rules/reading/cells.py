"""One cell of a results table: an exact number, a marker, or both. A marker is never zero."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from qpr_rules.observation import State
from qpr_rules.quantity import Unit, read_number

STATES = {
    "c": State.SUPPRESSED,
    "k": State.SUPPRESSED,
    "z": State.NOT_APPLICABLE,
    "x": State.MISSING,
    "u": State.MISSING,
    "-": State.MISSING,
    "..": State.MISSING,
    ":": State.MISSING,
    "": State.MISSING,
    "n/a": State.MISSING,
    "na": State.MISSING,
}
"""What a marker that stands in the place of a number says."""

PROVISIONAL = {"p": True, "provisional": True, "e": True, "estimated": True}
STATUSES = {"", "final", "f", "revised", "r", "b", "break", *PROVISIONAL}
"""What the status column may say besides a marker of ``STATES``."""

_TRAILING = r"(?is)(.*\S)\s*\[\s*([a-z])\s*\]"
_BRACKETED = re.compile(r"\[(.*)\]", re.DOTALL)


class Cell(NamedTuple):
    """What a cell says: a number when ``state`` is PRESENT; whether a marker beside it calls it provisional."""

    number: Decimal | None
    state: State
    provisional: bool = False


@lru_cache(maxsize=1024)
def bare(text: str) -> str:
    """A marker without its brackets, folded."""
    stripped = text.strip()
    match = _BRACKETED.fullmatch(stripped)
    return (match[1].strip() if match else stripped).casefold()


@lru_cache(maxsize=2**16)
def read_cell(text: str, unit: Unit) -> Cell:
    """The number or marker in a cell. Raises NumberError, with a sentence, for anything else."""
    marker = STATES.get(bare(text))
    if marker is not None:
        return Cell(None, marker)
    provisional = False
    if match := re.fullmatch(_TRAILING, text.strip()):
        mark = match[2].casefold()
        if mark in STATES:
            return Cell(None, STATES[mark])
        text, provisional = match[1], mark in PROVISIONAL
    return Cell(read_number(text, unit), State.PRESENT, provisional)
