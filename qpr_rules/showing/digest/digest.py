"""The model of a digest: what of a quarter one owner must act on. ``app/digests.py`` composes it from the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from qpr_rules.english import plural
from qpr_rules.provenance import Provenance
from qpr_rules.showing.report.paper import Entry, Step
from qpr_rules.showing.words import count, day

TITLE = "What needs you"


class Due(NamedTuple):
    """An open action of the owner, and the KPI it is about, which another may answer for."""

    kpi: str
    name: str
    step: Step


class Digest(NamedTuple):
    """One owner's part of a quarter.

    ``needs`` are the KPIs with an exception, gravest first; ``calm`` those without; ``due`` the owner's open actions,
    the overdue first and then by date; ``missing`` names KPIs that should have commentary and have none. ``following`` is
    the next quarter as people write it, and ``following_ends`` its last day.
    """

    id: str
    post: str
    email: str
    member: str
    body: str
    quarter: str
    ends: str
    following: str
    following_ends: dt.date
    cautions: tuple[str, ...]
    in_short: str
    needs: tuple[Entry, ...]
    calm: tuple[Entry, ...]
    due: tuple[Due, ...]
    missing: tuple[str, ...]
    made_from: Provenance

    @property
    def title(self) -> str:
        """What an email would be called."""
        return f"{TITLE}: {self.quarter}"

    @property
    def wants(self) -> str:
        """What is wanted of the owner, in a few words."""
        overdue = sum(each.step.overdue for each in self.due)
        soon = sum(self._is_soon(each.step) for each in self.due)
        when = [f"{count(overdue)} overdue"] if overdue else []
        when += [f"{count(soon)} due by the end of {self.following}"] if soon else []
        parts = [
            plural(len(self.needs), "KPI") + (" needs" if len(self.needs) == 1 else " need") + " attention",
            plural(len(self.due), "open action") + (f" ({', '.join(when)})" if when else ""),
            f"commentary missing on {plural(len(self.missing), 'KPI')}",
        ]
        wanted = [part for part, held in zip(parts, (self.needs, self.due, self.missing), strict=True) if held]
        return "; ".join(wanted) if wanted else "nothing needs attention"

    def by_when(self) -> Iterator[tuple[str, tuple[Due, ...]]]:
        """The open actions under a title that says when they are due, those first that are overdue; titles with none are left out."""
        groups: dict[str, list[Due]] = {
            f"Overdue at the quarter's end, {self.ends}": [each for each in self.due if each.step.overdue],
            f"Due by the end of {self.following}, {day(self.following_ends)}": [
                each for each in self.due if self._is_soon(each.step)
            ],
            "Due later": [each for each in self.due if each.step.due and each.step.due > self.following_ends],
            "Without a date": [each for each in self.due if each.step.due is None],
        }
        yield from ((title, tuple(found)) for title, found in groups.items() if found)

    def _is_soon(self, step: Step) -> bool:
        return step.due is not None and not step.overdue and step.due <= self.following_ends


def facts(entry: Entry) -> tuple[str, ...]:
    """What stands below a KPI's name: figure, standard, movement, and for how long it has been so."""
    held = dict(entry.verdict)
    said = []
    if figure := held.get("Figure"):
        said.append(f"{figure} for {held['Figure for']}" if held.get("Figure for") else figure)
    for name, word in (("Target", "target"), ("Floor standard", "floor"), ("Expected range", "expected")):
        if value := held.get(name):
            said.append(f"{word} {value}")
    said += [held[name] for name in ("Time in this state",) if held.get(name)]
    moved = held.get("Since the previous quarter", "")
    said += [moved] if moved and moved not in ("-", "Same") else []
    return tuple(said)
