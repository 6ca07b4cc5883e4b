"""Where the standards of two versions of a KPI differ, month by month, and whether that is easier or harder to meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from qpr_rules.definition import Band, Definition, Standard


class Effect(StrEnum):
    """What a change makes of the rule: a good rating is easier or harder to reach, or it depends on the figures."""

    EASIER = "easier"
    HARDER = "harder"
    EITHER = "either"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class StandardChange:
    """Months ``first`` to ``last`` (ordinals, inclusive, None where open) whose standard differs.

    ``before`` is the standard that was in force in these months. Where there was none and the new one follows on
    another, ``before`` is that other one and ``follows`` is true: next year's target against this year's.
    """

    before: Standard | None
    after: Standard | None
    first: int | None
    last: int | None
    follows: bool = False

    @property
    def target(self) -> Effect:
        """What became of the target."""
        return _of_pair(self, lambda standard: standard.target)

    @property
    def floor(self) -> Effect:
        """What became of the floor."""
        return _of_pair(self, lambda standard: standard.floor)

    @property
    def effect(self) -> Effect:
        """What became of the two together; a standard taken away hides what it would have said."""
        if self.after is None:
            return Effect.NEITHER if self.last is None else Effect.EASIER
        return together((self.target, self.floor))

    @property
    def is_unsupported(self) -> bool:
        """Whether the approval and the reason that stand beside it are those of the standard as it was, or missing."""
        return not (self.fresh("approved") and self.fresh("reason"))

    def fresh(self, name: str) -> bool:
        """Whether ``approved`` or ``reason`` is there, and is not simply the text of the earlier standard."""
        said = getattr(self.after, name) if self.after else ""
        return bool(said) and (self.before is None or said != getattr(self.before, name))


def together(effects: Iterable[Effect]) -> Effect:
    """Several effects as one.

    >>> together([Effect.EASIER, Effect.NEITHER]), together([Effect.EASIER, Effect.HARDER])
    (<Effect.EASIER: 'easier'>, <Effect.EITHER: 'either'>)
    """
    found = set(effects) - {Effect.NEITHER}
    if not found:
        return Effect.NEITHER
    return found.pop() if len(found) == 1 else Effect.EITHER


def of_bands(before: Band, after: Band) -> Effect:
    """A band that holds all of the other is easier to be in, whichever way is better.

    >>> of_bands(Band(Decimal(60), None), Band(Decimal(58), None))
    <Effect.EASIER: 'easier'>
    """
    if before == after:
        return Effect.NEITHER
    if _holds(after, before):
        return Effect.EASIER
    return Effect.HARDER if _holds(before, after) else Effect.EITHER


def _holds(outer: Band, inner: Band) -> bool:
    low = outer.low is None or (inner.low is not None and outer.low <= inner.low)
    return low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def _of_pair(change: StandardChange, band: Callable[[Standard], Band]) -> Effect:
    if change.before is None or change.after is None:
        return Effect.EITHER
    return of_bands(band(change.before), band(change.after))


def standards_changed(before: Definition, after: Definition, since: int | None = None) -> tuple[StandardChange, ...]:
    """Every stretch of months, from ``since`` on, in which target or floor differ, or a new standard begins."""
    found = (_change(before, after, first, last) for first, last in _stretches(before, after, since))
    return tuple(_joined(change for change in found if change is not None))


def _stretches(before: Definition, after: Definition, since: int | None) -> Iterator[tuple[int | None, int | None]]:
    """The months between which no standard of either begins or ends."""
    begins = {
        month
        for each in (*before.standards, *after.standards)
        for month in (each.first, None if each.last is None else each.last + 1)
        if month is not None
    }
    if since is not None:
        begins = {month for month in begins if month > since} | {since}
    starts: list[int | None] = [*([None] if since is None else []), *sorted(begins)]
    for place, first in enumerate(starts):
        following = starts[place + 1] if place + 1 < len(starts) else None
        yield first, None if following is None else following - 1


def _change(before: Definition, after: Definition, first: int | None, last: int | None) -> StandardChange | None:
    month = first or 0  # before the first that begins, any month is like any other
    was, now = before.standard_in(month), after.standard_in(month)
    if was is None and now is None:
        return None
    if was is not None and now is not None:
        same = (was.target, was.floor) == (now.target, now.floor)
        return None if same else StandardChange(was, now, first, last)
    if was is None:
        previous = after.standard_in(first - 1) if first is not None else None
        return StandardChange(previous, now, first, last, follows=previous is not None)
    return StandardChange(was, None, first, last)


def _joined(changes: Iterable[StandardChange]) -> Iterator[StandardChange]:
    """Neighbours that say the same as one."""
    held: StandardChange | None = None
    for each in changes:
        if held is not None and _says_as(held, each):
            held = replace(held, last=each.last)
        else:
            if held is not None:
                yield held
            held = each
    if held is not None:
        yield held


def _says_as(one: StandardChange, other: StandardChange) -> bool:
    meets = one.last is not None and other.first == one.last + 1
    return meets and _told(one) == _told(other)


def _told(change: StandardChange) -> tuple[object, ...]:
    """What is said of a change. Each new standard that follows another is said by itself."""
    key = change.after.key if change.follows and change.after else ""
    return (*(_text(each) for each in (change.before, change.after)), change.follows, key)


def _text(standard: Standard | None) -> object:
    return standard and (standard.target, standard.floor, standard.approved, standard.reason)


def widened(before: Decimal, after: Decimal) -> Effect:
    """Of a number whose growth makes a rule easier.

    >>> widened(Decimal(5), Decimal(10)), widened(Decimal(10), Decimal(5))
    (<Effect.EASIER: 'easier'>, <Effect.HARDER: 'harder'>)
    """
    return Effect.NEITHER if before == after else Effect.EASIER if after > before else Effect.HARDER
