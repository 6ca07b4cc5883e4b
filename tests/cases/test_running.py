"""`qpr-rules test` as people run it: what passes, what a failure shows, what cannot be run, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml

import qpr_rules
from qpr_rules.app.cases import run_cases
from qpr_rules.app.check import check
from qpr_rules.app.declare import declare
from qpr_rules.app.schema import with_choices
from qpr_rules.case import ABSENT, ON_QUARTERS
from qpr_rules.cli.main import COMMANDS
from qpr_rules.evaluation import Rating, Reason
from qpr_rules.fields import FIELDS, FieldKind
from qpr_rules.files import Folder
from qpr_rules.provenance import Provenance
from qpr_rules.reading.shape import schema
from tests.commands import Ran, run
from tests.source import REPOSITORY

PASSING = """\
definition: REPAIRS
cases:
  twelve months at the target:
    series: {2024-04: "945/1000 x12"}
    expect: {2025-03: green}
"""
FAILING = """\
definition: REPAIRS
cases:
  twelve months at the target:
    why: The boundary belongs to Green.
    series: {2024-04: "945/1000 x11, 944/1000"}
    expect:
      2025-02: window incomplete
      2025-03: {rating: green, figure: 94.5, direction: insufficient data}
      Q4 2024/25: {movement: same, exceptions: [narrow-miss]}
