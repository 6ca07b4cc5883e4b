"""`# qpr: allow`, `--select`, `--ignore`, `--fail-on` and `--statistics`: which findings are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import commands

COMMENT = "# qpr: allow QPR221 until 2024-12-31 because the floor is set in December"


def run(folder: Path, *more: str) -> tuple[int, str]:
    done = commands.run(folder, "check", "--today", "2024-12-01", *more)
    return done.code, done.out + done.err


@pytest.fixture
def equal(project: Path) -> Path:
    """The small project with a floor equal to its target (a warning)."""
    file = project / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("floor: 92", "floor: 94.5"), "utf-8", newline="\n")
    return project


def with_comment(folder: Path, comment: str, *, above: bool) -> None:
    file = folder / "kpi_definitions" / "repairs.yaml"
    line = f"{comment}\nfloor: 94.5" if above else f"floor: 94.5  {comment}"
    file.write_text(file.read_text("utf-8").replace("floor: 94.5", line), "utf-8", newline="\n")


@pytest.mark.parametrize("above", [True, False])
def test_a_warning_is_allowed_on_its_line_or_the_line_above_and_counted(equal: Path, above: bool) -> None:
    with_comment(equal, COMMENT, above=above)
    code, said = run(equal, "--fail-on", "note")
    assert code == 0
    assert "QPR221" not in said
    assert "no mistakes, and 1 allowed." in " ".join(said.split())


def test_another_code_is_not_allowed_by_it(equal: Path) -> None:
    with_comment(equal, COMMENT.replace("QPR221", "QPR220"), above=True)
    code, said = run(equal, "--fail-on", "warning", "--format", "concise")
    assert code == 1
    assert "QPR221" in said
    assert "QPR603" in said


@pytest.mark.parametrize(
    ("day", "reported"), [("2024-12-31", False), ("2025-01-01", True)], ids=["the last day", "the day after"]
)
def test_the_day_decides_when_it_expires(equal: Path, day: str, reported: bool) -> None:
    with_comment(equal, COMMENT, above=True)
    said = commands.run(equal, "check", "--today", day, "--format", "concise").out
    assert ("QPR221" in said) == reported
    assert ("QPR602" in said) == reported


@pytest.mark.parametrize(
    ("comment", "lacks"),
    [
        ("# qpr: allow QPR221", "without an end: until which day?"),
        ("# qpr: allow QPR221 until 2024-12-31", "without a reason: because of what?"),
        ("# qpr: allow QPR221 until 2024-12-31 because", "which finding is allowed, until which day, and why"),
        ("# qpr: allow QPR221 because the floor is set in December", "without an end: until which day?"),
        ("# qpr: allow QPR221 until 2024-02-30 because it is set in December", "until which day, and why"),
        ("# qpr: allow until 2024-12-31 because it is set in December", "which finding is allowed"),
        ("# qpr: ignore QPR221", "without an end: until which day?"),
    ],
)
def test_a_comment_without_day_or_reason_allows_nothing_and_says_what_it_lacks(
    equal: Path, comment: str, lacks: str
) -> None:
    with_comment(equal, comment, above=True)
    code, said = run(equal, "--fail-on", "warning", "--format", "concise")
    assert code == 1
    assert said.count("QPR601") == 1
    assert said.count("QPR221") == 1
    assert lacks in said


def test_an_error_cannot_be_allowed(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    comment = COMMENT.replace("QPR221", "QPR220")
    file.write_text(file.read_text("utf-8").replace("floor: 92", f"{comment}\nfloor: 96"), "utf-8", newline="\n")
    code, said = run(project)
    assert code == 1
    assert "QPR220" in said
    assert "an error cannot be allowed" in " ".join(said.split())


def test_a_comment_in_a_file_that_cannot_be_read_is_not_called_unused(equal: Path) -> None:
    with_comment(equal, COMMENT, above=True)
    file = equal / "kpi_definitions" / "repairs.yaml"
    file.write_text(file.read_text("utf-8").replace("unit: percent", "unit percent"), "utf-8", newline="\n")
    assert "QPR603" not in run(equal, "--format", "concise")[1]


@pytest.mark.parametrize("word", ["QPR221", "QPR2", "floor-is-target", "qpr221", "QPR1,QPR2"])
def test_codes_are_selected_by_code_beginning_or_name(equal: Path, word: str) -> None:
    code, said = run(equal, "--select", word, "--fail-on", "warning", "--format", "concise")
    assert code == 1
    assert "QPR221" in said
    code, said = run(equal, "--ignore", word, "--fail-on", "warning", "--format", "concise")
    assert code == 0
    assert "QPR221" not in said


def test_what_is_not_selected_does_not_fail_the_run(equal: Path) -> None:
    assert run(equal, "--select", "QPR3", "--fail-on", "note")[0] == 0


def test_a_code_that_is_none_is_misuse_and_the_nearest_is_named(equal: Path) -> None:
    code, said = run(equal, "--select", "floor-is-tarket")
    assert code == 2
    assert "floor-is-target" in said


def test_statistics_count_by_code(equal: Path) -> None:
    code, said = run(equal, "--statistics")
    assert code == 0
    assert "1  QPR221  warning  floor-is-target" in said
    assert "repairs.yaml" not in said
