"""A retired KPI is replaced by another one, which may be replaced in its turn; the way ends somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from qpr_rules.checking.circles import circles
from qpr_rules.checking.declared import Declared, ids, knows_every_id
from qpr_rules.checking.finding import finding, meant, place
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Severity

_PATH = ("retired", "replaced_by")


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR305 for a replacement that is no KPI, QPR306 for a way round in a circle."""
    known = {each.id: each for each in declared.definitions}
    every = ids(declared)
    certain = knows_every_id(declared)
    follows = {
        each.id: each.retired.replaced_by for each in declared.definitions if each.retired and each.retired.replaced_by
    }
    for each, other in follows.items():
        if other not in every and certain:
            hint, edit = meant(other, every)
            yield finding("QPR305", Severity.WARNING, known[each], f"`{other}` is no KPI", *_PATH, hint=hint, edit=edit)
    for circle in circles({each: [other] for each, other in follows.items() if other in follows}):
        yield _circle([known[each] for each in circle])


def _circle(round_and_round: list[Definition]) -> Diagnostic:
    first, *others = round_and_round
    names = " by ".join([first.id, *(each.id for each in others), first.id])
    return finding(
        "QPR306",
        Severity.WARNING,
        first,
        "the KPI is replaced by itself" if not others else f"replaced in a circle: {names}",
        *_PATH,
        also=tuple(Label(place(each, *_PATH), "and on") for each in others[:3]),
        hint="name the KPI that is reported now, or take the line out",
    )
