"""What is said of a set of KPIs whose first results have just come: nothing is compared with a time before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.evaluation import Reason
from qpr_rules.showing.report.appendix import REASONS
from tests.commands import call, run
from tests.parts import file_name

PERIODS = [f"2024-{month:02d}" for month in range(4, 13)]


@pytest.fixture
def young(tmp_path: Path) -> Path:
    """The project that `init` makes, with the first nine months of a year, and a KPI that needs twelve."""
    project = tmp_path / file_name("our rules é")
    assert call("init", str(project)).code == 0
    answers = {"name": "Repairs on time", "id": "REPAIRS", "numerator": "repairs on time", "denominator": "repairs"}
    given = {**answers, "section": "housing", "owner": "head-of-housing", "target": "95", "floor": "90"}
    made = run(project, "new", "--yes", *(part for key, text in given.items() for part in (f"--{key}", text)))
    assert made.code == 0, made.said
    for kpi, file in (("COMPLAINTS", "complaints"), ("EMPTY-HOMES", "empty-homes"), ("REPAIRS", "repairs")):
        rows = [f"{kpi},{period},{80 + at},{90 + at}" for at, period in enumerate(PERIODS)]
        text = "\n".join(["kpi,period,numerator,denominator", *rows, ""])
        (project / "results" / f"{file}.csv").write_text(text, "utf-8")
    return project


def test_no_direction_is_counted_or_compared_before_there_is_one(young: Path) -> None:
    said = run(young, "summary", "--quarter", "Q3 2024/25").text
    assert "Direction of Travel: none yet, for lack of data." in said
    assert "with a direction in both" not in said and "Against Q3 2023/24" not in said
    assert "Of the 2 KPIs rated in both quarters: no change in number." in said
    assert "No KPI was rated in both quarters." in run(young, "summary", "--quarter", "Q1 2024/25").text


def test_a_figure_that_never_was_is_not_called_the_last_known(young: Path) -> None:
    said = run(young, "explain", "REPAIRS", "--quarter", "Q4 2024/25").text
    assert "Concern: The result for March 2025 has not arrived. Results" in said
    assert "Since the previous quarter: still not rated; a year ago not rated." in said
    known = run(young, "explain", "COMPLAINTS", "--quarter", "Q4 2024/25").text
    assert "The result for March 2025 has not arrived; last known 90%, December 2024." in known


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("Late; last known {last_figure}; ask {owner}.", "Late; ask head-of-housing."),
        ("Late; last known {last_figure}", "Late"),
        ("Late; {unknown} stays.", "Late; {unknown} stays."),
        ("Late, last known {last_figure}.", "Late, last known -."),
    ],
)
def test_a_clause_whose_fields_have_no_value_is_left_out(young: Path, says: str, told: str) -> None:
    rules = young / "rules" / "exceptions.yaml"
    rules.write_text(f'late: {{when: {{reason: late}}, severity: concern, says: "{says}"}}\n', "utf-8")
    assert f"Concern: {told}\n" in run(young, "explain", "REPAIRS", "--quarter", "Q4 2024/25").out


def test_a_quarter_that_is_none_is_told_as_pages_write_it(young: Path) -> None:
    done = run(young, "summary", "--quarter", "q3")
    assert done.code == 2 and "`q3` is not a quarter; write it like `Q3 2024/25`" in done.said
    assert run(young, "summary", "--quarter", "Q3 2024/25").code == 0


def test_the_paper_says_what_its_reasons_mean_and_no_others(young: Path) -> None:
    paper = run(young, "report", "Q3 2024/25", "--format", "markdown").out
    meanings = paper.partition("**Why a KPI is not rated**")[2].partition("**Directions of travel**")[0]
    assert [line.split(" | ")[0] for line in meanings.splitlines() if line.startswith("| ")][2:] == [
        "| window incomplete"
    ]
    assert (
        "(window incomplete)" in paper
        and "Why a KPI is not rated"
        not in run(young, "report", "Q3 2024/25", "--format", "markdown", "--kpi", "COMPLAINTS").out
    )


def test_every_reason_has_its_meaning() -> None:
    assert set(REASONS) == set(Reason) - {Reason.ACTIVITY_ONLY}
