"""The series notation: results of one period after another, written so that they can be read aloud and added by hand.

``96/100 x10, _, 23/40`` is twelve periods: 96 of 100 ten times, one without a result, 23 of 40. Between commas stands

- a count or value (``57.5``), or numerator and denominator (``23/40``), perhaps marked: ``23/40 [p]`` is provisional;
- ``_`` for no result, or the marker an official table would print: ``[c]``, ``[x]``, ``[z]``;
- then, if wanted, ``x10``: ten such periods; and before it a step, ``40 +2 x3`` for 40, 42, 44, or ``40/50 +1/5 x3``.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from typing import NamedTuple

from qpr_rules.diagnostic import shortened
from qpr_rules.quantity import QUOTED, NumberError, plain, read_number

LONGEST = 1_200
"""Periods that one series may have: a hundred years of months."""

MARKERS = {"c": "suppressed", "k": "suppressed", "x": "not available", "u": "not reliable", "z": "not applicable"}
"""Markers that stand in the place of a number."""

REMARKS = {"p": "provisional", "e": "estimated", "r": "revised", "f": "final"}
"""Markers that stand beside a number."""


class NotationError(ValueError):
    """Part ``place`` (from 0) of a series cannot be read; ``str(error)`` is a sentence, ``hint`` what to write."""

    def __init__(self, place: int, sentence: str, hint: str) -> None:
        super().__init__(sentence)
        self.place, self.hint = place, hint


class Term(NamedTuple):
    """One period of a series: a number, or numerator and denominator; ``mark`` the letter of a marker, ``_`` where nothing came."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    mark: str = ""


MISSING = Term(mark="_")
_NO_STEP = Term()


class Part(NamedTuple):
    """What stands between two commas: a first term, what is added for each next one, and how many there are."""

    term: Term
    step: Term = _NO_STEP
    times: int = 1

    def terms(self) -> Iterator[Term]:
        """Its periods, one by one."""
        if self.step == _NO_STEP:
            yield from repeat(self.term, self.times)
            return
        for number in range(self.times):
            yield Term(
                _after(self.term.numerator, self.step.numerator, number),
                _after(self.term.denominator, self.step.denominator, number),
                self.term.mark,
            )

    def __str__(self) -> str:
        step = f" +{_written(self.step)}".replace("+-", "-") if self.step != _NO_STEP else ""
        return _written(self.term) + step + (f" x{self.times}" if self.times > 1 else "")


_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_PART = re.compile(
    rf"""(?: _ | \[\s*(?P<marker>[a-zA-Z])\s*\]
      | (?P<n>[+-]?{_NUMBER}) (?:\s*/\s*(?P<d>{_NUMBER}))? (?:\s*\[\s*(?P<remark>[a-zA-Z])\s*\])?
        (?:\s+(?P<sign>[+-])\s*(?P<sn>{_NUMBER})(?:\s*/\s*(?P<sd>{_NUMBER}))?)? )
      (?:\s*[x×]\s*(?P<times>[0-9]+))?""",
    re.VERBOSE,
)


def read_notation(text: str) -> tuple[Part, ...]:
    """The parts of a series. Raises NotationError for the first that cannot be read.

    >>> [str(part) for part in read_notation("96/100 x10, _, 23/40 [p]")]
    ['96/100 x10', '_', '23/40 [p]']
    >>> [plain(term.numerator) for term in read_notation("40/50 +2 x3")[0].terms()]
    ['40', '42', '44']
    """
    parts = tuple(_part(piece.strip(), place) for place, piece in enumerate(text.split(",")))
    if sum(part.times for part in parts) > LONGEST:
        raise NotationError(len(parts) - 1, f"the series has more than {LONGEST:,} periods", "shorten it")
    return parts


