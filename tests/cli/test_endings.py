"""How a run ends: the exit codes, a reader that leaves, an interruption, a mistake of ours, and progress on the way."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from qpr_rules.cli.main import COMMANDS
from tests.commands import PATIENCE, run
from tests.shipped_set import REPOSITORY, shipped

COMMAND = [sys.executable, "-m", "qpr_rules"]


@click.command()
@click.option("--project")
@click.option("--debug", is_flag=True)
def mistaken(project: str, debug: bool) -> None:
    """A command with a mistake in it."""
    raise ZeroDivisionError(f"{project} {debug}")


def test_all_is_well_ends_with_0() -> None:
    assert run(REPOSITORY, "exceptions").code == 0


def test_an_error_in_a_definition_ends_with_1_and_the_report_is_made_all_the_same(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("target:", "goal:"), "utf-8")
    for command in (("exceptions", "--all"), ("summary",), ("evaluate",), ("list",)):
        done = run(project, *command)
        assert done.code == 1, command
        assert "REPAIRS" in done.out, command
        assert "VOIDS" in done.out or command == ("summary",), command
    assert run(project, "explain", "VOIDS").code == 1
    for words in (
        "explain REPAIRS",
        "show REPAIRS",
        "what-if REPAIRS --target 9",
        "test --suggest REPAIRS",
        "results --kpi REPAIRS",
    ):
        done = run(project, *words.split())
        assert (done.code, done.out) == (1, ""), words
        assert "`REPAIRS` is in error; `qpr-rules check` says why" in done.err, words


def test_misuse_ends_with_2_and_says_what_would_do(project: Path) -> None:
    nearly = {
        ("exceptions", "--section", "huosing"): "Did you mean `housing`?",
        ("exceptions", "--section", "Housing"): "Did you mean `housing`?",
        ("list", "--section", "hosing"): "Did you mean `housing`?",
        ("exceptions", "--owner", "head-of-houses"): "Did you mean `head-of-housing`?",
        ("exceptions", "--area", "Ashford"): "There is none.",
        ("explain", "REPAIR"): "Did you mean `REPAIRS`?",
        ("explain", "voids"): "Did you mean `VOIDS`?",
        ("results", "--kpi", "VOID"): "Did you mean `VOIDS`?",
        ("summary", "--quarter", "2024 Q3"): "write `Q3 2024/25`",
        ("summary", "--quarter", "Q3 2044/45"): "the latest quarter with any is Q3 2024/25",
        ("explain", "VOIDS", "--quarter", "Q3 2004/05"): "the first quarter with any is Q4 2022/23",
        ("exceptions", "--by", "ownre"): "'owner'",
    }
    for words, hint in nearly.items():
        done = run(project, *words)
        assert (done.code, done.out) == (2, ""), words
        assert hint in " ".join(done.err.split()), words


ABOUT_A_KPI = ("explain {}", "show {}", "what-if {} --target 9", "test --suggest {}", "results --kpi {}", "chart {}")


@pytest.mark.parametrize("words", ABOUT_A_KPI)
@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ("foi", "Did you mean `FOI-20`?"),
        ("FOI-02", "Did you mean `FOI-20`?"),
        ("Freedom of Information", "Did you mean `FOI-20`?"),
        ("housing", "`qpr-rules list` shows those there are."),
    ],
)
def test_a_kpi_is_offered_by_a_part_of_its_id_or_name(words: str, given: str, offered: str) -> None:
    done = run(REPOSITORY, *(part.format(given) for part in words.split()))
    assert (done.code, done.out) == (2, "")
    assert f"There is no KPI `{given}`. {offered}" in done.err


@pytest.mark.parametrize("words", ABOUT_A_KPI)
def test_where_several_kpis_have_the_word_all_are_offered_with_their_names(words: str) -> None:
    done = run(REPOSITORY, *(part.format("repair") for part in words.split()))
    assert done.code == 2
    named = {each.id: each.name for each in shipped().declarations.definitions if "repair" in each.name.casefold()}
    assert len(named) == 2
    lines = done.err.partition("Did you mean one of these?\n")[2].splitlines()
    assert {line.split()[0]: " ".join(line.split()[1:]) for line in lines} == named


def test_a_kpi_in_error_is_offered_too_and_a_word_of_many_lists_some(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("target:", "goal:"), "utf-8")
    assert "Did you mean `REPAIRS`?" in run(project, "explain", "repairs").err
    lines = run(REPOSITORY, "show", "Percentage of").err.partition("these?\n")[2].splitlines()
    number = sum("percentage of" in each.name.casefold() for each in shipped().declarations.definitions)
    assert len(lines) == 9
    assert lines[-1] == f"  and {number - 8} more: `qpr-rules list` shows them"


def test_a_misspelt_command_is_answered_with_the_nearest() -> None:
    done = subprocess.run([*COMMAND, "sumary"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "Did you mean `summary`?" in done.stderr


@pytest.mark.parametrize(
    ("fail_on", "more", "code"),
    [
        ("never", (), 0),
        ("urgent", (), 3),
        ("concern", (), 3),
        ("notice", (), 3),
        ("urgent", ("--section", "adult-social-care"), 0),
        ("concern", ("--section", "adult-social-care"), 3),
        ("urgent", ("--owner", "head-of-finance-operations"), 3),
        ("urgent", ("--owner", "head-of-waste"), 0),
    ],
)
def test_an_exception_as_grave_as_asked_ends_with_3(fail_on: str, more: tuple[str, ...], code: int) -> None:
    assert run(REPOSITORY, "exceptions", "--fail-on", fail_on, *more).code == code


@pytest.mark.parametrize("words", [("evaluate", "--every-period", "--format", "csv"), ("evaluate", "--every-period")])
def test_a_reader_that_leaves_ends_the_run_in_silence(words: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [*COMMAND, *words],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_a_mistake_of_ours_is_one_line_that_names_a_saved_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "mistaken", (f"{__name__}:mistaken", ""))
    done = run(Path("x"), "mistaken")
    assert (done.code, done.out) == (70, "")
    (line,) = done.err.splitlines()
    saved = Path(re.findall(r"with (.*\.txt)", line)[0])
    try:
        assert "ZeroDivisionError: x False" in saved.read_text("utf-8")
    finally:
        saved.unlink()


def test_with_debug_the_traceback_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "mistaken", (f"{__name__}:mistaken", ""))
    done = run(Path("x"), "mistaken", "--debug")
    assert done.code == 70
    assert done.err.splitlines()[-1] == "ZeroDivisionError: x True"


def with_areas(project: Path, areas: int) -> Path:
    """A project with a year of results of so many areas, each with the day it is known since: they are read one by one."""
    rows = [f"VOIDS,area {area},2024-{month:02},400,29,2025-02-01" for area in range(areas) for month in range(1, 13)]
    text = "kpi,area,period,numerator,denominator,as_of\n" + "\n".join(rows) + "\n"
    (project / "results" / "many.csv").write_text(text, "utf-8", newline="\n")
    return project


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows has not")
def test_long_work_shows_its_progress_on_a_terminal_and_ctrl_c_ends_it_with_130(project: Path) -> None:
    slow = with_areas(project, 120_000)  # seconds to read on the fastest machine; it is stopped after one
    ours, theirs = os.openpty()
    begun = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "summary", "--project", str(slow)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    while b"Reading results" not in shown:
        shown += os.read(ours, 4096)
    assert time.monotonic() - begun >= 1
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 130
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other side is closed
            break
        if not more:
            break
        shown += more
    os.close(ours)
    assert b"Stopped." in shown
    assert b"Traceback" not in shown
    assert process.stdout is not None
    process.stdout.close()


STILL = """
import time
from qpr_rules.cli.progress import progress
with progress("Setting pages", "KPIs") as step:
    time.sleep(1.6)
    step(3, 9, "Drawing")
    time.sleep(0.4)
    step(6, 9)
    time.sleep(0.4)
with progress("Quick", "KPIs") as step:
    step(1, 2)
"""
"""Work of which no step is known for a while, as where typst sets pages, and work that is soon done."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows has not")
def test_work_without_steps_shows_the_time_and_none_of_it_is_shown_before_a_second_or_in_a_pipe() -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", STILL]
    with subprocess.Popen(command, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"}) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the other side is closed
            while more := os.read(ours, 4096):
                shown += more
    os.close(ours)
    told = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert process.returncode == 0
    assert re.search(r"Setting pages\s+\S+\s+0:00:0\d", told)
    assert told.index("Setting pages") < told.index("Drawing") and "3 of 9 KPIs" in told
    assert re.search(r"6 of 9 KPIs\s+\d+ a second\s+0:00:0\d", told), "how much, at what rate, and for how long still"
    assert "Quick" not in told
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""


def test_progress_is_not_shown_where_nobody_looks(project: Path) -> None:
    slow = with_areas(project, 25_000)
    done = subprocess.run(
        [*COMMAND, "check", "--project", str(slow)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0
    assert done.stderr == ""
