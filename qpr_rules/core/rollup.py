"""Areas that are made of others: results added up from the parts, and parts that add up to something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from qpr_rules.core.areas import added, inherited, of_all
from qpr_rules.definition import Definition
from qpr_rules.observation import State
from qpr_rules.panel import Difference, Panel, Whole
from qpr_rules.settings import Area, Breakdown


def whole_panel(definition: Definition, panel: Panel, areas: Mapping[str, Area]) -> Panel:
    """The panel of what came in, with all that the project's areas add: what merged, what is rolled up, what differs."""
    return compared_with_parts(
        definition, rolled_up(definition, inherited(definition, panel, areas.values()), areas), areas
    )


def rolled_up(definition: Definition, panel: Panel, areas: Mapping[str, Area]) -> Panel:
    """The panel in which areas that roll up, and have no result of their own, have those of their parts added up.

    Numerators and denominators apart, period by period. Where a part has no result there is no sum; where one is
    suppressed the sum is; it is provisional if any part is. Plain values are not added up: such an area has a row, and no result.
    Of several breakdowns the first of which any part has a result is taken. A whole may be a part of another.

    >>> from qpr_rules.period import Calendar
    >>> kpi = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> one = np.array([[1, 1], [1, 0]])
    >>> panel = Panel(("EAST", "WEST"), 24_000, np.array([[9, 8], [300, 0]]), np.array([[10, 10], [400, 0]]), one, one > 1)
    >>> found = rolled_up(kpi, panel, {"COUNTY": Area("COUNTY", rolls_up=(Breakdown("district", ("EAST", "WEST")),))})
    >>> found.areas, found.numerator[0].tolist(), found.state[0].tolist()  # in the second month WEST has no result
    (('COUNTY', 'EAST', 'WEST'), [309, 0], [1, 0])
    """
    for area in _from_below(areas):
        breakdown = next(
            (each for each in area.rolls_up if any(_has_results(panel, part) for part in each.parts)), None
        )
        if breakdown is not None and not _has_results(panel, area.id):
            panel = _with_sum(definition, panel, area.id, breakdown)
    return panel


def _from_below(areas: Mapping[str, Area]) -> list[Area]:
    """The areas that roll up, each after those that it is made of. One that leads back to itself is left out."""
    below = {code: _below(area, areas) for code, area in areas.items() if area.rolls_up}
    return [areas[code] for code in sorted(below, key=lambda code: len(below[code])) if code not in below[code]]


def _below(area: Area, areas: Mapping[str, Area]) -> frozenset[str]:
    """The parts of an area, their parts, and so on."""
    seen: set[str] = set()
    waiting = list(area.parts)
    while waiting:
        if (part := waiting.pop()) not in seen:
            seen.add(part)
            waiting += areas[part].parts if part in areas else ()
    return frozenset(seen)


def _has_results(panel: Panel, area: str) -> bool:
    return area in panel.wholes or (area in panel.areas and bool(panel.state[panel.areas.index(area)].any()))


def _with_sum(definition: Definition, panel: Panel, area: str, breakdown: Breakdown) -> Panel:
    panel = panel.including(area)
    known = {part: _known(panel, part) for part in breakdown.parts}
    whole = Whole(breakdown.parts, known, breakdown.kind, pools=definition.measure.pools)
    panel = replace(panel, wholes={**panel.wholes, area: whole})
    if not whole.pools or any(part not in panel.areas for part in breakdown.parts):
        return panel
    at, rows = panel.areas.index(area), [panel.areas.index(part) for part in breakdown.parts]
    state, numerator, provisional = (
        cells.copy(order="F") for cells in (panel.state, panel.numerator, panel.provisional)
    )
    state[at] = of_all(panel.state[rows], whole=True)
    present = state[at] == State.PRESENT
    numerator[at] = np.where(present, added(panel.numerator[rows]), 0)
    provisional[at] = present & panel.provisional[rows].any(axis=0)
    denominator = panel.denominator
    if denominator is not None:
        sums = np.where(present, added(denominator[rows]), 0)
        denominator = denominator.copy(order="F")
        denominator[at] = sums
    return replace(panel, numerator=numerator, denominator=denominator, state=state, provisional=provisional)


def _known(panel: Panel, area: str) -> frozenset[int]:
    if area not in panel.areas:
        return frozenset()
    state = panel.state[panel.areas.index(area)]
    return frozenset((panel.first + np.flatnonzero(state != int(State.MISSING))).tolist())


def compared_with_parts(definition: Definition, panel: Panel, areas: Mapping[str, Area]) -> Panel:
    """The panel that says of each area where its parts, by each breakdown, add up to something else; of plain values nothing."""
    if not definition.measure.pools:
        return panel
    found = dict(panel.wholes)
    for area in areas.values():
        differs = tuple(
            (each.kind, differing)
            for each in area.breakdowns
            if (differing := tuple(differences(panel, area.id, each.parts, area.tolerance)))
        )
        if differs or (area.id in found and found[area.id].differs):
            found[area.id] = found.get(area.id, Whole())._replace(differs=differs)
    return panel if found == panel.wholes else replace(panel, wholes=found)


def differences(panel: Panel, whole: str, parts: Sequence[str], tolerance: Decimal) -> Iterator[Difference]:
    """The periods in which an area and all of its parts have results, and the parts add up to something else.

    Numbers that are no farther apart than the ``tolerance`` are taken as the same.
    """
    if whole not in panel.areas or any(part not in panel.areas for part in parts):
        return
    own, rows = panel.areas.index(whole), [panel.areas.index(part) for part in parts]
    known = (panel.state[own] == State.PRESENT) & (of_all(panel.state[rows], whole=True) == State.PRESENT)
    numbers = [(panel.numerator, panel.numerator_places)]
    if panel.denominator is not None:
        numbers.append((panel.denominator, panel.denominator_places))
    beside = [(cells[own], added(cells[rows]), 10**places) for cells, places in numbers]
    apart = np.logical_or.reduce([one != other for one, other, _ in beside])
    for column in np.flatnonzero(known & apart).tolist():
        pairs = [
            (Fraction(int(one[column]), scale), Fraction(int(other[column]), scale)) for one, other, scale in beside
        ]
        if any(abs(one - other) > tolerance for one, other in pairs):
            yield Difference(panel.first + column, *pairs)


def of_other_kinds(areas: Mapping[str, Area], code: str, among: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Where these areas break one whole down in several ways: by kind, those of another way than the area in question.

    Each way is all of the whole, so that no comparison may count two of them. Where the area is of none, the first way counts.
    """
    there = set(among)
    found: dict[str, frozenset[str]] = {}
    for area in areas.values():
        ways = [each for each in area.breakdowns if there & set(each.parts)]
        chosen = next((each for each in ways if code in each.parts), next(iter(ways), None))
        for each in ways:
            if each is not chosen:
                assert chosen is not None  # there are ways
                found[each.kind] = found.get(each.kind, frozenset()) | ((there & set(each.parts)) - set(chosen.parts))
    return found


def wholes(areas: Mapping[str, Area], among: Iterable[str]) -> frozenset[str]:
    """The areas that are made of others among these: a county stands above its districts, not beside them."""
    there = set(among)
    return frozenset(code for code in there if code in areas and there & set(areas[code].parts))
