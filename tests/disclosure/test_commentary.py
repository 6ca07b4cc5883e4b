"""Commentary that says a hidden count is found: by check, and wherever a paper is made of it. What is no count is let be."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import qpr_rules
from qpr_rules.checking.numbers_said import numbers_said
from tests.commands import run
from tests.disclosure.small_project import REVIEWS, SETTINGS, project

COMMENTARY = Path("commentary") / "2024-25-Q4.yaml"


def noted(folder: Path, text: str, few: int = 3, settings: str = SETTINGS) -> Path:
    """The project of small counts: 3 visits in the North (and 22 in the South, hidden with it) in the last quarter."""
    project(folder, few, settings=settings)
    (folder / "commentary").mkdir()
    (folder / COMMENTARY).write_text(text, encoding="utf-8")
    return folder


def found(folder: Path, *more: str) -> list[str]:
    """The findings of a check, a line each."""
    done = run(folder, "check", "--results", "--today", "2025-06-01", "--format", "concise", *more)
    return [line for line in done.out.splitlines() if "QPR6" in line]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("VISITS: {context: In the North there were 3.}", "1:43"),
        ("VISITS: {context: Three people came from the North.}", "1:19"),
        ("VISITS:\n  context: >-\n    Fewer came,\n    3 from the North.", "4:5"),
        ("VISITS: {context: The South had twenty-two.}", "1:33"),  # which the whole and the East would make 3
        ("VISITS: {context: None, actions: [{what: Call the 3 back, owner: head, due: 2025-04-30}]}", "1:51"),
    ],
)
def test_a_hidden_count_is_found_where_it_stands(tmp_path: Path, said: str, at: str) -> None:
    (line,) = found(noted(tmp_path / "p", said + "\n"))
    assert f"2024-25-Q4.yaml:{at}" in line and "QPR604" in line
    assert found(noted(tmp_path / "open", said + "\n", settings=SETTINGS.replace("5", "0"))) == []


@pytest.mark.parametrize(
    "said",
    [
        "From 3 May, in 3 months and a three-week pause, 3 officers did phase 3 for £3 in 2022; see Q3, v3.1 and 3.5%.",
        "Two new teams; one of them in the East, where there were 15. No one left, and 40 came in all.",
        "On 22 March and in 2022/23, at 10:22, the 22nd, £22 and 1,022.",
    ],
)
def test_other_numbers_are_let_be(tmp_path: Path, said: str) -> None:
    assert found(noted(tmp_path / "p", f'VISITS: {{context: "{said}"}}\n')) == []


def test_a_percentage_that_is_hidden_is_found_and_a_target_is_not(tmp_path: Path) -> None:
    monthly = REVIEWS.replace("window: 12 months", "window: month")
    for said, times in (("11.5%", 1), ("12 per cent", 1), ("11.4%", 0), ("80% and 60%", 0)):
        folder = noted(tmp_path / said[:4].strip("% "), f'REVIEWS: {{context: "Only {said}."}}\n')
        (folder / "kpi_definitions" / "reviews.yaml").write_text(monthly, encoding="utf-8")
        results = folder / "results" / "all.csv"
        text = results.read_text(encoding="utf-8")
        (march,) = (line for line in text.splitlines() if line.startswith("REVIEWS,,2025-03"))
        results.write_text(text.replace(march, "REVIEWS,,2025-03,3,26"), encoding="utf-8")  # 11.54%
        assert len(found(folder)) == times, said


def test_a_comment_allows_it_and_a_comment_too_many_is_found(tmp_path: Path) -> None:
    allow = "# qpr: allow QPR604 until 2025-12-31 because these are workshops\n"
    folder = noted(tmp_path / "p", f"VISITS:\n  {allow}  context: We held 3.\n")
    assert found(folder) == []
    assert (
        "Warning" not in run(folder, "report", "Q4 2024/25", "-o", str(tmp_path / "r.md"), "--today", "2025-06-01").err
    )
    late = run(folder, "report", "Q4 2024/25", "-o", str(tmp_path / "r.md"), "--today", "2026-06-01")
    assert "Warning" in late.err
    (folder / COMMENTARY).write_text(f"VISITS:\n  {allow}  context: We held some.\n", encoding="utf-8")
    assert len(found(folder)) == 1 and "QPR603" in found(folder)[0]
    assert "QPR603" not in run(folder, "check", "--today", "2025-06-01").out  # which it cannot know


def test_every_paper_warns_with_the_place_and_none_without_reason(tmp_path: Path) -> None:
    folder = noted(tmp_path / "p", "VISITS: {context: In the North there were 3.}\n")
    commands = {
        "report": ("report", "Q4 2024/25", "-o", str(tmp_path / "r.md")),
        "digests": ("report", "Q4 2024/25", "--by", "owner", "-o", str(tmp_path / "letters")),
        "publish": ("publish", "Q4 2024/25", "--today", "2025-06-01"),
    }
    for name, words in commands.items():
        done = run(folder, *words)
        assert done.code == 0, done.err
        assert done.err.count("Warning: commentary/2024-25-Q4.yaml:1: ") == 1, name
        assert "says `3`, and that is hidden: Visits of North, Q4 2024/25" in done.err
    assert run(folder, "report", "Q4 2024/25", "--kpi", "CALLS", "-o", str(tmp_path / "c.md")).err == ""
    assert run(folder, "report", "Q3 2024/25", "-o", str(tmp_path / "q.md")).err == ""


def test_what_is_hidden_is_told_in_the_quarter_it_is_hidden_in(tmp_path: Path) -> None:
    """The month behind a rolling year is hidden for a year; what is counted of it is said in words of the measure."""
    folder = noted(tmp_path / "p", "REVIEWS: {context: In August only 3 reviews were on time.}\n")
    (line,) = found(folder)
    assert "Reviews on time, Aug" in line
    assert qpr_rules.open(folder).evaluate("Q4 2024/25").released is not None


def test_the_numbers_of_a_text() -> None:
    told = [
        (each.value, each.percent)
        for each in numbers_said("1,204 of them; Thirty-one per cent; only one; one year; 0.5%")
    ]
    assert told == [(Decimal(1204), False), (Decimal(31), True), (Decimal(1), False), (Decimal("0.5"), True)]
