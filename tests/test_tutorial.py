"""The tutorial, walked through as a new user would: each command runs, each file is written, each line shown is printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tutorial" / "first-kpi.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_tutorial_works_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    ran = 0
    for language, path, body in _BLOCK.findall(PAGE.read_text("utf-8")):
        if path:
            (tmp_path / path).write_text(body, "utf-8", newline="\n")
        elif language == "console":
            command, *expected = body.splitlines()
            _run(tmp_path, command, expected)
            ran += 1
        elif language == "yaml":
            written = (
                tmp_path / "our-rules" / "kpi_definitions" / "housing" / "repairs-completed-time.yaml"
            ).read_text("utf-8")
            assert written.endswith(body)
    assert ran >= 7


def _run(folder: Path, command: str, expected: list[str]) -> None:
    line, _, comment = command.removeprefix("$ ").partition("   # ")
    arguments = shlex.split(line)
    assert arguments[0] == "qpr-rules"
    done = subprocess.run(
        [sys.executable, "-m", "qpr_rules", *arguments[1:]],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",  # a console of another code page
        check=False,
    )
    assert done.returncode == (1 if comment == "exits with 1" else 0), done.stdout + done.stderr
    for said in expected:
        assert said in done.stdout, f"{line}\n{done.stdout}{done.stderr}"
