"""Where there is no qpr-rules.yaml: a finding of `check`, a sentence of every other command, and 1 (docs/decisions/0013)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import run


def test_a_project_without_settings_is_told_what_to_make(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "kpi_definitions")
    assert done.code == 1
    assert "error[QPR001] there is no qpr-rules.yaml" in done.out
    assert "`qpr-rules init`" in done.text
    (found,) = json.loads(run(tmp_path, "check", "--format", "json").out)["diagnostics"]
    assert (found["code"], found["at"]["file"]) == ("QPR001", "qpr-rules.yaml")


@pytest.mark.parametrize(
    "words",
    [
        "summary", "exceptions", "explain X", "evaluate", "list", "results", "show X", "calendar", "test", "impact",
        "what-if X --target 1", "new --yes", "schema kpi --with-owners",
    ],
)  # fmt: skip
def test_every_command_says_what_to_do_where_there_is_no_project(tmp_path: Path, words: str) -> None:
    done = run(tmp_path, *words.split())
    assert (done.code, done.out) == (1, "")
    assert f"There is no qpr-rules.yaml in {tmp_path}." in done.err
    assert "`qpr-rules init` makes a small project" in done.err


def test_a_folder_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    for command in ("check", "summary"):
        done = run(tmp_path / "nowhere", command)
        assert done.code == 2
        assert "does not exist" in done.err
