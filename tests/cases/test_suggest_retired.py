"""Cases suggested for a KPI that is retired lie in its life, and test the boundaries of its last standard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import run
from tests.repositories import rewrite

VOIDS = "kpi_definitions/voids.yaml"


def suggested(project: Path, kpi: str = "VOIDS") -> tuple[str, dict[str, Any]]:
    done = run(project, "test", "--suggest", kpi)
    assert done.code == 0, done.err
    cases: dict[str, Any] = yaml.safe_load(done.out)["cases"]
    return done.out, cases


def retire(project: Path, day: str) -> None:
    rewrite(project / VOIDS, "decimals: 1\n", f"decimals: 1\nretired: {{on: {day}, reason: merged}}\n")


@pytest.mark.parametrize(
    ("day", "last", "target"),
    [
        ("2024-11-30", "2024-09", 20),  # its window is the quarter, whose last figure before is September's
        ("2025-01-01", "2024-12", 20),
        ("2024-12-31", "2024-09", 20),  # retired on the figure's own last day: no longer in the set of that quarter
        ("2024-06-30", "2024-03", 21),  # the standard of the year before is then the last that rated anything
        ("2030-01-01", "2025-03", 20),
    ],
)
def test_they_are_about_the_last_figure_before_it_retires(project: Path, day: str, last: str, target: int) -> None:
    retire(project, day)
    text, cases = suggested(project)
    periods = {period for case in cases.values() for period in case["expect"]}
    assert periods == {last}
    assert dt.date.fromisoformat(f"{last}-28") < dt.date.fromisoformat(day)
    assert f"at the target of {target}" in cases
    assert {"just over the target", "just over the floor standard"} <= set(cases)
    file = project / "kpi_definitions" / "voids.cases.yaml"
    file.write_text(text, encoding="utf-8", newline="\n")
    done = run(project, "test", "--coverage")
    assert done.code == 0, done.out
    assert "not seen" not in done.out.partition("VOIDS")[2].partition("\n")[0]


def test_a_kpi_retired_before_its_first_standard_can_only_be_without_one(project: Path) -> None:
    retire(project, "2023-02-01")
    text, cases = suggested(project)
    assert list(cases) == ["no result has come"]
    (project / "kpi_definitions" / "voids.cases.yaml").write_text(text, encoding="utf-8", newline="\n")
    assert run(project, "test").code == 0
