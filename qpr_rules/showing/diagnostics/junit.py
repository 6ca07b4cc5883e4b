"""Diagnostics as a JUnit report: a suite for each file, a failed case for each error.

Warnings and notes are cases that pass, with what was found as their output: the report is red when the check is.
"""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as ET

from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.harmless import safe
from qpr_rules.provenance import Provenance
from qpr_rules.showing.diagnostics.forms import Listing, replacement


def show(found: Listing) -> str:
    """The report; a check without findings is one case that passes."""
    root = ET.Element("testsuites", name="qpr-rules check")
    for file, group in groupby(found.diagnostics, key=lambda each: each.at.span.file):
        cases = list(group)
        suite = _suite(root, found, found.path(cases[0].at.span), cases)
        for each in cases:
            _case(suite, found, each, file)
    if not found.diagnostics:
        suite = _suite(root, found, "qpr-rules check", [None])
        ET.SubElement(suite, "testcase", classname="qpr-rules", name=found.verdict)
    for name in ("tests", "failures"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, found: Listing, name: str, cases: list[Diagnostic] | list[None]) -> ET.Element:
    failures = sum(each is not None and each.severity is Severity.ERROR for each in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite = ET.SubElement(root, "testsuite", {"name": clean(name), **counts})
    add_properties(suite, found.made_from, illustrative=found.illustrative)
    return suite


def add_properties(suite: ET.Element, made_from: Provenance | None, *, illustrative: bool) -> None:
    """What a suite was made from; the form has properties for suites only, and they come first."""
    stated = {"illustrative": "yes" if illustrative else "no"}
    if made_from is not None:
        given = {"version": made_from.version, "method": str(made_from.method)}
        stated = {**given, "definitions": made_from.definitions, "results": made_from.results, **stated}
    bag = ET.SubElement(suite, "properties")
    for name, value in stated.items():
        if value:
            ET.SubElement(bag, "property", name=f"qpr-rules.{name}", value=value)


def _case(suite: ET.Element, found: Listing, each: Diagnostic, file: str) -> None:
    span = each.at.span
    at = f":{span.line}:{span.column}" if span.line else f", {span.within}" if span.within else ""
    where = (
        {"file": clean(found.path(span)), "line": str(span.line)} if span.line else {"file": clean(found.path(span))}
    )
    name = f"{each.code} {found.slug(each.code)} at {file}{at}"
    case = ET.SubElement(suite, "testcase", {"classname": clean(file), "name": clean(name), **where})
    lines = [f"{found.path(span)}{at}: {each.headline}", *each.hints]
    if (line := replacement(each, found.texts)) is not None:
        lines.append(f"write:  {line.strip()}")
    if each.severity is Severity.ERROR:
        failure = ET.SubElement(case, "failure", type=each.code, message=clean(each.headline))
        failure.text = clean("\n".join(lines))
    else:
        ET.SubElement(case, "system-out").text = clean(f"{each.severity}: " + "\n".join(lines))


def clean(text: str) -> str:
    """Text of which XML can hold every character, and in whose lines no build server finds a command: reports are printed."""
    return "\n".join(map(safe, text.split("\n")))
