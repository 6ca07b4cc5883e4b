"""Every `--help` has an example, and every example works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from qpr_rules.cli.main import COMMANDS, qpr_rules
from tests.commands import PATIENCE
from tests.repositories import commit
from tests.source import REPOSITORY
from tools.screens import printed

_EXAMPLE = re.compile(r"^\s+(qpr-rules .*)$", re.MULTILINE)


@cache
def help_of(name: str) -> str:
    return printed(f"{name} --help", 100, colour=False)


ALL = (*COMMANDS, "commentary new")
"""Every command, and those within a command."""


def examples() -> list[str]:
    return sorted({line for name in ALL for line in _EXAMPLE.findall(help_of(name))})


@pytest.mark.parametrize("name", ALL)
def test_the_help_of_a_command_has_an_example_of_it(name: str) -> None:
    assert re.search(rf"Example[s]?:\n\s+qpr-rules {name}\b", help_of(name))


def command_of(name: str) -> click.Command:
    command: click.Command = qpr_rules
    for word in name.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    return command


def test_every_command_within_a_command_is_looked_at() -> None:
    groups = {name: command for name in COMMANDS if isinstance(command := command_of(name), click.Group)}
    assert sorted(f"{name} {each}" for name, group in groups.items() for each in group.commands) == sorted(
        set(ALL) - set(COMMANDS)
    )


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_explained(name: str) -> None:
    command = command_of(name)
    silent = [each.name for each in command.params if isinstance(each, click.Option) and not each.help]
    assert silent == []


ELSEWHERE = (" preview ", " --from observations")
"""Examples that other tests run: one goes on until it is stopped (tests/report/test_preview.py), and the rows of a nation
are not in the shipped project (tests/nation/test_how_to.py)."""


@pytest.mark.parametrize("example", [each for each in examples() if not any(part in each for part in ELSEWHERE)])
def test_an_example_works(example: str, shipped_project: Path) -> None:
    (shipped_project / ".vscode").mkdir()
    if "verify" in example:
        shutil.copytree(REPOSITORY / "published", shipped_project / "published")
    commit(shipped_project)
    done = subprocess.run(
        [sys.executable, "-m", "qpr_rules", *shlex.split(example)[1:]],
        cwd=shipped_project,
        capture_output=True,
        encoding="utf-8",
        errors="replace",  # a console of another code page
        input="",
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.strip() or "-o " in example
    if done.returncode == 130:
        assert done.stdout.rstrip().endswith(">"), "it asked something, and nobody answered"
        return
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_help_of_the_whole_names_every_command_and_the_way_to_more() -> None:
    text = printed("--help", 100, colour=False)
    for name, (_, line) in COMMANDS.items():
        assert name in text
        assert line.endswith(".")
