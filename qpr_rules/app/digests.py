"""Compose a digest for each owner: what of the quarter they must act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from qpr_rules.app.evaluate import Report
from qpr_rules.commentary import Status
from qpr_rules.english import plural
from qpr_rules.evaluation import Rating
from qpr_rules.period import Frequency
from qpr_rules.rule import Gravity
from qpr_rules.settings import Owner
from qpr_rules.showing import words
from qpr_rules.showing.digest.digest import Digest, Due
from qpr_rules.showing.report import entries
from qpr_rules.showing.report.overview import in_short
from qpr_rules.showing.report.paper import Entry, Paper

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that no file may have on Windows, whatever its ending."""

_MOST_AREAS = 10
"""Areas of a KPI whose exceptions an email gives one by one: a nation has hundreds."""


def digests(report: Report, paper: Paper, owner: str | None = None) -> tuple[Digest, ...]:
    """A digest for each owner of a KPI or an open action, or for one: in the order of the owners' file, then of others.

    The paper is the report's, or what of it is wanted, but not narrowed to an owner: an action is for its own owner,
    whoever answers for the KPI.
    """
    known = report.declarations.owners or {}
    by_owner: dict[str, list[Entry]] = {key: [] for key in known}
    for entry in paper.entries:
        by_owner.setdefault(entry.row.owner, []).append(entry)
    due = _due(report, paper, known)
    for key in due:
        by_owner.setdefault(key, [])
    return tuple(
        _digest(report, paper, known.get(key, Owner(key, key)), found, tuple(due.get(key, ())))
        for key, found in by_owner.items()
        if (found or key in due) and owner in (None, key)
    )


def _due(report: Report, paper: Paper, known: Mapping[str, Owner]) -> dict[str, list[Due]]:
    """The open actions on the paper's KPIs, by who they are for: the action's owner, or else the KPI's."""
    commentary = report.declarations.commentaries.get(report.quarter)
    found: dict[str, list[Due]] = {}
    for entry in paper.entries:
        note = commentary.notes.get(entry.row.kpi) if commentary else None
        if note is None:
            continue
        for action, step in zip(note.actions, entries.steps(note, known, report.end), strict=True):
            if action.status is Status.OPEN:
                whose = action.owner or entry.row.owner
                found.setdefault(whose, []).append(Due(entry.row.kpi, entry.row.name, step))
    for own in found.values():
        own.sort(key=lambda each: (each.step.due is None, each.step.due or report.end))
    return found


def _digest(report: Report, paper: Paper, owner: Owner, found: list[Entry], due: tuple[Due, ...]) -> Digest:
    found = [_with_areas(entry, report, paper) for entry in found]
    needs = [entry for entry in found if _needs(entry)]
    needs.sort(key=lambda entry: min((severity.rank for severity, _ in entry.exceptions), default=0))
    return Digest(
        id=owner.id,
        post=owner.post or "Nobody is named",
        email=owner.email,
        member=owner.cabinet_member,
        body=paper.body,
        quarter=paper.quarter,
        ends=paper.ends,
        following=report.calendar.show(Frequency.QUARTER, report.quarter + 1),
        following_ends=report.calendar.last_day(Frequency.QUARTER, report.quarter + 1),
        cautions=paper.cautions,
        in_short=in_short([entry.row for entry in found]),
        needs=tuple(needs),
        calm=tuple(entry for entry in found if not _needs(entry)),
        due=due,
        missing=tuple(entry.row.name for entry in found if entry.lacks_word),
        made_from=paper.made_from,
    )


def _with_areas(entry: Entry, report: Report, paper: Paper) -> Entry:
    """The entry with the exceptions of its other areas that are graver than a notice, each with the area's name."""
    others = [
        each
        for each in paper.attention.raised
        if each.row.kpi == entry.row.kpi and each.row.area != entry.row.area and each.severity is not Gravity.NOTICE
    ]
    told = [
        (each.severity, f"{words.area(each.row.area, report.declarations.areas)}: {' '.join(each.sentences)}")
        for each in others[:_MOST_AREAS]
    ]
    if left := others[_MOST_AREAS:]:
        told.append((left[0].severity, f"{plural(len(left), 'more area')} with exceptions; the report lists them."))
    return entry._replace(exceptions=(*entry.exceptions, *told))


def _needs(entry: Entry) -> bool:
    """Whether a KPI is Red, or has an exception graver than a notice, in its own area or in another."""
    grave = any(severity is not Gravity.NOTICE for severity, _ in entry.exceptions)
    return grave or entry.row.rating is Rating.RED


def file_names(found: Iterable[str]) -> dict[str, str]:
    """The name of each owner's files, without an ending: one that every system takes, and each another.

    >>> list(file_names(["head-of-it", "Head of IT", "con", ""]).values())
    ['head-of-it', 'head-of-it-2', 'con-owner', 'nobody']
    """
    names: dict[str, str] = {}
    for owner in found:
        name = re.sub(r"[^a-z0-9]+", "-", owner.casefold()).strip("-")[:80] or "nobody"
        name = f"{name}-owner" if name in _RESERVED or name == "index" else name
        made, number = name, 2
        while made in names.values():
            made, number = f"{name}-{number}", number + 1
        names[owner] = made
    return names
