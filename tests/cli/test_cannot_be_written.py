"""A file that cannot be written, or read: why, what is so now, and what to do where that can be known."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run

OPEN = "If it is open in another program, such as Excel or Word, close it there and run this again."


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows while Excel has the file open: a new one may be written beside it, and not take its place."""

    def refuse(_: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", ["report.xlsx", "report.html", "results.csv"])
def test_a_file_that_is_open_elsewhere_is_said_to_be_perhaps(project: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("the earlier one", "utf-8")
    done = (
        run(project, "evaluate", "--format", "csv", "-o", str(file))
        if name == "results.csv"
        else run(project, "report", "-o", str(file))
    )
    assert done.code == 1 and "Usage" not in done.said
    assert "cannot be written (Permission denied); no" in done.said and OPEN in done.said
    assert file.read_text("utf-8") == "the earlier one"
    assert [each.name for each in tmp_path.glob("*report*")] + [each.name for each in tmp_path.glob(".*")] == (
        [name] if "report" in name else []
    )


@pytest.mark.usefixtures("held")
def test_a_file_that_is_not_there_is_open_nowhere(project: Path, tmp_path: Path) -> None:
    said = run(project, "report", "-o", str(tmp_path / "new.html")).said
    assert "new.html cannot be written (Permission denied)" in said and OPEN not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is what is made believe here")
def test_a_path_too_long_for_windows_is_said_there(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "evaluate", "--format", "csv", "-o", str(tmp_path / ("a" * 120) / ("b" * 120) / "all.csv")
    here = run(project, *command).said
    monkeypatch.setattr(sys, "platform", "win32")
    there = run(project, *command).said
    assert f"Its path has {len(command[-1])} characters, and Windows may allow no more than 259" in there
    assert "characters" not in here and "cannot be written (No such file or directory)" in here


def test_a_file_that_another_program_keeps_to_itself_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = open

    def refuse(path: Any, *arguments: Any, **more: Any) -> Any:
        if not str(path).endswith("results.csv"):
            return real(path, *arguments, **more)
        error = PermissionError(13, "Permission denied", str(path))
        error.winerror = 32  # type: ignore[attr-defined, unused-ignore]  # as Windows says it
        raise error

    monkeypatch.setattr("builtins.open", refuse)
    said = run(project, "check", "--today", "2025-01-01").text
    assert "another program has the file open and keeps it to itself: close it there" in said
