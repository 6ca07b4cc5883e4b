"""What a reviewer would ask about a change: findings that need both versions of a KPI, and so belong to no check of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qpr_rules.checking.finding import finding, standard_path
from qpr_rules.core.easing import Aspect, Change
from qpr_rules.core.standards_changed import Effect, StandardChange
from qpr_rules.definition import Band, Definition, Kind
from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.evaluation import Rating
from qpr_rules.period import Calendar, Frequency
from qpr_rules.quantity import plain


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One KPI of both versions, what differs, and its rating by the earlier rule."""

    before: Definition | None
    after: Definition | None
    changes: Sequence[Change]
    rating: Rating


_OF_THE_FIGURE = {
    Aspect.WINDOW: "window",
    Aspect.POLARITY: "polarity",
    Aspect.UNIT: "unit",
    Aspect.MEASURE: "measure",
    Aspect.FREQUENCY: "frequency",
    Aspect.REPORTED: "way of reporting",
    Aspect.YEAR: "year",
}
"""What makes figures after the change another thing than figures before it."""

_EASED = {
    Aspect.TOLERANCE: "the tolerance is wider",
    Aspect.RATE_ON: "the rounded figure is rated",
    Aspect.DECIMALS: "the figure that is rated is rounded to fewer places",
    Aspect.MINIMUM_DENOMINATOR: "more cases are needed before it is rated",
    Aspect.PROFILE: "less is due during the year",
    Aspect.LAG: "it is reported later",
    Aspect.EXPECTED: "the expected range is wider",
    Aspect.INTRODUCED: "it is rated from a later day",
}
"""What made a rule easier, other than standards, windows and what takes a KPI out of the totals."""


_DECIDED = "say why, and who approved it: changes: [{from: 2025-04, reason: ..., approved: ...}]"


def review(pairs: Iterable[Reviewed], calendar: Calendar, past: int) -> Iterator[Diagnostic]:
    """QPR701 to QPR708. ``past`` is the last quarter (an ordinal) that is over, or that has been published."""
    last = calendar.last_month(Frequency.QUARTER, past)
    for pair in pairs:
        if pair.after is None:
            assert pair.before is not None
            yield _deleted(pair.before, pair.rating)
        elif pair.before is not None:
            yield from _standards(pair.after, pair.changes, last)
            yield from _without_break(pair.before, pair.after, pair.changes)
            if not set(pair.after.changes) - set(pair.before.changes):  # a new one says why, and who approved it
                yield from _hidden(pair.after, pair.changes, pair.rating)
                yield from _eased(pair.after, pair.changes)


def _standards(after: Definition, changes: Sequence[Change], past: int) -> Iterator[Diagnostic]:
    for each in changes:
        change = each.standard
        if change is None:
            continue
        is_past = change.first is None or change.first <= past
        if is_past and change.before is not None and not change.follows:
            if not change.fresh("reason"):
                yield _past_changed(after, change, past)
                continue
        elif is_past and not change.fresh("approved"):
            yield finding(
                "QPR702",
                Severity.WARNING,
                after,
                f"a standard is added for {_months(after, change, past)}, which is over, and `approved` does not say by whom",
                *_path(change),
                key=True,
                hint='say who approved it, and when: approved: "Cabinet, 21 March 2024"',
            )
            continue
        if each.effect is Effect.EASIER and change.is_unsupported and change.after is not None:
            yield _unexplained(after, change)


def _past_changed(after: Definition, change: StandardChange, past: int) -> Diagnostic:
    months = _months(after, change, past)
    if change.after is None:
        headline = f"the standard for {months} is gone, and reports of that time were made with it"
        hint = "put it back: earlier quarters are rated by the standard that was in force then"
    else:
        headline = f"the standard for {months}, which is over, is changed without a reason"
        hint = (
            "if it was wrong, say why beside it: reason: ...; if it is new, give it a key of its own from the month it starts"
            if change.after.key
            else "a standard without dates holds for the past too: write `standards:` with the old one under its years, and the "
            "new one from the month it starts"
        )
        if change.after.reason and change.before and change.after.reason == change.before.reason:
            hint = f"the reason is still that of the earlier standard; {hint}"
    return finding(
        "QPR701",
        Severity.ERROR,
        after,
        headline,
        *_path(change),
        label=_was(change),
        hint=hint,
        key=change.after is None,
    )


