"""The paper in a real browser: axe-core finds no fault in light or dark, at a desk or on a telephone; the script helps.

The full shipped paper, and one whose names are as odd as names can be.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commands import PATIENCE, run
from tests.parts import NODE, browser, node, node_package
from tests.report_pages import REPOSITORY

pytestmark = pytest.mark.long


def read(file: Path, *used: str) -> dict[str, Any]:
    """What a reader's browser makes of a page, and, if it is ``used``, what comes of that."""
    node_package("axe-core", "axe.min.js")
    done = subprocess.run(
        [node(), str(NODE / "page.mjs"), file.as_uri(), browser(), *used],
        cwd=NODE,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The shipped paper, read once."""
    file = tmp_path_factory.mktemp("shipped") / "paper.html"
    assert run(REPOSITORY, "report", "Q3 2024/25", "-o", str(file)).code == 0
    return read(file, "used")


def test_axe_finds_no_fault_and_nothing_is_wider_than_the_window(shipped: dict[str, Any]) -> None:
    assert shipped["violations"] == []
    assert shipped["checked"] > 80


def test_no_table_is_cut_off_on_a_laptop(shipped: dict[str, Any]) -> None:
    assert shipped["sideways"] == []


def test_nothing_fails_and_nothing_is_fetched(shipped: dict[str, Any]) -> None:
    assert shipped["errors"] == []


def test_without_scripting_all_is_there(shipped: dict[str, Any]) -> None:
    assert shipped["withoutScript"] == {"articles": 41, "form": False, "buttons": 0}


def test_the_filter_shows_what_is_asked_for(shipped: dict[str, Any]) -> None:
    assert shipped["all"] == 41
    assert shipped["filtered"] == {"articles": 9, "rows": 9, "red": 9, "says": "9 of 41 are shown."}


def test_a_link_to_what_the_filter_hides_shows_all(shipped: dict[str, Any]) -> None:
    assert shipped["followed"] == 41


def test_tables_are_sorted_by_number_both_ways(shipped: dict[str, Any]) -> None:
    sorted_by = shipped["sorted"]
    assert sorted_by["ascending"] == sorted(sorted_by["ascending"])
    assert sorted_by["descending"] == sorted_by["ascending"][::-1]
    assert len(set(sorted_by["ascending"])) > 1
    assert sorted_by["says"] == "descending"


def test_the_first_key_leads_past_the_contents(shipped: dict[str, Any]) -> None:
    assert (shipped["first"], shipped["visible"], shipped["reached"]) == ("Skip to main content", True, "main")


def test_odd_names_leave_the_page_whole(tmp_path: Path) -> None:
    project = Path(shutil.copytree(REPOSITORY / "tests" / "small", tmp_path / "project"))
    for name, title in (("repairs", "x" * 400), ("voids", "نسبة الإصلاحات 🏠 " * 12)):
        file = project / "kpi_definitions" / f"{name}.yaml"
        lines = [
            f"name: {title}" if line.startswith("name:") else line for line in file.read_text("utf-8").splitlines()
        ]
        file.write_text("\n".join([*lines, ""]), "utf-8")
    paper = tmp_path / "paper.html"
    assert run(project, "report", "--draft", "-o", str(paper)).code == 0
    found = read(paper)
    assert found["violations"] == []
    assert found["errors"] == []
