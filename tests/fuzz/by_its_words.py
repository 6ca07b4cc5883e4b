"""What a definition's own text says of results: the figure that is due as of a quarter, and green, amber, red or why not.

A second reading, of the plain YAML tree in which every value is text, after the words of the method: it knows nothing of our definitions, standards,
windows or core, and works with fractions. Months are counted from January of the year 0; a period is named by its last one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

_YEAR_BEGINS = {"financial": 4, "academic": 9, "calendar": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PER = {"percent": 100, "per 1,000": 1_000, "per 10,000": 10_000, "per 100,000": 100_000, "per 1,000,000": 1_000_000}

Band = tuple[Fraction | None, Fraction | None]


class Result(NamedTuple):
    """One result as it is reported. ``marked`` is *suppressed* or *not applicable* where there is no number."""

    over: Fraction
    of: Fraction | None = None
    marked: str = ""


class Said(NamedTuple):
    """What a file says of the figure that is due as of a quarter."""

    month: int
    rating: str
    reason: str
    figure: Fraction | None
    due: tuple[Band, Band] | None
    expected: str
    in_set: bool


class Rule(NamedTuple):
    """The words of a file that decide a rating."""

    said: Mapping[str, Any]

    @property
    def period(self) -> int:
        """The months that one result covers."""
        return _MONTHS[self.said["frequency"]]

    @property
    def window(self) -> str:
        """The window, by its word."""
        return str(self.said.get("window", self.said["frequency"]))

    @property
    def reported(self) -> str:
        """What one result covers."""
        return str(self.said.get("reported", "per period"))

    @property
    def per(self) -> int:
        """By how much the figure is a multiple of the plain ratio."""
        return _PER.get(self.said["unit"], 1)

    @property
    def denominator(self) -> str:
        """What becomes of denominators over a window: ``none``, ``flow``, ``mean`` or ``last``."""
        found = self.said["measure"].get("denominator", "none")
        if not isinstance(found, dict):
            return "none" if found == "none" else "flow"
        return str(found.get("stock", "mean")) if found.get("kind", "flow") == "stock" else "flow"

    @property
    def is_whole(self) -> bool:
        """Whether one result is the whole figure already."""
        return self.reported == "rolled" or (self.reported == "cumulative" and self.window == "year to date")

    def into_year(self, month: int) -> int:
        """Which month of the KPI's own year it is, 1 to 12."""
        return (month - (_YEAR_BEGINS[self.said.get("year", "financial")] - 1)) % 12 + 1

    def due(self, quarter: int) -> int:
        """The last month of the figure that is due as of a quarter, which is named by its last month."""
        month = quarter - int(self.said.get("lag", "0 months").split()[0])
        ends = {"month": self.period, "quarter": 3, "year": 12}.get(self.window, self.period)
        while {1: False, 3: (month + 1) % 3 != 0, 12: self.into_year(month) != 12}[ends]:
            month -= 1
        return month

    def covers(self, month: int) -> list[int]:
        """The periods of which the figure of a month speaks, the earliest first."""
        if match := re.fullmatch(r"(\d+) (month|quarter|year)s?", self.window):
            length = int(match[1]) * _MONTHS[match[2]]
        elif self.window == "year to date":
            length = self.into_year(month)
        else:
            length = _MONTHS.get(self.window, self.period)
        return list(range(month - length + self.period, month + 1, self.period))

    def added(self, results: Mapping[int, Result], month: int) -> Result | None:
        """What a period added: its result, or where results run through the year, what it is more than the one before."""
        result = results.get(month)
        begins = self.into_year(month - self.period + 1) == 1
        if self.reported != "cumulative" or self.is_whole or begins or result is None or result.marked:
            return result
        before = results.get(month - self.period)
        if before is None or before.marked:
            return None
        of = result.of if self.denominator != "flow" or before.of is None else Fraction(result.of or 0) - before.of
        return Result(result.over - before.over, of)

    def standard(self, month: int) -> Mapping[str, Any] | None:
        """Target and floor in force in a month."""
        dated = self.said.get("standards")
        if not dated:
            return self.said if "target" in self.said else None
        begun = [(first, value) for key, value in dated.items() if (first := self._first(key)) <= month]
        if not begun:
            return None
        first, value = max(begun, key=lambda each: each[0])
        return value if month <= first + 12 - self.into_year(first) else None

    def _first(self, key: str) -> int:
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", key):  # 2011-12 is the month, 2011/12 the year
            return month_of(key)
        return int(key[:4]) * 12 + _YEAR_BEGINS[self.said.get("year", "financial")] - 1

    def bands(self, month: int) -> tuple[Band, Band] | None:
        """The figures that are green in a month, and those that are at least amber."""
        standard = self.standard(month)
        if standard is None or "polarity" not in self.said:
            return None
        target = self._band(standard["target"])
        floor = self._band(standard["floor"]) if "floor" in standard else self._amber(target)
        if "profile" not in self.said:
            return target, floor
        due = [percent for name, percent in self.said["profile"].items() if _NAMES[month % 12] == name[:3].lower()]
        return (_part(target, due[0]), _part(floor, due[0])) if due else None

    def _band(self, written: Any) -> Band:
        if not isinstance(written, str):
            return Fraction(written["from"]), Fraction(written["to"])
        return (Fraction(written), None) if self.said["polarity"] == "higher" else (None, Fraction(written))

    def _amber(self, target: Band) -> Band:
        number, word = self.said["amber"]["within"].split()
        low, high = (
            None if end is None else (abs(end) * Fraction(number) / 100 if word == "percent" else Fraction(number))
            for end in target
        )
        return (
            None if target[0] is None or low is None else target[0] - low,
            None if target[1] is None or high is None else target[1] + high,
        )

    def expects(self) -> Band | None:
        """The range in which an activity is expected to be."""
        found = self.said.get("expected")
        if found is None:
            return None
        low, high = found.get("from"), found.get("to")
        return None if low is None else Fraction(low), None if high is None else Fraction(high)


