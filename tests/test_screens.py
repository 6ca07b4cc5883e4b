"""The pictures in docs/screens and the excerpt in the README are what the commands print now."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from qpr_rules.cli.main import COMMANDS
from tools.screens import FOLDER, REPOSITORY, SCREENS, readme

REFRESH = "run `python -m tools.screens`, look at what changed, and commit it"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pictures, made in a process of their own: rich keeps a style's colours as the first terminal could show them."""
    folder = tmp_path_factory.mktemp("screens")
    subprocess.run([sys.executable, "-m", "tools.screens", "--to", str(folder)], cwd=REPOSITORY, check=True)
    return {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.svg")}


def test_every_picture_is_what_its_command_prints_now(made: dict[str, str]) -> None:
    held = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.svg")}
    assert held.keys() == made.keys(), REFRESH
    assert [name for name in made if held[name] != made[name]] == [], REFRESH


def test_the_excerpt_in_the_readme_is_what_the_command_prints_now() -> None:
    page = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert readme(page) == page, REFRESH


def test_every_command_has_its_picture() -> None:
    missing = set(COMMANDS) - {command.split()[0] for command in SCREENS.values()}
    assert not missing, f"add a line to SCREENS in tools/screens.py, then {REFRESH}"


def test_pictures_are_whole_and_fetch_nothing(made: dict[str, str]) -> None:
    for name, svg in made.items():
        assert ET.fromstring(svg).tag.endswith("svg"), name  # noqa: S314 (it is our own)
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", ""), name
        assert "\u001b" not in svg, name
