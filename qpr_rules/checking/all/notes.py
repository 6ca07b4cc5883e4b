"""Commentary speaks of KPIs that are in the set that quarter; its actions have an owner who exists, and a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qpr_rules.checking.declared import Declared, ids, knows_every_id
from qpr_rules.checking.finding import meant
from qpr_rules.commentary import Action, Commentary, Status
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import KEY, Diagnostic, Edit, Label, Path, Severity, Span
from qpr_rules.period import Frequency, last_day


def check(declared: Declared, today: dt.date | None) -> Iterator[Diagnostic]:
    """QPR502, QPR510 for KPIs; QPR503, QPR504 and (where the day is known) QPR511 for actions."""
    known = {each.id: each for each in declared.definitions}
    every = ids(declared)
    certain = knows_every_id(declared)
    for commentary in declared.commentaries.values():
        for kpi, note in commentary.notes.items():
            if kpi not in every and certain:
                at = _at(commentary, kpi, KEY)
                hint, near = meant(kpi, every)
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


def _inactive(declared: Declared, commentary: Commentary, definition: Definition) -> Iterator[Diagnostic]:
    if declared.settings is None:
        return
    calendar = declared.settings.calendar
    end = last_day(calendar.last_month(Frequency.QUARTER, commentary.quarter))
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
    if "due" in missing and (*path, "due") in commentary.spans:
        missing.remove("due")  # it is there and impossible, which is said
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
    if action.owner and declared.owners and action.owner not in declared.owners:
        at = _at(commentary, *path, "owner")
        hint, near = meant(action.owner, declared.owners)
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
