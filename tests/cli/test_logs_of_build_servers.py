"""What a stranger wrote in a file is no command in the log of a build server, wherever a command prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import call, run
from tests.parts import file_name
from tests.repositories import rewrite

NASTY = "::error::owned ::stop-commands::x ##[group]owned ##vso[task.setvariable variable=a]owned ##[error]y"
REGISTERED = {"error", "warning", "notice", "debug", "group", "endgroup", "stop-commands", "add-mask", "set-output"}


def commands(text: str) -> Iterator[str]:
    """What the runner of GitHub Actions (``ActionCommand``) and the agent of Azure Pipelines would take for a command.

    ``::name ...::`` at the beginning of a line, after white space; ``##[name ...]`` and ``##vso[...]`` anywhere in it.
    """
    for line in re.split(r"[\r\n]", text):
        start = re.match(r"\s*::([^:]*?)::", line)
        if start and start[1].split(" ")[0] in REGISTERED:
            yield line
        for found in re.finditer(r"##(?:\[([^\]]*)\]|vso\[)", line, re.IGNORECASE):
            if found[1] is None or found[1].split(" ")[0] in REGISTERED:
                yield line


@pytest.fixture
def nasty(project: Path) -> Path:
    """A project that says such things wherever an author may write."""
    quoted = f'"{NASTY}"'
    for file, name in (("repairs", "Repairs completed on time"), ("voids", "Days to let an empty home")):
        path = project / "kpi_definitions" / f"{file}.yaml"
        text = path.read_text("utf-8")
        assert f"name: {name}" in text
        text = text.replace(f"name: {name}", f'name: "{name} {NASTY}"\ndescription: {quoted}')
        path.write_text(re.sub(r'approved: "[^"]*"', f"approved: {quoted}", text), "utf-8", newline="\n")
    rewrite(project / "qpr-rules.yaml", "body: ", f'body: "{NASTY}" # ')
    (project / "commentary").mkdir(exist_ok=True)
    note = f"REPAIRS: {{context: {quoted}, actions: [{{what: {quoted}, owner: head-of-housing, status: open}}]}}\n"
    (project / "commentary" / "2024-25-Q3.yaml").write_text(note, "utf-8", newline="\n")
    return project


@pytest.fixture
def mistaken(nasty: Path) -> Path:
    """The same with mistakes, whose lines and words are quoted back, and files with such names."""
    with (nasty / "kpi_definitions" / "repairs.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f'"{NASTY}": 1\n::error::owned: 2\n')
    (nasty / "kpi_definitions" / "third.yaml").write_text(
        f'::stop-commands::x: "{NASTY}"\nid: "{NASTY}"\nowner: "{NASTY}"\nunit: "{NASTY}"\n', "utf-8", newline="\n"
    )
    name = file_name("##[group]x.yaml")
    (nasty / "kpi_definitions" / name).write_text("id: [", "utf-8", newline="\n")
    with (nasty / "results" / "results.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write(f'"{NASTY}",,2024-12,1,2,,,\nVOIDS,,"{NASTY}",1,2,,,\n')
    return nasty


def test_the_parser_of_this_test_sees_commands() -> None:
    found = list(commands(f"  {NASTY}\nx ##[set-output name=a]b\nno ::error::\n##[nothing]\n"))
    assert len(found) == 5


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize(
    "words",
    [
        "exceptions --all", "exceptions --by owner", "summary", "explain REPAIRS", "explain VOIDS", "evaluate", "list", "results", "revisions",
        "show REPAIRS", "commentary new 2024/25-Q1", "what-if REPAIRS --target 95 --floor 90", "calendar --from 2025-01 --all", "check",
    ],
)  # fmt: skip
def test_no_screen_holds_one(nasty: Path, words: str, width: int) -> None:
    done = call(*words.split(), "--project", str(nasty), width=width)
    assert done.code == 0, done.err
    assert "owned" in done.out or words in ("results", "revisions", "check", "calendar --from 2025-01 --all")
    assert list(commands(done.out + done.err)) == []


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("form", ["text", "concise", "json", "gitlab", "sarif"])
def test_no_finding_holds_one(mistaken: Path, form: str, width: int) -> None:
    done = run(mistaken, "check", "--format", form, width=width)
    assert done.code == 1
    assert "owned" in done.out
    assert list(commands(done.out + done.err)) == []


@pytest.mark.parametrize(
    "words", ["exceptions --all", "summary", "list", "results", "revisions", "explain REPAIRS", "show owned"]
)
def test_no_report_of_a_project_with_mistakes_and_no_refusal_holds_one(mistaken: Path, words: str) -> None:
    done = run(mistaken, *words.split(), width=60)
    assert done.code in (1, 2)
    assert list(commands(done.out + done.err)) == []
