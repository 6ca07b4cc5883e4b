"""Exception rules: each is written once, covers others that exist, and says what an evaluation holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qpr_rules.checking.circles import circles
from qpr_rules.checking.declared import Declared
from qpr_rules.checking.finding import meant
from qpr_rules.diagnostic import KEY, Diagnostic, Edit, Label, Severity, Span
from qpr_rules.fields import FIELDS
from qpr_rules.rule import Rule

_PLACE = re.compile(r"\{([^{}]*)\}")
_FIELDS = frozenset(field.name for field in FIELDS)


def check(declared: Declared) -> Iterator[Diagnostic]:
    """QPR505 for covering no rule, QPR506 for an unknown field, QPR507 for a rule written twice, QPR508 for a circle."""
    first: dict[str, Rule] = {}
    rules = declared.meant_rules
    for rule in rules:
        if first.setdefault(rule.id, rule) is not rule:
            yield Diagnostic(
                "QPR507",
                Severity.ERROR,
                f"the rule `{rule.id}` is written twice",
                Label(_at(rule, KEY), "again here"),
                (Label(_at(first[rule.id], KEY), "first written here"),),
                ("keep one of the two, or give one another name",),
            )
    for rule in rules:
        yield from _covers(rule, first)
        yield from _sentence(rule)
    for circle in circles({rule.id: [each for each in rule.covers if each in first] for rule in first.values()}):
        yield _circle(first[circle[0]], [first[each] for each in circle[1:]])


def _at(rule: Rule, *path: str | int) -> Span:
    return rule.spans.get((rule.id, *path), Span(rule.file))


def _covers(rule: Rule, known: dict[str, Rule]) -> Iterator[Diagnostic]:
    for number, other in enumerate(rule.covers):
        if other and other not in known:
            at = _at(rule, "covers", number)
            hint, near = meant(other, known)
            edit = Edit(at, near) if near else None
            yield Diagnostic("QPR505", Severity.ERROR, f"there is no rule `{other}`", Label(at), (), (hint,), edit)


def _sentence(rule: Rule) -> Iterator[Diagnostic]:
    for match in _PLACE.finditer(rule.says):
        if match[1] not in _FIELDS:
            hint, near = meant(match[1], _FIELDS)
            at = _narrow(_at(rule, "says"), match, rule.says)
            edit = Edit(at, f"{{{near}}}") if near and at.end_column - at.column == len(match[0]) else None
            headline = f"`{match[0]}` is no field of an evaluation"
            yield Diagnostic("QPR506", Severity.ERROR, headline, Label(at), (), (hint,), edit)


def _narrow(whole: Span, match: re.Match[str], text: str) -> Span:
    """The place of a field in its sentence, where that is written on one line as it reads."""
    quotes = whole.end_column - whole.column - len(text)
    if whole.line != whole.end_line or quotes not in (0, 2):
        return whole
    begin = whole.column + quotes // 2
    return Span(whole.file, whole.line, begin + match.start(), whole.line, begin + match.end())


def _circle(first: Rule, others: list[Rule]) -> Diagnostic:
    """Rules that cover one another: none of them would be said."""
    names = ", ".join(f"`{rule.id}`" for rule in others)
    ways = zip((first, *others), (*others, first), strict=True)
    places = [_at(rule, "covers", rule.covers.index(onward.id)) for rule, onward in ways]
    return Diagnostic(
        "QPR508",
        Severity.ERROR,
        f"the rule covers {names}, and is covered in return" if others else "the rule covers itself",
        Label(places[0]),
        tuple(Label(place, "and back") for place in places[1:4]),
        ("of rules that cover one another none is said: let the graver one cover the other",),
    )
