"""Diagnostics as workflow commands, which GitHub shows as annotations beside the changed lines.

The form is that of GitHub's documentation, *Workflow commands for GitHub Actions*: a message escapes ``%`` and line
ends; a property escapes ``:`` and ``,`` too.
"""

from __future__ import annotations

from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.harmless import visible
from qpr_rules.showing.diagnostics.forms import Listing, placed, replacement

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def show(found: Listing) -> str:
    """One command a finding, then plain lines for the log: the verdict, and what it was made from."""
    return "".join(
        f"{line}\n"
        for line in (*(_command(found, each) for each in found.diagnostics), found.verdict, *found.small_print)
    )


def _command(found: Listing, each: Diagnostic) -> str:
    span = each.at.span
    properties = {"file": found.path(span)}
    if span.line:
        properties |= {
            "line": str(span.line),
            "endLine": str(span.end_line),
            "col": str(span.column),
            "endColumn": str(span.end_column),
        }
    properties["title"] = f"{each.code} {found.slug(each.code)}" + (f" ({each.kpi})" if each.kpi else "")
    given = ",".join(f"{name}={property_text(value)}" for name, value in properties.items())
    return f"::{_KINDS[each.severity]} {given}::{message_text(_said(found, each))}"


def _said(found: Listing, each: Diagnostic) -> str:
    lines = [placed(each), *each.hints]
    lines += [f"{label.text or 'see also'}: {label.span}" for label in each.also]
    if (line := replacement(each, found.texts)) is not None:
        lines.append(f"write:  {line.strip()}")
    return "\n".join(lines)


def message_text(text: str) -> str:
    """A message of a workflow command, escaped; what draws on a terminal too, because the log of a run is read on one."""
    text = "\n".join(visible(line) for line in text.split("\n")).replace(
        "##[", "#\\x23["
    )  # the older form of a command
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_text(text: str) -> str:
    """A property of a workflow command, escaped."""
    return message_text(text).replace(":", "%3A").replace(",", "%2C")
