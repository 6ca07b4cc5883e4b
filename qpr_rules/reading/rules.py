"""Exception rules, as authors write them."""

from __future__ import annotations

from typing import Any

from qpr_rules.diagnostic import Diagnostic
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.reading.nodes import Document
from qpr_rules.reading.shape import shaped
from qpr_rules.rule import Condition, Gravity, Rule

_YES_NO = {field.name for field in FIELDS if field.kind is FieldKind.YES_NO}


def read_rules(document: Document) -> tuple[tuple[Rule, ...] | None, tuple[Diagnostic, ...]]:
    """The rules of one file in the order in which they are written, and what is wrong with its shape.

    If anything is, they are as they were plainly meant, and for checking alone; None where that is not known.
    """
    found, meant = shaped(document, "rules")
    return None if meant is None else rules_of(meant), found


def rules_of(document: Document) -> tuple[Rule, ...]:
    """The rules of a document whose shape the schema has passed."""
    tree = document.mapping
    return tuple(
        Rule(
            id=key,
            when=tuple(_condition(field, wanted) for field, wanted in value["when"].items()),
            severity=Gravity(value["severity"]),
            says=value["says"],
            covers=tuple(value.get("covers", ())),
            file=document.file,
            spans=document.spans,
        )
        for key, value in tree.items()
    )


def _condition(field: str, wanted: Any) -> Condition:
    if isinstance(wanted, dict):
        return Condition(field, **wanted)
    words = wanted if isinstance(wanted, list) else [wanted]
    return Condition(
        field,
        frozenset("yes" if word is True else "no" if word is False else word for word in words),
    )
