"""Vintages: what was known of one KPI, area and period, and since which day; which of it is used, and what was revised.

A result without a day (``as_of``) is the first of its vintages, and counts as known from the last day of its period, the
earliest that it can have been. A later vintage takes the place of all before it, on the day since which it is known.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from qpr_rules.bulk import Bulk, beside_others
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity
from qpr_rules.english import plural
from qpr_rules.observation import ALWAYS, Observation, State
from qpr_rules.period import day_in_words, last_day, month_of
from qpr_rules.reading.cells import FIRM
from qpr_rules.reading.observations import RefusedError

AS_OF = "as_of"
_DAY = r"(?a)(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
_BRITISH = r"(?a)(\d\d)/(\d\d)/(\d{4})"
_IN_ORDER = itemgetter(*(Observation._fields.index(name) for name in ("area", "period", "as_of")))
_FORM = "write the day as year-month-day, 2025-01-14, or leave the cell empty"


@lru_cache(maxsize=4096)
def day_known(text: str) -> dt.date:
    """The day in a cell of the column ``as_of``, without the time of day if it has one; ALWAYS for an empty cell.

    Raises RefusedError for what is no day.

    >>> day_known("2025-01-14 09:30:00")
    datetime.date(2025, 1, 14)
    """
    written = text.strip()
    if not written:
        return ALWAYS
    match = re.fullmatch(_DAY, written)
    if match is None:
        if (british := re.fullmatch(_BRITISH, written)) and (day := _day(british.expand(r"\3-\2-\1"))):
            headline = f"`{written}` is how a spreadsheet writes a date"
            raise RefusedError(AS_OF, "QPR436", headline, f"write {day}", day.isoformat())
        raise RefusedError(AS_OF, "QPR436", f"`{written}` is no day since which a result is known", _FORM)
    if (found := _day(match[1])) is None:
        raise RefusedError(AS_OF, "QPR436", f"there is no such day as `{written}`", _FORM)
    return found


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None


def period_end(definition: Definition, period: int) -> dt.date:
    """The last day of a period of the KPI: before it, no result of the whole period can be known."""
    return definition.calendar.last_day(definition.frequency, period)


def in_order(kept: Iterable[Mapping[tuple[str, int], Observation]]) -> tuple[Observation, ...]:
    """All vintages of one KPI, by area and period, the first known first."""
    return tuple(sorted((each for held in kept for each in held.values()), key=_IN_ORDER))


def known(definition: Definition, every: Sequence[Observation], on: dt.date | None = None) -> tuple[Observation, ...]:
    """Of each area and period the latest vintage, or the latest that was known at the end of a day. ``every`` is in order."""
    if on is not None:
        ended = last_ended(definition, on)
        every = [each for each in every if (each.period <= ended if each.as_of == ALWAYS else each.as_of <= on)]
    return tuple({(each.area, each.period): each for each in every}.values())


def passed_over(
    every: Sequence[Observation], used: Sequence[Observation]
) -> tuple[list[Observation], list[Observation]]:
    """The vintages of one KPI that another took the place of, and those that were not known yet."""
    replaced: list[Observation] = []
    later: list[Observation] = []
    if len(every) == len(used):
        return replaced, later
    if isinstance(every, Bulk) and isinstance(used, Bulk):
        every, used = beside_others(every), beside_others(used)
    held = {(each.area, each.period): each for each in used}
    for each in every:
        latest = held.get((each.area, each.period))
        if latest is None or each.as_of > latest.as_of:
            later.append(each)
        elif each.as_of < latest.as_of:
            replaced.append(each)
    return replaced, later


def last_ended(definition: Definition, on: dt.date) -> int:
    """The last period of the KPI that was over at the end of a day."""
    month = month_of(on.year, on.month)
    whole = month if on == last_day(month) else month - 1
    return definition.calendar.holding(definition.frequency, whole + 1) - 1


def revised(every: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Each number or marker that another took the place of, with that one. A first number after none is no revision."""
    for before, after in pairwise(beside_others(every)):
        same_place = (before.area, before.period) == (after.area, after.period)
        if same_place and before.state is not State.MISSING and said(before) != said(after):
            yield before, after


def said(each: Observation) -> tuple[object, ...]:
    """What a result says, whatever its status and wherever it was given."""
    return each.numerator, each.denominator, each.state


def backwards(definition: Definition, every: Sequence[Observation]) -> Iterator[Diagnostic]:
    """QPR439 where a status goes back: once for the KPI, with how many there are."""
    found = [
        (before, after)
        for before, after in pairwise(beside_others(every))
        if (before.area, before.period) == (after.area, after.period)
        and before.status in FIRM
        and after.status == "provisional"
    ]
    if found:
        before, after = found[0]
        more = f", as in {len(found) - 1:,} more places" if len(found) > 1 else ""
        headline = f"a result that was {before.status} has become provisional{more}"
        hint = "correct `status`, or `as_of` where the two are the wrong way round"
        also = (Label(before.at, f"{before.status} here"),)
        yield Diagnostic("QPR439", Severity.WARNING, headline, Label(after.at), also, (hint,), kpi=definition.id)


def noted(definition: Definition, every: Sequence[Observation]) -> Iterator[Diagnostic]:
    """QPR463 where results were revised: once for the KPI, with how many there are."""
    if changed := list(revised(every)):
        before, after = max(changed, key=lambda pair: pair[1].as_of)
        headline = (
            f"{plural(len(changed), 'result')} of {definition.id} revised, the latest on {day_in_words(after.as_of)}"
        )
        hint = f"`qpr-rules revisions --kpi {definition.id}` lists them, with what they changed"
        also = (Label(before.at, "known before"),)
        yield Diagnostic("QPR463", Severity.NOTE, headline, Label(after.at), also, (hint,), kpi=definition.id)


def ahead(every: Sequence[Observation], today: dt.date) -> Iterator[Diagnostic]:
    """QPR438 for results that are said to be known only from a day to come: once for each day."""
    days: dict[dt.date, list[Observation]] = {}
    later = every.known_after(today) if isinstance(every, Bulk) else (each for each in every if each.as_of > today)
    for each in later:
        days.setdefault(each.as_of, []).append(each)
    for day, own in sorted(days.items()):
        more = f", of this and {len(own) - 1:,} more" if len(own) > 1 else ""
        headline = f"the result is known as of {day}, and today is {today}{more}"
        yield Diagnostic("QPR438", Severity.ERROR, headline, Label(own[0].at), (), ("correct `as_of`",), kpi=own[0].kpi)
