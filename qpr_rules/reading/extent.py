"""What there is to report on, by what was read alone: from which quarter to which there are results, and of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qpr_rules.bulk import Bulk, Stretch, areas_of, of_area, periods_of
from qpr_rules.observation import Extent, Observation, State
from qpr_rules.period import Frequency
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import passed_over


class NoResultsError(LookupError):
    """Nothing has been reported, so there is no quarter to report on; ``str(error)`` is a sentence for the author."""


class UnknownError(LookupError):
    """There is no such KPI or area; ``word`` is what was asked for, ``known`` what there is."""

    def __init__(self, what: str, word: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no {what} `{word}`")
        self.what, self.word, self.known = what, word, known


def latest_quarter(declarations: Declarations, results: Results) -> int:
    """The latest quarter with any result in the body's own area, whatever its lag.

    Where no result is for the body's own area, those of every area count. Raises NoResultsError when there is none.
    """
    return quarters_with_results(declarations, results)[1]


def quarters_with_results(declarations: Declarations, results: Results) -> tuple[int, int]:
    """The first and the latest quarter in which a result of the body's own area ends, as ``latest_quarter`` counts them."""
    own = own_area(declarations, results)
    rolls_up = own is not None and own in declarations.areas and declarations.areas[own].rolls_up
    ends: list[int] = []
    for each in declarations.definitions:
        observed = results.observations.get(each.id, ())
        held = of_area(observed, own) if own is not None else observed
        if rolls_up and not held:
            held = observed
        periods = periods_of(held)
        for period in periods:
            month = each.calendar.last_month(each.frequency, period)
            ends.append(each.calendar.holding(Frequency.QUARTER, month))
    if not ends:
        raise NoResultsError("no results were read, so there is no quarter to report on")
    return min(ends), max(ends)


def own_area(declarations: Declarations, results: Results) -> str | None:
    """The body's own area, or None when no result at all is for it or rolls up to it."""
    area = declarations.settings.area if declarations.settings else ""
    rolls_up = area in declarations.areas and declarations.areas[area].rolls_up
    held = any(own and (rolls_up or area in areas_of(own)) for own in results.observations.values())
    return area if held else None


def extents(kpi: str, results: Results) -> Iterator[Extent]:
    """What was read of a KPI, area by area in order; of one without any result, one that says so."""
    observed = results.observations.get(kpi, ())
    stretches = observed.stretches() if isinstance(observed, Bulk) else {}
    replaced, not_known_yet = (
        Counter(each.area for each in some) for some in passed_over(results.every.get(kpi, ()), observed)
    )
    refused = {area: number for (name, area), number in results.refused_by.items() if name == kpi}
    by_area: dict[str, list[Observation]] = {}
    if isinstance(observed, Bulk):
        by_area = {area: list(observed.of(area)) for area in observed.areas if area not in stretches}
    else:
        for each in observed:
            by_area.setdefault(each.area, []).append(each)
    for area in sorted({*by_area, *stretches, *refused, *not_known_yet}) or [""]:
        known = stretches.get(area) or _stretch(by_area.get(area, []))
        yield Extent(
            kpi=kpi,
            area=area,
            sources=known.sources,
            first=known.first if known.rows else None,
            last=known.last if known.rows else None,
            results=known.rows,
            gaps=known.last - known.first + 1 - known.rows if known.rows else 0,
            marked=Counter(each.state for each in by_area.get(area, ()) if each.state is not State.PRESENT),
            provisional=known.provisional,
            refused=refused.get(area, 0),
            replaced=replaced[area],
            not_known_yet=not_known_yet[area],
        )


def _stretch(own: Sequence[Observation]) -> Stretch:
    """The same of observations of an area, of which some may be no numbers: their files and how many are provisional."""
    periods = [each.period for each in own if each.state is State.PRESENT]
    return Stretch(
        rows=len(periods),
        first=min(periods, default=0),
        last=max(periods, default=0),
        provisional=sum(each.provisional for each in own),  # exact: integers
        sources=tuple(dict.fromkeys(each.source for each in own)),
    )
