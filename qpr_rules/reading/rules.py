"""Exception rules, as authors write them."""

from __future__ import annotations

from typing import Any

from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.reading.nodes import Document
from qpr_rules.rule import Condition, Gravity, Rule

_YES_NO = {field.name for field in FIELDS if field.kind is FieldKind.YES_NO}


def rules_of(document: Document) -> tuple[Rule, ...]:
    """The rules of a document, in the order in which they are written; of one in error, what is plain of them."""
    tree = document.mapping
    return tuple(
        Rule(
            id=key,
            when=tuple(_condition(field, wanted) for field, wanted in (value.get("when") or {}).items()),
            severity=Gravity(value.get("severity") or Gravity.NOTICE),
            says=value.get("says") or "",
            covers=tuple(each or "" for each in value.get("covers") or ()),
            file=document.file,
            spans=document.spans,
        )
        for key, value in ((key, written or {}) for key, written in tree.items())
    )


def _condition(field: str, wanted: Any) -> Condition:
    if isinstance(wanted, dict):
        return Condition(field, **wanted)
    words = wanted if isinstance(wanted, list) else [wanted]
    return Condition(
        field,
        frozenset("yes" if word is True else "no" if word is False else word for word in words),
    )
