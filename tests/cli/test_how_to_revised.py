"""The page on revised results: its files are laid down, its commands run, and what it says of December is so."""

from __future__ import annotations

import re
import shlex
from decimal import Decimal
from pathlib import Path

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.reading.results import read_results
from tests.commands import call
from tests.result_tables import TOP
from tests.source import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "keep-revised-results.md").read_text("utf-8")
FILES = re.findall(r"^```(?:yaml|csv) (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TODAY = ("--today", "2025-03-10")


def test_each_command_of_the_page_works_on_its_results(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ((path, content),) = (each for each in FILES if each[0] == "results/2024-25.csv")
    file = project / "results" / "results.csv"
    kept = [line for line in file.read_text("utf-8").splitlines() if not re.match(r"REPAIRS,,2024-1[0-2]", line)]
    file.write_text("\n".join([*kept, ""]), "utf-8")
    (project / path).write_text(content, "utf-8")
    monkeypatch.chdir(project)
    commands = re.findall(r"^\$ qpr-rules (.*)$", PAGE, re.MULTILINE)
    assert len(commands) >= 5
    for line in commands:
        done = call(*shlex.split(line), *TODAY)
        assert done.code == 0, f"{line}: {done.said}"
    assert call("explain", "REPAIRS", *TODAY).text != call("explain", "REPAIRS", "--as-known-on", "2025-01-31").text
    assert call("check", *TODAY).code == 0
    block = re.search(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    shown = call("revisions", *TODAY).out
    for line in filter(None, block[1].splitlines()):
        assert line in shown.splitlines()
    assert "| `REPAIRS` |" in (project / "revisions.md").read_text("utf-8")


def test_a_file_for_each_extract_is_read_as_the_page_says(project: Path) -> None:
    for path, content in FILES:
        if path != "results/2024-25.csv":
            (project / path).write_text(TOP + content if path.endswith(".yaml") else content, "utf-8")
    tree = Folder(project)
    found = read_results(tree, declare(tree))
    assert not found.diagnostics
    assert [(one.numerator, one.as_of.isoformat()) for one in found.observations["REPAIRS"]] == [
        (Decimal(371), "2025-02-21")
    ]
