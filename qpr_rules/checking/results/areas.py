"""Areas against results: codes that nothing came under or that came too late, and parts that do not add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from qpr_rules.bulk import of_area
from qpr_rules.checking.results.measured import row_of
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span, nearest
from qpr_rules.english import listed, plural
from qpr_rules.observation import Observation
from qpr_rules.panel import Difference, Panel, Whole
from qpr_rules.quantity import plain, to_decimal
from qpr_rules.settings import Area

_NAMED = 3
"""Codes of which each is named in a sentence, and further places that are shown."""


def check_named(areas: Mapping[str, Area], observed: frozenset[str]) -> Iterator[Diagnostic]:
    """QPR461 for areas that are told of and have no result of any KPI; ``observed`` holds the areas of all results.

    A code is said once, where it has an entry or is named first; the codes of one list are said together.
    """
    handed_on = {code for area in areas.values() for code in area.was}
    lists: list[tuple[Area, str, Sequence[str]]] = [(area, "", (area.id,)) for area in areas.values()]
    for area in areas.values():
        lists += [(area, "parts", area.parts), (area, "neighbours", area.neighbours), (area, "was", area.was)]
    found: dict[tuple[str, str], list[str]] = {}
    places: dict[str, list[Label]] = {}
    for area, key, codes in lists:
        for code in codes:
            rolled_up = code in areas and areas[code].rolls_up
            goes_on = not key and (area.parts or area.was or code in handed_on)
            if code in observed or rolled_up or goes_on or area.at is None:
                continue
            if code not in places:
                found.setdefault((area.id, key), []).append(code)
            places.setdefault(code, []).append(Label(area.at, key and f"in `{key}`"))
    known = sorted(observed)
    for codes in found.values():
        also = dict.fromkeys(place for code in codes for place in places[code][1:])
        said = f"no result is of the area{'s' if len(codes) > 1 else ''} {_named(codes)}"
        hint = _meant(codes, known)
        yield Diagnostic("QPR461", Severity.WARNING, said, places[codes[0]][0], tuple(also)[:_NAMED], (hint,))


def _meant(codes: Sequence[str], observed: Sequence[str]) -> str:
    """What to do about codes without a result: the ones that were probably meant, of those that are named."""
    if len(codes) == 1:
        near = nearest(codes[0], observed, 1)
        return f"did you mean `{near[0]}`?" if near else "correct the code, or take it out"
    ways = [f"`{near[0]}` for `{code}`" for code in codes[:_NAMED] if (near := nearest(code, observed, 1))]
    return f"did you mean {listed(ways)}?" if ways else "correct the codes, or take them out"


def check_series(
    definition: Definition, observations: Sequence[Observation], panel: Panel, areas: Mapping[str, Area]
) -> Iterator[Diagnostic]:
    """QPR460 for results under a code that had ended, the latest; then what there is to say of areas made of others."""
    ended = {code: area for area in areas.values() for code in area.was if code != area.id}
    late: dict[str, Observation] = {}
    calendar, frequency = definition.calendar, definition.frequency
    for name, area in ended.items():
        for each in of_area(observations, name):
            if calendar.last_month(frequency, each.period) >= area.since:
                late[name] = each
    for code, each in late.items():
        said = (
            f"a result for {calendar.show(frequency, each.period)} is of `{code}`, which had become `{ended[code].id}`"
        )
        hint = f"give it to `{ended[code].id}`, or correct `from`; it is not used as it is"
        also = (Label(place, "until here"),) if (place := ended[code].at) else ()
        yield Diagnostic("QPR460", Severity.WARNING, said, row_of(each), also, (hint,), kpi=definition.id)
    for code, whole in panel.wholes.items():
        yield from _of_whole(definition, observations, areas[code], whole)


def _of_whole(
    definition: Definition, observations: Sequence[Observation], area: Area, whole: Whole
) -> Iterator[Diagnostic]:
    """QPR465 where nothing can be added up, QPR464 where a part is missing, QPR462 where parts differ: of each kind, the latest."""
    at = Label(area.at or Span(definition.file), f"of {definition.id}")
    if not whole.pools:
        said = f"{_called(area)} rolls up from its parts, and the results of {definition.id} are ready-made values"
        hint = "report numerators and denominators, or give the area results of its own; values are not averaged"
        yield Diagnostic("QPR465", Severity.NOTE, said, at, (), (hint,), kpi=definition.id)
        return
    show = partial(definition.calendar.show, definition.frequency)
    every = frozenset[int]().union(*whole.known.values())
    gaps = [period for period in sorted(every) if any(period not in known for known in whole.known.values())]
    if gaps:
        missing = _named([part for part in whole.parts if gaps[-1] not in whole.known[part]])
        said = f"{_called(area)} has no sum for {show(gaps[-1])}{_and_others(gaps)}: there is no result of {missing}"
        hint = "add the result, or `[z]` where the measure does not apply to a part; what is missing is never taken as nothing"
        yield Diagnostic("QPR464", Severity.WARNING, said, at, (), (hint,), kpi=definition.id)
    for kind, differing in whole.differs:
        yield _differing(definition, observations, area, kind, differing)


def _differing(
    definition: Definition,
    observations: Sequence[Observation],
    area: Area,
    kind: str,
    differing: Sequence[Difference],
) -> Diagnostic:
    latest = differing[-1]
    what = "numerator" if latest.numerator[0] != latest.numerator[1] else "denominator"
    pair = latest.numerator if what == "numerator" else latest.denominator
    assert pair is not None  # only a denominator that there is can differ
    own, sum_of_parts = (plain(to_decimal(number)) for number in pair)
    parts = f"parts of {_called(area)}" + (f" by {kind}" if kind else "")
    said = f"the {what}s of the {parts} add up to {sum_of_parts}, and it has {own}"
    rows = [each for each in of_area(observations, area.id) if each.period == latest.period]
    when = f"{definition.calendar.show(definition.frequency, latest.period)}{_and_others(differing)}"
    hint = "correct the results; if the parts are not all there is, take `parts` out or add what is missing"
    also = (Label(area.at, "its parts"),) if area.at and rows else ()
    at = row_of(rows[-1], when) if rows else Label(area.at or Span(definition.file), when)
    return Diagnostic("QPR462", Severity.WARNING, said, at, also, (hint,), kpi=definition.id)


def _called(area: Area) -> str:
    return f"`{area.id}`" if area.id else "the body's own area"


def _named(codes: Sequence[str]) -> str:
    """Codes as a sentence has them: the first ones, and how many there are besides."""
    more = len(codes) - _NAMED
    return listed([*(f"`{code}`" for code in codes[:_NAMED]), *([f"{more:,} more"] if more > 0 else [])])


def _and_others(found: Sequence[object]) -> str:
    return f" and {plural(len(found) - 1, 'other')}" if len(found) > 1 else ""
