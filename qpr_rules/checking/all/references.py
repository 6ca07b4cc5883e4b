"""What is named must exist: owners, sections, the KPI that replaces another, KPIs in commentary, rules that are covered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import finding
from qpr_rules.diagnostic import KEY, Diagnostic, Label, Severity, Span, nearest
from qpr_rules.evaluation import FIELDS
from qpr_rules.settings import Owner

_PLACE = re.compile(r"\{([^{}]*)\}")


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR303 to QPR305 for definitions, QPR502 to QPR505 for rules and commentary."""
    ids = {each.id for each in declared.definitions} | {each.id for each in declared.broken}
    for each in declared.definitions:
        if declared.settings and each.section not in declared.settings.sections:
            yield finding(
                "QPR303",
                Severity.ERROR,
                each,
                f"`{each.section}` is not a section of qpr-rules.yaml",
                "section",
                hint=_meant(each.section, declared.settings.sections),
            )
        # A missing owners' file is one finding, not forty.
        if declared.owners is not None and each.owner not in declared.owners:
            yield finding(
                "QPR304",
                Severity.ERROR,
                each,
                f"`{each.owner}` is not in the owners' file",
                "owner",
                hint=_meant(each.owner, declared.owners),
            )
        if each.retired and each.retired.replaced_by and each.retired.replaced_by not in ids:
            yield finding(
                "QPR305",
                Severity.WARNING,
                each,
                f"`{each.retired.replaced_by}` is no KPI",
                "retired",
                "replaced_by",
                hint=_meant(each.retired.replaced_by, dict.fromkeys(ids, "")),
            )
    yield from _commentary(declared, ids)
    yield from _rules(declared)


def _commentary(declared: Declared, ids: set[str]) -> Iterator[Diagnostic]:
    owners: Mapping[str, Owner] = declared.owners or {}
    for commentary in declared.commentaries.values():
        spans, file = commentary.spans, Span(commentary.file)
        for kpi, note in commentary.notes.items():
            if kpi not in ids:
                yield Diagnostic(
                    "QPR502",
                    Severity.ERROR,
                    f"there is no KPI `{kpi}`",
                    Label(spans.get((kpi, KEY), file)),
                    hints=(_meant(kpi, dict.fromkeys(ids, "")),),
                )
            for number, action in enumerate(note.actions):
                at = spans.get((kpi, "actions", number), file)
                missing = [word for word, held in (("owner", action.owner), ("due", action.due)) if not held]
                if missing:
                    yield Diagnostic(
                        "QPR503",
                        Severity.WARNING,
                        f"this action has no `{'` and no `'.join(missing)}`",
                        Label(at),
                        hints=("an action needs someone to take it, by a day",),
                        kpi=kpi,
                    )
                if action.owner and owners and action.owner not in owners:
                    place = Label(spans.get((kpi, "actions", number, "owner"), at))
                    yield Diagnostic(
                        "QPR504",
                        Severity.ERROR,
                        f"`{action.owner}` is not in the owners' file",
                        place,
                        hints=(_meant(action.owner, owners),),
                        kpi=kpi,
                    )


def _rules(declared: Declared) -> Iterator[Diagnostic]:
    known = {rule.id: rule for rule in declared.rules}
    names = {field.name: field for field in FIELDS}
    for rule in declared.rules:
        file = Span(rule.file)
        for number, other in enumerate(rule.covers):
            if other not in known:
                yield Diagnostic(
                    "QPR505",
                    Severity.ERROR,
                    f"there is no rule `{other}`",
                    Label(rule.spans.get((rule.id, "covers", number), file)),
                    hints=(_meant(other, known),),
                )
        for name in _PLACE.findall(rule.says):
            if name not in names:
                yield Diagnostic(
                    "QPR506",
                    Severity.ERROR,
                    f"`{{{name}}}` is no field of an evaluation",
                    Label(rule.spans.get((rule.id, "says"), file)),
                    hints=(_meant(name, names),),
                )
    seen: dict[str, str] = {}
    for rule in declared.rules:
        if rule.id in seen and seen[rule.id] != rule.file:
            yield Diagnostic(
                "QPR507",
                Severity.ERROR,
                f"the rule `{rule.id}` is written twice",
                Label(rule.spans.get((rule.id, KEY), Span(rule.file))),
                hints=(f"it is in {seen[rule.id]} already",),
            )
        seen[rule.id] = rule.file


def _meant(word: str, known: Mapping[str, object]) -> str:
    close = nearest(word, known, 1)
    if close:
        return f"did you mean `{close[0]}`?"
    names = sorted(known)
    return f"there are: {', '.join(names)}" if len(names) <= 12 else "add it, or correct the word"
