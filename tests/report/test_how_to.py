"""The page that says how to make the paper: its commands do what it says."""

from __future__ import annotations

import io
import re
import shlex
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.commands import call
from tests.report_pages import REPOSITORY, parsed

PAGE = REPOSITORY / "docs" / "how-to" / "make-the-paper.md"
COMMANDS = re.findall(r"^\$ (qpr-rules report .*)$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) == 8


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_writes_the_paper_it_names(
    shipped_project: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(shipped_project)
    words = shlex.split(command)[1:]
    done = call(*words)
    assert done.code == 0, done.said
    file = words[words.index("-o") + 1]
    if "--by" in words:
        assert done.out.startswith(f"{file} written: 17 digests for Q3 2024/25")
        assert parsed((shipped_project / file / "head-of-waste.html").read_text("utf-8")).tag == "html"
        return
    assert done.out.startswith(f"{file} written: Q3 2024/25")
    paper = (shipped_project / file).read_bytes()
    if file.endswith((".docx", ".xlsx")):
        assert zipfile.is_zipfile(io.BytesIO(paper))
    elif file.endswith(".pdf"):
        assert len(PdfReader(io.BytesIO(paper)).pages) > 41
    else:
        assert parsed(paper.decode()).tag == "html"


def test_the_formats_of_the_page_are_those_there_are(shipped_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_project)
    files = re.findall(r"^\| `(report\.\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(files) == 7
    for file in files:
        assert call("report", "-o", file, "--kpi", "FOI-20").code == 0
        assert (shipped_project / file).stat().st_size > 1_000
