"""What became of a KPI, and what that does to its ratings, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from qpr_rules.core.impact import Altered, Impact, Pair
from qpr_rules.core.standards_changed import Effect
from qpr_rules.definition import Definition, Kind, WindowKind
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import RATINGS, Evaluation, Rating
from qpr_rules.period import Frequency
from qpr_rules.showing import words

EFFECTS = {
    Effect.EASIER: "made easier",
    Effect.HARDER: "made harder",
    Effect.EITHER: "changed",
    Effect.NEITHER: "",
}


def headline(found: Impact) -> str:
    """The change in one sentence."""
    if found.is_nothing:
        return "No rule differs, so no rating does."
    parts = [plural(len(found.altered), "KPI") + " changed"]
    counts = {heading(each): 0 for each in found.altered}
    for each in found.altered:
        counts[heading(each)] += 1
    parts += [f"{number} {what}" for what, number in counts.items() if what != "changed"]
    moved = sum(each.moves_now for each in found.altered)
    parts.append(f"{moved or 'none'} with another rating in {found.quarter}")
    lost = len(found.newly_in_error)
    uncompared = (
        f"; {words.count(lost)} {'is' if lost == 1 else 'are'} in error now, and cannot be compared" if lost else ""
    )
    return f"{', '.join(parts)}{uncompared}."


def in_error(found: Impact, shown: Callable[[str], str]) -> Iterator[str]:
    """What cannot be compared, since one of its versions is in error, a sentence each; ids as ``shown`` writes them."""
    for what, some, more in (
        ("In error now, so it cannot be compared", found.newly_in_error, " `qpr-rules check` says what is wrong."),
        ("No longer in error", found.no_longer_in_error, ""),
    ):
        if some:
            yield f"{what}: {listed([shown(each.id) for each in some])}.{more}"


def heading(altered: Altered) -> str:
    """What became of the KPI in two or three words."""
    if altered.before is None:
        return "new"
    if altered.after is None:
        return "deleted"
    if altered.is_wording:
        return "wording only"
    return EFFECTS[altered.effect] or "changed"


def effect_on_ratings(altered: Altered, quarter: str, arrow: str) -> str:
    """``Red → Amber in Q3 2024/25, and in 7 of 24 months: better in all of them``: the one sentence a reviewer wants."""
    then, now = (_rated(row) for row in (altered.then, altered.now))
    if altered.before is None:
        return f"{now} in {quarter}, new" if altered.now else f"not in the set of {quarter}"
    if altered.after is None:
        return f"{then} in {quarter} before, now gone" if altered.then else f"not in the set of {quarter} before either"
    if altered.then is None and altered.now is None and altered.areas:
        said = f"another rating in {altered.areas_moved:,} of {altered.areas:,} areas in {quarter}"
        return said + _periods(altered, joined=True)
    said = f"{then} {arrow} {now} in {quarter}" if altered.moves_now else f"{now} in {quarter}, as before"
    said += _periods(altered, joined=altered.moves_now)
    if altered.areas:
        said += f"; in {f'{altered.areas_moved:,}' if altered.areas_moved else 'none'} of {altered.areas:,} other areas"
    return said


def _periods(altered: Altered, *, joined: bool) -> str:
    """``, and in 7 of 24 months: better in all of them``, ``; 7 of 24 months differ: better in 4, worse in 3; 2 earlier ones differ too``."""
    said, count = "", len(altered.moved)
    if altered.periods:
        unit = f"{_cadence(altered)}s"
        number = f"{count:,}" if count else "none"
        of = f"{number} of {altered.periods:,} {unit}"
        said = f", and in {of}" if joined and count else f"; {of} differ{'s' * (count == 1)}"
    if ways := _balance(altered.moved):
        said += f": {ways}"
    if earlier := len(altered.moved_earlier):
        said += f"; {earlier:,} earlier {'one differs' if earlier == 1 else 'ones differ'} too"
    return said


def _balance(moved: Sequence[Pair]) -> str:
    """In how many of the periods that differ the rating is better, worse, or on one side not rated."""
    counts = {"better": 0, "worse": 0, "no longer rated": 0, "newly rated": 0}
    for then, now in moved:
        if Rating.NOT_RATED in (then.rating, now.rating):
            counts["newly rated" if then.rating is Rating.NOT_RATED else "no longer rated"] += 1
        else:
            counts["better" if RATINGS.index(now.rating) < RATINGS.index(then.rating) else "worse"] += 1
    ways = {word: number for word, number in counts.items() if number}
    if len(ways) != 1:
        return ", ".join(f"{word} in {number:,}" for word, number in ways.items())
    (word,) = ways
    return word if len(moved) == 1 else f"{word} in {'both' if len(moved) == 2 else 'all of them'}"


def _rated(row: Evaluation | None) -> str:
    if row is None:
        return "not in the set"
    if row.kind is Kind.ACTIVITY:
        return "activity indicator"
    return words.rating(row.rating).capitalize() + (f" ({row.reason})" if row.reason else "")


def moves(pairs: Sequence[Pair], definition: Definition) -> Iterator[tuple[Rating, Rating, str]]:
    """The ratings that differ, by what they were and are: ``Red``, ``Amber``, ``January to March 2024, May 2024``."""
    ways = sorted({(RATINGS.index(then.rating), RATINGS.index(now.rating)) for then, now in pairs})
    for was, now in ways:
        periods = sorted(
            {
                definition.calendar.parse(after.period, definition.frequency)
                for before, after in pairs
                if (before.rating, after.rating) == (RATINGS[was], RATINGS[now])
            }
        )
        yield RATINGS[was], RATINGS[now], ", ".join(_runs(periods, definition))


def _runs(periods: Sequence[int], definition: Definition) -> Iterator[str]:
    def show(period: int) -> str:
        return definition.calendar.show_short(definition.frequency, period)

    for _, run in groupby(enumerate(periods), lambda each: each[1] - each[0]):
        ends = [period for _, period in run]
        yield show(ends[0]) if len(ends) == 1 else f"{show(ends[0])} to {show(ends[-1])}"


def _cadence(altered: Altered) -> Frequency:
    """How often both versions have a figure."""
    both = [each for each in (altered.before, altered.after) if each is not None]
    blocks = {WindowKind.QUARTER: Frequency.QUARTER, WindowKind.YEAR: Frequency.YEAR}
    return max((blocks.get(each.window.kind, each.frequency) for each in both), key=lambda each: each.months)
