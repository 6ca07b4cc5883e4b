"""What has been restated since it was published, in a sentence a quarter: which KPIs, from what to what, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qpr_rules.core.restated import Restatement
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Cause, Evaluation
from qpr_rules.showing import words
from qpr_rules.showing.figures import band, figure
from qpr_rules.showing.headline import NAMED

_BECAUSE = {
    Cause.DATA: "results were revised",
    Cause.RULE: "the rule was changed",
    Cause.METHOD: "the method was changed",
    Cause.SEVERAL: "of several changes",
}
_DIGITS = 15


def restated_sentences(
    found: Sequence[Restatement], title: Callable[[int], str], decimals: Mapping[str, int]
) -> list[str]:
    """One sentence for each published quarter of which something comes out otherwise now.

    ``title`` gives a quarter's (an ordinal) as people write it, ``decimals`` those of each KPI by id; one decimal of a KPI that is gone.
    """
    by_quarter: dict[int, list[Restatement]] = {}
    for each in found:
        by_quarter.setdefault(each.quarter, []).append(each)
    return [_sentence(title(quarter), own, decimals) for quarter, own in by_quarter.items()]


def _sentence(title: str, found: Sequence[Restatement], decimals: Mapping[str, int]) -> str:
    groups: dict[tuple[Cause, ...], list[Restatement]] = {}
    for each in found:
        groups.setdefault(each.causes, []).append(each)
    parts = []
    for causes, own in groups.items():
        named = [f"{_name(each.row)} ({change(each, decimals.get(each.row.kpi, 1))})" for each in own[:NAMED]]
        more = [f"{len(own) - NAMED:,} more"] if len(own) > NAMED else []
        because = f"because {listed([_BECAUSE[cause] for cause in causes])}" if causes else "for no recorded reason"
        parts.append(f"{because}, {listed([*named, *more])}")
    kpis = len({each.row.kpi for each in found})
    has = "has" if kpis == 1 else "have"
    return f"Since {title} was published, {plural(kpis, 'KPI')} {has} been restated: {'; '.join(parts)}."


def _name(row: Evaluation) -> str:
    return f"{row.name}, {row.area}" if row.area else row.name


def change(found: Restatement, decimals: int) -> str:
    """What it was published as, and what it is now: ``published as Amber at 84.1%, now Red at 79%``."""
    was, now = found.was, found.now
    if was is None or now is None:
        sides = ["not in the set" if row is None else _verdict(row, decimals) for row in (was, now)]
        return f"published as {sides[0]}, now {sides[1]}"
    digits = decimals
    while digits < _DIGITS and was.figure != now.figure and figure(was, digits) == figure(now, digits):
        digits += 1
    verdicts = [_verdict(row, digits) for row in (was, now)]
    if verdicts[0] != verdicts[1]:
        return f"published as {verdicts[0]}, now {verdicts[1]}"
    for what, sides in (
        ("", [words.direction(row.direction) for row in (was, now)]),
        ("for ", [words.period(row.period) for row in (was, now)]),
        ("with a target of ", [band(row.target, row.unit) if row.target else "none" for row in (was, now)]),
        ("with a floor of ", [band(row.floor, row.unit) if row.floor else "none" for row in (was, now)]),
    ):
        if sides[0] != sides[1]:
            return f"published {what or 'as '}{sides[0]}, now {sides[1]}"
    return f"published as {verdicts[0]}, now in other digits"


def _verdict(row: Evaluation, decimals: int) -> str:
    said = words.rating(row.rating) + (f", {row.reason}," if row.reason else "")
    return said.rstrip(",") if row.figure is None else f"{said} at {figure(row, decimals)}"
