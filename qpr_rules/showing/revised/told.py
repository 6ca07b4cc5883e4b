"""What every form of the list of revisions is given, and what they say alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qpr_rules.core.revised import Effect, Revised
from qpr_rules.definition import Definition
from qpr_rules.english import plural
from qpr_rules.evaluation import Evaluation
from qpr_rules.observation import ALWAYS, HIDDEN, Observation, State
from qpr_rules.period import Calendar, Frequency
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import plain
from qpr_rules.showing import words
from qpr_rules.showing.figures import figure

NONE = "No result that is known as of a day (`as_of`) has been revised."
NONE_CHOSEN = "No result among those that were asked for has been revised."
ALONE = (
    "Effects are those of the revised results alone, under definitions and standards as they are now; what became known for "
    "the first time on the same day takes no part in them."
)
UNDATED = "no day given"
_MARKERS = {State.MISSING: "[x]", State.SUPPRESSED: HIDDEN, State.NOT_APPLICABLE: "[z]"}
_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Told:
    """Revisions, the latest day first; ``restated`` are sentences on what was published and comes out otherwise now.

    ``narrowed`` is whether only some revisions were asked for: that there is none of those says nothing of the others.
    """

    body: str
    calendar: Calendar
    found: Sequence[Revised]
    restated: Sequence[str]
    made_from: Provenance
    illustrative: bool = False
    narrowed: bool = False

    def quarter(self, effect: Effect) -> str:
        """The quarter of an effect as people write it."""
        return self.calendar.show(Frequency.QUARTER, effect.quarter)

    def code(self, effect: Effect) -> str:
        """The quarter of an effect as files have it."""
        return self.calendar.code(Frequency.QUARTER, effect.quarter)


def headline(told: Told) -> str:
    """How many results were revised, of how many KPIs, and how many ratings that moved."""
    if not told.found:
        return NONE_CHOSEN if told.narrowed else NONE
    results = sum(len(each.pairs) for each in told.found)  # exact: integers
    kpis = len({each.definition.id for each in told.found})
    days = len({each.day for each in told.found})
    moves = sum(effect.moves for each in told.found for effect in each.effects)  # exact: integers
    was = "was" if results == 1 else "were"
    moved = "no rating moved" if not moves else f"{plural(moves, 'rating')} moved"
    on = words.day(told.found[0].day) if days == 1 else f"{days:,} days"
    return f"{plural(results, 'result')} of {plural(kpis, 'KPI')} {was} revised on {on}: {moved}."


def period(definition: Definition, ordinal: int) -> str:
    """A period, short."""
    return words.period(definition.calendar.code(definition.frequency, ordinal), short=True)


def result(each: Observation, *, hidden: bool = False) -> str:
    """What a result says: ``398/418``, ``21.5`` or a marker."""
    if each.state is not State.PRESENT:
        return _MARKERS[each.state]
    if hidden:
        return HIDDEN
    return "/".join(_number(number) for number in (each.numerator, each.denominator) if number is not None)


def _number(number: Decimal) -> str:
    whole, _, rest = plain(number).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "") if whole.lstrip("-") not in ("", "0") else plain(number)


def difference(before: Observation, after: Observation, *, hidden: bool = False) -> str:
    """By how much it differs: of a numerator and a denominator, the second only where it differs too."""
    if hidden or State.PRESENT not in (before.state, after.state) or before.state is not after.state:
        return ""
    assert before.numerator is not None and after.numerator is not None
    parts = [after.numerator - before.numerator]
    if before.denominator is not None and after.denominator is not None:
        parts += [after.denominator - before.denominator] if before.denominator != after.denominator else []
    return "/".join(_signed(part) for part in parts)


def _signed(number: Decimal) -> str:
    return f"+{_number(number)}" if number > 0 else _number(number)


def since(each: Observation) -> str:
    """The day since which it was known."""
    return UNDATED if each.as_of == ALWAYS else words.day(each.as_of)


def changed(sides: Sequence[str], arrow: str) -> str:
    """Both sides, or the one that both are."""
    return sides[0] if sides[0] == sides[1] else f"{sides[0]} {arrow} {sides[1]}"


def statuses(before: Observation, after: Observation, arrow: str) -> str:
    """What the two were called, where either was called anything."""
    if not (before.status or after.status):
        return ""
    return changed([each.status or "-" for each in (before, after)], arrow)


def rated(row: Evaluation) -> str:
    """The rating, with the reason where there is none."""
    return words.rating(row.rating) + (f" ({row.reason})" if row.reason else "")


def figures(effect: Effect, decimals: int, arrow: str) -> str:
    """The figure before and after, with as many digits as tell the two apart."""
    was, now = effect.before, effect.after
    digits = decimals
    while digits < _DIGITS and was.figure != now.figure and figure(was, digits) == figure(now, digits):
        digits += 1
    return changed([figure(row, digits) for row in (was, now)], arrow)


def directions(effect: Effect, arrow: str) -> str:
    """The direction before and after."""
    return changed([words.direction(row.direction) for row in (effect.before, effect.after)], arrow)
