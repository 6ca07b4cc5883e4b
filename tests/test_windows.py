"""What Windows does to a project, line ends, backslashes, legacy consoles, changes no byte of what is printed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.shipped_set import REPOSITORY
from tests.source import modules

SCREENS = (
    ("exceptions", "--all"), ("summary",), ("explain", "EHCP-20W"), ("evaluate", "--format", "csv"), ("list",), ("results",),
    ("check",), ("commentary new", "Q3 2024/25"), ("commentary new", "Q3 2024/25", "--print"),
)  # fmt: skip
POSIX_ONLY = {"fork", "openpty", "forkpty", "geteuid", "getuid", "mkfifo", "setsid", "killpg"}
POSIX_MODULES = {"pty", "termios", "tty", "fcntl", "pwd", "grp", "resource"}
AFTER_ASKING = {"qpr_rules.reading.casework.sealed"}  # goes without where the system is not Linux


def test_files_with_windows_line_ends_give_the_same_bytes_and_digests(shipped_project: Path) -> None:
    changed = 0
    for file in [*shipped_project.rglob("*.yaml"), *shipped_project.rglob("*.csv")]:
        content = file.read_bytes()
        assert b"\r" not in content
        file.write_bytes(content.replace(b"\n", b"\r\n"))
        changed += 1
    assert changed > 50
    for command in SCREENS:
        assert run(shipped_project, *command).out == run(REPOSITORY, *command).out, command


def test_a_mistake_is_shown_at_its_place_whatever_the_line_ends(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text = file.read_text("utf-8").replace("target:", "goal:")
    outs = []
    for ends in ("\n", "\r\n"):
        file.write_text(text, "utf-8", newline=ends)
        outs.append(run(project, "check", "--today", "2025-01-01").out.rpartition("\n2 definitions")[0])
    assert outs[0] == outs[1]
    assert "repairs.yaml:13:1" in outs[0]


def test_paths_in_settings_may_be_written_with_backslashes(project: Path) -> None:
    before = run(project, "evaluate", "--format", "csv").out.splitlines()
    with (project / "qpr-rules.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("definitions: .\\kpi_definitions\nresults: [results\\*.csv]\ncommentary: commentary\\\n")
    after = run(project, "evaluate", "--format", "csv").out.splitlines()
    assert len(after) == len(before) > 2
    assert [line.rpartition(",")[0] for line in after] == [
        line.rpartition(",")[0] for line in before
    ]  # but for the digests
    assert run(project, "check", "--today", "2025-01-01").code == 0


@pytest.mark.skipif(sys.platform != "win32", reason="only on Windows is a backslash on the command line a separator")
def test_paths_on_the_command_line_may_be_written_with_backslashes(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qpr_rules", "check", "kpi_definitions\\voids.yaml"],
        cwd=project,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_nothing_needs_what_windows_lacks() -> None:
    found = [
        f"{module}:{node.lineno}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.Attribute)
            and node.attr in POSIX_ONLY
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
        )
        or (isinstance(node, ast.Import) and POSIX_MODULES & {each.name for each in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in POSIX_MODULES)
    ]
    assert [each for each in found if each.rpartition(":")[0] not in AFTER_ASKING] == []


def test_text_is_read_and_written_with_an_encoding_that_is_named() -> None:
    vague = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("read_text", "write_text")
            ):
                if not any(each.arg == "encoding" for each in node.keywords) and not (
                    node.args and node.func.attr == "read_text"
                ):
                    vague.append(f"{module}:{node.lineno}")
    assert vague == []
