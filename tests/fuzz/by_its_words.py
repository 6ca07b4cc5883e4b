"""What a definition's own text says of a figure: green, amber or red, worked out from the words of the file alone.

A second reading, of the plain YAML tree in which every value is text: it knows nothing of our definitions, standards, windows or core, and works with
fractions. What it does not know (cumulative and rolled results, profiles, stocks, published roundings, suspensions) it says nothing about.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

_YEAR_BEGINS = {"financial": 4, "academic": 9, "calendar": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_UNKNOWN = ("reported", "profile", "rate_on", "suspended", "introduced", "breaks", "minimum_denominator", "retired")
_PER = {"percent": 100, "per 1,000": 1_000, "per 10,000": 10_000, "per 100,000": 100_000, "per 1,000,000": 1_000_000}

Band = tuple[Fraction | None, Fraction | None]


class Rule(NamedTuple):
    """The words of a file that decide a rating. A month is counted from January of the year 0."""

    said: Mapping[str, Any]
    begins: int
    frequency: int

    def periods(self, month: int) -> int | None:
        """How many results the figure that ends with a month is made of; None where none ends then."""
        window = self.said.get("window", self.said["frequency"])
        into_year = (month + 1 - (self.begins - 1)) % 12
        if match := re.fullmatch(r"(\d+) (month|quarter|year)s?", window):
            return int(match[1]) * _MONTHS[match[2]] // self.frequency
        if window == "year to date":
            return (into_year or 12) // self.frequency
        if window == "snapshot":
            return 1
        ends = {"month": True, "quarter": (month + 1) % 3 == 0, "year": into_year == 0}[window]
        return _MONTHS[window] // self.frequency if ends else None

    def standard(self, month: int) -> Mapping[str, Any] | None:
        """Target and floor in force in a month."""
        dated = self.said.get("standards")
        if not dated:
            return self.said
        found = [(self._first(key), value) for key, value in dated.items()]
        begun = [(first, value) for first, value in found if first <= month]
        if not begun:
            return None
        first, value = max(begun, key=lambda each: each[0])
        year_ends = first + 11 - (first - (self.begins - 1)) % 12
        return value if month <= year_ends else None

    def _first(self, key: str) -> int:
        match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", key)  # 2011-12 is the month, 2011/12 the year
        return int(key[:4]) * 12 + (int(match[2]) if match else self.begins) - 1

    def bands(self, month: int) -> tuple[Band, Band] | None:
        """The figures that are green, and those that are at least amber."""
        standard = self.standard(month)
        if standard is None or "target" not in standard:
            return None
        target = self._band(standard["target"])
        if "floor" in standard:
            return target, self._band(standard["floor"])
        number, word = self.said["amber"]["within"].split()
        low, high = (
            None if end is None else (abs(end) * Fraction(number) / 100 if word == "percent" else Fraction(number))
            for end in target
        )
        return target, (
            None if target[0] is None or low is None else target[0] - low,
            None if target[1] is None or high is None else target[1] + high,
        )

    def _band(self, written: Any) -> Band:
        if not isinstance(written, str):
            return Fraction(written["from"]), Fraction(written["to"])
        return (Fraction(written), None) if self.said["polarity"] == "higher" else (None, Fraction(written))


def rule(said: Mapping[str, Any]) -> Rule | None:
    """The rule of a file's text; None for one of which this reading knows nothing."""
    measure = said["measure"]
    if any(key in said for key in _UNKNOWN) or said.get("kind") == "activity":
        return None
    if not isinstance(measure.get("denominator", ""), str):
        return None
    return Rule(said, _YEAR_BEGINS[said.get("year", "financial")], _MONTHS[said["frequency"]])


class Figure(NamedTuple):
    """Results of some periods, the last of which ends with a month, as pairs of numerator and denominator; their rating."""

    month: int
    results: Sequence[tuple[int, int | None]]
    rating: str


def figure(found: Rule, dice: random.Random) -> Figure | None:
    """Results whose figure lies at, just under or just over a bound, and what the file says of them; None without a bound."""
    if found.frequency == 12:
        month = dice.choice(range(2021, 2026)) * 12 + (found.begins - 2) % 12
    else:
        month = dice.choice(range(2021, 2026)) * 12 + dice.choice((2, 5, 8, 11))
    count, bands = found.periods(month), found.bands(month)
    if not count or bands is None:
        return None
    per = _PER.get(found.said["unit"], 1)
    bound = dice.choice([end for band in bands for end in band if end is not None])
    nudge = dice.choice([-1, 0, 0, 1])
    if "denominator" not in found.said["measure"]:
        total = bound.__floor__() + nudge
        share = total // count
        counts = [*[(share, None)] * (count - 1), (total - share * (count - 1), None)]
        return Figure(month, counts, _rating(Fraction(total), bands))
    cases = dice.choice([bound.denominator * per, 400, 37])
    total = (bound * cases * count / per).__round__() + nudge
    share = total // count
    pairs = [*[(share, cases)] * (count - 1), (total - share * (count - 1), cases)]
    if min(numerator for numerator, _ in pairs) < 0:
        return None
    return Figure(month, pairs, _rating(Fraction(total * per, cases * count), bands))


def _rating(value: Fraction, bands: tuple[Band, Band]) -> str:
    def within(band: Band) -> bool:
        return (band[0] is None or value >= band[0]) and (band[1] is None or value <= band[1])

    return "green" if within(bands[0]) else "amber" if within(bands[1]) else "red"
