"""A definition in error is counted as the file says it: by its kind, and while its dates keep it in the set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import rewrite

VOIDS = "kpi_definitions/voids.yaml"
NOBODY = ("owner: head-of-housing", "owner: nobody-here")


def totals(project: Path) -> str:
    """The line of totals as of a quarter in which both KPIs have results."""
    lines = run(project, "exceptions", "--quarter", "Q3 2024/25").out.splitlines()
    return next(" ".join(line.split()) for line in lines if "Green" in line)


def test_a_kpi_in_error_is_counted_as_not_rated(project: Path) -> None:
    rewrite(project / VOIDS, *NOBODY)
    assert totals(project).startswith("2 KPIs ")
    assert "1 Not rated" in totals(project)


@pytest.mark.parametrize(
    "written",
    ["retired: {on: 2024-06-30, reason: merged}\n", "introduced: 2025-02-01\n"],
    ids=["retired before", "introduced after"],
)
def test_a_kpi_in_error_whose_dates_keep_it_out_of_the_set_is_in_no_total(project: Path, written: str) -> None:
    rewrite(project / VOIDS, *NOBODY)
    rewrite(project / VOIDS, "decimals: 1\n", f"decimals: 1\n{written}")
    assert totals(project).startswith("1 KPI ")
    assert "Not rated" not in totals(project)


def test_an_activity_indicator_in_error_is_in_no_total(project: Path) -> None:
    rewrite(project / VOIDS, *NOBODY)
    text = (project / VOIDS).read_text(encoding="utf-8")
    activity = text.partition("standards:")[0].replace("polarity: lower\n", "kind: activity\n")
    (project / VOIDS).write_text(activity, encoding="utf-8", newline="\n")
    assert totals(project).startswith("1 KPI ")


def test_where_every_definition_with_results_is_in_error_that_is_said(project: Path) -> None:
    for file in ("repairs", "voids"):
        rewrite(project / "kpi_definitions" / f"{file}.yaml", *NOBODY)
    done = run(project, "summary")
    assert done.code == 1
    assert "No results were read, so there is no quarter to report on." in done.err
    assert "Results of definitions in error do not count (VOIDS, REPAIRS)" in done.err
