"""The name and the unit say the same: "percentage", "rate per 10,000", "number of", "average days"."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.finding import finding, place, words_in
from qpr_rules.checking.wording import Wording
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.quantity import Unit

_PER = Wording(r"\bper (1,?000,?000|100,?000|10,?000|1,?000)\b", "per")
_POINTS = Wording(r"\b(gap|difference)\b|\bpercentage points?\b", "gap diff poin")
_PERCENT = Wording(r"\bper ?cent(age)?\b|%", "per perc %")
_SHARE = Wording(r"\bproportion\b", "prop")
_TIME = Wording(r"\b(?:average|mean|median)\b(?:\s[\w-]+){0,4}?\s(days|weeks|hours|minutes)\b", "aver mean medi")
_NUMBER = Wording(r"^(?:the |total )?(?:number|count) of\b", "numb coun")

_COUNTED = frozenset(set(Unit) - {Unit.PERCENT, Unit.RATIO, Unit.SCORE} - {each for each in Unit if each.per_head})


def said(name: str) -> tuple[str, frozenset[Unit]] | None:
    """What a name says of its unit: its words, and the units that agree with them.

    >>> words, units = said("Child protection plans: rate per 10,000 children")
    >>> words, [str(unit) for unit in units]
    ('per 10,000', ['per 10,000'])
    """
    if match := _PER.search(name):
        return match[0], frozenset({Unit(f"per {int(match[1].replace(',', '')):,}")})
    if match := _TIME.search(name):
        return match[0], frozenset({Unit(match[1].casefold())})
    if _POINTS.search(name):
        return None
    if match := _PERCENT.search(name):
        return match[0], frozenset({Unit.PERCENT})
    if match := _SHARE.search(name):
        return match[0], frozenset({Unit.PERCENT, Unit.RATIO})
    if match := _NUMBER.search(name):
        return match[0], _COUNTED
    return None


def check(definition: Definition) -> Iterator[Diagnostic]:
    """QPR231 for another unit than the name says; QPR238 for a count that is divided by something."""
    found = said(definition.name)
    if found is None or definition.unit in found[1]:
        if definition.unit is Unit.COUNT and definition.measure.is_ratio:
            yield finding(
                "QPR238",
                Severity.WARNING,
                definition,
                "this count is divided by something, so its figure is no count",
                "measure",
                "denominator",
                also=(Label(place(definition, "unit"), "a count"),),
                hint="write `unit: percent` or `unit: ratio`, or take the denominator out",
            )
        return
    words, units = found
    only = next(iter(units)) if len(units) == 1 else Unit.COUNT if units == _COUNTED else Unit.PERCENT
    yield finding(
        "QPR231",
        Severity.WARNING,
        definition,
        f"the name says `{words}`, the unit is `{definition.unit}`",
        "unit",
        also=(Label(words_in(definition, "name", definition.name, words), "the name says"),),
        hint=f"write `unit: {only}`, or change the name",
    )
