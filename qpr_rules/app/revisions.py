"""Every revision of results, with the ratings that it changed: each KPI evaluated as known before it and after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from qpr_rules.app.series import evaluated_over
from qpr_rules.core.disclosure import released, without_hidden
from qpr_rules.core.quarters import due_period, first_quarter, is_active
from qpr_rules.core.restated import differing
from qpr_rules.core.revised import Effect, Revised
from qpr_rules.core.rows import Evaluated, verdicts_as_of
from qpr_rules.definition import Definition
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import Observation
from qpr_rules.period import Frequency
from qpr_rules.reading.project import Declarations
from qpr_rules.reading.results import Results
from qpr_rules.reading.vintages import known, revised

Pairs = list[tuple[Observation, Observation]]


def revisions(declarations: Declarations, results: Results, definition: Definition) -> Iterator[Revised]:
    """The revisions of one KPI, day by day, the first first. Standards and definition are those of now, whenever it was.

    What became known for the first time on a day takes no part in the effect of what was revised on it.
    """
    days: dict[dt.date, Pairs] = {}
    every = results.vintages(definition.id)
    for before, after in revised(every):
        days.setdefault(after.as_of, []).append((before, after))
    found = [_revised(declarations, definition, every, day, pairs) for day, pairs in sorted(days.items())]
    hidden = any(each.hidden for each in found)
    return (_without_numbers(each) if hidden else each for each in found)


def touches(each: Revised, quarter: int) -> bool:
    """Whether a revision is of a result in this quarter (an ordinal of the body's calendar), or changed a verdict as of it."""
    calendar, frequency = each.definition.calendar, each.definition.frequency
    ends = (calendar.last_month(frequency, after.period) for _, after in each.pairs)
    within = any(calendar.holding(Frequency.QUARTER, month) == quarter for month in ends)
    return within or any(effect.quarter == quarter for effect in each.effects)


def _revised(
    declarations: Declarations, definition: Definition, every: Sequence[Observation], day: dt.date, pairs: Pairs
) -> Revised:
    earlier = known(definition, every, day - dt.timedelta(days=1))
    news = {(after.area, after.period): after for _, after in pairs}
    later = tuple(news.get((each.area, each.period), each) for each in earlier)
    last = max((each.period for each in earlier), default=-1)
    quarters = range(
        first_quarter(definition, min(after.period for _, after in pairs)), first_quarter(definition, last) + 1
    )
    if not quarters:
        return Revised(day, definition, tuple(pairs), (), hidden=False)
    (before, hides), (after, hides_too) = (
        _evaluated(declarations, definition, own, quarters) for own in (earlier, later)
    )
    effects = tuple(
        Effect(quarter, was, row)
        for quarter in quarters
        if is_active(definition, quarter)
        for was, row in differing(_rows(before, quarter), _rows(after, quarter))
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


def _rows(found: Evaluated, quarter: int) -> tuple[Evaluation, ...]:
    return tuple(verdicts_as_of(found, quarter))


def _without_numbers(each: Revised) -> Revised:
    """With the verdicts alone: numbers of two days, side by side, would tell what each of them hides."""

    def told(row: Evaluation) -> Evaluation:
        return row._replace(numerator=None, denominator=None, figure=None)

    effects = tuple(effect._replace(before=told(effect.before), after=told(effect.after)) for effect in each.effects)
    return each._replace(effects=effects, hidden=True)
