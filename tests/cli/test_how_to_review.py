"""The commands of the how-tos that need a repository with a change in it, run in one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import call
from tests.repositories import commit, git, rewrite

PAGES = ("review-a-change", "change-a-target-in-year", "retire-and-replace", "draw-a-chart", "publish-and-reissue")


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_the_page_works_on_a_branch_with_a_change(
    page: str, repository: Path, shipped_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    commands = [
        line
        for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert commands and all(line.startswith("$ qpr-rules ") for line in commands)
    commit(shipped_project)
    git(shipped_project, "switch", "--quiet", "--create", "change")
    file = shipped_project / "kpi_definitions" / "governance-and-law" / "foi-20.yaml"
    rewrite(
        file,
        "  2024/25: {target: 90, floor: 85, approved: ",
        '  2024/25: {target: 91, floor: 86, reason: "As in the minutes", approved: ',
    )
    commit(shipped_project)
    monkeypatch.chdir(shipped_project)
    for line in commands:
        done = call(*shlex.split(line)[2:])
        assert done.code == 0, f"{line}: {done.said}"
    assert "-o comment.md" not in text or "FOI-20" in (shipped_project / "comment.md").read_text(encoding="utf-8")
