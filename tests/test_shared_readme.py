"""The commands of the example's README, run as it says, on the published figures; and their output against the oracle."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.tables import table

EXAMPLE = Path(__file__).parent.parent / "examples" / "nhs-ae"


def commands() -> list[list[str]]:
    """The lines of the README's block of shell commands."""
    text = (EXAMPLE / "README.md").read_text("utf-8")
    block = re.search(r"In this folder:\n\n```sh\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return [shlex.split(line) for line in block[1].splitlines()]


@pytest.fixture(scope="module")
def printed(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command printed, in a copy of the example with the figures in it."""
    folder = tmp_path_factory.mktemp("example") / "nhs-ae"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("results"))
    shutil.copy(published / "inputs" / "ae_attendances.csv", folder)
    found = {}
    for program, command, *arguments in commands():
        if program == "python":
            made = [sys.executable, command, *arguments]
            found[command] = subprocess.run(made, cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout
        else:
            assert program == "qpr-rules"
            done = run(folder, command, *arguments)
            assert done.code == 0, (command, done.out[-500:], done.err)
            found[command] = done.out
    return found


def test_the_readme_runs_every_daily_command(printed: dict[str, str]) -> None:
    assert list(printed) == ["make_results.py", "check", "summary", "exceptions", "explain", "evaluate"]
    assert "no mistakes" in printed["check"]
    assert "In Q4 2018/19, of 1 Key Performance Indicator" in " ".join(printed["summary"].split())
    assert "window incomplete" in printed["exceptions"]
    assert "RVV" in printed["explain"]


def test_every_row_that_it_prints_is_the_oracles(printed: dict[str, str], published: Path) -> None:
    oracle = {row["org_code"]: row for row in table(published / "expected" / "ae_oracle_2019-03.csv")}
    rows = {row["area"]: row for row in csv.DictReader(io.StringIO(printed["evaluate"]))}
    assert rows.keys() == oracle.keys()
    words = {"stable": "no clear trend", "improving": "improving", "worsening": "worsening"}
    reasons = {"rated": "", "no data at period": "late"}
    for area, row in rows.items():
        expected = oracle[area]
        assert row["reason"] == reasons.get(expected["status"], "window incomplete")
        assert row["rating"] == (expected["rag"].lower() or "not rated")
        if expected["status"] == "rated":
            assert row["direction"] == words[expected["dot"]]
            assert abs(float(row["figure"]) / 100 - float(expected["rolling12"])) <= 1e-9
            assert float(row["slope"]) / 100 == pytest.approx(float(expected["slope"]), rel=1e-8)
            assert float(row["p_value"]) == pytest.approx(float(expected["p_value"]), rel=1e-8)
