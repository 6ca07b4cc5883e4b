"""Ctrl-C and a full disk, at each step of each command that writes: the old file or the new one, never a part of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands import PATIENCE
from tests.repositories import rewrite

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="only on Windows: it has neither of these signals nor limits"
)

RUN = "from qpr_rules.cli.main import main; main()"
STOPPED = f"""\
import signal, sys
wanted, number = sys.argv.pop(1), int(sys.argv.pop(1))
def hook(event, arguments, seen=[]):
    if event == wanted and "{{kept}}" in str(arguments[0]):
        seen.append(event)
        if len(seen) == number:
            signal.raise_signal(signal.SIGINT)
sys.addaudithook(hook)
{RUN}
"""
"""Sends itself a real SIGINT at the nth time that the system is asked for something (an audit event of Python)."""

FULL = f"""\
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
{RUN}
"""
"""May write no file larger than so many bytes: the system refuses the rest, as it does on a full disk."""

CHANGING = {
    "check --fix": "kpi_definitions/repairs.yaml",
    "check --format json -o out.json": "out.json",
    "evaluate --format csv -o out.json": "out.json",
    "commentary new 2024/25-Q3 --add": "commentary/2024-25-Q3.yaml",
}
"""Commands that replace a file that is there, and which; all that take `-o` write in one way."""

CREATING = {
    "test --suggest REPAIRS -o out.cases.yaml": "out.cases.yaml",
    "new --yes --id BINS --name Bins --section housing --owner head-of-housing --numerator a --denominator b --target 9 --floor 8": (
        "kpi_definitions"
    ),
    "init made": "made",
    "commentary new 2024/25-Q1": "2024-25-Q1.yaml",
    "report --by owner -o digests": "digests",
}
"""Commands that add files, and where."""


def started(project: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
    )


def contents(project: Path) -> Mapping[str, bytes | None]:
    """Every file of a project with its bytes, and every folder."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes() if path.is_file() else None
        for path in project.rglob("*")
    }


@pytest.fixture
def ready(project: Path) -> Path:
    """A project in which each of the commands has something to write."""
    rewrite(project / "kpi_definitions" / "repairs.yaml", "target: 94.5", 'target: "94.5"')
    (project / "out.json").write_text("old\n", encoding="utf-8")
    noted = "VOIDS:\n  actions:\n  - {what: Inspect lifts once, owner: head-of-housing, due: 2024-11-30}\n"
    (project / "commentary" / "2024-25-Q2.yaml").write_text(noted, encoding="utf-8", newline="\n")
    cases = 'definition: VOIDS\ncases:\n  a:\n    series: {2024-10: "10/1 x3"}\n    expect: {2024-12: green}\n'
    (project / "kpi_definitions" / "voids.cases.yaml").write_text(cases, encoding="utf-8", newline="\n")
    return project


def needs_no_mistake(project: Path, command: str) -> None:
    if not command.startswith("check"):
        rewrite(project / "kpi_definitions" / "repairs.yaml", 'target: "94.5"', "target: 94.5")


@pytest.mark.parametrize("event", ["tempfile.mkstemp", "os.rename"])
@pytest.mark.parametrize("command", [*CHANGING, *CREATING])
def test_ctrl_c_leaves_all_as_it_was_or_all_done(ready: Path, command: str, event: str) -> None:
    needs_no_mistake(ready, command)
    if command.startswith("report --by") and event == "tempfile.mkstemp":
        event = "tempfile.mkdtemp"  # a folder is written whole
    before = contents(ready)
    kept = CREATING.get(command) or CHANGING[command].rpartition("/")[2]
    done = started(ready, STOPPED.replace("{kept}", kept), event, "1", *command.split())
    assert done.returncode == 130, done.stderr
    assert "Stopped." in done.stderr and "Traceback" not in done.stderr
    _is_whole(ready, command, before)


@pytest.mark.parametrize("number", [2, 9, 20])
def test_ctrl_c_in_the_middle_of_a_new_project_takes_away_what_was_made(ready: Path, number: int) -> None:
    before = contents(ready)
    done = started(ready, STOPPED.replace("{kept}", "made"), "os.rename", str(number), "init", "made")
    assert done.returncode == 130
    assert contents(ready) == before


@pytest.mark.parametrize("command", [*CHANGING, *CREATING])
def test_a_full_disk_is_a_sentence_and_leaves_all_as_it_was(ready: Path, command: str) -> None:
    needs_no_mistake(ready, command)
    before = contents(ready)
    done = started(ready, FULL, "64", *command.split())
    assert done.returncode == 1, done.stderr
    assert "cannot be written (File too large)" in done.stderr
    assert "Traceback" not in done.stderr and "made a mistake" not in done.stderr
    assert contents(ready) == before


def _is_whole(project: Path, command: str, before: Mapping[str, bytes | None]) -> None:
    now = contents(project)
    if now == before:
        return
    for file in {*before, *now}:
        if now.get(file) != before.get(file):
            assert (file == CHANGING[command][0]) or command in CREATING
            assert not Path(file).name.startswith("."), "a part is left"
            finished = _finished(project, command)
            assert now.get(file) == finished.get(file)


def _finished(project: Path, command: str) -> Mapping[str, bytes | None]:
    done = started(project, RUN, *command.split())
    assert done.returncode in (0, 1, 2), done.stderr
    return contents(project)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only on Windows and macOS: there is no /dev/full")
@pytest.mark.parametrize("command", ["summary", "check", "evaluate --format csv", "--help"])
def test_output_into_a_full_disk_is_a_sentence(ready: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "qpr_rules", *command.split()],
            cwd=ready,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "Error: The output cannot be written (No space left on device).\n"


def test_a_mistake_of_ours_whose_traceback_cannot_be_saved_is_still_one_line(ready: Path) -> None:
    program = FULL.replace(
        RUN, "from qpr_rules.cli.main import _report_bug; _report_bug(ZeroDivisionError(), debug=False)"
    )
    done = started(ready, program, "0")
    assert done.returncode == 70
    assert done.stderr.splitlines() == [
        "qpr-rules made a mistake (ZeroDivisionError). Please report it, with what --debug prints"
    ]
