"""Each earlier code goes on in one area, and no area is its own predecessor or part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from qpr_rules.checking.circles import circles
from qpr_rules.checking.declared import Declared
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.settings import Area


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR310 for a code that goes on in two areas, QPR311 for areas that lead back to themselves, QPR467 for parts counted twice."""
    areas = declared.meant_areas
    heirs: dict[str, Area] = {}
    for area in areas.values():
        for code in area.was:
            if (first := heirs.setdefault(code, area)) is not area:
                said = f"the results of `{code}` go to `{first.id}` already"
                also = (Label(_at(first), "first used here"),)
                hint = "results can be handed on whole, to one area: take the code out of one of the two"
                yield Diagnostic("QPR310", Severity.ERROR, said, Label(_at(area), "again here"), also, (hint,))
    ways = (
        ("was", "`was` leads back to the area itself", {each.id: each.was for each in areas.values()}),
        ("parts", "an area is a part of itself", {each.id: each.parts for each in areas.values()}),
    )
    for key, said, onward in ways:
        for circle in circles({code: [each for each in to if each in areas] for code, to in onward.items()}):
            first, *others = (areas[code] for code in circle)
            way = " > ".join([*circle, circle[0]])
            onwards = tuple(Label(_at(each), "and on") for each in others[:3])
            hint = f"take one of them out of `{key}`"
            yield Diagnostic("QPR311", Severity.ERROR, f"{said}: {way}", Label(_at(first)), onwards, (hint,))

    for area in areas.values():
        for breakdown in area.breakdowns:
            counted = Counter(leaf for part in breakdown.parts for leaf in _below(part, areas, frozenset({area.id})))
            twice = next((code for code, times in counted.items() if times > 1), None)
            if twice is not None:
                said = f"`{twice}` would be counted twice in `{area.id}`"
                hint = "of an area and what it is made of, list one; two ways to break the whole down are two kinds of `parts`"
                yield Diagnostic("QPR467", Severity.ERROR, said, Label(_at(area)), (), (hint,))


def _below(code: str, areas: Mapping[str, Area], above: frozenset[str]) -> frozenset[str]:
    """An area and, by its first breakdown, all that it is made of; not those that it is itself a part of."""
    if code in above:
        return frozenset()
    parts = areas[code].breakdowns[0].parts if code in areas and areas[code].breakdowns else ()
    return frozenset({code}).union(*(_below(part, areas, above | {code}) for part in parts))


def _at(area: Area) -> Span:
    assert area.at is not None  # every area that is read has its place
    return area.at
