"""Every revision of results, with the ratings that it changed: each KPI evaluated as known before it and after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from qpr_rules.app.series import evaluated_over
from qpr_rules.bulk import Bulk, known_since
from qpr_rules.core.disclosure import released, without_hidden
from qpr_rules.core.quarters import due_period, first_quarter, is_active
from qpr_rules.core.restated import differing
from qpr_rules.core.revised import Effect, Revised
from qpr_rules.core.rows import Evaluated, verdicts_as_of
from qpr_rules.definition import Definition
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import ALWAYS, Observation
from qpr_rules.period import Frequency
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import known, last_ended, revised
from qpr_rules.settings import Area

Pairs = list[tuple[Observation, Observation]]


def revisions(declarations: Declarations, results: Results, definition: Definition) -> Iterator[Revised]:
    """The revisions of one KPI, day by day, the first first. Standards and definition are those of now, whenever it was.

    What became known for the first time on a day takes no part in the effect of what was revised on it.
    """
    days: dict[dt.date, Pairs] = {}
    every = results.vintages(definition.id)
    for before, after in revised(every):
        days.setdefault(after.as_of, []).append((before, after))
    vintages = _Vintages(definition, every, declarations.areas)
    found = [_revised(declarations, vintages, day, pairs) for day, pairs in sorted(days.items())]
    hidden = any(each.hidden for each in found)
    return (_without_numbers(each) if hidden else each for each in found)


def touches(each: Revised, quarter: int) -> bool:
    """Whether a revision is of a result in this quarter (an ordinal of the body's calendar), or changed a verdict as of it."""
    calendar, frequency = each.definition.calendar, each.definition.frequency
    ends = (calendar.last_month(frequency, after.period) for _, after in each.pairs)
    within = any(calendar.holding(Frequency.QUARTER, month) == quarter for month in ends)
    return within or any(effect.quarter == quarter for effect in each.effects)


class _Vintages:
    """All vintages of one KPI, by area: a revision is weighed by the results that it can have changed, and no others."""

    def __init__(self, definition: Definition, every: Sequence[Observation], areas: Mapping[str, Area]) -> None:
        self.definition, self.every = definition, every
        self.own: dict[str, Sequence[Observation]] = {}
        if not isinstance(every, Bulk):
            self.own = {area: tuple(own) for area, own in groupby(every, key=attrgetter("area"))}
        self.relations = _relations(areas)
        self.known_since = known_since(every)

    def before(self, day: dt.date, revised: Iterable[str]) -> tuple[Observation, ...]:
        """What was known the day before of these areas, and of all that share a result with them.

        Where small counts are hidden, that is every area: what is hidden of one may hide another's.
        """
        own = self.every
        if not self.definition.disclosure:
            reached = {other for area in revised for other in self.relations.get(area, (area,))}
            own = [each for area in sorted(reached) for each in self._of(area)]
        return known(self.definition, own, day - dt.timedelta(days=1))

    def _of(self, area: str) -> Sequence[Observation]:
        return self.every.of(area) if isinstance(self.every, Bulk) else self.own.get(area, ())

    def last(self, day: dt.date) -> int:
        """The last period of which any area's result was known the day before; -1 where there was none."""
        on = day - dt.timedelta(days=1)
        ended = last_ended(self.definition, on)
        there = (period for since, period in self.known_since if (period <= ended if since == ALWAYS else since <= on))
        return max(there, default=-1)


def _relations(areas: Mapping[str, Area]) -> Mapping[str, frozenset[str]]:
    """By area, all that a result of it may reach, step by step: what it is part of, what that is made of, and what took over."""
    found: dict[str, frozenset[str]] = {}
    for each in areas.values():
        joined = frozenset({each.id, *each.parts, *each.was})
        joined = joined.union(*(found.get(area, ()) for area in joined))
        found |= dict.fromkeys(joined, joined)
    return found


def _revised(declarations: Declarations, vintages: _Vintages, day: dt.date, pairs: Pairs) -> Revised:
    definition = vintages.definition
    earlier = vintages.before(day, {after.area for _, after in pairs})
    news = {(after.area, after.period): after for _, after in pairs}
    later = tuple(news.get((each.area, each.period), each) for each in earlier)
    last = vintages.last(day)
    quarters = range(
        first_quarter(definition, min(after.period for _, after in pairs)), first_quarter(definition, last) + 1
    )
    if not quarters or not earlier:
        return Revised(day, definition, tuple(pairs), (), hidden=False)
    (before, hides), (after, hides_too) = (
        _evaluated(declarations, definition, own, quarters) for own in (earlier, later)
    )
    effects = tuple(
        Effect(quarter, was, row)
        for quarter in quarters
        if is_active(definition, quarter)
        for was, row in differing(*_rows(before, after, quarter))
        if was is not None and row is not None
    )
    return Revised(day, definition, tuple(pairs), effects, hidden=hides or hides_too)


def _evaluated(
    declarations: Declarations, definition: Definition, own: tuple[Observation, ...], quarters: range
) -> tuple[Evaluated, bool]:
    """The verdicts as they are released, and whether anything is hidden in them or in the results they are from."""
    area = declarations.settings.area if declarations.settings else ""
    periods = (due_period(definition, quarters[-1]),)
    found = evaluated_over(definition, own, (), periods, declarations.areas)
    told = released(found, area, declarations.areas)
    return told, told is not found or without_hidden(found, told, own) is not own


def _rows(before: Evaluated, after: Evaluated, quarter: int) -> Iterator[tuple[Evaluation, ...]]:
    """The rows as of a quarter of areas that may have another verdict after than before."""
    column = due_period(before.definition, quarter) - before.evaluations.first
    areas = before.evaluations.unlike(after.evaluations, column) if column >= 0 else ()
    for found in (before, after):
        own = replace(found, evaluations=found.evaluations.of(areas))
        yield tuple(verdicts_as_of(own, quarter))


def _without_numbers(each: Revised) -> Revised:
    """With the verdicts alone: numbers of two days, side by side, would tell what each of them hides."""

    def told(row: Evaluation) -> Evaluation:
        return row._replace(numerator=None, denominator=None, figure=None)

    effects = tuple(effect._replace(before=told(effect.before), after=told(effect.after)) for effect in each.effects)
    return each._replace(effects=effects, hidden=True)
