"""What a case expects of one area, by period: each key a quarter's report or a period of the KPI's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qpr_rules.case import ABSENT, EXCEPTIONS, ON_QUARTERS, Expectation, Wanted, wanted
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Path, nearest
from qpr_rules.evaluation import Rating, Reason
from qpr_rules.period import Frequency, PeriodError
from qpr_rules.reading.findings import Findings

_RATINGS = frozenset(map(str, Rating))
_REASONS = frozenset(map(str, Reason))


def read_expectations(
    findings: Findings, definition: Definition, area: str, tree: Mapping[str, Any], path: Path, rules: frozenset[str]
) -> Iterator[Expectation]:
    """The expectations of one area; what is wrong goes to ``findings``."""
    for key, written in tree.items():
        at = (*path, key)
        place = _period(findings, definition, key, at)
        if place is None:
            continue
        period, of_quarter = place
        fields = _spelt_out(written)
        found: dict[str, Wanted] = {}
        for name, value in fields.items():
            if name in ON_QUARTERS and not of_quarter:
                quarter = definition.calendar.holding(
                    Frequency.QUARTER, definition.calendar.last_month(definition.frequency, period)
                )
                findings.error(
                    "QPR655",
                    f"`{name}` is a matter of a quarter's report, and `{key}` is no quarter",
                    *at,
                    name,
                    key=True,
                    hint=f"expect it of `{definition.calendar.show(Frequency.QUARTER, quarter)}`",
                )
            elif (read := wanted(name, value)) is None:
                hint = "write it in plain digits, as p/q, or as `about 75.4` for a rounded one"
                findings.error("QPR656", f"`{value}` is no number that can be expected", *at, name, hint=hint)
            else:
                found[name] = read
        _check_rules(findings, value if isinstance(value := fields.get(EXCEPTIONS), list) else [], at, rules)
        _check_reason(findings, fields, at)
        yield Expectation(area, period, of_quarter, found)


def _period(findings: Findings, definition: Definition, key: str, at: Path) -> tuple[int, bool] | None:
    """The period of a key, and whether it is a quarter's report that is meant."""
    calendar, own = definition.calendar, definition.frequency
    for frequency in dict.fromkeys((own, Frequency.QUARTER)):
        try:
            return calendar.parse(key, frequency), frequency is Frequency.QUARTER
        except PeriodError as error:
            sentence = str(error)
    quarter = calendar.show(Frequency.QUARTER, 2024 * 4 + 2)
    kinds = f"a {own}" if own is Frequency.QUARTER else f"a {own} of this KPI, or a quarter"
    if "could be" not in sentence:
        sentence = f"`{key}` is not {kinds}"
    findings.error("QPR653", sentence, *at, key=True, hint=f"write a quarter like `{quarter}`")
    return None


def _spelt_out(written: Any) -> dict[str, Any]:
    """A word stands for a rating, or for the reason why there is none."""
    if isinstance(written, dict):
        return written
    if written == ABSENT:
        return {}
    return {"rating": written} if written in _RATINGS else {"rating": str(Rating.NOT_RATED), "reason": written}


def _check_rules(findings: Findings, written: list[Any], at: Path, rules: frozenset[str]) -> None:
    for place, rule in enumerate(written):
        if rule not in rules:
            close = nearest(str(rule), rules, 1)
            hint = f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(sorted(rules))}"
            findings.error("QPR657", f"there is no exception rule `{rule}`", *at, EXCEPTIONS, place, hint=hint)


def _check_reason(findings: Findings, fields: Mapping[str, Any], at: Path) -> None:
    """A rating other than *not rated* has no reason, and the other way round: such a case could never pass."""
    rating, reason = fields.get("rating"), fields.get("reason")
    if rating is not None and reason is not None and (rating == Rating.NOT_RATED) != (reason in _REASONS):
        sentence = f"a figure that is {rating} has {'a' if rating == Rating.NOT_RATED else 'no'} reason"
        findings.error("QPR658", sentence, *at, "reason", hint="take out one of the two")
