"""Shape: a document against its schema, said in our words. The schema is the one the editor uses.

``jsonschema-rs`` answers yes or no, fast; only a file that fails is asked what it lacks, and each of these errors is
turned into our diagnostic, once.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from qpr_rules import shipped
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.reading.nodes import Document


@cache
def schema(name: str) -> dict[str, Any]:
    """One of the shipped schemas, as read."""
    import json  # only a file that fails pays for it: the gate reads the text itself

    loaded: dict[str, Any] = json.loads(_text(name))
    return loaded


def _text(name: str) -> str:
    return shipped.read("schemas", f"{name}.schema.json").decode()


@cache
def _gate(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(_text(name))


def check_shape(document: Document, name: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a document's shape under the schema of this name; nothing if it passes."""
    return shaped(document, name)[0]


def shaped(document: Document, name: str) -> tuple[tuple[Diagnostic, ...], Document | None]:
    """What is wrong with a document's shape; and the document itself, or what is plain of it, or None.

    Of a definition in error the latter has the shape of one; of another file, names may be missing or None.
    """
    if _gate(name).is_valid(document.tree):
        return (), document
    from qpr_rules.reading.mistakes.misshapen import explain  # only a file that fails pays for it

    return explain(document, name, schema(name), _gate(name))
