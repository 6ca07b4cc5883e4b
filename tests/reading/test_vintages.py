"""Vintages: which of several results of one period is used, through every source and layout, and what is said of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import Folder
from qpr_rules.observation import State
from qpr_rules.reading.observations import RefusedError
from qpr_rules.reading.results import Results, as_known_on, read_results
from qpr_rules.reading.vintages import day_known, revised
from tests.result_tables import january, rows, settings

HEADER = "kpi,area,period,numerator,denominator,status,as_of\n"
JANUARY = """\
REPAIRS,,2025-01,381,402,provisional,2025-02-03
REPAIRS,,2025-01,379,402,final,2025-03-03
REPAIRS,,2025-01,383,402,revised,2025-06-02
"""


def read(project: Path, text: str) -> Results:
    (project / "results" / "more.csv").write_text(HEADER + text, "utf-8", newline="")
    tree = Folder(project)
    return read_results(tree, declare(tree))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_latest_is_used_whatever_the_order_of_the_rows(project: Path, order: tuple[int, ...]) -> None:
    lines = JANUARY.splitlines(keepends=True)
    found = read(project, "".join(lines[place] for place in order))
    assert january(found) == [(383, False, "2025-06-02")]
    assert not found.diagnostics
    assert found.refused == 0


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-02-02", []),
        ("2025-02-03", [(381, True, "2025-02-03")]),
        ("2025-03-02", [(381, True, "2025-02-03")]),
        ("2025-03-03", [(379, False, "2025-03-03")]),
        ("2025-06-01", [(379, False, "2025-03-03")]),
        ("2030-01-01", [(383, False, "2025-06-02")]),
    ],
)
def test_what_was_known_at_the_end_of_a_day(project: Path, day: str, expected: list[tuple[Any, ...]]) -> None:
    found = read(project, JANUARY)
    then = as_known_on(found, declare(Folder(project)).definitions, dt.date.fromisoformat(day))
    assert january(then) == expected
    assert then.known_on == dt.date.fromisoformat(day)


def test_a_result_without_a_day_is_the_first_and_known_from_the_end_of_its_period(project: Path) -> None:
    found = read(project, "REPAIRS,,2025-01,380,402,,\nREPAIRS,,2025-01,379,402,,2025-03-03\n")
    definitions = declare(Folder(project)).definitions
    assert january(found) == [(379, False, "2025-03-03")]
    assert january(as_known_on(found, definitions, dt.date(2025, 1, 30))) == []
    assert january(as_known_on(found, definitions, dt.date(2025, 1, 31))) == [(380, False, "0001-01-01")]


def test_a_number_that_is_withdrawn_is_withdrawn(project: Path) -> None:
    found = read(project, "REPAIRS,,2025-01,381,402,,2025-02-03\nREPAIRS,,2025-01,,,x,2025-03-03\n")
    assert january(found) == [(State.MISSING, False, "2025-03-03")]


def test_two_numbers_known_as_of_one_day_are_a_conflict_and_the_first_is_used(project: Path) -> None:
    found = read(project, "REPAIRS,,2025-01,381,402,,2025-02-03\nREPAIRS,,2025-01,379,402,,2025-02-03\n")
    (one,) = found.diagnostics
    assert (one.code, one.headline) == (
        "QPR421",
        "REPAIRS has two different results for 2025-01, known as of 2025-02-03",
    )
    assert (one.at.span.line, one.also[0].span.line) == (3, 2)
    assert january(found) == [(381, False, "2025-02-03")]
    assert found.refused_by == {("REPAIRS", ""): 1}


def test_two_numbers_without_a_day_stay_a_conflict_beside_a_later_one(project: Path) -> None:
    found = read(project, "REPAIRS,,2025-01,1,402,,\nREPAIRS,,2025-01,2,402,,\nREPAIRS,,2025-01,3,402,,2025-03-03\n")
    assert [each.code for each in found.diagnostics] == ["QPR421"]
    assert january(found) == [(3, False, "2025-03-03")]


def test_the_same_on_the_same_day_is_a_repetition_and_on_another_day_nothing(project: Path) -> None:
    same = "REPAIRS,,2025-01,381,402,,2025-02-03\n"
    assert [each.code for each in read(project, same + same).diagnostics] == ["QPR422"]
    assert not read(project, same + same.replace("02-03", "03-03")).diagnostics


def test_areas_and_kpis_have_vintages_of_their_own(project: Path) -> None:
    found = read(project, "REPAIRS,,2025-01,381,402,,2025-02-03\nREPAIRS,North,2025-01,9,10,,2025-03-03\n")
    assert [(one.area, one.numerator) for one in found.observations["REPAIRS"] if one.period == 2025 * 12] == [
        ("", Decimal(381)),
        ("North", Decimal(9)),
    ]


@pytest.mark.parametrize(
    ("cell", "headline", "edit"),
    [
        ("03/02/2025", "`03/02/2025` is how a spreadsheet writes a date", "2025-02-03"),
        ("31/02/2025", "`31/02/2025` is no day since which a result is known", None),
        ("2025-02-30", "there is no such day as `2025-02-30`", None),
        ("0025-02-03", "there is no such day as `0025-02-03`", None),
        ("2025-02", "`2025-02` is no day since which a result is known", None),
        ("٢٠٢٥-02-03", "`٢٠٢٥-02-03` is no day since which a result is known", None),
    ],
)
def test_what_is_no_day_is_refused_in_its_cell(project: Path, cell: str, headline: str, edit: str | None) -> None:
    found = read(project, f"REPAIRS,,2025-01,381,402,,{cell}\n")
    (one,) = found.diagnostics
    assert (one.code, one.headline, one.at.span.column) == ("QPR436", headline, 27)
    assert (one.edit.text if one.edit else None) == edit
    assert january(found) == []


def test_days_as_a_spreadsheet_writes_them_are_one_mistake_of_a_file(project: Path) -> None:
    found = read(project, "".join(f"REPAIRS,,2024-{month:02d},1,2,,03/02/2025\n" for month in range(1, 13)))
    (one,) = found.diagnostics
    assert one.headline == "`03/02/2025` is how a spreadsheet writes a date, here and in 11 more rows"
    assert found.refused == 12


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-03",
        " 2025-02-03 ",
        "2025-02-03 09:30",
        "2025-02-03T23:59:59.5",
        "2025-02-03 09:30:00+00:00",
        "2025-02-03T09:30:00Z",
    ],
)
def test_a_time_of_day_is_passed_over(text: str) -> None:
    assert day_known(text) == dt.date(2025, 2, 3)


def test_half_a_time_of_day_is_refused() -> None:
    with pytest.raises(RefusedError):
        day_known("2025-02-03 9")


def test_a_fixed_day_that_there_is_not_is_said_at_the_settings(project: Path) -> None:
    settings(project, "{source: csv, files: results/a.csv, fixed: {as_of: 2025-02-30}}")
    (one,) = (each for each in declare(Folder(project)).diagnostics if each.code == "QPR206")
    assert (one.at.span.file, one.headline) == ("qpr-rules.yaml", "there is no such day as `2025-02-30`")


def test_a_running_total_falls_or_not_by_what_was_known(project: Path) -> None:
    file = project / "kpi_definitions" / "repairs.yaml"
    text = file.read_text("utf-8").replace("window: 12 months", "window: year to date") + "reported: cumulative\n"
    file.write_text(text, "utf-8")
    (project / "results" / "results.csv").write_text("kpi,area,period,numerator,denominator\n", "utf-8")
    found = read(
        project,
        "REPAIRS,,2024-04,50,60,,2024-05-03\nREPAIRS,,2024-05,45,70,,2024-06-03\nREPAIRS,,2024-05,65,70,,2024-07-03\n",
    )
    definitions = declare(Folder(project)).definitions
    assert [each.code for each in found.diagnostics if each.code == "QPR419"] == []
    then = as_known_on(found, definitions, dt.date(2024, 6, 30))
    assert [each.code for each in then.diagnostics if each.code == "QPR419"] == ["QPR419"]
    now = as_known_on(then, definitions, dt.date(2024, 7, 30))
    assert now.diagnostics == found.diagnostics


def test_what_is_a_revision(project: Path) -> None:
    found = read(
        project,
        "REPAIRS,,2025-01,,,x,2025-02-01\n"  # nothing yet
        "REPAIRS,,2025-01,381,402,provisional,2025-02-03\n"  # the first number
        "REPAIRS,,2025-01,381,402,final,2025-03-03\n"  # the same number, confirmed
        "REPAIRS,,2025-01,379,402,revised,2025-04-03\n"  # a revision
        "REPAIRS,,2025-01,,,c,2025-05-03\n"  # a revision: it is hidden now
        "REPAIRS,,2025-01,379,402,,2025-06-03\n"  # and it is not any more
        "REPAIRS,,2025-02,379,402,,2025-06-03\n",  # another period
    )
    pairs = [(before.as_of.month, after.as_of.month) for before, after in revised(found.every["REPAIRS"])]
    assert pairs == [(3, 4), (4, 5), (5, 6)]


def test_without_a_day_nothing_is_held_twice(project: Path) -> None:
    tree = Folder(project)
    found = read_results(tree, declare(tree))
    assert rows(project)
    for kpi, own in found.observations.items():
        assert found.every[kpi] is own
