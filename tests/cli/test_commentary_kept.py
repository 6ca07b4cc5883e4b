"""`qpr-rules commentary new`: actions are carried forward as they were, and nothing that is written is lost."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qpr_rules
from qpr_rules.commentary import Action, Status
from tests.commands import call
from tests.noted import ACTION, Q2, Q3, file_of, new, noted, notes
from tests.repositories import rewrite


@pytest.mark.parametrize(("due", "overdue"), [("2024-12-30", True), ("2024-12-31", False), ("2025-01-01", False)])
@pytest.mark.parametrize("today", ["2024-11-01", "2026-01-01"])
def test_overdue_is_judged_at_the_end_of_the_quarter_and_says_so(
    project: Path, due: str, overdue: bool, today: str
) -> None:
    noted(project, "2024-25-Q2", "VOIDS:\n  actions:\n" + ACTION.format(due, "open"))
    done = new(project, "Q3 2024/25", "--add", "--today", today)
    assert ("of which 1 overdue at the quarter's end, 31 December 2024" in done.text) is overdue
    text = file_of(project, "2024-25-Q3").read_text(encoding="utf-8")
    assert ("# From Q2 2024/25; overdue at the quarter's end, 31 December 2024." in text) is overdue
    explained = call("explain", "VOIDS", "--project", str(project), "--quarter", "Q3 2024/25").text
    assert ("; overdue at the quarter's end, 31 December 2024" in explained) is overdue
    assert ("Actions overdue at the quarter's end: 1." in explained) is overdue


@given(
    actions=st.lists(
        st.builds(
            Action,
            st.text(
                st.characters(
                    codec="utf-8",
                    exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf", "Zs", "Zl", "Zp"],
                    include_characters=" ",
                ),
                min_size=1,
                max_size=40,
            ),
            st.sampled_from(["", "head-of-housing"]),
            st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
            st.just(Status.OPEN),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_an_action_is_called_it_is_carried_forward_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, actions: list[Action]
) -> None:
    project = Path(shutil.copytree(repository / "tests" / "small", tmp_path_factory.mktemp("made") / "project"))
    listed = [{key: str(value) for key, value in each._asdict().items() if value not in ("", None)} for each in actions]
    noted(project, "2024-25-Q2", json.dumps({"VOIDS": {"actions": listed}}, ensure_ascii=False))
    before = notes(project, Q2)["VOIDS"].actions
    assert len(before) == len(actions)
    assert new(project, "Q3 2024/25", "--add").code == 0
    assert notes(project, Q3)["VOIDS"].actions == before
    assert list(notes(project, Q3)) == ["REPAIRS", "VOIDS"]


def test_where_a_quarter_has_no_commentary_actions_come_from_the_last_that_has(project: Path) -> None:
    noted(project, "2023-24-Q4", "VOIDS:\n  actions:\n" + ACTION.format("2024-05-31", "open"))
    assert "carried forward from Q4 2023/24, of which 1 overdue" in new(project, "Q2 2024/25").text
    assert [each.what for each in notes(project, Q2)["VOIDS"].actions] == ["Inspect the lifts"]


def test_actions_of_a_kpi_that_has_left_the_set_are_named_and_not_carried_forward(project: Path) -> None:
    with (project / "kpi_definitions" / "voids.yaml").open("a", encoding="utf-8") as file:
        file.write('retired: {on: 2024-10-01, reason: "No longer collected"}\n')
    noted(project, "2024-25-Q2", "VOIDS:\n  actions:\n" + ACTION.format("2024-12-30", "open"))
    file_of(project, "2024-25-Q3").unlink()
    noted(
        project,
        "2024-25-Q2",
        file_of(project, "2024-25-Q2").read_text("utf-8")
        + "REPAIRS:\n  actions:\n"
        + ACTION.format("2025-12-30", "open"),
    )
    done = new(project, "Q3 2024/25")
    assert (
        "Not carried forward, because their KPIs are not in the set of Q3 2024/25: the open actions of VOIDS."
        in done.text
    )
    assert list(notes(project, Q3)) == ["REPAIRS"]
    assert [each.code for each in qpr_rules.open(project).check() if "Q3" in each.at.span.file] == ["QPR515"]


def test_a_file_that_is_there_is_left_alone_and_what_is_missing_in_it_is_said(shipped_project: Path) -> None:
    file = file_of(shipped_project, "2024-25-Q3")
    before = file.read_bytes()
    done = new(shipped_project, "Q3 2024/25")
    assert done.code == 0
    assert "was left as it is. 3 KPIs need a word and are not in it:" in done.text
    assert "Amber Developer contributions secured as a percentage of the amount sought DEV-CONTRIBUTIONS" in done.text
    assert 'qpr-rules commentary new "Q3 2024/25" --add' in done.text
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "ending"),
    [
        (lambda text: text, b"\n"),
        (lambda text: text.replace(b"\n", b"\r\n"), b"\r\n"),
        (lambda text: text.rstrip(b"\n"), b"\n"),
        (lambda text: b"\xef\xbb\xbf" + text, b"\n"),
        (lambda text: text + b"\n\n# the end", b"\n"),
    ],
    ids=["as it is", "of Windows", "without a last line end", "with a byte order mark", "ending in a comment"],
)
def test_adding_keeps_what_is_written_byte_for_byte_and_adds_what_is_missing(
    shipped_project: Path, change: object, ending: bytes
) -> None:
    file = file_of(shipped_project, "2024-25-Q3")
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    before, held = file.read_bytes(), notes(shipped_project, Q3)
    done = new(shipped_project, "Q3 2024/25", "--add")
    assert done.code == 0, done.said
    after = file.read_bytes()
    assert after.startswith(before)
    added = after.removeprefix(before)
    assert added.count(b"\n") == added.count(ending)
    now = notes(shipped_project, Q3)
    assert {kpi: note for kpi, note in now.items() if kpi in held} == held
    assert sorted(set(now) - set(held)) == ["DEV-CONTRIBUTIONS", "INDEPENDENT-SCHOOLS", "PLACEMENTS-3"]
    again = new(shipped_project, "Q3 2024/25", "--add")
    assert "No KPI of Q3 2024/25 needs a word that it has not" in again.text
    assert file.read_bytes() == after


@pytest.mark.parametrize(
    "text",
    ["{REPAIRS: {context: A second team}}\n", "---\nREPAIRS:\n  context: A second team\n...\n"],
    ids=["in brackets", "with an end of document"],
)
def test_a_file_to_which_nothing_can_be_added_is_left_alone(project: Path, text: str) -> None:
    noted(project, "2024-25-Q2", "VOIDS:\n  actions:\n" + ACTION.format("2025-12-30", "open"))
    noted(project, "2024-25-Q3", text)
    done = new(project, "Q3 2024/25", "--add")
    assert done.code == 1
    assert "Nothing can be added after the last line of commentary/2024-25-Q3.yaml" in done.said
    assert file_of(project, "2024-25-Q3").read_text(encoding="utf-8") == text
    assert "VOIDS:\n" in new(project, "Q3 2024/25", "--print").out


def test_a_file_that_cannot_be_read_is_left_alone(project: Path) -> None:
    noted(project, "2024-25-Q3", "REPAIRS: [what\n")
    done = new(project, "Q3 2024/25", "--add")
    assert done.code == 1
    assert "commentary/2024-25-Q3.yaml is there, and cannot be read; `qpr-rules check` says why." in done.said


def test_printing_writes_nothing(project: Path) -> None:
    before = sorted(project.rglob("*"))
    done = new(project, "Q1 2024/25", "--print")
    assert done.out.startswith("# Commentary on Q1 2024/25, to 30 June 2024")
    assert sorted(project.rglob("*")) == before


def test_a_folder_outside_the_project_is_refused(project: Path) -> None:
    rewrite(project / "qpr-rules.yaml", "body:", "commentary: ../elsewhere\nbody:")
    done = new(project, "Q1 2024/25")
    assert done.code == 1
    assert "`../elsewhere` is no place for commentary" in done.said
    assert not (project.parent / "elsewhere").exists()


def test_a_definition_in_error_is_left_out_and_the_run_exits_with_1(project: Path) -> None:
    rewrite(project / "kpi_definitions" / "repairs.yaml", "polarity: higher", "polarity: up")
    done = new(project, "Q1 2024/25")
    assert done.code == 1
    assert "`qpr-rules check` lists them" in done.text
    assert list(notes(project, 2024 * 4)) == ["VOIDS"]