def month_of(text: str) -> int:
    """The month of ``2024-10``, or of a day in it."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def verdict(rule: Rule, results: Mapping[int, Result], quarter: int) -> Said:
    """What the words of a file say of these results, by the last month of their periods, as of a quarter."""
    said, month = rule.said, rule.due(quarter)
    window = rule.covers(month)
    sources = [results.get(month)] if rule.is_whole else [rule.added(results, each) for each in window]
    whole = [each for each in sources if each is not None and not each.marked]
    pooled = _pooled(rule, whole) if len(whole) == len(sources) else None
    due = rule.bands(month)
    reasons = {
        "suspended": "suspended" in said and _within(month, said["suspended"]),
        "not yet introduced": "introduced" in said and _ends_before(month, said["introduced"]),
        "activity only": said.get("kind") == "activity",
        "suppressed": any(each is not None and each.marked == "suppressed" for each in sources),
        "not applicable": any(each is not None and each.marked == "not applicable" for each in sources),
        "no results": not any(when <= month and not each.marked for when, each in results.items()),
        "late": month not in results or results[month].marked,
        "window incomplete": len(whole) < len(sources),
        "break in window": any(
            window[0] - rule.period + 1 < month_of(each["from"]) <= month for each in said.get("breaks", [])
        ),
        "nothing to measure": pooled is not None and pooled[1] == 0,
        "too few cases": pooled is not None
        and pooled[1] is not None
        and pooled[1] < Fraction(said.get("minimum_denominator", 0)),
        "no standard in force": due is None,
    }
    reason = next((word for word, applies in reasons.items() if applies), "")
    figure = None
    if pooled is not None and pooled[1] != 0:
        figure = pooled[0] if pooled[1] is None else pooled[0] / pooled[1] * rule.per
        figure = _printed(figure, int(said.get("decimals", 0))) if said.get("rate_on") == "published" else figure
    rating = "not rated" if reason or due is None or figure is None else _rating(figure, due)
    left = "retired" in said and not _ends_before(quarter, said["retired"]["on"])
    begun = "introduced" not in said or not _ends_before(quarter, said["introduced"])
    return Said(month, rating, reason, figure, due, _where(figure, rule.expects()), begun and not left)


def _pooled(rule: Rule, results: list[Result]) -> tuple[Fraction, Fraction | None]:
    over = sum((each.over for each in results), Fraction(0))
    parts = [Fraction(each.of or 0) for each in results]
    match rule.denominator:
        case "none":
            return over, None
        case "last":
            return over, parts[-1]
        case "mean":
            return over, sum(parts, Fraction(0)) / len(parts)
        case _:
            return over, sum(parts, Fraction(0))


def _part(band: Band, percent: str) -> Band:
    low, high = (None if end is None else end * Fraction(percent) / 100 for end in band)
    return low, high


def _within(month: int, suspended: Mapping[str, str]) -> bool:
    return month_of(suspended["from"]) <= month and ("until" not in suspended or month <= month_of(suspended["until"]))


def _ends_before(month: int, day: str) -> bool:
    """Whether a month is over before a day: its last day is an earlier one."""
    return month < month_of(day)  # a day of the month itself, and be it the last, is not after its end


def _where(figure: Fraction | None, expected: Band | None) -> str:
    if figure is None or expected is None:
        return ""
    if expected[0] is not None and figure < expected[0]:
        return "below"
    return "above" if expected[1] is not None and figure > expected[1] else "within"


def _printed(figure: Fraction, decimals: int) -> Fraction:
    whole, rest = divmod(abs(figure) * 10**decimals, 1)
    shown = Fraction(int(whole) + (rest >= Fraction(1, 2)), 10**decimals)
    return shown if figure >= 0 else -shown


def _rating(figure: Fraction, bands: tuple[Band, Band]) -> str:
    def within(band: Band) -> bool:
        return (band[0] is None or figure >= band[0]) and (band[1] is None or figure <= band[1])

    return "green" if within(bands[0]) else "amber" if within(bands[1]) else "red"
