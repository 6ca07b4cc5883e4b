"""Owners are listed in the owners' file, and each answers for some KPI or action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import finding, meant
from qpr_rules.definition import Definition, Named
from qpr_rules.diagnostic import Diagnostic, Label, Severity


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR304 for an owner that is not listed, QPR309 for one without a KPI.

    Where the file is missing or cannot be read, that is the finding: one, not forty.
    """
    owners = declared.meant_owners
    if owners is None:
        return
    named: Iterable[Definition | Named] = (*declared.definitions, *declared.meant, *declared.named)
    for each in named:
        if each.owner and each.owner not in owners:
            called = ((owner.id, said) for owner in owners.values() for said in (owner.post, owner.email))
            hint, edit = meant(each.owner, owners, called)
            headline = f"`{each.owner}` is not in the owners' file"
            yield finding("QPR304", Severity.ERROR, each, headline, "owner", hint=hint, edit=edit)
    if not declared.definitions or not all(each.owner for each in declared.broken):
        return  # another finding says that there is none, or one may be anybody's
    busy = {each.owner for each in declared.definitions} | {each.owner for each in declared.broken}
    busy |= {
        action.owner
        for commentary in declared.meant_commentaries.values()
        for note in commentary.notes.values()
        for action in note.actions
    }
    for owner in owners.values():
        if owner.id not in busy and owner.at is not None:
            yield Diagnostic(
                "QPR309",
                Severity.NOTE,
                f"`{owner.id}` answers for no KPI and no action",
                Label(owner.at),
                hints=("take the post out, or correct the KPIs that it answers for",),
            )
