"""Diagnostics as a Code Quality report, which GitLab shows in merge requests.

The form is that of GitLab's documentation, *Code Quality: report format*: every finding has a fingerprint of its own,
which stays the same when lines above it come or go, and lines are counted from 1.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.harmless import json_text
from qpr_rules.showing.diagnostics.forms import Listing, sentences

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def show(found: Listing) -> str:
    """A JSON list, one entry a finding."""
    seen: Counter[str] = Counter()
    return json_text([_entry(found, each, seen) for each in found.diagnostics], indent=1) + "\n"


def _entry(found: Listing, each: Diagnostic, seen: Counter[str]) -> dict[str, Any]:
    span, path = each.at.span, found.path(each.at.span)
    same = f"{path}\0{each.code}\0{each.headline}\0{each.kpi}"
    seen[same] += 1
    begin = {"line": span.line, "column": span.column} if span.line else {"line": 1, "column": 1}
    end = {"line": span.end_line, "column": span.end_column} if span.line else begin
    return {
        "description": sentences(each),
        "check_name": f"{each.code} {found.slug(each.code)}",
        "fingerprint": hashlib.sha256(f"{same}\0{seen[same]}".encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITIES[each.severity],
        "location": {"path": path, "positions": {"begin": begin, "end": end}},
    }
