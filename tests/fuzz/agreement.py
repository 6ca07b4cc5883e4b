"""Where a definition says something else than its own file does, to another reader of YAML and in the verdicts on results."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import yaml

from qpr_rules.core.quarters import due_period, is_active
from qpr_rules.definition import Band, Definition
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from tests.fuzz.by_its_words import Result, Rule, Said, month_of, verdict
from tests.fuzz.near_bounds import some_quarter, some_results
from tests.oracle import Cell
from tests.series import row

_TEXT: Any = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # PyYAML's own scanner refuses a tab inside a text; YAML does not


def text_of(content: bytes) -> dict[str, Any]:
    """A file as a tree in which every value is the text that it is."""
    tree: dict[str, Any] = yaml.load(content.decode("utf-8-sig"), Loader=_TEXT)  # noqa: S506  # builds text only
    return tree


def differences(definition: Definition, content: bytes) -> Iterator[str]:
    """Where a definition says something else than its file does to another reader."""
    said = text_of(content)
    for key in ("id", "name", "section", "owner", "unit", "frequency"):
        if str(getattr(definition, key)) != said[key]:
            yield f"{key} is {getattr(definition, key)!r}, and the file says {said[key]!r}"
    for key, (holds, says) in _compared(definition, said).items():
        if holds != says:
            yield f"{key} is {holds!r}, and the file says {says!r}"
    if "polarity" in said and str(definition.polarity) != said["polarity"]:
        yield f"polarity is {definition.polarity}, and the file says {said['polarity']}"
    written = said.get("standards") or ({"": said} if "target" in said else {})
    if {standard.key for standard in definition.standards} != set(written):
        yield f"standards {[standard.key for standard in definition.standards]}, and the file says {list(written)}"
        return
    for standard in definition.standards:
        for name, band in (("target", standard.target), ("floor", standard.floor)):
            if name in written[standard.key] and _bounds(band) != _numbers(written[standard.key][name]):
                yield f"{name} is {band}, and the file says {written[standard.key][name]!r}"


def misrated(definition: Definition, content: bytes, dice: random.Random, times: int = 2) -> Iterator[str]:
    """Results near a bound of which the tool says something else than the file's own text does."""
    for _ in range(times):
        said, results, quarter = by_words(content, dice)
        found = by_tool(definition, results, quarter)
        if found != said:
            yield f"of {results} as of {quarter}, {found} is said instead of {said}"


def by_words(content: bytes, dice: random.Random) -> tuple[Said, dict[int, Result], int]:
    """What a file's own text says of some results as of some quarter."""
    rule = Rule(text_of(content))
    quarter = some_quarter(rule, dice)
    results = some_results(rule, quarter, dice)
    return verdict(rule, results, quarter), results, quarter


def by_tool(definition: Definition, results: dict[int, Result], quarter: int) -> Said:
    """What the tool says of them."""
    calendar = definition.calendar
    cells = {calendar.holding(definition.frequency, month): _cell(each) for month, each in results.items()}
    at = calendar.holding(Frequency.QUARTER, quarter)
    found = row(definition, cells, at)
    due = due_period(definition, at)
    assert calendar.code(definition.frequency, due) == found.period
    return Said(
        calendar.last_month(definition.frequency, due),
        str(found.rating),
        str(found.reason or ""),
        found.figure,
        None if found.target is None or found.floor is None else (_exact(found.target), _exact(found.floor)),
        str(found.expected or ""),
        is_active(definition, at),
    )


def _cell(result: Result) -> Cell:
    if result.marked:
        return Cell(State.SUPPRESSED if result.marked == "suppressed" else State.NOT_APPLICABLE)
    over, of = (None if number is None else _decimal(number) for number in (result.over, result.of))
    return Cell(State.PRESENT, over, of)


def _decimal(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    assert Fraction(exact) == number
    return exact


def _exact(band: Band) -> tuple[Fraction | None, Fraction | None]:
    return None if band.low is None else Fraction(band.low), None if band.high is None else Fraction(band.high)


def _compared(definition: Definition, said: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What verdicts do not show, by key: as the definition has it, and as the file says it."""
    method, retired = definition.direction, said.get("retired", {})
    directed = {"method": method.method, "over": method.over, "points": method.points}
    return {
        "window": (definition.window.text, said.get("window", said["frequency"])),
        "description": (definition.description, said.get("description", "")),
        "bounded": (definition.bounded, said.get("bounded") not in ("no", "false")),
        "disclosure": (definition.disclosure, int(Decimal(said.get("disclosure", 0)))),
        "links": (list(definition.links), said.get("links", [])),
        "retired": (definition.retired and definition.retired.reason, retired.get("reason")),
        "breaks": (
            [tuple(each) for each in definition.breaks],
            sorted((month_of(each["from"]), each["reason"]) for each in said.get("breaks", [])),
        ),
        "changes": (
            [tuple(each) for each in definition.changes],
            [(month_of(each["from"]), each["reason"], each["approved"]) for each in said.get("changes", [])],
        ),
        "direction": (
            {key: str(directed.get(key, method.significance)) for key in said.get("direction", {})},
            said.get("direction", {}),
        ),
    }


def _bounds(band: Band) -> list[Decimal]:
    return [bound for bound in (band.low, band.high) if bound is not None]


def _numbers(said: Any) -> list[Decimal]:
    return [Decimal(said)] if isinstance(said, str) else [Decimal(said["from"]), Decimal(said["to"])]
