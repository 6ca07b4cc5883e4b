"""Slips of the hand in settings, owners, commentary and cases: one finding each, and what follows a broken line is found too."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.files import Folder
from qpr_rules.showing.diagnostics.forms import replacement

SETTINGS, OWNERS, COMMENTARY = "qpr-rules.yaml", "owners.yaml", "commentary/2024-25-Q3.yaml"

SLIPS = {
    "sections not indented": (SETTINGS, "  housing", "housing", ["QPR172"], "  housing: Housing"),
    "no colon after sections": (SETTINGS, "sections:", "sections", ["QPR116"], "sections:"),
    "a colon in the body's name": (SETTINGS, "body: ", "body: The ", [], None),
    "two colons in the body's name": (
        SETTINGS,
        "body: Example",
        "body: Example: the",
        ["QPR114"],
        'body: "Example: the District Council"',
    ),
    "a colon, and a name below it": (
        SETTINGS,
        "body: Example District Council",
        "body: Example: District\nyeer: financial",
        ["QPR114", "QPR150"],
        None,
    ),
    "no colon in an owner": (OWNERS, "post: ", "post ", ["QPR116"], "head-of-housing: {post: Head of Housing}"),
    "no colon in an action": (COMMENTARY, "what: ", "what ", ["QPR116"], None),
    "an action without its end, below a misspelt name": (
        COMMENTARY,
        "status: open}",
        "status: open\nVOIDS: {contxt: Storms.}",
        ["QPR119", "QPR150"],
        None,
    ),
}


def errors(project: Path) -> tuple[Diagnostic, ...]:
    """The errors of a project."""
    return tuple(each for each in check(Folder(project)).diagnostics if each.severity is Severity.ERROR)


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_another_file_is_found_once_and_hides_nothing(project: Path, name: str) -> None:
    file, old, new, codes, write = SLIPS[name]
    text = (project / file).read_text("utf-8")
    assert text.count(old) >= 1
    text = text.replace(old, new, 1)
    (project / file).write_text(text, "utf-8", newline="\n")
    found = errors(project)
    assert [each.code for each in found] == codes, [f"{each.at.span} {each.headline}" for each in found]
    assert {each.at.span.file for each in found} <= {file}
    if write is not None:
        assert replacement(found[0], {file: text}) == write


def test_what_is_wrong_below_a_broken_line_of_cases_is_found_too(project: Path) -> None:
    lines = [
        "definition: VOIDS",
        "cases:",
        "  one: {series:{2024-04: '1/1 x3'}, expect: {2024-06: green}}",
        "  two: {serie: {2024-04: '1/1 x3'}, expect: {2024-06: green}}",
        'why "nobody knows',
        "",
    ]
    (project / "kpi_definitions" / "voids.cases.yaml").write_text("\n".join(lines), "utf-8", newline="\n")
    assert [(each.at.span.line, each.code) for each in errors(project)][-1][0] == 5
    assert 4 in {each.at.span.line for each in errors(project)}


RULES_FILE = "rules/own.yaml"
OF_RULES = """red:
  when: {rating: red}
  severity: urgent
  says: "Red."
amber:
  when: {rating: amber}
  severity: concern
  says: "Amber: {figure}."
late:
  when: {reason: late}
  severity: notice
  says: "Late."
"""
PAIRS = [
    (
        SETTINGS,
        [("body: ", "year: finacial\nbody: "), ("body: ", "commentary: comentary\nbody: ")],
        ["QPR514", "QPR152"],
    ),
    (SETTINGS, [("sections:", "sections"), ("body: ", "rules: nowhere\nbody: ")], ["QPR513", "QPR116"]),
    (RULES_FILE, [("rating: red", "ratng: red"), ("{figure}", "{figur}")], ["QPR150", "QPR506"]),
    (RULES_FILE, [("rating: amber", "rating: ambr"), ("late:\n", "late:\n  covers: [late]\n")], ["QPR152", "QPR508"]),
    (RULES_FILE, [("{figure}", "{figur}"), ('says: "Late', 'says "Late')], ["QPR506", "QPR116"]),
]


@pytest.mark.parametrize(("file", "slips", "codes"), PAIRS)
def test_two_slips_in_another_file_are_both_found(
    project: Path, file: str, slips: list[tuple[str, str]], codes: list[str]
) -> None:
    (project / "rules").mkdir(exist_ok=True)
    (project / RULES_FILE).write_text(OF_RULES, "utf-8", newline="\n")
    text = (project / file).read_text("utf-8")
    for old, new in slips:
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    (project / file).write_text(text, "utf-8", newline="\n")
    found = check(Folder(project)).diagnostics
    assert sorted(each.code for each in found if each.severity is not Severity.NOTE) == sorted(codes)
    assert {each.at.span.file for each in found if each.severity is not Severity.NOTE} == {file}


def test_a_rule_in_a_file_that_is_not_known_is_not_said_to_be_missing(project: Path) -> None:
    (project / "rules").mkdir(exist_ok=True)
    (project / RULES_FILE).write_text(OF_RULES.replace("reason: late", "reason: {above: 3}"), "utf-8", newline="\n")
    more = 'worst:\n  when: {rating: red}\n  severity: urgent\n  says: "Red."\n  covers: [red]\n'
    (project / "rules" / "more.yaml").write_text(more, "utf-8", newline="\n")
    assert [each.code for each in errors(project)] == ["QPR154"]
