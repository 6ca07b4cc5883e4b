"""Files that change while they are read, and files that are wrong a million times over: a short answer, in little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from qpr_rules.files import ChangedError, FileError, Folder
from tests import commands

HEADER = "kpi,area,period,numerator,denominator,value,status,note\n"
KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    "no number": ("QPR413", lambda row: f"REPAIRS,,2023-01,eighty{row},95,,,\n"),
    "another width": ("QPR406", lambda row: f"REPAIRS,,2023-01,{row}\n"),
    "no KPI": ("QPR410", lambda row: f"REPAIR{row},,2023-01,80,95,,,\n"),
    "no period": ("QPR411", lambda row: f"REPAIRS,,20{row:07},80,95,,,\n"),
    "a date of a spreadsheet": ("QPR411", lambda row: f"REPAIRS,,Apr-24,{row},95,,,\n"),
    "two results": ("QPR421", lambda row: f"REPAIRS,,2023-01,{row % 90},95,,,\n"),
}
"""Mistakes that every row of a file has, with their codes."""


def wrong(folder: Path, kind: str, rows: int) -> None:
    with (folder / "results" / "wrong.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        file.writelines(map(KINDS[kind][1], range(rows)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_mistakes_are_listed_and_all_are_counted(project: Path, kind: str) -> None:
    wrong(project, kind, 3_000)
    done = commands.run(project, "check", "--format", "json")
    assert len(done.out) < 30_000
    said = [each["headline"] for each in json.loads(done.out)["diagnostics"] if each["code"] == KINDS[kind][0]]
    once = kind == "a date of a spreadsheet"
    assert len(said) == (1 if once else 21)
    counted = "here and in 2,999 more rows" if once else "and 2,980 more like this in the file"
    assert sum(each.endswith(counted) for each in said) == 1


WATCHING = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""
"""A small process between: memory is counted from that of whoever starts the process, and pytest takes much."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows: no process there says how much memory it took")
@pytest.mark.parametrize("form", ["json", "sarif"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_million_mistakes_are_a_short_answer_in_little_memory(project: Path, kind: str, form: str) -> None:
    wrong(project, kind, 1_000_000)
    program = "from qpr_rules.cli.main import main; main()"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WATCHING, sys.executable, "-c", program, "check", "--format", form]
    with (project / "said").open("wb") as said:
        done = subprocess.run(
            command, cwd=project, env=environment, stdout=said, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert done.returncode == 1
    assert (project / "said").stat().st_size < 100_000
    assert int(done.stderr.split()[-1]) < 700_000  # kilobytes; the file alone, as bytes and as text, takes some 100,000


class Writer(threading.Thread):
    """Writes on to a file until it is told to stop."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file, self.stop = file, threading.Event()
        self.begun = threading.Event()

    def run(self) -> None:
        with self.file.open("ab", buffering=0) as file:
            while not self.stop.is_set():
                file.write(b"REPAIRS,,2023-01,80,95,,,\n")
                self.begun.set()


@pytest.fixture
def written(project: Path) -> Path:
    """A large file of results."""
    file = project / "results" / "export.csv"
    file.write_text(HEADER + "REPAIRS,N,2023-01,80,95,,,\n" * 400_000, "utf-8")
    return file


def many_times(project: Path) -> None:
    """Read the file until it is seen to change, as it does the first time unless the machine gives the writer no turn."""
    for _ in range(50):
        Folder(project).read_bytes("results/export.csv")


def test_a_file_that_is_written_to_while_it_is_read_is_refused(project: Path, written: Path) -> None:
    writer = Writer(written)
    writer.start()
    try:
        writer.begun.wait()
        with pytest.raises(ChangedError, match="the file changed while it was read"):
            many_times(project)
    finally:
        writer.stop.set()
        writer.join()
    assert Folder(project).read_bytes("results/export.csv").startswith(HEADER.encode())
    assert issubclass(ChangedError, FileError)  # so that every reader says it in its own words


def test_the_file_by_which_a_program_says_who_has_another_open_is_no_result(project: Path) -> None:
    (project / "results" / "~$more.csv").write_bytes(b"\x04Jane")
    assert "QPR4" not in commands.run(project, "check", "--fail-on", "note").out
