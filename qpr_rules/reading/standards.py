"""Standards as councils write them, by year or month, become bands with a first and a last month that never overlap."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from qpr_rules.definition import Band, Polarity, Standard
from qpr_rules.diagnostic import KEY
from qpr_rules.period import Calendar, Frequency, PeriodError
from qpr_rules.quantity import percent_of, plus
from qpr_rules.reading.findings import Findings


def read_standards(
    findings: Findings, tree: dict[str, Any], calendar: Calendar, polarity: Polarity
) -> tuple[Standard, ...]:
    """The standards of a definition: one for ever in the short form, otherwise by date."""
    tolerance = tree.get("amber", {}).get("within", "")
    if "standards" not in tree:
        bands = _bands(findings, tree, polarity, tolerance, ())
        return (Standard(*bands),) if bands else ()
    dated = []
    for key, value in tree["standards"].items():
        bands = _bands(findings, value, polarity, tolerance, ("standards", key))
        begun = _begins(findings, key, calendar)
        if bands and begun:
            dated.append(_Dated(key, *begun, *bands, value.get("approved", ""), value.get("reason", "")))
    return _in_order(findings, dated, calendar, whole=len(dated) == len(tree["standards"]))


class _Dated(NamedTuple):
    key: str
    first: int
    year_ends: int
    target: Band
    floor: Band
    approved: str
    reason: str


def _begins(findings: Findings, key: str, calendar: Calendar) -> tuple[int, int] | None:
    """The first month of a key, and the last of its year; None, with an error, for a key that is neither."""
    if (months := _months(key, calendar)) is not None:
        return months
    sample = calendar.code(Frequency.YEAR, 2024)
    findings.error(
        "QPR209",
        f"`{key}` is neither a year nor a month",
        "standards",
        key,
        key=True,
        hint=f"write a year like {sample}, or a month like 2024-10",
    )
    return None


@lru_cache(maxsize=4096)
def _months(key: str, calendar: Calendar) -> tuple[int, int] | None:
    for frequency in (Frequency.MONTH, Frequency.YEAR):
        try:
            month = calendar.first_month(frequency, calendar.parse(key, frequency))
        except PeriodError:
            continue
        return month, calendar.last_month(Frequency.YEAR, calendar.holding(Frequency.YEAR, month))
    return None


def _in_order(findings: Findings, dated: list[_Dated], calendar: Calendar, *, whole: bool) -> tuple[Standard, ...]:
    dated.sort(key=lambda each: each.first)
    for earlier, later in pairwise(dated):
        if earlier.first == later.first:
            findings.error(
                "QPR210",
                f"`{earlier.key}` and `{later.key}` begin in the same month",
                "standards",
                later.key,
                key=True,
                hint="keep the one that was approved",
                also=findings.at("begins then too", "standards", earlier.key, KEY),
            )
        elif whole and later.first > earlier.year_ends + 1:
            gap = calendar.show(Frequency.MONTH, earlier.year_ends + 1), calendar.show(Frequency.MONTH, later.first - 1)
            months = gap[0] if gap[0] == gap[1] else f"{gap[0]} to {gap[1]}"
            findings.error(
                "QPR211",
                f"no standard is in force from `{earlier.key}` to `{later.key}` ({months})",
                "standards",
                later.key,
                key=True,
                hint="add the year that is missing",
                also=findings.at("ends with its year", "standards", earlier.key, KEY),
            )
    if not dated:
        return ()
    ends = [*(later.first - 1 for later in dated[1:]), dated[-1].year_ends]
    return tuple(
        Standard(target, floor, first, min(year_ends, end), key, approved, reason)
        for (key, first, year_ends, target, floor, approved, reason), end in zip(dated, ends, strict=True)
    )


def _bands(
    findings: Findings, tree: dict[str, Any], polarity: Polarity, tolerance: str, path: tuple[str, ...]
) -> tuple[Band, Band] | None:
    target = _band(findings, tree["target"], polarity, (*path, "target"))
    if "floor" in tree and tolerance:
        findings.error(
            "QPR218",
            "this standard has a floor, and `amber` gives every standard a tolerance",
            *path,
            "floor",
            hint="keep one of the two: the floor, or the tolerance",
            also=findings.at("the tolerance", "amber", "within"),
        )
        return None
    if "floor" in tree:
        floor = _band(findings, tree["floor"], polarity, (*path, "floor"))
    elif tolerance:
        floor = target and _within(target, tolerance)
    else:
        findings.error(
            "QPR212", "this standard has a target and no floor standard", *path, key=True, hint="add `floor:`"
        )
        return None
    return (target, floor) if target and floor else None


def _band(findings: Findings, value: Any, polarity: Polarity, path: tuple[str, ...]) -> Band | None:
    if polarity is Polarity.STAY_CLOSE:
        if not isinstance(value, dict):
            findings.error(
                "QPR213", "a KPI that should stay close needs a range here", *path, hint="write {from: 17.5, to: 22.5}"
            )
            return None
        if value["from"] > value["to"]:
            findings.error("QPR214", "the range ends before it begins", *path, hint="write the smaller number first")
            return None
        return Band(value["from"], value["to"])
    if isinstance(value, dict):
        findings.error(
            "QPR215",
            f"with `polarity: {polarity}` one number is needed here, not a range",
            *path,
            hint="write one number, or `polarity: stay-close`",
        )
        return None
    return Band(value, None) if polarity is Polarity.HIGHER else Band(None, value)


def _within(target: Band, tolerance: str) -> Band:
    """The floor that a tolerance makes: so many percent of the target, or points of the unit, on its worse side."""
    number, _, word = tolerance.partition(" ")

    def room(bound: Decimal) -> Decimal:
        return percent_of(abs(bound), Decimal(number)) if word == "percent" else Decimal(number)

    return Band(
        None if target.low is None else plus(target.low, room(target.low).copy_negate()),
        None if target.high is None else plus(target.high, room(target.high)),
    )
