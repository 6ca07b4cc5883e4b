"""Revised results in files: Markdown for people, CSV with a row for each revised result, JSON with everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from qpr_rules.core.revised import Effect, Revised
from qpr_rules.definition import Kind
from qpr_rules.formulas import csv_lines, guarded
from qpr_rules.harmless import json_text
from qpr_rules.observation import ALWAYS, HIDDEN, Observation, State
from qpr_rules.provenance import ILLUSTRATIVE, Provenance
from qpr_rules.quantity import plain
from qpr_rules.showing import words
from qpr_rules.showing.diagnostics.markdown import code, escaped
from qpr_rules.showing.revised import told as said
from qpr_rules.showing.revised.told import Told
from qpr_rules.showing.rows import as_json

FORMAT = 1
"""Of the JSON: raised when the form changes so that a reader of the earlier one would err."""

FIELDS = (
    "as_of", "kpi", "area", "period", "before", "before_denominator", "before_status", "before_as_of", "after",
    "after_denominator", "after_status", "ratings_moved", "verdicts_changed", "illustrative", "made_from",
)  # fmt: skip
"""The columns of the CSV file. ``before`` and ``after`` are the numerator, count or value, or a marker."""

_TOLD = ("rating", "reason", "direction", "period", "figure", "target", "floor")
"""What JSON tells of a verdict before and after."""


def markdown(told: Told) -> str:
    """A table of results and one of what they changed for each day, the latest first."""
    lines = [f"# {escaped(told.body)}: revised results", ""]
    lines += [f"**{ILLUSTRATIVE}**", ""] if told.illustrative else []
    lines += [said.headline(told), ""]
    for day, group in groupby(told.found, key=lambda each: each.day):
        own = list(group)
        lines += [f"## {words.day(day)}", ""]
        lines += ["| KPI | Area | Period | Before | After | Difference | Status | Earlier as of |"]
        lines += ["| --- | --- | --- | ---: | ---: | ---: | --- | --- |", *_results(own), ""]
        if any(each.effects for each in own):
            lines += ["| KPI | Area | As of | Rating | Figure | Direction |", "| --- | --- | --- | --- | --- | --- |"]
            lines += [*_effects(told, own), ""]
        else:
            lines += ["No rating, figure or direction changed.", ""]
    lines += [said.ALONE, ""] if told.found else []
    if told.restated:
        lines += ["## Restated since publication", "", *(escaped(each) + "\n" for each in told.restated)]
    return "\n".join([*lines, f"Made from {told.made_from}.", ""])


def _results(own: list[Revised]) -> Iterator[str]:
    for each in own:
        for before, after in each.pairs:
            cells = (
                code(each.definition.id),
                escaped(after.area),
                said.period(each.definition, after.period),
                escaped(said.result(before, hidden=each.hidden)),
                escaped(said.result(after, hidden=each.hidden)),
                said.difference(before, after, hidden=each.hidden),
                said.statuses(before, after, "→"),
                said.since(before),
            )
            yield f"| {' | '.join(cells)} |"


def _effects(told: Told, own: list[Revised]) -> Iterator[str]:
    for each in own:
        for effect in each.effects:
            rating = said.changed([said.rated(row) for row in (effect.before, effect.after)], "→")
            cells = (
                code(each.definition.id),
                escaped(effect.after.area),
                told.quarter(effect),
                "activity" if effect.after.kind is Kind.ACTIVITY else f"**{rating}**" if effect.moves else rating,
                escaped(said.figures(effect, each.definition.decimals, "→")),
                said.directions(effect, "→"),
            )
            yield f"| {' | '.join(cells)} |"


def as_csv(told: Told) -> str:
    """A row for each revised result, with the quarters whose rating moved, and those of which any verdict changed."""
    rows: list[dict[str, object]] = []
    for each in told.found:
        effects = _by_area(each)
        for before, after in each.pairs:
            own = effects[after.area]
            calendar, frequency = each.definition.calendar, each.definition.frequency
            moved = (_moved(told, effect) for effect in own if effect.moves)
            rows.append(
                {
                    "as_of": _day(after),
                    "kpi": guarded(each.definition.id),
                    "area": guarded(after.area),
                    "period": calendar.code(frequency, after.period),
                    **_cells("before", before, hidden=each.hidden),
                    "before_as_of": _day(before),
                    **_cells("after", after, hidden=each.hidden),
                    "ratings_moved": "; ".join(moved),
                    "verdicts_changed": "; ".join(told.code(effect) for effect in own),
                    "illustrative": "yes" if told.illustrative else "no",
                    "made_from": str(told.made_from),
                }
            )
    return "".join(csv_lines([FIELDS, *([row.get(name) for name in FIELDS] for row in rows)]))


def _by_area(each: Revised) -> Mapping[str, Sequence[Effect]]:
    """By the area of a result, the effects of its revision, as they stand.

    An area in which nothing was revised itself has taken over one in which something was, or is made of it.
    """
    own: dict[str, list[tuple[int, Effect]]] = {after.area: [] for _, after in each.pairs}
    others: list[tuple[int, Effect]] = []
    for place, effect in enumerate(each.effects):
        own.get(effect.after.area, others).append((place, effect))
    return {area: [effect for _, effect in sorted((*found, *others), key=itemgetter(0))] for area, found in own.items()}


def _moved(told: Told, effect: Effect) -> str:
    return f"{told.code(effect)}: {effect.before.rating} to {effect.after.rating}"


def _cells(side: str, each: Observation, *, hidden: bool) -> dict[str, str]:
    lower = None if each.denominator is None or hidden else plain(each.denominator)
    measured = said.result(each, hidden=hidden)
    if each.numerator is not None and not hidden:
        measured = plain(each.numerator)
    return {side: measured, f"{side}_denominator": lower or "", f"{side}_status": each.status}


def _day(each: Observation) -> str:
    return "" if each.as_of == ALWAYS else each.as_of.isoformat()


def structured(told: Told) -> str:
    """One JSON object: a revision for each KPI and day, with its results and every verdict that it changed.

    Its shape is ``schemas/revisions.schema.json``.
    """
    whole = {
        "format": FORMAT,
        "body": told.body,
        "illustrative": told.illustrative,
        "revised": [_revised(told, each) for each in told.found],
        "restated": list(told.restated),
        "made_from": str(told.made_from),
    }
    return json_text(whole, indent=1) + "\n"


def _revised(told: Told, each: Revised) -> dict[str, Any]:
    calendar, frequency = each.definition.calendar, each.definition.frequency
    return {
        "as_of": each.day.isoformat(),
        "kpi": each.definition.id,
        "name": each.definition.name,
        "hidden": each.hidden,
        "results": [
            {
                "area": after.area,
                "period": calendar.code(frequency, after.period),
                "before": _result(before, hidden=each.hidden),
                "after": _result(after, hidden=each.hidden),
            }
            for before, after in each.pairs
        ],
        "changed": [
            {
                "quarter": told.code(effect),
                "area": effect.after.area,
                "moves": effect.moves,
                **{side: _verdict(row) for side, row in (("before", effect.before), ("after", effect.after))},
            }
            for effect in each.effects
        ],
    }


def _result(each: Observation, *, hidden: bool) -> dict[str, Any]:
    numbers = (each.numerator, each.denominator)
    upper, lower = (None if number is None or hidden else plain(number) for number in numbers)
    mark = (
        HIDDEN if hidden and each.state is State.PRESENT else "" if each.state is State.PRESENT else said.result(each)
    )
    return {
        "numerator": upper,
        "denominator": lower,
        "marker": mark,
        "status": each.status,
        "as_of": _day(each) or None,
    }


def _verdict(row: Any) -> Mapping[str, Any]:
    cells = as_json(row, Provenance("", ""))
    return {name: cells[name] for name in _TOLD}


FORMS: Mapping[str, Callable[[Told], str]] = {"markdown": markdown, "csv": as_csv, "json": structured}
"""Each form of file by its name."""
