"""The how-to "Write commentary": its commands run, in its order, and what it shows is what the file holds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import call


def test_each_command_of_the_page_works_and_the_file_is_as_it_shows(
    repository: Path, shipped_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repository / "docs" / "how-to" / "write-commentary.md").read_text(encoding="utf-8")
    commands = [
        line
        for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(commands) == 5
    file = shipped_project / "commentary" / "2024-25-Q3.yaml"
    file.unlink()
    monkeypatch.chdir(shipped_project)
    for line in commands:
        assert line.startswith("$ qpr-rules ")
        done = call(*shlex.split(line)[2:])
        assert done.code == 0, f"{line}: {done.said}"
    (shown,) = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert shown.replace("\n\n", "\n    \n") in file.read_text(encoding="utf-8")
    assert (shipped_project / "own.schema.json").exists()
