"""Every form of the findings holds the same places, and is read by a real consumer or its published schema."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from junitparser import JUnitXml

from qpr_rules.app.check import Checked, check
from qpr_rules.files import Folder
from qpr_rules.showing.diagnostics.forms import PROGRAMS
from tests.commands import run
from tests.parts import file_name, node_package

Place = tuple[str, int, int, str]
"""File, line and column (0 for the file as a whole), code."""

NASTY = "a %0A b, c: d::error::<script>`|@everyone \U0001f600"


@pytest.fixture
def mistaken(project: Path) -> Path:
    """A project with findings of each severity, odd words, two places, an edit, and one about a whole file."""
    repairs = project / "kpi_definitions" / "repairs.yaml"
    text = repairs.read_text("utf-8").replace("target:", "goal:")
    repairs.write_text(text + f'"{NASTY}": 1\n', "utf-8", newline="\n")
    (project / "kpi_definitions" / "twice.yaml").write_text("unit: percent\nunit: percent\n", "utf-8", newline="\n")
    (project / "kpi_definitions" / "empty one.yaml").write_text("", "utf-8")
    (project / "kpi_definitions" / file_name("\u017d\u00e1k.yaml")).write_text("id: [", "utf-8")
    voids = project / "kpi_definitions" / "voids.yaml"
    voids.write_text(re.sub(r"floor: [^},\n]+", "floor: 21", voids.read_text("utf-8")), "utf-8", newline="\n")
    return project


def written(folder: Path, form: str, *more: str) -> str:
    """What a check prints in a form, on a day on which the standards are in force."""
    done = run(folder, "check", "--format", form, "--today", "2025-01-15", *more)
    assert done.code in (0, 1), done.said
    return done.out


def found(folder: Path) -> Checked:
    return check(Folder(folder))


def places(folder: Path) -> list[Place]:
    return sorted(
        (each.at.span.file, each.at.span.line, each.at.span.column, each.code) for each in found(folder).diagnostics
    )


def test_the_mistaken_project_is_worth_showing(mistaken: Path) -> None:
    seen = found(mistaken).diagnostics
    assert {str(each.severity) for each in seen} >= {"error", "warning"}
    assert any(each.also for each in seen)
    assert any(each.edit for each in seen)
    assert any(not each.at.span.line for each in seen)


def test_json_has_its_published_shape_and_every_place(mistaken: Path, repository: Path) -> None:
    read = json.loads(written(mistaken, "json"))
    schema = json.loads((repository / "schemas" / "diagnostics.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(read)
    got = [(e["at"]["file"], e["at"]["line"] or 0, e["at"]["column"] or 0, e["code"]) for e in read["diagnostics"]]
    assert sorted(got) == places(mistaken)
    assert sum(read["counts"].values()) == len(got)
    source = (mistaken / "kpi_definitions" / "repairs.yaml").read_text("utf-8").split("\n")
    (edited,) = [each for each in read["diagnostics"] if each["edit"] and each["edit"]["text"] == "target"]
    line = source[edited["edit"]["line"] - 1]
    assert line[edited["edit"]["column"] - 1 : edited["edit"]["end_column"] - 1] == "goal"
    assert edited["replacement"] == line.replace("goal", "target")


def test_github_reads_one_annotation_a_finding(mistaken: Path) -> None:
    read = [command for line in written(mistaken, "github").splitlines() if (command := _workflow_command(line))]
    got = []
    for kind, properties, message in read:
        assert kind in {"error", "warning", "notice"}
        code = properties["title"].split()[0]
        assert message.split("\n")[0] in {each.headline for each in found(mistaken).diagnostics if each.code == code}
        got.append((properties["file"], int(properties.get("line", 0)), int(properties.get("col", 0)), code))
    assert sorted(got) == places(mistaken)


def _workflow_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """As the runner of GitHub Actions reads a line: ``::name key=value,...::message``, then unescapes."""
    match = re.fullmatch(r"::(\w+) ?(.*?)::(.*)", line)
    if match is None:
        return None

    def unescaped(text: str) -> str:
        for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            text = text.replace(code, character)
        return text

    pairs = (each.split("=", 1) for each in match[2].split(",") if "=" in each)
    return match[1], {name: unescaped(value) for name, value in pairs}, unescaped(match[3])


# What GitLab's documentation asks of a Code Quality report.
CODE_QUALITY: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 32},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "positions": {
                        "additionalProperties": {"properties": {"line": {"minimum": 1}, "column": {"minimum": 1}}}
                    },
                },
            },
        },
    },
}


def test_gitlab_reads_every_place_under_a_fingerprint_of_its_own(mistaken: Path) -> None:
    read = json.loads(written(mistaken, "gitlab"))
    jsonschema.validate(read, CODE_QUALITY)
    begins = [(each, each["location"]["positions"]["begin"]) for each in read]
    got = [(each["location"]["path"], at["line"], at["column"], each["check_name"].split()[0]) for each, at in begins]
    assert sorted(got) == sorted((file, line or 1, column or 1, code) for file, line, column, code in places(mistaken))
    prints = {each["fingerprint"] for each in read}
    assert len(prints) == len(read)
    repairs = mistaken / "kpi_definitions" / "repairs.yaml"
    repairs.write_text("# one line more\n" + repairs.read_text("utf-8"), "utf-8", newline="\n")
    assert {each["fingerprint"] for each in json.loads(written(mistaken, "gitlab"))} == prints


def test_sarif_holds_every_place(mistaken: Path) -> None:
    (ran,) = json.loads(written(mistaken, "sarif"))["runs"]
    got = []
    for each in ran["results"]:
        physical = each["locations"][0]["physicalLocation"]
        region = physical["region"]
        whole_file = "startColumn" not in region
        assert ran["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
        uri = physical["artifactLocation"]["uri"]
        got.append(
            (unquote(uri), 0 if whole_file else region["startLine"], region.get("startColumn", 0), each["ruleId"])
        )
        assert re.fullmatch(r"[A-Za-z0-9/._%-]+", uri)
    assert sorted(got) == places(mistaken)


def test_sarif_passes_the_validator_of_its_makers(mistaken: Path, tmp_path: Path) -> None:
    multitool = node_package("@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
    schema = json.loads(multitool.with_name("sarif-2.1.0.json").read_text("utf-8-sig"))
    file = tmp_path / "found.sarif"
    written(mistaken, "sarif", "-o", str(file))
    jsonschema.Draft202012Validator(schema).validate(json.loads(file.read_text("utf-8")))
    command = [str(multitool), "validate", str(file), "--level", "Error;Warning"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    problems = [line for line in done.stdout.splitlines() if re.search(r": (error|warning) ", line)]
    assert [line for line in problems if "SARIF2005" not in line] == []  # the tool has no web page to name yet


def test_junit_is_read_by_a_parser_of_junit(mistaken: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.xml"
    written(mistaken, "junit", "-o", str(file))
    read = JUnitXml.fromfile(str(file))
    got = []
    for suite in read:
        for case in suite:
            code, place = case.name.split()[0], re.search(r":(\d+):(\d+)$", case.name)
            got.append((case.classname, int(place[1]) if place else 0, int(place[2]) if place else 0, code))
    assert sorted(got) == places(mistaken)
    errors = sum(each.severity == "error" for each in found(mistaken).diagnostics)
    assert read.failures == errors
    assert read.tests == len(got)


def test_a_junit_report_without_findings_is_one_case_that_passes(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "fine.xml"
    written(project, "junit", "-o", str(file))
    read = JUnitXml.fromfile(str(file))
    assert (read.tests, read.failures) == (1, 0)


def test_markdown_is_tables_in_which_an_author_cannot_write(mistaken: Path) -> None:
    from markdown_it import MarkdownIt

    page = MarkdownIt("commonmark", {"html": False}).enable("table").render(written(mistaken, "markdown"))
    rows = re.findall(r"<tr>\s*<td[^>]*>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*</tr>", page, re.DOTALL)
    assert len(rows) == len(places(mistaken))
    assert sorted(int(line or 0) for line, _, _ in rows) == sorted(line for _, line, _, _ in places(mistaken))
    assert "<script" not in page
    outside_code = re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)
    assert "@everyone" not in outside_code


def test_concise_text_has_the_same_places(mistaken: Path) -> None:
    lines = written(mistaken, "concise").splitlines()[:-1]
    pattern = r"(.*?)(?::(\d+):(\d+))?: (?:error|warning|note) (QPR\d{3}) "
    got = [match.groups() for line in lines if (match := re.match(pattern, line))]
    assert sorted((file, int(line or 0), int(column or 0), code) for file, line, column, code in got) == places(
        mistaken
    )


def test_full_text_has_the_same_places(mistaken: Path) -> None:
    text = written(mistaken, "text")
    heads = re.findall(r"^(?:error|warning|note)\[(QPR\d{3})\].*\n +(?:\u250c\u2500|-->) (.*)$", text, re.MULTILINE)
    got = sorted(f"{place} {code}" for code, place in heads)
    assert got == sorted(f"{each.at.span} {each.code}" for each in found(mistaken).diagnostics)


@pytest.mark.parametrize("form", sorted(PROGRAMS))
def test_a_form_is_utf_8_on_every_console(form: str, mistaken: Path) -> None:
    program = [sys.executable, "-m", "qpr_rules", "check", "--project", str(mistaken), "--format", form]
    environment = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "PATH": "", "SYSTEMROOT": "C:\\Windows"}
    done = subprocess.run(program, capture_output=True, env=environment, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 1, done.stderr
    assert "\U0001f600" in unquote(done.stdout.decode("utf-8"))


@pytest.mark.parametrize("form", sorted(PROGRAMS))
def test_the_same_findings_give_the_same_bytes(form: str, mistaken: Path) -> None:
    assert written(mistaken, form) == written(mistaken, form)


def test_a_project_in_a_subfolder_names_files_as_the_repository_does(mistaken: Path) -> None:
    (mistaken.parent / ".git").mkdir()
    read = json.loads(written(mistaken, "json"))
    assert {each["at"]["file"].partition("/")[0] for each in read["diagnostics"]} == {"project"}


def test_a_file_that_cannot_be_written_is_a_sentence(mistaken: Path) -> None:
    done = run(mistaken, "check", "--format", "json", "-o", str(mistaken / "nowhere" / "x.json"))
    assert done.code == 1
    assert "cannot be written" in done.err


def test_the_last_line_names_the_page_of_the_gravest(project: Path) -> None:
    """A note comes first in the order of files, and an error below it."""
    results = project / "results" / "a.csv"
    rows = "kpi,area,period,numerator,denominator\nREPAIRS,A,2024-05,1,2\n"
    results.write_text(f"{rows}REPAIRS,A,2024-05,1,2\n", "utf-8")
    assert "`qpr-rules codes QPR422` says more about this." in run(project, "check", "--today", "2024-12-31").text
    results.write_text(f"{rows}REPAIRS,A,2024-05,1,2\nREPAIRS,A,2024-06,3,2\n", "utf-8")
    said = run(project, "check", "--today", "2024-12-31").text
    assert "`qpr-rules codes QPR416` says more about the gravest of them." in said
    assert "were the two swapped, or is one of them wrong?" in said
    results.write_text(f"{rows}REPAIRS,A,2024-06,3,2\nNOBODY,A,2024-06,3,2\n", "utf-8")
    assert (
        "`qpr-rules codes QPR416` says more about the first of them."
        in run(project, "check", "--today", "2024-12-31").text
    )
