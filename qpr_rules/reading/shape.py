"""Shape: a document against its schema, said in our words. The schema is the one the editor uses.

``jsonschema-rs`` answers yes or no, fast; only a file that fails is gone through again with ``jsonschema``, and each
of its errors is turned into our diagnostic here, once.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import jsonschema_rs

from qpr_rules import shipped
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.reading.nodes import Document


@cache
def schema(name: str) -> dict[str, Any]:
    """One of the shipped schemas, as read."""
    loaded: dict[str, Any] = json.loads(shipped.read("schemas", f"{name}.schema.json"))
    return loaded


@cache
def _gate(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(schema(name))


def check_shape(document: Document, name: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a document's shape under the schema of this name; nothing if it passes."""
    if _gate(name).is_valid(for_the_gate(document.tree)):
        return ()
    from qpr_rules.reading.misshapen import explain  # only a file that fails pays for jsonschema

    return explain(document, schema(name))


def for_the_gate(tree: Any) -> Any:
    """The tree with its exact decimals as whole numbers or floats: the gate asks only for kinds and bounds."""
    match tree:
        case dict():
            return {key: for_the_gate(value) for key, value in tree.items()}
        case list():
            return [for_the_gate(value) for value in tree]
        case Decimal():
            return int(tree) if tree == tree.to_integral_value() else float(tree)
        case _:
            return tree
