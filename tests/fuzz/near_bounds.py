"""Results whose figure lies at, just under or just over what a definition's text sets a bound at, as its text has them reported."""

from __future__ import annotations

import itertools
import random
import re
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tests.fuzz.by_its_words import Result, Rule, month_of

_FIRST, _LAST = 2019 * 12 + 2, 2026 * 12 + 2


def some_quarter(rule: Rule, dice: random.Random) -> int:
    """The last month of a quarter, often one near a month that the text names, seldom one without a standard."""
    named = [month_of(each) for each in re.findall(r"\d{4}-(?:0[1-9]|1[0-2])", _dates(rule.said))]
    quarter = _FIRST
    for _ in range(4):
        if named and dice.random() < 0.5:
            month = dice.choice(named) + dice.randint(-4, 16)
            quarter = month - (month + 1) % 3
        else:
            quarter = dice.choice(range(_FIRST, _LAST, 3))
        if rule.bands(rule.due(quarter)):
            break
    return quarter


def _dates(said: Any) -> str:
    keys = ("introduced", "retired", "suspended", "breaks", "standards")
    return " ".join(str(said[key]) for key in keys if key in said)


def some_results(rule: Rule, quarter: int, dice: random.Random) -> dict[int, Result]:
    """Results up to the figure due as of a quarter, by the last month of their periods; one in eight has a gap or a marker."""
    month = rule.due(quarter)
    window = rule.covers(month)
    earlier = list(range(window[0] - 12, window[0], rule.period))
    flows = {each: _some(rule, Fraction(dice.randint(0, 60)), _cases(rule, dice, 1)) for each in earlier}
    flows |= _towards(rule, window, _aim(rule, month, dice), dice)
    if rule.reported == "rolled":
        flows[month] = _whole(rule, [flows[each] for each in window])
    results = _running(rule, flows) if rule.reported == "cumulative" else flows
    if dice.random() < 0.125 and len(results) > 1:
        at = dice.choice([month, dice.choice(list(results))])
        del results[at]
        if mark := dice.choice(["", "suppressed", "not applicable"]):
            results[at] = Result(Fraction(0), None, mark)
    return results


def _aim(rule: Rule, month: int, dice: random.Random) -> Fraction:
    """A bound of the text, or where printing would round to it."""
    bands, expected = rule.bands(month), rule.expects()
    ends = [end for band in [*(bands or ()), *([expected] if expected else [])] for end in band if end is not None]
    aim: Fraction = dice.choice(ends or [Fraction(50)])
    if rule.said.get("rate_on") == "published":
        aim += Fraction(dice.choice([-1, 0, 1]), 2 * 10 ** int(rule.said.get("decimals", 0)))
    return aim


def _cases(rule: Rule, dice: random.Random, parts: int) -> Fraction:
    """How many cases a period has: none, few, or so many that a bound of so many parts is hit exactly."""
    fewest = Fraction(rule.said.get("minimum_denominator", 0))
    if fewest and dice.random() < 0.5:
        return Fraction(ceil(fewest) + dice.choice([-1, 0, 1]))
    return Fraction(dice.choice([parts * rule.per, 400, 37, 0 if dice.random() < 0.2 else 8]))


def _towards(rule: Rule, window: list[int], aim: Fraction, dice: random.Random) -> dict[int, Result]:
    """Results of a window that are pooled at an aim, or a nudge beside it."""
    nudge = dice.choice([-1, 0, 0, 1])
    if rule.denominator == "none":
        ready_made = "value" in rule.said["measure"]
        total = aim + Fraction(nudge, 100) if ready_made else Fraction(max(0, floor(aim) + nudge))
        return {month: Result(over) for month, over in zip(window, _split(total, len(window)), strict=True)}
    cases = _cases(rule, dice, aim.denominator)
    each = [cases] * len(window)
    if rule.denominator == "flow" and dice.random() < 0.5:  # so many cases in all
        each = _split(cases, len(window))
    elif rule.denominator != "flow" and len(window) > 1:  # a stock that changes, so that its mean is not its last
        off = min(cases, Fraction(dice.choice([0, 1, 3])))
        each[0], each[-1] = cases + off, cases - off
    pooled = _whole(rule, [Result(Fraction(0), of) for of in each]).of or Fraction(0)
    total = Fraction(max(0, round(aim * pooled / rule.per) + nudge)) if pooled else Fraction(0)
    pairs = zip(_split(total, len(window)), each, strict=True)
    return dict(zip(window, itertools.starmap(Result, pairs), strict=True))


def _split(total: Fraction, parts: int) -> list[Fraction]:
    """A total in parts that are whole numbers wherever it is one."""
    part = Fraction(floor(total / parts))
    return [part] * (parts - 1) + [total - part * (parts - 1)]


def _some(rule: Rule, over: Fraction, of: Fraction) -> Result:
    if rule.denominator == "none":
        return Result(over)
    return Result(min(over, of), of)


def _whole(rule: Rule, results: list[Result]) -> Result:
    """All results of a window as one that covers it."""
    over = sum((each.over for each in results), Fraction(0))
    of = [each.of or Fraction(0) for each in results]
    match rule.denominator:
        case "none":
            return Result(over)
        case "mean":
            return Result(over, Fraction(floor(sum(of, Fraction(0)) / len(of))))
        case "last":
            return Result(over, of[-1])
        case _:
            return Result(over, sum(of, Fraction(0)))


def _running(rule: Rule, flows: dict[int, Result]) -> dict[int, Result]:
    """The results of periods as totals of the KPI's year so far; a stock is the period's own."""
    results: dict[int, Result] = {}
    total = nothing = Result(Fraction(0), Fraction(0))
    for month in sorted(flows):
        if rule.into_year(month - rule.period + 1) == 1:
            total = nothing
        flow = flows[month]
        of = None if flow.of is None else flow.of if rule.denominator != "flow" else flow.of + (total.of or 0)
        total = Result(total.over + flow.over, of)
        results[month] = total
    return results
