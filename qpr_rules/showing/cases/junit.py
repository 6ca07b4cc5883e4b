"""Cases as a JUnit report: a suite for each file, a test for each case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from xml.etree import ElementTree as ET

from qpr_rules.case import Unread
from qpr_rules.core.outcomes import Outcome
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.provenance import Provenance
from qpr_rules.showing.cases.text import concise, failure
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.diagnostics.junit import add_properties, clean


class Ran(Protocol):
    """What of a run of cases is shown."""

    @property
    def files(self) -> Sequence[str]: ...
    @property
    def outcomes(self) -> Sequence[Outcome]: ...
    @property
    def unread(self) -> Sequence[Unread]: ...
    @property
    def diagnostics(self) -> Sequence[Diagnostic]: ...


def show(ran: Ran, made_from: Provenance, *, illustrative: bool) -> str:
    """The report. A case that cannot be run is an error, with the mistakes found in it."""
    root = ET.Element("testsuites", name="qpr-rules test")
    for file in ran.files:
        run = [each for each in ran.outcomes if each.case.file == file]
        not_run = [each for each in ran.unread if each.at.file == file]
        failed = sum(not each.passes for each in run)
        counts = {"tests": len(run) + len(not_run), "failures": failed, "errors": len(not_run), "skipped": 0}
        suite = ET.SubElement(root, "testsuite", {"name": clean(file), **{k: str(n) for k, n in counts.items()}})
        add_properties(suite, made_from, illustrative=illustrative)
        for each in run:
            _outcome(suite, each)
        for one in not_run:
            _unread(suite, one, ran.diagnostics)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _outcome(suite: ET.Element, outcome: Outcome) -> None:
    case = outcome.case
    place = {"file": clean(case.file), "line": str(case.at.line)}
    about = case.definition.id if not case.inline else case.file
    element = ET.SubElement(suite, "testcase", {"classname": clean(about), "name": clean(case.name), **place})
    if not outcome.passes:
        said = ET.SubElement(element, "failure", type="case", message=clean(concise(outcome, UNICODE)))
        said.text = clean("\n".join(line.plain for line in failure(outcome, UNICODE)))


def _unread(suite: ET.Element, unread: Unread, diagnostics: Sequence[Diagnostic]) -> None:
    place = {"file": clean(unread.at.file), "line": str(unread.at.line or 1)}
    name = unread.name or "the file"
    element = ET.SubElement(
        suite, "testcase", {"classname": clean(unread.kpi or unread.at.file), "name": clean(name), **place}
    )
    found = [each for each in diagnostics if each.at.span.file == unread.at.file]
    lines = [f"{each.at.span}: {each.code} {each.headline}" for each in found]
    error = ET.SubElement(element, "error", type="cannot be run", message="the case cannot be run")
    error.text = clean("\n".join(lines) or f"{unread.kpi} is in error")
