"""The page on process limits: what it says to write can be written, and what it shows is what is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.commands import call
from tests.source import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "read-by-process-limits.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (qpr-rules .*)$", PAGE, re.MULTILINE)
(LINE,) = re.findall(r"^```yaml\n(.*)\n```$", PAGE, re.MULTILINE)
(PRINTED,) = re.findall(r"^```text\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)
FILE = "kpi_definitions/governance-and-law/invoices-30.yaml"


@pytest.fixture
def written(shipped_project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped set with the page's line in one definition."""
    monkeypatch.chdir(shipped_project)
    path = shipped_project / FILE
    path.write_text(path.read_text("utf-8") + f"{LINE}\n", "utf-8", newline="\n")
    return shipped_project


def test_what_the_page_shows_is_printed(written: Path) -> None:
    explain, draw, _ = (shlex.split(command)[1:] for command in COMMANDS)
    assert call("check").code == 0
    said = " ".join(call(*explain, "--quarter", "Q3 2024/25").out.split())
    for line in PRINTED.splitlines():
        assert line in said, line
    assert "Special cause" in call(*draw, "--quarter", "Q3 2024/25").out
    assert 'class="qc-special"' in (written / draw[-1]).read_text("utf-8")


def test_its_last_command_says_what_the_change_does(written: Path, tmp_path: Path) -> None:
    words = shlex.split(COMMANDS[-1])[1:]
    assert words == ["impact", "--against", "HEAD"]
    before = shutil.copytree(written, tmp_path / "before", ignore=shutil.ignore_patterns(".git"))
    path = before / FILE
    path.write_text(path.read_text("utf-8").removesuffix(f"{LINE}\n"), "utf-8", newline="\n")
    said = call("impact", "--against", str(before)).out
    assert "INVOICES-30" in said and "process-limits over 24 periods" in said
