"""The documents are true: their commands run, their examples pass, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from qpr_rules.cli.main import COMMANDS
from qpr_rules.provenance import METHOD
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.shape import check_shape

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [
        *REPOSITORY.glob("*.md"),
        *(REPOSITORY / "docs").rglob("*.md"),
        *(REPOSITORY / "examples").glob("*/README.md"),
        *(REPOSITORY / "kpi_definitions").glob("*.md"),
    ]
)
README = REPOSITORY / "README.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)")
_DECISION_PARTS = ["Context", "Decision", "Consequences", "What would change our mind"]


def name(page: Path) -> str:
    """How a test names a page."""
    return page.relative_to(REPOSITORY).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [text for kind, text in _BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def lines(page: Path, language: str, beginning: str) -> list[str]:
    """The lines of a page's blocks that begin with these words."""
    return [
        line.partition("  #")[0].strip()
        for text in blocks(page, language)
        for line in text.splitlines()
        if line.startswith(beginning)
    ]


def is_of_published_table(folder: Path) -> bool:
    """Whether this is a project that has no results of its own: test_shared_examples and test_shared_readme run its page."""
    return (folder / "qpr-rules.yaml").exists() and not (folder / "results").exists()


def commands() -> list[str]:
    """Each `qpr-rules` line of README and docs, once; an example of a published table needs the table, and is run where that is."""
    published = {page for page in PAGES if is_of_published_table(page.parent)}
    pages = [page for page in PAGES if page not in published]
    return sorted({line for page in pages for line in lines(page, "sh", "qpr-rules ")})


@pytest.mark.parametrize("command", commands())
def test_a_command_in_the_documents_works(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qpr_rules", *shlex.split(command)[1:]],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_every_command_is_in_the_documents() -> None:
    told = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [command for command in COMMANDS if f"qpr-rules {command}" not in told] == []


def test_both_systems_are_told_the_same() -> None:
    unix, windows = lines(README, "sh", "python3 "), lines(README, "powershell", "py ")
    assert len(unix) == len(windows) == 2
    assert windows == [
        line.replace("python3 -m venv", "py -m venv").replace(" && ", "; ").replace(".venv/bin/", ".venv\\Scripts\\")
        for line in unix
    ]
    assert "&&" not in "".join(blocks(README, "powershell"))


def test_ci_runs_the_commands_of_the_readme() -> None:
    workflow = (REPOSITORY / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    for line in [*lines(README, "sh", "python3 "), *lines(README, "powershell", "py ")]:
        assert f"run: {line}\n" in workflow


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=name)
def test_the_python_of_a_page_runs_and_prints_what_is_said(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    program = "\n".join(blocks(page, "python"))
    exec(compile(program, page.name, "exec"), {})  # noqa: S102 (it is our own)
    said = [line.partition("  # ")[2].strip() for line in program.splitlines() if line.startswith("print(")]
    assert capsys.readouterr().out.splitlines() == said


def test_the_definition_in_the_readme_has_the_right_shape() -> None:
    (text,) = blocks(README, "yaml")
    document, diagnostics = read_yaml(text.encode(), "README.md")
    assert document is not None
    assert not diagnostics
    assert not check_shape(document, "kpi")


def test_the_first_thing_said_is_that_the_set_is_illustrative() -> None:
    first = README.read_text(encoding="utf-8").split("\n\n")[1]
    assert "illustrative" in first
    assert "invented" in first


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_method_has_its_page() -> None:
    text = (REPOSITORY / "docs" / "reference" / "method.md").read_text(encoding="utf-8")
    assert re.findall(r"^### Method (\d+)", text, re.MULTILINE) == [str(each) for each in range(METHOD, 0, -1)]


def test_the_changelog_says_what_happens_to_verdicts() -> None:
    unreleased = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert unreleased.startswith("[Unreleased]")
    assert "### Verdicts" in unreleased


def test_decisions_are_numbered_whole_and_listed() -> None:
    pages = sorted((REPOSITORY / "docs" / "decisions").glob("[0-9]*.md"))
    index = (REPOSITORY / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == _DECISION_PARTS, page.name
        assert len(text.splitlines()) <= 60, f"{page.name} is more than a page"
        assert f"({page.name})" in index
