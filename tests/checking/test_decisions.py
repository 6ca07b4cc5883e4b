"""A change of the rule other than its standards: a new entry under `changes` answers what a review asks, an old one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.app.declare import declare
from qpr_rules.app.impact import Asked, impact
from qpr_rules.checking.pages import pages
from qpr_rules.files import Folder
from qpr_rules.period import Calendar, Frequency
from tests import commands
from tests.code_pages import blocks, lay

FILE = "kpi_definitions/voids.yaml"
PAST = Calendar().parse("Q4 2024/25", Frequency.QUARTER)
CODES = ("QPR706", "QPR708")


def asked(folder: Path) -> list[str]:
    """What a review asks about the change from `before` to `after`."""
    trees = Folder(folder / "before"), Folder(folder / "after")
    return [each.code for each in impact(declare(trees[0]), declare(trees[1]), trees, Asked(None, PAST)).findings]


@pytest.mark.parametrize("code", CODES)
def test_an_entry_that_was_there_before_answers_nothing(tmp_path: Path, code: str) -> None:
    text = pages()[code].text
    lay(tmp_path / "before", blocks(text, "Before"))
    lay(tmp_path / "after", blocks(text, "Right"))
    assert asked(tmp_path) == []
    after = (tmp_path / "after" / FILE).read_text("utf-8")
    before = (tmp_path / "before" / FILE).read_text("utf-8")
    (tmp_path / "before" / FILE).write_text(before + after[after.index("changes:") :], "utf-8", newline="\n")
    assert asked(tmp_path) == [code]


def test_why_and_by_whom_are_both_required(tmp_path: Path) -> None:
    lay(tmp_path / "after", blocks(pages()["QPR708"].text, "Right"))
    file = tmp_path / "after" / FILE
    file.write_text(file.read_text("utf-8").partition(', approved: "Committee, 6')[0] + "}\n", "utf-8", newline="\n")
    assert [(each.code, each.headline) for each in check(Folder(tmp_path / "after")).diagnostics] == [
        ("QPR151", "`approved` is missing")
    ]


def test_show_and_impact_print_it(tmp_path: Path) -> None:
    text = pages()["QPR708"].text
    lay(tmp_path / "before", blocks(text, "Before"))
    lay(tmp_path / "after", blocks(text, "Right"))
    said = "from April 2025: With few lettings one home decides the rating (approved: Committee, 6 March 2025)"
    shown = commands.run(tmp_path / "after", "show", "VOIDS").text
    assert f"Changed {said}." in shown.replace(" line 18", "")
    assert f"changed {said}" in commands.run(tmp_path / "after", "impact", "--against", str(tmp_path / "before")).text
