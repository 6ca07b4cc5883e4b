"""The name and the window say the same: "rolling 12 months", "in the month", "year to date"."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding, words_in
from qpr_rules.checking.wording import Wording
from qpr_rules.definition import Definition, WindowKind
from qpr_rules.diagnostic import Diagnostic, Label, Severity

_NUMBERS = {"three": 3, "six": 6, "twelve": 12}
_LENGTH = rf"(\d+|{'|'.join(_NUMBERS)})[ -]months?"
_ROLLING = Wording(rf"\brolling,? {_LENGTH}|\b{_LENGTH},? rolling|\brolling (annual|year|quarter)", "roll")
_TO_DATE = Wording(r"\byear[ -]to[ -]date\b|\bYTD\b", "date ytd")
_WITHIN = Wording(r"\b(?:this|in the|during the|for the) (month|quarter)\b", "mont quar")
_MONTHS = {"month": 1, "quarter": 3, "annual": 12, "year": 12}


def said(name: str) -> tuple[str, int] | None:
    """What a name says of its window: its words, and a length in months; 0 for the year to date.

    >>> said("EHCPs issued within 20 weeks - rolling 12 months")
    ('rolling 12 months', 12)
    """
    if match := _ROLLING.search(name):
        word = next(each for each in match.groups() if each).casefold()
        return match[0], _NUMBERS.get(word) or _MONTHS.get(word) or int(word)
    if match := _TO_DATE.search(name):
        return match[0], 0
    if match := _WITHIN.search(name):
        return match[0], _MONTHS[match[1].casefold()]
    return None


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR230 for another window than the name says."""
    found = said(definition.name)
    if found is None or _agrees(definition, found):
        return
    words, _ = found
    yield finding(
        "QPR230",
        Severity.WARNING,
        definition,
        f"the name says `{words}`, the window `{definition.window.text}`",
        "window",
        also=(Label(words_in(definition, "name", definition.name, words), "the name says"),),
        hint="change the one that is wrong",
    )


def _agrees(definition: Definition, found: tuple[str, int]) -> bool:
    words, months = found
    window = definition.window
    if months == 0 or window.kind is WindowKind.YEAR_TO_DATE:
        return months == 0 and window.kind is WindowKind.YEAR_TO_DATE
    if "rolling" in words.casefold():
        return window.kind is WindowKind.ROLLING and window.months == months
    return window.months <= months
