"""The counts of the summary stand under the words of the report, at every width, and add up as printed."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.commands import run
from tests.shipped_set import REPOSITORY

WORDS = ["Green", "Amber", "Red", "Not rated", "KPIs", "Improving", "Stable or no clear trend", "Worsening"]
LACKING = "Insufficient data"


def table_of(project: Path, quarter: str, width: int) -> str:
    out = run(project, "summary", "--quarter", quarter, width=width).out
    return out.partition("By section\n")[2].partition("\n\n")[0]


def heads(table: str) -> list[str]:
    """The heads of the numbers, each read downward, without shapes and with no word broken."""
    lines = table.splitlines()
    names = next(place for place, line in enumerate(lines) if line.startswith("Section"))
    ends = [match.end() for match in re.finditer("[A-Za-z]+", lines[names])]
    columns = (" ".join(line[begin:end] for line in lines[: names + 1]) for begin, end in pairwise(ends))
    return [" ".join(re.findall("[A-Za-z-]+", column)).replace("- ", "") for column in columns]


def counts(table: str) -> list[list[int]]:
    """The numbers of each line that has any."""
    found = (re.search(r"((?: +\d+){6,})(?: +illustrative)?$", line) for line in table.splitlines())
    return [[int(number) for number in match[1].split()] for match in found if match]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_each_column_is_headed_with_the_words_of_the_report(width: int) -> None:
    assert heads(table_of(REPOSITORY, "Q3 2024/25", width)) == [*WORDS, LACKING]


def test_on_a_narrow_screen_the_shapes_are_explained_in_the_same_words() -> None:
    legend = " ".join(table_of(REPOSITORY, "Q1 2024/25", 60).split())
    for word in (*(each for each in WORDS if each != "KPIs"), LACKING):
        assert word in legend


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("quarter", ["Q3 2024/25", "Q1 2024/25", "Q4 2023/24"])
def test_ratings_and_directions_of_each_line_add_up_to_its_kpis(width: int, quarter: str) -> None:
    found = counts(table_of(REPOSITORY, quarter, width))
    assert len(found) == 10
    for numbers in found:
        assert sum(numbers[:4]) == numbers[4] == sum(numbers[5:])  # exact: integers


def test_that_data_are_insufficient_has_a_column_only_where_it_happens(project: Path) -> None:
    table = table_of(project, "Q3 2024/25", 100)
    assert heads(table) == WORDS
    assert all(sum(numbers[5:]) == numbers[4] == 2 for numbers in counts(table))


def test_groups_by_owner_are_counted_in_the_words_of_the_totals() -> None:
    out = run(REPOSITORY, "exceptions", "--by", "owner", "--all").out
    assert "1 KPI: 1 to note" in out
    assert re.search(r"\d KPIs?: .*\d without an exception", out)
    assert re.search(r"\d urgent and \d of concern", out)


def test_the_names_of_schemas_fit_the_screen() -> None:
    lines = run(REPOSITORY, "schema", width=80).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines if not line.startswith(" ")][:2] == ["areas", "cases"]
