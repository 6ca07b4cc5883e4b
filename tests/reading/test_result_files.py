"""Result files as spreadsheets leave them: places in quoted fields, any line ends, a hundred thousand mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.test_bad_input import DAY, results, write


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_in_results_are_right_whatever_the_line_ends_and_the_quoted_fields(
    project: Path, ends: str, mark: str
) -> None:
    rows = [
        "kpi,note,period,numerator,denominator",
        'REPAIRS,"two',
        'lines, ""and"" a comma",2025-01,381,402',
        'REPAIRS,"again',
        'two",2025-02,NaN,402',
        '"REPAIRS",,"2025-03",381,x402',
        "",
    ]
    write("results/more.csv", mark + ends.join(rows))(project)
    done = run(project, "check", "--format", "concise", *DAY)
    places = [line.split(": ")[0] for line in done.out.splitlines()[:-1]]
    assert places == ["results/more.csv:5:14", "results/more.csv:6:26"]


def test_a_hundred_thousand_errors_of_one_kind_are_twenty_and_a_count(project: Path) -> None:
    results(*(f"REPAIRS,a{number},2025-01,NaN,3" for number in range(100_000)))(project)
    done = run(project, "check", "--format", "concise", *DAY)
    lines = done.out.splitlines()[:-1]
    assert len(lines) == 21
    assert lines[0].endswith("QPR413 and 99,980 more like this in the file")


def test_one_unknown_kpi_is_one_finding_however_many_its_rows(project: Path) -> None:
    results(*(f"REPARS,,{2000 + number // 12}-{number % 12 + 1:02d},1,3" for number in range(240)))(project)
    done = run(project, "check", "--format", "concise", *DAY)
    assert done.out.splitlines()[:-1] == [
        "results/more.csv:2:1: error QPR410 there is no KPI `REPARS`, here and in 239 more rows"
    ]
