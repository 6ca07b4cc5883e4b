"""Commentary says something new of KPIs that are in the set that quarter; its actions have an owner who exists, and a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qpr_rules.checking.declared import Declared, ids, knows_every_id
from qpr_rules.checking.finding import meant
from qpr_rules.commentary import Action, Commentary, Note, Status
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import KEY, Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.period import Frequency

_ASKED = 1_000
"""KPIs that are not there of which it is asked which was meant; nobody reads the answer for more of them in one file."""


def check(declared: Declared, today: dt.date | None) -> Iterator[Diagnostic]:
    """QPR502, QPR510 for KPIs; QPR515, QPR516 for contexts; QPR503, QPR504, QPR511 (where the day is known) for actions."""
    known = {each.id: each for each in declared.definitions}
    every = ids(declared)
    certain = knows_every_id(declared)
    for commentary in declared.meant_commentaries.values():
        earlier = max((each for each in declared.meant_commentaries if each < commentary.quarter), default=None)
        before = declared.meant_commentaries[earlier] if earlier is not None else None
        strangers = 0
        for kpi, note in commentary.notes.items():
            yield from _says_nothing(commentary, kpi, note)
            if before is not None:
                yield from _says_the_same(declared, commentary, kpi, before)
            if kpi not in every and certain:
                at = _at(commentary, kpi, KEY)
                strangers += 1
                hint, near = meant(kpi, every) if strangers <= _ASKED else ("add it, or correct the word", None)
                edit = Edit(at, near) if near else None
                yield Diagnostic("QPR502", Severity.ERROR, f"there is no KPI `{kpi}`", Label(at), (), (hint,), edit)
            elif kpi in known:
                yield from _inactive(declared, commentary, known[kpi])
            for number, action in enumerate(note.actions):
                path = (kpi, "actions", number)
                yield from _incomplete(commentary, kpi, path, action)
                yield from _unknown_owner(declared, commentary, kpi, path, action)
                if today and action.status is Status.DONE and action.due and action.due > today:
                    yield Diagnostic(
                        "QPR511",
                        Severity.NOTE,
                        "the action is done, and due only in the future",
                        Label(_at(commentary, *path, "due")),
                        (Label(_at(commentary, *path, "status"), "done"),),
                        ("if it was done early, write the day on which it was",),
                        kpi=kpi,
                    )


def _at(commentary: Commentary, *path: str | int) -> Span:
    spans = commentary.spans
    way: Path = path
    while way and way not in spans:
        way = way[:-1]
    return spans.get(way, Span(commentary.file)) if way else Span(commentary.file)


def _says_nothing(commentary: Commentary, kpi: str, note: Note) -> Iterator[Diagnostic]:
    """QPR515, for a context that is there and empty, and for a KPI of which nothing at all is said."""
    if note.context.strip() or (note.actions and (kpi, "context") not in commentary.spans):
        return
    yield Diagnostic(
        "QPR515",
        Severity.NOTE,
        f"there is no context for {kpi}",
        Label(
            _at(commentary, kpi, "context", KEY) if (kpi, "context") in commentary.spans else _at(commentary, kpi, KEY)
        ),
        hints=("write what a reader should know of the figure, or take the line out",),
        kpi=kpi,
    )


def _says_the_same(declared: Declared, commentary: Commentary, kpi: str, before: Commentary) -> Iterator[Diagnostic]:
    """QPR516, for a context that is word for word the one before it."""
    said, earlier = (" ".join(each.notes.get(kpi, Note()).context.casefold().split()) for each in (commentary, before))
    if not said or said != earlier or declared.meant_settings is None:
        return
    quarter = declared.meant_settings.calendar.show(Frequency.QUARTER, before.quarter)
    yield Diagnostic(
        "QPR516",
        Severity.NOTE,
        f"the context of {kpi} is that of {quarter}, word for word",
        Label(_at(commentary, kpi, "context")),
        (Label(_at(before, kpi, "context"), f"said of {quarter}"),),
        ("say what is new; if it still holds, say that it still does, and for how long",),
        kpi=kpi,
    )


def _inactive(declared: Declared, commentary: Commentary, definition: Definition) -> Iterator[Diagnostic]:
    if declared.meant_settings is None:
        return
    calendar = declared.meant_settings.calendar
    end = calendar.last_day(Frequency.QUARTER, commentary.quarter)
    if definition.is_active(end):
        return
    late = definition.retired is not None and definition.retired.on <= end
    span = definition.spans.get(("retired", "on") if late else ("introduced",), Span(definition.file))
    quarter = calendar.show(Frequency.QUARTER, commentary.quarter)
    yield Diagnostic(
        "QPR510",
        Severity.WARNING,
        f"{definition.id} is {'no longer' if late else 'not yet'} in the set in {quarter}, so this is not shown",
        Label(_at(commentary, definition.id, KEY)),
        (Label(span, "retired then" if late else "introduced then"),),
        ("move it to the quarter it is about, or take it out",),
        kpi=definition.id,
    )


def _incomplete(commentary: Commentary, kpi: str, path: Path, action: Action) -> Iterator[Diagnostic]:
    missing = [word for word, held in (("owner", action.owner), ("due", action.due)) if not held]
    missing = [
        word for word in missing if (*path, word) not in commentary.spans
    ]  # else it is there, and wrong: that is said
    if missing:
        yield Diagnostic(
            "QPR503",
            Severity.WARNING,
            f"this action has no `{'` and no `'.join(missing)}`",
            Label(_at(commentary, *path)),
            hints=("an action needs someone to take it, by a day",),
            kpi=kpi,
        )


def _unknown_owner(
    declared: Declared, commentary: Commentary, kpi: str, path: Path, action: Action
) -> Iterator[Diagnostic]:
    if action.owner and declared.meant_owners and action.owner not in declared.meant_owners:
        at = _at(commentary, *path, "owner")
        hint, near = meant(action.owner, declared.meant_owners)
        yield Diagnostic(
            "QPR504",
            Severity.ERROR,
            f"`{action.owner}` is not in the owners' file",
            Label(at),
            (),
            (hint,),
            Edit(at, near) if near else None,
            kpi=kpi,
        )
