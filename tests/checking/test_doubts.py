"""What is hard to believe is said with the results beside it, of every area, and can be allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import commands

TODAY = ("--today", "2025-01-10")
MONTHS = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
STEADY = [1214, 1190, 1201, 1225, 1198, 1207, 1219, 1188, 1211, 1195, 1203, 1199] * 2
CALLS = """id: CALLS
name: Calls answered
section: housing
owner: head-of-housing
polarity: higher
unit: count
frequency: month
window: month
measure:
  numerator: Calls answered
target: 1000
floor: 900
"""


@pytest.fixture
def calls(project: Path) -> Path:
    """The small project with one KPI more: a number of calls by month, of the body and of 30 areas."""
    (project / "kpi_definitions" / "calls.yaml").write_text(CALLS, "utf-8", newline="\n")
    give(project)
    return project


def give(folder: Path, wrong: dict[tuple[str, str], object] | None = None, areas: int = 30) -> None:
    """Write the results of calls, with others in the place of some."""
    rows = [
        f"CALLS,{area},{month},{(wrong or {}).get((area, month), number)}"
        for area in ("", *(f"A{number:02}" for number in range(areas)))
        for month, number in zip(MONTHS, STEADY, strict=True)
    ]
    (folder / "results" / "calls.csv").write_text("\n".join(["kpi,area,period,numerator", *rows, ""]), "utf-8")


def checked(folder: Path, *more: str) -> str:
    return commands.run(folder, "check", "--results", "--select", "QPR4", *TODAY, *more).out


def test_steady_results_are_believed(calls: Path) -> None:
    assert "QPR4" not in checked(calls)
    assert "Hard to believe" not in commands.run(calls, "results", *TODAY).out


def test_a_slip_of_any_area_is_said_with_its_months_and_values(calls: Path) -> None:
    give(calls, {("A07", "2024-11"): 12030})
    said = checked(calls)
    assert "warning[QPR471] 12,030 of `A07` for November 2024 is about ten times the others around it" in said
    assert "Aug 2024 to Dec 2024: 1,188, 1,211, 1,195, 12,030, 1,199" in said
    assert "results/calls.csv:216:1" in said
    listed = commands.run(calls, "results", *TODAY).out
    assert "Hard to believe" in listed
    assert "Aug 2024 to Dec 2024: 1,188, 1,211, 1,195, 12,030, 1,199" in " ".join(listed.split())


def test_results_of_one_kpi_list_the_doubts_of_that_one(calls: Path) -> None:
    give(calls, {("", "2024-11"): 12030})
    assert "QPR471" in commands.run(calls, "results", "--kpi", "CALLS", *TODAY).out
    assert "QPR471" not in commands.run(calls, "results", "--kpi", "VOIDS", *TODAY).out


def test_it_is_allowed_at_the_kpi_and_at_the_row(calls: Path) -> None:
    give(calls, {("", "2024-11"): 12030})
    file = calls / "kpi_definitions" / "calls.yaml"
    comment = "# qpr: allow QPR471 until 2025-03-31 because a storm broke the lines"
    file.write_text(f"{comment}\n{CALLS}", "utf-8", newline="\n")
    assert "QPR4" not in checked(calls)
    assert "Hard to believe" not in commands.run(calls, "results", *TODAY).out
    file.write_text(CALLS, "utf-8", newline="\n")
    results = calls / "results" / "calls.csv"
    lines = (
        results.read_text("utf-8").replace("numerator\n", "numerator,note\n").replace("12030\n", f"12030, {comment}\n")
    )
    rows = [f"{line}," if line.count(",") == 3 else line for line in lines.splitlines()]
    results.write_text("\n".join(rows) + "\n", "utf-8", newline="\n")
    assert "QPR471" not in checked(calls)


def test_many_are_listed_as_far_as_anyone_reads_and_counted(calls: Path) -> None:
    give(calls, {(f"A{number:02}", "2024-12"): 12030 for number in range(25)})
    said = checked(calls, "--format", "concise")
    assert said.count("is about ten times") == 20
    assert "and 5 more like this among the results of CALLS" in said


def test_the_list_of_results_shows_a_screen_of_them(calls: Path) -> None:
    for number in range(3):
        name = f"CALLS-{number}"
        file = calls / "kpi_definitions" / f"calls-{number}.yaml"
        file.write_text(CALLS.replace("CALLS", name).replace("answered", f"answered {number}"), "utf-8", newline="\n")
    give(calls, {(f"A{number:02}", "2024-12"): 12030 for number in range(18)})
    text = (calls / "results" / "calls.csv").read_text("utf-8")
    for number in range(3):
        (calls / "results" / f"calls-{number}.csv").write_text(text.replace("CALLS", f"CALLS-{number}"), "utf-8")
    said = commands.run(calls, "results", *TODAY).text
    assert said.count("is about ten times") == 40
    assert "And 32 more: `qpr-rules check --results` lists them." in said


def test_a_result_of_a_month_that_has_not_begun_is_found(calls: Path) -> None:
    give(calls, areas=0)
    assert "QPR474" not in checked(calls, "--today", "2024-12-01")
    said = checked(calls, "--today", "2024-10-31", "--format", "concise")
    assert "December 2024, which has not begun, and 1 more" in said


def test_a_series_in_another_unit_is_that_alone(calls: Path) -> None:
    """One cause is one finding: what is ten times its target throughout is no jump as well."""
    give(calls, {("", month): number * 20 for month, number in zip(MONTHS, STEADY, strict=True)}, areas=0)
    said = checked(calls)
    assert "QPR454" in said
    assert "QPR457" not in said
