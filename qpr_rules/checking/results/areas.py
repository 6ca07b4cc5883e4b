"""Areas against results: codes that nothing came under or that came too late, and parts that do not add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qpr_rules.checking.results.measured import row_of
from qpr_rules.core.rollup import differences
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity, nearest
from qpr_rules.observation import Observation
from qpr_rules.panel import Panel
from qpr_rules.quantity import plain, to_decimal
from qpr_rules.settings import Area


def check_named(areas: Mapping[str, Area], observed: frozenset[str]) -> Iterator[Diagnostic]:
    """QPR461 for an area that is told of and has no result of any KPI; ``observed`` holds the areas of all results."""
    handed_on = {code for area in areas.values() for code in area.was}
    for area in areas.values():
        for key, codes in (("", [area.id]), ("parts", area.parts), ("neighbours", area.neighbours), ("was", area.was)):
            for code in codes:
                if code in observed or (not key and (area.parts or area.was or code in handed_on)) or area.at is None:
                    continue
                close = nearest(code, sorted(observed), 1)
                hint = f"did you mean `{close[0]}`?" if close else "correct the code, or take it out"
                said = f"no result is of the area `{code}`"
                yield Diagnostic("QPR461", Severity.WARNING, said, Label(area.at, key and f"in `{key}`"), (), (hint,))


def check_series(
    definition: Definition, observations: Sequence[Observation], panel: Panel, areas: Mapping[str, Area]
) -> Iterator[Diagnostic]:
    """QPR460 for results under a code that had ended, QPR462 for parts that do not add up: of each, the latest."""
    ended = {code: area for area in areas.values() for code in area.was if code != area.id}
    late: dict[str, Observation] = {}
    calendar, frequency = definition.calendar, definition.frequency
    for each in observations:
        area = ended.get(each.area)
        if area and calendar.last_month(frequency, each.period) >= area.since:
            late[each.area] = each
    for code, each in late.items():
        said = (
            f"a result for {calendar.show(frequency, each.period)} is of `{code}`, which had become `{ended[code].id}`"
        )
        hint = f"give it to `{ended[code].id}`, or correct `from`; it is not used as it is"
        also = (Label(place, "until here"),) if (place := ended[code].at) else ()
        yield Diagnostic("QPR460", Severity.WARNING, said, row_of(each), also, (hint,), kpi=definition.id)
    if not definition.measure.pools:
        return
    for area in areas.values():
        if not area.parts or not (found := list(differences(panel, area.id, area.parts))):
            continue
        latest = found[-1]
        what = "numerator" if latest.numerator[0] != latest.numerator[1] else "denominator"
        pair = latest.numerator if what == "numerator" else latest.denominator
        assert pair is not None  # only a denominator that there is can differ
        own, added = (plain(to_decimal(number)) for number in pair)
        said = f"the {what}s of the parts of `{area.id}` add up to {added}, its own is {own}"
        times = f" and {len(found) - 1} other{'s' * (len(found) > 2)}" if len(found) > 1 else ""
        rows = [each for each in observations if each.period == latest.period and each.area == area.id]
        at = row_of(rows[-1], f"{calendar.show(frequency, latest.period)}{times}")
        hint = "correct the results; if the parts are not all there is, take `parts` out or add what is missing"
        also = (Label(area.at, "its parts"),) if area.at else ()
        yield Diagnostic("QPR462", Severity.WARNING, said, at, also, (hint,), kpi=definition.id)