def _unexplained(after: Definition, change: StandardChange) -> Diagnostic:
    lacking = [name for name in ("reason", "approved") if not change.fresh(name)]
    stale = [name for name in lacking if change.after and getattr(change.after, name)]
    parts = [name for name, effect in (("target", change.target), ("floor", change.floor)) if effect is Effect.EASIER]
    said = (
        f"; `{stale[0]}` is still that of the earlier standard"
        if stale
        else f", and nothing says {' or '.join('why' if name == 'reason' else 'who approved it' for name in lacking)}"
    )
    return finding(
        "QPR703",
        Severity.WARNING,
        after,
        f"the {' and '.join(parts)} {'are' if len(parts) > 1 else 'is'} made easier{said}",
        *_path(change, parts[0]),
        label=_was(change),
        hint="write beside it: " + ", ".join(f"{name}: ..." for name in lacking),
    )


def _without_break(before: Definition, after: Definition, changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """A figure that is another thing now, or may be: its series needs a break, or a word that it needs none."""
    new_break = {each.month for each in after.breaks} - {each.month for each in before.breaks}
    if new_break:
        return
    changed = [each for each in changes if each.aspect in _OF_THE_FIGURE and not each.wording]
    hint = (
        "declare where it starts: breaks: [{from: 2025-04, reason: ...}]; results before are then not compared with it"
    )
    if changed:
        words = [_OF_THE_FIGURE[each.aspect] for each in changed]
        yield finding(
            "QPR705",
            Severity.WARNING,
            after,
            f"the {' and the '.join(words)} changed, and no break is declared",
            str(changed[0].aspect),
            hint=hint,
        )
        return
    said = [each for each in changes if each.aspect in (Aspect.NAME, Aspect.MEASURE) and each.wording]
    if said and all(each.wording for each in changes):
        words = [{Aspect.NAME: "name", Aspect.MEASURE: "measure"}[each.aspect] for each in said]
        yield finding(
            "QPR704",
            Severity.WARNING,
            after,
            f"the words of the {' and the '.join(words)} changed, and the rule did not",
            str(said[-1].aspect),
            hint=f"if something else is counted now, {hint}",
        )


def _hidden(after: Definition, changes: Sequence[Change], rating: Rating) -> Iterator[Diagnostic]:
    if rating is not Rating.RED:
        return
    for each in changes:
        said = {
            Aspect.RETIRED: "is retired",
            Aspect.SUSPENDED: "is suspended",
            Aspect.KIND: "becomes an activity indicator",
        }.get(each.aspect)
        if said and each.effect is Effect.EASIER:
            yield finding(
                "QPR706",
                Severity.WARNING,
                after,
                f"a KPI that is Red {said}, and leaves the totals",
                str(each.aspect),
                hint=_DECIDED,
            )


def _eased(after: Definition, changes: Sequence[Change]) -> Iterator[Diagnostic]:
    eased = [each for each in changes if each.aspect in _EASED and each.effect is Effect.EASIER]
    if after.kind is Kind.ACTIVITY:
        return
    for each in eased:
        yield finding(
            "QPR708",
            Severity.WARNING,
            after,
            f"the rule is made easier: {_EASED[each.aspect]}",
            str(each.aspect),
            hint=_DECIDED,
        )


def _deleted(before: Definition, rating: Rating) -> Diagnostic:
    red = ", which is Red," if rating is Rating.RED else ""
    return Diagnostic(
        "QPR707",
        Severity.WARNING,
        f"the definition of {before.id}{red} is deleted, so no report of an earlier quarter can be made again",
        Label(Span(before.file)),
        hints=("put the file back, and retire the KPI: retired: {on: 2025-03-31, reason: ...}",),
        kpi=before.id,
    )


def _path(change: StandardChange, name: str = "target") -> tuple[str | int, ...]:
    if change.after is None:
        return ("standards",)
    if name == "target" and change.target is Effect.NEITHER:
        name = "floor"
    return standard_path(change.after.key, name)


def _months(definition: Definition, change: StandardChange, past: int) -> str:
    """The months that are over, as people write them."""
    last = past if change.last is None else min(change.last, past)
    show = definition.calendar.show
    if change.first is None:
        return f"every month to {show(Frequency.MONTH, last)}"
    first = show(Frequency.MONTH, change.first)
    return first if change.first == last else f"{first} to {show(Frequency.MONTH, last)}"


def _was(change: StandardChange) -> str:
    if change.before is None:
        return ""
    return f"was: target {_band(change.before.target)}, floor {_band(change.before.floor)}"


def _band(band: Band) -> str:
    return " to ".join(plain(each) for each in (band.low, band.high) if each is not None)
