"""What every output states: what it was made from, by what, and, where that is so, that it is illustrative."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

import qpr_rules
from qpr_rules.provenance import ILLUSTRATIVE, METHOD
from tests.commands import run
from tests.repositories import rewrite

CASES = """\
definition: REPAIRS
cases:
  at the target:
    series: {2024-01: "945/1000 x12"}
    expect: {2024-12: green}
"""
TEXTS = [
    "show REPAIRS",
    "calendar --from 2025-01",
    "what-if REPAIRS --target 95",
    "explain REPAIRS",
    "chart REPAIRS",
    "list",
    "results",
    "revisions",
    "summary",
    "exceptions",
    "evaluate",
    "check",
    "check --format markdown",
    "check --format github",
    "test",
    "impact --against {before}",
    "impact --against {before} --format markdown",
    "impact --against {before} --format github",
]


@pytest.fixture
def tested(project: Path) -> Path:
    (project / "kpi_definitions" / "repairs.cases.yaml").write_text(CASES, encoding="utf-8", newline="\n")
    return project


@pytest.fixture
def illustrative(tested: Path) -> Path:
    rewrite(tested / "qpr-rules.yaml", "body:", "illustrative: yes\nbody:")
    return tested


def said(project: Path, command: str) -> str:
    done = run(project, *command.format(before=project).split())
    assert done.code == 0, done.err
    return done.out


def digests(project: Path) -> tuple[str, str]:
    """The digests of declarations and results, from the library."""
    made_from = qpr_rules.open(project).evaluate().provenance
    return made_from.definitions, made_from.results


@pytest.mark.parametrize("command", TEXTS)
def test_every_text_names_tool_method_and_digest_of_definitions(tested: Path, command: str) -> None:
    text = said(tested, command)
    for part in (f"qpr-rules {qpr_rules.__version__}", f"method {METHOD}", f"definitions {digests(tested)[0]}"):
        assert part in text
    assert "llustrative" not in text


@pytest.mark.parametrize("command", TEXTS)
def test_every_text_of_an_illustrative_project_says_so(illustrative: Path, command: str) -> None:
    text = said(illustrative, command)
    assert ILLUSTRATIVE in text or "Illustrative: its standards and results are invented" in text


def test_suggested_cases_of_an_illustrative_rule_say_so_and_pass(illustrative: Path) -> None:
    text = said(illustrative, "test --suggest REPAIRS")
    assert "# Illustrative: the standards and the results are invented.\n" in text
    (illustrative / "kpi_definitions" / "repairs.cases.yaml").write_text(text, encoding="utf-8", newline="\n")
    assert run(illustrative, "test").code == 0


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_text_written_to_a_file_states_the_same(illustrative: Path, tmp_path: Path, command: str) -> None:
    file = tmp_path / "found.txt"
    said(illustrative, f"{command} -o {file}")
    text = file.read_text(encoding="utf-8")
    assert ILLUSTRATIVE in text
    assert f"definitions {digests(illustrative)[0]}" in text


@pytest.mark.parametrize("marked", [False, True])
def test_the_forms_for_programs_state_it_in_fields(tested: Path, marked: bool) -> None:
    if marked:
        rewrite(tested / "qpr-rules.yaml", "body:", "illustrative: yes\nbody:")
    wanted = (METHOD, *digests(tested), marked)
    found = json.loads(said(tested, "check --format json"))
    assert (found["tool"]["method"], found["definitions"], found["results"], found["illustrative"]) == wanted
    read = json.loads(said(tested, "results --format json"))
    assert (read["tool"]["method"], read["definitions"], read["results"], read["illustrative"]) == wanted
    bag = json.loads(said(tested, "check --format sarif"))["runs"][0]["properties"]
    assert (bag["method"], bag["definitions"], bag["results"], bag["illustrative"]) == wanted
    impact = json.loads(said(tested, "impact --against {before} --format json"))
    made = (impact["tool"]["method"], impact["definitions"]["after"], impact["results"], impact["illustrative"])
    assert made == wanted


@pytest.mark.parametrize("command", ["check --format junit", "test --format junit"])
def test_every_suite_of_a_junit_report_states_it_as_properties(illustrative: Path, command: str) -> None:
    bags = list(_bags(said(illustrative, command)))
    assert bags
    for bag in bags:
        assert bag["qpr-rules.illustrative"] == "yes"
        assert bag["qpr-rules.version"] == qpr_rules.__version__
        assert bag["qpr-rules.method"] == str(METHOD)
        assert bag["qpr-rules.definitions"] == digests(illustrative)[0]


def _bags(report: str) -> Iterator[dict[str, str]]:
    for suite in ET.fromstring(report.encode()):  # noqa: S314  # of our own making
        first = suite[0]
        assert first.tag == "properties"
        yield {each.get("name", ""): each.get("value", "") for each in first}
