"""Diagnostics as SARIF 2.1.0 (OASIS, *Static Analysis Results Interchange Format*), for code scanning and editors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from qpr_rules import __version__
from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity, Span
from qpr_rules.harmless import json_text
from qpr_rules.showing.diagnostics.forms import Listing, sentences

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def show(found: Listing) -> str:
    """One run, with a rule for every code that was found."""
    codes = sorted({each.code for each in found.diagnostics})
    run = {
        "tool": {
            "driver": {
                "name": "qpr-rules",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(found, code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "results": [_result(found, each, codes) for each in found.diagnostics],
        "properties": _made_from(found),
    }
    whole = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json_text(whole, indent=1) + "\n"


def _made_from(found: Listing) -> dict[str, Any]:
    """The bag of a run for what the standard has no name for."""
    made_from = found.made_from
    digests = {"definitions": made_from.definitions, "results": made_from.results} if made_from else {}
    method = {"method": made_from.method} if made_from else {}
    return {**method, **digests, "illustrative": found.illustrative}


def _rule(found: Listing, code: str) -> dict[str, Any]:
    about = found.about[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in about.slug.split("-")),
        "shortDescription": {"text": about.summary},
        "fullDescription": {"text": about.summary},
        "help": {"text": f"`qpr-rules codes {code}` says what it is about and what to do.", "markdown": about.page},
    }


def _result(found: Listing, each: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": each.code,
        "ruleIndex": codes.index(each.code),
        "level": _LEVELS[each.severity],
        "message": {"text": sentences(each)},
        "locations": [_location(found, each.at)],
    }
    if each.also:
        result["relatedLocations"] = [
            {"id": number, **_location(found, label)} for number, label in enumerate(each.also, 1)
        ]
    if each.edit:
        result["fixes"] = [_fix(found, each.edit)]
    return result


def _location(found: Listing, label: Label) -> dict[str, Any]:
    span = label.span
    lines = found.texts.get(span.file, "").count("\n") + 1
    region = _region(span) if span.line else {"startLine": 1, "endLine": lines}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(found, span), "region": region}}
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _artifact(found: Listing, span: Span) -> dict[str, str]:
    return {"uri": quote(found.path(span)), "uriBaseId": "SRCROOT"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(found: Listing, edit: Edit) -> dict[str, Any]:
    replaced = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
    change = {"artifactLocation": _artifact(found, edit.span), "replacements": [replaced]}
    return {"description": {"text": f"Write {edit.text}." if edit.text else "Delete it."}, "artifactChanges": [change]}