def _part(text: str, place: int) -> Part:
    found = _PART.fullmatch(text)
    if found is None:
        raise NotationError(place, *_why_not(text))
    marker, number, of, remark, sign, step, step_of, repeated = found.groups()
    if marker and marker.lower() not in MARKERS:
        hint = "beside a number, as in `23/40 [p]`" if marker.lower() in REMARKS else "[c], [x] or [z]"
        raise NotationError(place, f"`[{marker}]` is no marker that stands in the place of a number", f"write {hint}")
    if remark and remark.lower() not in REMARKS:
        raise NotationError(
            place, f"`[{remark}]` is no marker that stands beside a number", "write [p] for provisional"
        )
    times = int(repeated or 1)
    if not 1 <= times <= LONGEST:
        raise NotationError(place, f"`x{times}` is no number of periods", f"write x2 to x{LONGEST}")
    if number is None:
        return Part(Term(mark=(marker or "_").lower()), times=times)
    added = _NO_STEP if sign is None else Term(_number(step, place, sign), _number(step_of, place, sign))
    if added.denominator is not None and of is None:
        raise NotationError(place, f"`{text}` adds a denominator to a number that has none", "write `40/50 +1/5 x3`")
    return Part(Term(_number(number, place), _number(of, place), (remark or "").lower()), added, times)


def _number(text: str | None, place: int, sign: str = "") -> Decimal | None:
    if text is None:
        return None
    try:
        return read_number(sign + text)
    except NumberError as error:
        raise NotationError(place, str(error), "shorten it") from None


def _why_not(text: str) -> tuple[str, str]:
    """A sentence and a hint for a part that is not in the notation."""
    shown = shortened(text, QUOTED)
    if not text:
        return "there is nothing between two commas", "write `_` for a period without a result"
    if "%" in text or "£" in text:
        return f"`{shown}` has a sign for its unit", "write the number in plain digits, or numerator and denominator"
    if text in ("-", "..", "n/a", "N/A", "na", "x", "c", "z"):
        return f"`{shown}` is not a result", "write `_` for a period without a result, or a marker such as [c]"
    if re.fullmatch(rf"{_NUMBER}(\s*/\s*{_NUMBER})?(\s+{_NUMBER}(\s*/\s*{_NUMBER})?)+", text):
        return f"`{shown}` holds two results", "put a comma between them, or `x` before a number of periods"
    if re.search(r"[x×*]", text):
        return f"`{shown}` is not a result and how many there are of it", "write it like `96/100 x10`"
    return f"`{shown}` is not a result", "write `23/40`, `57.5` or `_`, and `x10` after it to repeat it"


def write_notation(terms: Sequence[Term]) -> str:
    """The shortest series that says these terms: what repeats, or grows by the same step, is written once.

    >>> write_notation([Term(Decimal(60), Decimal(100))] * 11 + [Term(Decimal(59), Decimal(100))])
    '60/100 x11, 59/100'
    """
    parts: list[Part] = []
    at = 0
    while at < len(terms):
        run = _run(terms, at, Term())
        if run == 1 and (step := _between(terms, at)) and (grown := _run(terms, at, step)) > 2:
            parts.append(Part(terms[at], step, grown))
            run = grown
        else:
            parts.append(Part(terms[at], times=run))
        at += run
    return ", ".join(map(str, parts))


def _run(terms: Sequence[Term], at: int, step: Term) -> int:
    """How many terms from ``at`` one part can say."""
    whole = tuple(Part(terms[at], step, len(terms) - at).terms())
    return next((count for count, term in enumerate(whole) if term != terms[at + count]), len(whole))


def _between(terms: Sequence[Term], at: int) -> Term | None:
    """The step from one term to the next, if both have numbers, and neither part of it is negative."""
    if at + 1 >= len(terms) or terms[at].mark or terms[at + 1].mark:
        return None
    (n, d, _), (next_n, next_d, _) = terms[at], terms[at + 1]
    if n is None or next_n is None or next_n < n or (d is None) != (next_d is None):
        return None
    if d is None or next_d is None or next_d == d:
        return Term(next_n - n)
    return Term(next_n - n, next_d - d) if next_d > d else None


def _after(first: Decimal | None, step: Decimal | None, number: int) -> Decimal | None:
    return first if first is None or step is None else first + number * step


def _written(term: Term) -> str:
    if term.numerator is None:
        return "_" if term.mark in ("_", "") else f"[{term.mark}]"
    number = plain(term.numerator) + ("" if term.denominator is None else f"/{plain(abs(term.denominator))}")
    return f"{number} [{term.mark}]" if term.mark else number
