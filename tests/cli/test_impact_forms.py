"""The forms of `impact`: a comment, workflow commands, files."""

from __future__ import annotations

import re
from pathlib import Path

from tests.impacts import VOIDS, impact, told
from tests.repositories import commit, rewrite


def test_the_markdown_is_one_comment_that_a_bot_can_find_again_and_carries_no_markup_of_a_stranger(
    project: Path,
) -> None:
    commit(project)
    rewrite(
        project / VOIDS, "name: Days to let an empty home", 'name: "Days @everyone <b>|</b> [x](https://bad.example)"'
    )
    output = impact(project, "--format", "markdown").out
    assert output.startswith("<!-- qpr-rules impact -->\n")
    bare = re.sub(r"`[^`]*`", "", output)  # nothing in a code span is markup, or notifies anybody
    assert "@everyone" not in bare and "<b>" not in bare and "[x](" not in bare
    assert "QPR704" in output


def test_the_workflow_commands_stand_at_the_changed_lines_and_pass_the_check_s_own_escapes(project: Path) -> None:
    commit(project)
    rewrite(project / VOIDS, "target: 20, floor: 27", "target: 25, floor: 27")
    line = (project / VOIDS).read_text(encoding="utf-8").split("\n").index(
        '  2024/25: {target: 25, floor: 27, approved: "Committee, 7 March 2024"}'
    ) + 1
    lines = impact(project, "--format", "github").out.splitlines()
    assert lines[0].startswith(f"::warning file={VOIDS},line={line},title=VOIDS%3A made easier::")
    assert any(each.startswith(f"::error file={VOIDS},line={line},") for each in lines)


def test_a_project_in_a_subfolder_is_named_from_the_repository(project: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole repository"
    whole.mkdir()
    inner = whole / "kpi rules"
    project.rename(inner)
    commit(whole)
    rewrite(inner / VOIDS, "target: 20, floor: 27", "target: 25, floor: 27")
    assert f"::error file=kpi rules/{VOIDS}," in impact(inner, "--format", "github").out
    assert [each["id"] for each in told(inner)["kpis"]] == ["VOIDS"]


def test_a_file_is_written_whole_and_the_screen_stays_quiet(project: Path, tmp_path: Path) -> None:
    commit(project)
    for form in ("text", "markdown", "json"):
        done = impact(project, "--format", form, "-o", str(tmp_path / form))
        assert (done.code, done.out) == (0, "")
        assert "Q3 2024/25" in (tmp_path / form).read_text(encoding="utf-8")
