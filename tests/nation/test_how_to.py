"""The page on evaluating a nation is true: its commands run, in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from benchmarks import nation
from tests.commands import call
from tests.nation.nations import written

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "evaluate-a-nation.md"


def test_the_commands_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    commands = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    quarters = []
    for command in (shlex.split(command) for command in commands if "spark" not in command):
        if command[0] == "python":
            assert command[1:3] == ["-m", "benchmarks.nation"]
            monkeypatch.setattr("sys.argv", command[2:])
            assert nation.main() == 0
        else:
            ran = call(*command[1:])
            assert ran.code == 0, ran.said
            quarters.append({row.get("quarter") for row in written(tmp_path / command[-1])})
    assert quarters == [{""}, {"2022/23-Q4"}, {None}, {""}]
