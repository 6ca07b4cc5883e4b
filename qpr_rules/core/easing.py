"""What differs between two versions of one KPI's rule, by meaning, and whether each difference made it easier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qpr_rules.core.standards_changed import (
    Effect,
    StandardChange,
    of_bands,
    standards_changed,
    together,
    widened,
)
from qpr_rules.definition import Band, Definition, Kind, Measure, RateOn, Suspension, WindowKind
from qpr_rules.evaluation import Rating
from qpr_rules.quantity import places


class Aspect(StrEnum):
    """The part of a rule that a change is about; the word is the key an author writes."""

    STANDARDS = "standards"
    TOLERANCE = "amber"
    WINDOW = "window"
    POLARITY = "polarity"
    UNIT = "unit"
    MEASURE = "measure"
    FREQUENCY = "frequency"
    REPORTED = "reported"
    YEAR = "year"
    RATE_ON = "rate_on"
    DECIMALS = "decimals"
    MINIMUM_DENOMINATOR = "minimum_denominator"
    DISCLOSURE = "disclosure"
    BOUNDED = "bounded"
    PROFILE = "profile"
    LAG = "lag"
    DIRECTION = "direction"
    EXPECTED = "expected"
    KIND = "kind"
    INTRODUCED = "introduced"
    SUSPENDED = "suspended"
    RETIRED = "retired"
    BREAKS = "breaks"
    CHANGES = "changes"
    APPROVAL = "approved"
    NAME = "name"
    DESCRIPTION = "description"
    OWNER = "owner"
    SECTION = "section"
    LINKS = "links"
    NAME_SOURCE = "name_source"
    ILLUSTRATIVE = "illustrative"


WORDING = frozenset(
    {
        Aspect.APPROVAL,
        Aspect.CHANGES,
        Aspect.NAME,
        Aspect.DESCRIPTION,
        Aspect.OWNER,
        Aspect.SECTION,
        Aspect.LINKS,
        Aspect.NAME_SOURCE,
        Aspect.ILLUSTRATIVE,
    }
)
"""What may be said differently while the rule stays the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it was and what it is, as the definition holds them; ``wording`` where no rating depends on it.

    For ``Aspect.STANDARDS``, ``standard`` says in which months, and ``before`` and ``after`` are the two standards.
    """

    aspect: Aspect
    effect: Effect
    before: Any
    after: Any
    wording: bool = False
    standard: StandardChange | None = None


def changes(
    before: Definition, after: Definition, *, rating: Rating | None = None, since: int | None = None
) -> tuple[Change, ...]:
    """Every difference in meaning, then in wording; none where only the place of the file differs.

    ``rating`` is the KPI's by the earlier rule: to retire a Red KPI makes the report look better. Standards are compared
    from the month ``since`` (an ordinal) on.

    >>> from dataclasses import replace
    >>> from qpr_rules.period import Calendar
    >>> before = Definition(id="X", name="X", section="s", owner="o", file="", calendar=Calendar())
    >>> [(str(each.aspect), str(each.effect)) for each in changes(before, replace(before, name="Y", lag=3))]
    [('lag', 'easier'), ('name', 'neither')]
    """
    found = [*_standards(before, after, since)]
    for aspect in Aspect:
        if aspect in (Aspect.STANDARDS, Aspect.APPROVAL):
            continue
        was, now = _value(before, aspect), _value(after, aspect)
        if was != now:
            effect = _effect(aspect, was, now, before, after, rating)
            found.append(Change(aspect, effect, was, now, wording=_is_wording(aspect, was, now, before, after)))
    return tuple(sorted(found, key=lambda change: change.wording))


def made(found: tuple[Change, ...]) -> Effect:
    """What the changes made of the rule, taken together."""
    return together(change.effect for change in found)


def _value(definition: Definition, aspect: Aspect) -> Any:
    match aspect:
        case Aspect.TOLERANCE:
            return definition.tolerance
        case Aspect.YEAR:
            return definition.calendar.years, definition.calendar.quarters
        case _:
            return getattr(definition, aspect)


def _standards(before: Definition, after: Definition, since: int | None) -> Iterator[Change]:
    by_tolerance = before.tolerance != after.tolerance
    for each in standards_changed(before, after, since):
        if by_tolerance and each.target is Effect.NEITHER:
            continue  # the floor moved because the tolerance did, which is said once
        yield Change(Aspect.STANDARDS, each.effect, each.before, each.after, standard=each)
    for now in after.standards:
        was = next((each for each in before.standards if each.key == now.key), None)
        if was and (was.target, was.floor) == (now.target, now.floor):
            texts = [(each.approved, each.reason) for each in (was, now)]
            if texts[0] != texts[1]:
                yield Change(Aspect.APPROVAL, Effect.NEITHER, was, now, wording=True)


def _is_wording(aspect: Aspect, was: Any, now: Any, before: Definition, after: Definition) -> bool:
    match aspect:
        case Aspect.MEASURE:
            return _structure(was) == _structure(now)
        case Aspect.DECIMALS:
            return RateOn.PUBLISHED not in (before.rate_on, after.rate_on)
        case _:
            return aspect in WORDING


def _structure(measure: Measure) -> tuple[object, ...]:
    return measure.is_ratio, measure.pools, measure.stock


def _effect(aspect: Aspect, was: Any, now: Any, before: Definition, after: Definition, rating: Rating | None) -> Effect:
    if _is_wording(aspect, was, now, before, after):
        return Effect.NEITHER
    match aspect:
        case Aspect.WINDOW:
            to_date = WindowKind.YEAR_TO_DATE in (was.kind, now.kind)
            return Effect.EITHER if to_date or was.months == now.months else _longer(was.months, now.months)
        case Aspect.TOLERANCE:
            return _tolerance(was, now)
        case Aspect.RATE_ON | Aspect.DECIMALS:
            return _rounding(before, after)
        case Aspect.MINIMUM_DENOMINATOR:
            return widened(was or Decimal(0), now or Decimal(0))
        case Aspect.DISCLOSURE:
            return Effect.NEITHER
        case Aspect.PROFILE:
            return _profile(dict(was), dict(now), after.sign)
        case Aspect.LAG:
            return _longer(was, now)
        case Aspect.EXPECTED:
            return of_bands(was or Band(None, None), now or Band(None, None))
        case Aspect.KIND:
            return Effect.EASIER if now is Kind.ACTIVITY else Effect.HARDER
        case Aspect.INTRODUCED:
            return Effect.HARDER if now is None or (was is not None and now < was) else Effect.EASIER
        case Aspect.SUSPENDED:
            return _suspended(was, now)
        case Aspect.RETIRED:
            return Effect.EASIER if was is None and rating is Rating.RED else Effect.NEITHER
        case Aspect.BREAKS:
            more, fewer = ({each.month for each in side} for side in (now, was))
            return together(
                effect for effect, months in ((Effect.EASIER, more - fewer), (Effect.HARDER, fewer - more)) if months
            )
        case _:
            return Effect.EITHER


def _longer(was: int, now: int) -> Effect:
    """A longer window, or a longer lag, shows a fall later."""
    return widened(Decimal(was), Decimal(now))


def _tolerance(was: str, now: str) -> Effect:
    (one, _, of), (other, _, to) = was.partition(" "), now.partition(" ")
    return widened(Decimal(one), Decimal(other)) if was and now and of == to else Effect.EITHER


def _rounding(before: Definition, after: Definition) -> Effect:
    """Rounding before rating lifts near misses, and fails nobody, while every bound is as short as the print."""
    if before.profile or after.profile:
        return Effect.EITHER  # what is due of a bound may be longer than the print
    published = [each.rate_on is RateOn.PUBLISHED for each in (before, after)]
    shortest = min(each.decimals for each in (before, after) if each.rate_on is RateOn.PUBLISHED)
    bounds = [
        bound
        for each in (*before.standards, *after.standards)
        for band in (each.target, each.floor)
        for bound in (band.low, band.high)
        if bound is not None
    ]
    if any(places(bound) > shortest for bound in bounds):
        return Effect.EITHER
    if all(published):
        return widened(Decimal(after.decimals), Decimal(before.decimals))  # fewer digits lift more
    return Effect.EASIER if published[1] else Effect.HARDER


def _profile(was: dict[int, Decimal], now: dict[int, Decimal], sign: int) -> Effect:
    """Less due by a month is easier where higher is better, harder where lower is; nothing due is no rating at all."""
    found = [Effect.EASIER for month in was if month not in now] + [Effect.HARDER for month in now if month not in was]
    both = was.keys() & now.keys()
    return together(
        [*found, *(widened(now[month] * sign, was[month] * sign) if sign else Effect.EITHER for month in both)]
    )


def _suspended(was: Suspension | None, now: Suspension | None) -> Effect:
    """Months without a rating, gained or lost."""
    if was is None or now is None:
        return Effect.EASIER if was is None else Effect.HARDER
    begins = widened(Decimal(now.since), Decimal(was.since))
    if was.until == now.until:
        return begins
    if was.until is None or now.until is None:
        return together((begins, Effect.HARDER if was.until is None else Effect.EASIER))
    return together((begins, widened(Decimal(was.until), Decimal(now.until))))
