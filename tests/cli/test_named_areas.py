"""Areas are called by their names wherever people read of them, with their codes beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run


@pytest.fixture
def divided(project: Path) -> Path:
    """A district of which one area has a name, and one has none."""
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    rows = [f"REPAIRS,{area},{month},{done},100" for area, done in (("N", 50), ("S", 99)) for month in months]
    text = "\n".join(["kpi,area,period,numerator,denominator", *rows, ""])
    (project / "results" / "areas.csv").write_text(text, "utf-8")
    (project / "areas.yaml").write_text("N: {name: North End}\n", "utf-8")
    (project / "rules").mkdir(exist_ok=True)
    rules = "always: {when: {kind: kpi}, severity: notice, says: Listed.}\n"
    (project / "rules" / "exceptions.yaml").write_text(rules, "utf-8")
    return project


QUARTER = ("--quarter", "Q3 2024/25")


def test_what_needs_attention_names_the_area(divided: Path) -> None:
    shown = run(divided, "exceptions", *QUARTER, width=80).out
    assert "Repairs completed on time · North End (N)\n" in shown
    assert "Repairs completed on time · S\n" in shown


def test_the_paper_names_it_among_the_exceptions_and_below_its_kpi(divided: Path) -> None:
    paper = run(divided, "report", "Q3 2024/25", "--format", "markdown").out
    assert "| Repairs completed on time · North End (N) | " in paper
    assert "\n| North End (N) | December 2024 | " in paper
    assert "\n| S | December 2024 | " in paper


def test_the_explanation_and_the_ranking_name_it(divided: Path) -> None:
    assert (
        "Repairs completed on time, North End (N)\n" in run(divided, "explain", "REPAIRS", "--area", "N", *QUARTER).out
    )
    assert "North End (N)" in run(divided, "compare", "REPAIRS", *QUARTER).out