"""


def write(project: Path, text: str, name: str = "repairs") -> Path:
    file = project / "kpi_definitions" / f"{name}.cases.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def made_from(project: Path) -> str:
    """The last line."""
    return str(Provenance("", qpr_rules.open(project).declarations.digest))


def test_cases_that_pass_are_counted_in_one_line(project: Path) -> None:
    write(project, PASSING)
    assert run(project, "test") == Ran(0, f"1 case of 1 definition: it passes.\n{made_from(project)}\n", "")
    assert run(project, "test", "--format", "concise").out == "1 case of 1 definition: it passes.\n"


def test_a_failure_shows_only_what_differs_with_its_arithmetic(project: Path) -> None:
    write(project, FAILING)
    done = run(project, "test", width=100)
    assert done.code == 1
    # 11 times 945 and 944 are 11,339 of 12,000; the target asks for 94.5% of them, 11,340.
    assert done.out.splitlines() == [
        "FAIL  twelve months at the target",
        "      REPAIRS  kpi_definitions/repairs.cases.yaml:3",
        "      The boundary belongs to Green.",
        "",
        "      Period      Field     Expected  Got",
        "      March 2025  rating    ● Green   ▲ Amber",
        "                  figure    94.5      94.4916666666667",
        "      Q4 2024/25  movement  same      newly rated",
        "",
        "      April 2024 to March 2025: 11,339 of 12,000, so about 94.4917",
        "        target 94.5% not met: 11,339 × 1,000 = 11,339,000 < 11,340,000 = 945 × 12,000",
        "        floor 92% met: 11,339 × 1,000 = 11,339,000 > 11,040,000 = 920 × 12,000",
        "",
        "1 case of 1 definition: 1 fails.",
        made_from(project),
    ]


def test_a_line_each_says_the_same(project: Path) -> None:
    write(project, FAILING)
    done = run(project, "test", "--format", "concise")
    assert done.code == 1
    assert done.out.splitlines() == [
        (
            "kpi_definitions/repairs.cases.yaml:3:3: fail twelve months at the target: March 2025: expected rating ● Green, got "
            "▲ Amber; figure 94.5, got 94.4916666666667; Q4 2024/25: expected movement same, got newly rated"
        ),
        "1 case of 1 definition: 1 fails.",
    ]


def test_what_is_absent_and_ought_to_be_there_is_said_and_the_other_way_round(project: Path) -> None:
    text = PASSING.replace("{2025-03: green}", "{2025-03: absent, Q4 2024/25: {rating: green}}")
    write(project, text.replace("    series", "    override: {retired: {on: 2025-01-31, reason: x}}\n    series"))
    lines = run(project, "test").out.splitlines()
    assert "      Q4 2024/25  rating  ● Green   not in the set of this quarter" in lines
    assert not any(line.startswith("      March 2025") for line in lines)  # no row: the KPI has been retired
    write(project, PASSING.replace("green", "absent"))
    assert "      March 2025  rating  no row    ● Green" in run(project, "test").out.splitlines()


def test_areas_are_told_apart(project: Path) -> None:
    write(
        project,
        "definition: REPAIRS\ncases:\n  two areas:\n    areas:\n"
        '      North: {series: {2024-04: "945/1000 x12"}, expect: {2025-03: green}}\n'
        '      South: {series: {2024-04: "944/1000 x12"}, expect: {2025-03: green}}\n',
    )
    lines = run(project, "test").out.splitlines()
    assert "      South  March 2025  rating  ● Green   ▲ Amber" in lines
    assert not any("North" in line for line in lines)


def test_a_case_with_a_mistake_is_told_where_it_is_and_the_others_run(project: Path) -> None:
    write(project, PASSING + '  a percentage:\n    series: {2024-04: "94.5"}\n    expect: {2025-03: green}\n')
    done = run(project, "test")
    assert done.code == 1
    assert "kpi_definitions/repairs.cases.yaml:7:24" in done.out
    assert done.out.endswith(f"2 cases of 1 definition: 1 cannot be run.\n{made_from(project)}\n")


def test_a_definition_in_error_is_named_and_its_mistake_said_once_by_check(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("floor: 92", "floor: 99"), encoding="utf-8")
    write(project, PASSING)
    done = run(project, "test")
    assert done.code == 1
    assert "REPAIRS is in error; `qpr-rules check` says why." in done.out
    assert [each.code for each in check(Folder(project)).diagnostics] == ["QPR220"]


def test_an_override_is_checked_as_a_definition_is_at_its_own_place(project: Path) -> None:
    overridden = PASSING.replace("    series", "    override: {floor: 99, target: 95}\n    series")
    write(project, overridden)
    done = run(project, "test")
    assert "error[QPR220]" in done.out
    assert "kpi_definitions/repairs.cases.yaml:4:23" in done.out
    write(project, overridden.replace("floor: 99", "flor: 90"))
    assert [(each.code, each.at.span.line) for each in check(Folder(project)).diagnostics] == [("QPR150", 4)]


def test_an_override_of_the_target_takes_the_place_of_dated_standards(project: Path) -> None:
    write(
        project,
        "definition: VOIDS\ncases:\n  stricter:\n    override: {target: 10, floor: 12}\n"
        '    series: {2030-04: "110/10 x3"}\n    expect: {2030-06: amber}\n',
        "voids",
    )
    assert run(project, "test").code == 0


def test_there_must_be_something_to_run(project: Path) -> None:
    nothing = run(project, "test")
    assert nothing.code == 2
    assert "--suggest" in nothing.err
    write(project, PASSING)
    assert run(project, "test", str(project / "rules")).code == 2
    assert run(project, "test", str(project / "kpi_definitions")).code == 0


def test_cases_are_no_definitions(project: Path) -> None:
    before = check(Folder(project))
    write(project, PASSING)
    after = check(Folder(project))
    assert (after.definitions, after.cases) == (before.definitions, 1)
    assert after.diagnostics == ()


def test_coverage_says_what_no_case_has_seen(project: Path) -> None:
    write(project, PASSING + '  none:\n    series: {2024-04: "_"}\n    expect: {2024-04: no results}\n')
    lines = run(project, "test", "--coverage").out.splitlines()
    assert lines[0].split() == ["KPI", "Green", "Amber", "Red", "Not", "rated"]
    assert lines[2].split() == ["REPAIRS", "●", "1", "-", "-", "○", "1", "not", "seen:", "amber", "and", "red"]
    assert lines[1].split() == ["VOIDS", "-", "-", "-", "-", "no", "cases"]


def test_a_case_that_overrides_the_rule_covers_nothing(project: Path) -> None:
    write(project, PASSING.replace("    series", "    override: {decimals: 2}\n    series"))
    assert "REPAIRS   -" in run(project, "test", "--coverage").out


def test_suggestions_are_written_once_and_pass(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.cases.yaml"
    written = run(project, "test", "--suggest", "REPAIRS", "-o", str(file))
    assert written.code == 0
    assert file.read_text(encoding="utf-8") == run(project, "test", "--suggest", "REPAIRS").out
    assert run(project, "test").code == 0
    again = run(project, "test", "--suggest", "VOIDS", "-o", str(file))
    assert again.code == 2
    assert "not overwritten" in again.err
    assert "definition: REPAIRS" in file.read_text(encoding="utf-8")
    assert "`REPAIRS`" in run(project, "test", "--suggest", "REPIARS").err


def test_a_build_server_reads_the_report(project: Path, tmp_path: Path) -> None:
    write(project, FAILING + '  <a mistake> & more:\n    series: {2024-04: "94.5"}\n    expect: {2025-03: green}\n')
    write(project, PASSING, "good")
    report = tmp_path / "report.xml"
    assert run(project, "test", "--format", "junit", "-o", str(report)).code == 1
    read = JUnitXml.fromfile(str(report))
    assert (read.tests, read.failures, read.errors) == (3, 1, 1)
    cases = {(suite.name, case.name): case for suite in read for case in suite}
    assert {name for _, name in cases} == {"twelve months at the target", "<a mistake> & more"}
    (failure,) = cases["kpi_definitions/repairs.cases.yaml", "twelve months at the target"].result
    assert isinstance(failure, Failure)
    assert "11,339,000 < 11,340,000" in failure.text
    (error,) = cases["kpi_definitions/repairs.cases.yaml", "<a mistake> & more"].result
    assert isinstance(error, Error)
    assert "QPR652" in error.text
    assert list(cases["kpi_definitions/good.cases.yaml", "twelve months at the target"].result) == []


@pytest.mark.parametrize("form", ["text", "concise"])
def test_a_file_of_what_was_found_is_what_the_screen_says(project: Path, tmp_path: Path, form: str) -> None:
    write(project, FAILING)
    file = tmp_path / "cases.txt"
    shown = run(project, "test", "--format", form)
    run(project, "test", "--format", form, "-o", str(file))
    assert file.read_bytes().decode() == shown.out


def test_the_schema_has_every_field_and_every_word(project: Path) -> None:
    expectation = schema("cases")["$defs"]["expectation"]
    fields = expectation["else"]["properties"]
    own = [field for field in FIELDS if not field.name.startswith("restated")]  # a case is never published
    assert list(fields) == [*(field.name for field in own), "exceptions"]
    assert all(fields[field.name]["description"].startswith(field.meaning) for field in own)
    for field in own:
        if field.kind is FieldKind.WORD:
            assert fields[field.name]["enum"] == [*field.words, "none"]
    assert expectation["then"]["enum"] == [*map(str, Rating), *map(str, Reason), ABSENT]
    assert set(fields) >= ON_QUARTERS
    choices = with_choices("cases", declare(Folder(project)))
    assert choices["properties"]["definition"]["enum"] == ["VOIDS", "REPAIRS"]


def test_the_shipped_cases_pass_and_have_seen_every_rating() -> None:
    tree = Folder(REPOSITORY)
    tested = run_cases(tree, declare(tree))
    assert tested.passes, [each.case.name for each in tested.outcomes if not each.passes]
    assert [(each.kpi, each.lacks) for each in tested.coverage if each.lacks] == []
    assert len(tested.files) == len(tested.coverage)
    assert "test" in COMMANDS
