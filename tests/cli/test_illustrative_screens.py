"""What an illustrative project prints can never be taken for a council's: each screen says so before any number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite

SCREENS = [
    ("exceptions",),
    ("summary",),
    ("explain", "REPAIRS"),
    ("evaluate",),
    ("list",),
    ("results",),
    ("calendar", "--from", "2025-01"),
    ("show", "REPAIRS"),
    ("what-if", "REPAIRS", "--target", "95"),
]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen[0])
def test_every_screen_of_an_illustrative_project_says_so(project: Path, screen: tuple[str, ...]) -> None:
    assert "llustrative" not in run(project, *screen).out
    rewrite(project / "qpr-rules.yaml", "body:", "illustrative: yes\nbody:")
    lines = run(project, *screen).out.splitlines()
    assert any(line.startswith("Illustrative: ") for line in lines[:4])
