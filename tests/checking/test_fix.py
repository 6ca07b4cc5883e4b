"""`check --fix`: the text as it was but for the mistake, whatever stands around it; and never another meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.app.fix import mend
from qpr_rules.files import Folder
from tests import commands


def run(folder: Path, *more: str) -> tuple[int, str]:
    done = commands.run(folder, "check", *more)
    return done.code, done.out + done.err


def definition(folder: Path) -> Path:
    return folder / "kpi_definitions" / "repairs.yaml"


REPAIRS = [
    ("target: 94.5", "goal: 94.5   # approved in March"),
    ("target: 94.5", "Target: 94.5"),
    ("polarity: higher", "polarity: higher-is-better"),
    ("polarity: higher", "polarity: H"),
    ("polarity: higher", "polarity: Higher    # the more the better"),
    ("unit: percent", "unit: percentage"),
    ("floor: 92", 'floor: "92%"'),
    ("floor: 92", "floor: 92 %"),
    ("floor: 92", "floor: '92'"),
    ("floor: 92", "floor:\u00a092"),
    ("floor: 92", "floor:92"),
    ("floor: 92", "floor: 9\u200b2"),
    ("owner: head-of-housing", "owner: head–of–housing"),
    ("frequency: month", "frequency: monthly"),
    ("  denominator: Repairs completed", "  denominater: Repairs completed"),
]


@pytest.mark.parametrize(("right", "wrong"), REPAIRS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_mistake_is_mended_and_all_else_stays(project: Path, right: str, wrong: str, ends: str) -> None:
    file = definition(project)
    text = "# A comment, kept.\n\n" + file.read_text("utf-8")
    assert text.count(f"{right}\n") == 1
    comment = wrong[wrong.index(" #") :] if " #" in wrong else ""
    spaces = wrong[: len(wrong) - len(comment)]
    comment = spaces[len(spaces.rstrip()) :] + comment
    wanted = text.replace(f"{right}\n", f"{right}{comment}\n").replace("\n", ends)
    file.write_bytes(b"\xef\xbb\xbf" + text.replace(f"{right}\n", f"{wrong}\n").replace("\n", ends).encode())
    code, said = run(project, "--fix")
    assert code == 0, said
    assert "mended: kpi_definitions/repairs.yaml" in said
    assert file.read_bytes() == b"\xef\xbb\xbf" + wanted.encode()


def test_a_text_that_its_commas_cut_up_is_put_in_quotes_whole(project: Path) -> None:
    file = definition(project)
    dated = "standards:\n  2024/25: {target: 94.5, floor: 92, approved: Cabinet, 21 March 2024, item 5}\n"
    file.write_text(file.read_text("utf-8").replace("target: 94.5\nfloor: 92\n", dated), "utf-8", newline="\n")
    run(project, "--fix")
    assert 'floor: 92, approved: "Cabinet, 21 March 2024, item 5"}' in file.read_text("utf-8")


def test_several_mistakes_of_several_files_are_mended_in_one_run(project: Path) -> None:
    first, second = definition(project), project / "kpi_definitions" / "voids.yaml"
    right = first.read_text("utf-8"), second.read_text("utf-8")
    first.write_text(right[0].replace("target:", "goal:").replace("higher", "high"), "utf-8", newline="\n")
    second.write_text(right[1].replace("owner:", "onwer:"), "utf-8", newline="\n")
    assert run(project, "--fix")[0] == 0
    assert (first.read_text("utf-8"), second.read_text("utf-8")) == right


def test_tabs_and_pasted_characters_of_many_lines_are_mended_together(project: Path) -> None:
    file = definition(project)
    right = file.read_text("utf-8")
    wrong = right.replace("  numerator", "\tnumerator").replace("  denominator", "\tdenominator")
    wrong = wrong.replace("section: ", "section:\u00a0").replace("unit: ", "unit:\u00a0")
    file.write_text(wrong, "utf-8", newline="\n")
    assert run(project, "--fix")[0] == 0
    assert file.read_text("utf-8") == right


def test_diff_shows_what_would_change_and_changes_nothing(project: Path) -> None:
    file = definition(project)
    file.write_text(file.read_text("utf-8").replace("target:", "goal:"), "utf-8", newline="\n")
    before = file.read_bytes()
    code, said = run(project, "--diff")
    assert code == 1
    assert "-goal: 94.5\n+target: 94.5\n" in said
    assert file.read_bytes() == before


def test_a_second_run_has_nothing_to_mend(project: Path) -> None:
    file = definition(project)
    file.write_text(file.read_text("utf-8").replace("target:", "goal:"), "utf-8", newline="\n")
    run(project, "--fix")
    once = file.read_bytes()
    code, said = run(project, "--fix")
    assert (code, file.read_bytes()) == (0, once)
    assert "mended" not in said


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("floor: 92", "floor: 96"),  # the wrong side: either number, or the polarity, may be meant
        ("target: 94.5", "target: 0.945"),
        ("target: 94.5", "target: ninety"),
        ("window: 12 months", "window: 12 monkeys"),
        ("id: REPAIRS", "id: VOIDS"),
        ("target: 94.5", "target: 94.5\ngoal: 95"),  # the right key is there: which number counts is not ours to say
    ],
)
def test_what_only_the_author_can_decide_is_left_alone(project: Path, right: str, wrong: str) -> None:
    file = definition(project)
    file.write_text(file.read_text("utf-8").replace(right, wrong), "utf-8", newline="\n")
    before = file.read_bytes()
    _, said = run(project, "--fix")
    assert file.read_bytes() == before
    assert "mended" not in said


def test_a_file_that_may_not_be_written_is_named_and_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = definition(project)
    file.write_text(file.read_text("utf-8").replace("target:", "goal:"), "utf-8", newline="\n")
    before = file.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)  # a full disk, as the system says it
    code, said = run(project, "--fix")
    assert code == 1
    assert "kpi_definitions/repairs.yaml cannot be written (No space left on device); it is as it was." in said
    assert file.read_bytes() == before


def test_only_the_paths_named_are_mended(project: Path) -> None:
    first, second = definition(project), project / "kpi_definitions" / "voids.yaml"
    for file in (first, second):
        file.write_text(file.read_text("utf-8").replace("owner:", "onwer:"), "utf-8", newline="\n")
    run(project, str(first), "--fix")
    assert "onwer" not in first.read_text("utf-8")
    assert "onwer" in second.read_text("utf-8")


def test_nothing_to_mend_in_the_shipped_set(repository: Path) -> None:
    assert mend(Folder(repository), lambda tree: check(tree).diagnostics).after == {}


ORDERED = """\
standards:
  # The first year.
  2023/24: {target: 21, floor: 28, approved: "Committee, 2 March 2023"}
  2024/25:   # tightened
    target: 20
    floor: 27
    approved: "Committee, 7 March 2024"
  # Eased within the year.
  2024-10: {target: 21, floor: 28, approved: "Committee, 26 September 2024", reason: Staffing}
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_standards_are_put_in_order_with_their_comments(project: Path, ends: str) -> None:
    file = project / "kpi_definitions" / "voids.yaml"
    text = file.read_text("utf-8")
    before = text[: text.index("standards:")]
    lines = ORDERED.splitlines(keepends=True)
    shuffled = "".join([lines[0], *lines[7:9], *lines[3:7], *lines[1:3]])
    file.write_bytes((before + shuffled).replace("\n", ends).encode())
    assert "not in the order of time" in run(project)[1]
    run(project, "--fix")
    assert file.read_bytes() == (before + ORDERED).replace("\n", ends).encode()


def test_a_line_for_the_editor_is_added_where_the_project_has_the_schema(project: Path) -> None:
    (project / "schemas").mkdir()
    (project / "schemas" / "kpi.schema.json").write_text("{}", "utf-8")
    (project / "kpi_definitions" / "housing").mkdir()
    file = definition(project).rename(project / "kpi_definitions" / "housing" / "repairs.yaml")
    text = file.read_text("utf-8")
    assert run(project, "--fix")[0] == 0
    assert file.read_text("utf-8") == f"# yaml-language-server: $schema=../../schemas/kpi.schema.json\n{text}"
