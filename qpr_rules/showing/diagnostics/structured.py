"""Diagnostics as JSON for scripts; its shape is ``schemas/diagnostics.schema.json``."""

from __future__ import annotations

from typing import Any

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.harmless import json_text
from qpr_rules.provenance import Provenance
from qpr_rules.showing.diagnostics.forms import Listing, replacement

FORMAT = 1


def show(found: Listing) -> str:
    """One JSON object: the tool, the counts, and every finding with its places, hints and edit."""
    made_from = found.made_from or Provenance("", "")
    whole = {
        "format": FORMAT,
        "tool": {"name": "qpr-rules", "version": made_from.version, "method": made_from.method},
        "definitions": made_from.definitions,
        "results": made_from.results,
        "illustrative": found.illustrative,
        "verdict": found.verdict,
        "counts": {
            str(severity): sum(each.severity is severity for each in found.diagnostics) for severity in Severity
        },
        "diagnostics": [finding(found, each) for each in found.diagnostics],
    }
    return json_text(whole, indent=1) + "\n"


def finding(found: Listing, each: Diagnostic) -> dict[str, Any]:
    """One finding, of the shape ``#/$defs/diagnostic`` of the schema."""
    return {
        "code": each.code,
        "name": found.slug(each.code),
        "severity": str(each.severity),
        "headline": each.headline,
        "kpi": each.kpi or None,
        "at": _label(found, each.at),
        "also": [_label(found, label) for label in each.also],
        "hints": list(each.hints),
        "edit": None if each.edit is None else {**_place(found, each.edit.span), "text": each.edit.text},
        "replacement": replacement(each, found.texts),
    }


def _label(found: Listing, label: Label) -> dict[str, Any]:
    within = {"within": label.span.within} if label.span.within else {}
    return {**_place(found, label.span), **within, "label": label.text}


def _place(found: Listing, span: Span) -> dict[str, Any]:
    """Lines and columns from 1, the end exclusive; null where the finding is about the file as a whole, or a cell of it."""
    known = bool(span.line)
    return {
        "file": found.path(span),
        "line": span.line if known else None,
        "column": span.column if known else None,
        "end_line": span.end_line if known else None,
        "end_column": span.end_column if known else None,
    }
