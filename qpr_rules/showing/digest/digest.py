"""The model of a digest: what of a quarter one owner must act on. ``app/digests.py`` composes it from the paper."""

from __future__ import annotations

from typing import NamedTuple

from qpr_rules.provenance import Provenance
from qpr_rules.showing.report.paper import Entry, Step
from qpr_rules.showing.words import count, plural

TITLE = "What needs you"


class Due(NamedTuple):
    """An open action of the owner, and the KPI it is about, which another may answer for."""

    kpi: str
    name: str
    step: Step


class Digest(NamedTuple):
    """One owner's part of a quarter.

    ``needs`` are the KPIs with an exception, gravest first; ``calm`` those without; ``due`` the owner's open actions,
    the overdue first and then by date; ``missing`` names KPIs that should have commentary and have none.
    """

    id: str
    post: str
    email: str
    member: str
    body: str
    quarter: str
    ends: str
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
        parts = [
            plural(len(self.needs), "KPI") + (" needs" if len(self.needs) == 1 else " need") + " attention",
            f"{plural(len(self.due), 'open action')}{f' ({count(overdue)} overdue)' if overdue else ''}",
            f"commentary missing on {plural(len(self.missing), 'KPI')}",
        ]
        wanted = [part for part, held in zip(parts, (self.needs, self.due, self.missing), strict=True) if held]
        return "; ".join(wanted) if wanted else "nothing needs attention"


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
