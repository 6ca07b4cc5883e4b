"""Result files as spreadsheets leave them: places in quoted fields, any line ends, a hundred thousand mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.changes import DAY, results, write
from tests.commands import run


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


def said(project: Path) -> list[str]:
    return run(project, "check", "--format", "concise", *DAY).out.splitlines()[:-1]


@pytest.mark.parametrize("written", ["Jan-25", "01/01/2025", "31/01/2025"])
def test_a_month_that_a_spreadsheet_took_for_a_date_is_said_once_in_a_file_with_the_month_it_was(
    project: Path, written: str
) -> None:
    results(*(f"REPAIRS,a{number},{written},1,3" for number in range(30)))(project)
    assert said(project) == [
        f"results/more.csv:2:12: error QPR411 `{written}` is how a spreadsheet writes a date, here and in 29 more rows"
    ]
    assert "REPAIRS,a0,2025-01,1,3" in run(project, "check", *DAY).out


@pytest.mark.parametrize("written", ["13/01/2025", "01/13/2025", "Jun-x5", "Abc-25"])
def test_what_is_no_first_or_last_day_of_a_month_is_not_guessed_at(project: Path, written: str) -> None:
    results(f"REPAIRS,,{written},1,3")(project)
    (line,) = said(project)
    assert f"`{written}` is not a month" in line


def test_rows_of_empty_cells_below_a_table_are_no_results(project: Path) -> None:
    before = run(project, "check", *DAY).out
    write("results/more.csv", "kpi,note,period,numerator,denominator\n,,,,\n, ,,,\n")(project)
    count = before[: before.index(" results read")].split()[-1]
    assert f"{count} results read: no mistakes" in " ".join(run(project, "check", *DAY).out.split())


def test_a_row_with_numbers_and_no_kpi_is_a_mistake(project: Path) -> None:
    results(",,2025-01,1,3", ",,,,", ",,2025-02,1,3")(project)
    assert said(project) == ["results/more.csv:2:1: error QPR410 the row names no KPI, here and in 1 more row"]


def test_a_percentage_in_the_place_of_a_numerator_is_called_that(project: Path) -> None:
    results("REPAIRS,,2025-01,78%,402")(project)
    (line,) = said(project)
    assert "QPR413 `78%` is a percentage; a numerator is a number" in line


@pytest.mark.parametrize("name", ["q4.xlsx", "Q4.XLS", "q4.ods"])
def test_a_spreadsheet_among_the_results_is_named_and_its_lock_is_not(project: Path, name: str) -> None:
    write(f"results/{name}", "")(project)
    write(f"results/~${name}", "")(project)
    assert said(project) == [
        f"results/{name}: warning QPR005 this spreadsheet is not read: `results` in qpr-rules.yaml names no sheet of it"
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_line_of_a_million_characters_is_no_table_and_a_file_of_many_lines_is_one(project: Path, ends: str) -> None:
    head = f"kpi,period,numerator,denominator,note{ends}"
    rows = ends.join(f"REPAIRS,{1900 + number // 12}-{number % 12 + 1:02d},3,4,{'x' * 5_000}" for number in range(600))
    write("results/more.csv", f"{head}{rows}{ends}")(project)
    assert "QPR405" not in run(project, "check", "--format", "concise", *DAY).out
    write("results/more.csv", f"{head}{rows}{ends}{',' * 3_000_000}{ends}")(project)
    found = [line for line in run(project, "check", "--format", "concise", *DAY).out.splitlines() if "QPR405" in line]
    assert len(found) == 1
    assert "this line is longer than 1,000,000 characters" in found[0]
    assert ends == "\r" or found[0].startswith("results/more.csv:602:1")
