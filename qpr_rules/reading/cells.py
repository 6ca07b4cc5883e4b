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

SAID = {
    **dict.fromkeys(("p", "provisional", "e", "estimated"), "provisional"),
    **dict.fromkeys(("r", "revised"), "revised"),
    **dict.fromkeys(("f", "final"), "final"),
}
"""What the status column, or a marker beside a number, says of the number."""

FIRM = {"final", "revised"}
"""What is said of a number that is not provisional any more."""

PROVISIONAL = {word for word, said in SAID.items() if said == "provisional"}
STATUSES = {"", "b", "break", *SAID}
"""What the status column may say besides a marker of ``STATES``."""

_TRAILING = r"(?is)(.*\S)\s*\[\s*([a-z]|provisional|estimated|revised|final)\s*\]"
_BRACKETED = re.compile(r"\[(.*)\]", re.DOTALL)


class Cell(NamedTuple):
    """What a cell says: a number when ``state`` is PRESENT, and what a marker beside it says of the number, as in ``SAID``."""

    number: Decimal | None
    state: State
    status: str = ""


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
    status = ""
    if match := re.fullmatch(_TRAILING, text.strip()):
        mark = match[2].casefold()
        if mark in STATES:
            return Cell(None, STATES[mark])
        text, status = match[1], SAID.get(mark, "")
    return Cell(read_number(text, unit), State.PRESENT, status)
