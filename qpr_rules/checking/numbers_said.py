"""Counts and percentages that a text says, in digits or in words; not its dates, lengths of time, money and other numbers.

>>> [(each.value, each.percent) for each in numbers_said("Of 1,204 reviews three were late on 3 May: 99.8% in 2 weeks.")]
[(Decimal('1204'), False), (Decimal('3'), False), (Decimal('99.8'), True)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_UNITS = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: value for value, word in enumerate(_UNITS, 1)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS, 2)}
_WORDS |= {f"{tens} {unit}": _WORDS[tens] + _WORDS[unit] for tens in _TENS for unit in _UNITS[:9]}

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TIME = r"(?:working\s+|calendar\s+|school\s+)?(?:minute|hour|day|week|month|year|quarter|term|decade)"
_OTHERS = (
    r"(?:teams?|officers?|staff|posts?|vacanc\w+|workers?|managers?|sites?|offices?|meetings?|actions?|options?|reasons?|stages?|"
    r"steps?|parts?|ways?|points?|contractors?|suppliers?|providers?|measures?|targets?|schemes?|projects?|vehicles?)\b"
)
"""What a council has some of that are none of its cases."""

_AFTER = rf"(?:(?:\w+\s+)?{_OTHERS}|{_TIME}|{_MONTH}\b|p\b|pence|pounds?|euros?|million|thousand|hundred|billion|miles?|km\b|times\b|am\b|pm\b)"
_BEFORE = (
    rf"(?:\b(?:ward|phase|stage|step|section|level|tier|band|category|priority|grade|paragraph|item|page|appendix|table|"
    rf"quarter|q|no\.?|number|version|act|{_MONTH})\s+|[#£$€])"
)
_SAID = re.compile(
    rf"(?<![\w.,/#£$€:\u2013-])(?:"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>\s?%|\s+per\s?cent\b)?(?![\w/%-]|[.,:]\d)|"
    rf"(?P<words>\b(?:{'|'.join(sorted((each.replace(' ', '[ -]') for each in _WORDS), key=len, reverse=True))})\b)"
    rf"(?P<per>\s+per\s?cent\b)?(?!-)"
    rf")(?!\s+{_AFTER})",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"{_BEFORE}$", re.IGNORECASE)
_NEAR = 40
"""Characters before a number in which the word that it belongs to stands."""

_SINGLE = re.compile(r"\b(?:only|just)\s+$", re.IGNORECASE)
_CASE = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:case|person|child|young|adult|resident|tenant|pupil|patient|famil|household|incident|applica|"
    r"complaint|claim|review|visit|death|placement|assessment)",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A number as a text says it: what was ``written``, from ``start`` on; ``places`` after the decimal point."""

    value: Decimal
    percent: bool
    written: str
    start: int

    @property
    def places(self) -> int:
        """How exactly it is said."""
        return len(self.written.rstrip("% ").partition(".")[2]) if self.written[0].isdigit() else 0


def numbers_said(text: str) -> Iterator[Said]:
    """Every count and percentage, in order. ``one`` is one only before a case, a person and the like, or after ``only``."""
    for found in _SAID.finditer(text):
        before = text[max(0, found.start() - _NEAR) : found.start()]  # all of it, for each number, were a square
        if _NAMED.search(before):
            continue
        digits, percent = found["digits"], bool(found["percent"] or found["per"])
        if digits is None:
            word = found["words"].casefold().replace("-", " ")
            if word == "one" and not percent and not (_SINGLE.search(before) or _CASE.match(text, found.end())):
                continue
            yield Said(Decimal(_WORDS[word]), percent, found["words"], found.start())
        elif not (digits.isdigit() and len(digits) == 4 and "1900" <= digits <= "2199"):
            yield Said(Decimal(digits.replace(",", "")), percent, digits, found.start())
