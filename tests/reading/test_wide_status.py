"""In a table with months across the top each month may be provisional by itself: by a row of statuses, or by a marker."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.files import Folder
from qpr_rules.observation import State
from qpr_rules.period import month_of
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import read_results
from tests.commands import run
from tests.result_tables import said, settings

WIDE = "source: csv, files: results/more.csv, layout: wide"
PARTS = f"{{{WIDE}, columns: {{part: Line}}, parts: {{numerator: N, denominator: D, status: Status}}}}"
P, R, F = "provisional", "revised", "final"


def read(project: Path, entry: str, text: str) -> list[tuple[int, object, str, bool]]:
    """Of REPAIRS: the month of 2025, the numerator or the state, what is said of it, and whether it is provisional."""
    settings(project, entry)
    (project / "results" / "more.csv").write_text(text, "utf-8")
    tree = Folder(project)
    found = read_results(tree, read_declarations(tree)).observations["REPAIRS"]
    return [
        (
            each.period - month_of(2024, 12),
            each.numerator if each.numerator is None else int(each.numerator),
            each.status or each.state.name,
            each.provisional,
        )
        for each in found
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_a_row_of_statuses_says_it_of_each_month(project: Path, order: tuple[int, ...]) -> None:
    rows = ["REPAIRS,N,381,366,371,5,", "REPAIRS,D,402,400,390,9,", "REPAIRS,Status,final,Revised,[p],,provisional"]
    text = "\n".join(["kpi,Line,2025-01,2025-02,2025-03,2025-04,2025-05", *(rows[each] for each in order)])
    found = read(project, PARTS, text)
    assert found == [(1, 381, F, False), (2, 366, R, False), (3, 371, P, True), (4, 5, "PRESENT", False)]
    assert said(project) == []
    tidy = "kpi,period,numerator,denominator,status\nREPAIRS,2025-01,381,402,final\nREPAIRS,2025-02,366,400,Revised\n"
    tidy += "REPAIRS,2025-03,371,390,[p]\nREPAIRS,2025-04,5,9,\n"
    assert read(project, "{source: csv, files: results/more.csv}", tidy) == found


def test_a_marker_in_a_cell_says_it_of_that_month(project: Path) -> None:
    head = "kpi,Line,2025-01,2025-02,2025-03,2025-04\n"
    text = f"{head}REPAIRS,N,381 [r],366 [p],371,5[e]\nREPAIRS,D,402,400,390 [P],9 [r]\n"
    found = read(project, PARTS, text)
    assert found == [(1, 381, R, False), (2, 366, P, True), (3, 371, P, True), (4, 5, P, True)]
    assert said(project) == []


def test_a_marker_that_says_another_thing_than_the_row_of_statuses_is_found_at_its_cell(project: Path) -> None:
    text = "kpi,Line,2025-01,2025-02,2025-03,2025-04\nREPAIRS,N,381,366 [r],371 [r],5[p]\n"
    text += "REPAIRS,D,402,400,390 [r],9\nREPAIRS,Status,final,revised,Final,final\n"
    assert read(project, PARTS, text) == [(1, 381, F, False), (2, 366, R, False), (3, 371, F, False), (4, 5, P, True)]
    assert said(project) == [
        "results/more.csv:2:23: warning QPR444 `371 [r]` says revised, and its status says final",
        "results/more.csv:2:31: warning QPR444 `5[p]` says provisional, and its status says final",
    ]


def test_a_row_of_statuses_may_say_why_there_is_no_number(project: Path) -> None:
    text = "kpi,Line,2025-01,2025-02,2025-03\nREPAIRS,N,381,,\nREPAIRS,D,402,,\nREPAIRS,Status,,[c],z\n"
    states = [(1, 381, "PRESENT", False), (2, None, State.SUPPRESSED.name, False), (3, None, "NOT_APPLICABLE", False)]
    assert read(project, PARTS, text) == states


def test_what_is_wrong_with_a_status_is_said_at_its_cell(project: Path) -> None:
    text = "kpi,Line,2025-01,2025-02\nREPAIRS,N,381,366\nREPAIRS,D,402,400\nREPAIRS,Status,draft,final\n"
    read(project, PARTS, text)
    assert said(project) == ["results/more.csv:4:16: error QPR420 `draft` is not a status"]
    read(project, PARTS, text.replace("draft", "") + "REPAIRS,Status,,provisional\n")
    (line,) = said(project)
    assert line.startswith("results/more.csv:1:18: error QPR421 REPAIRS has two different results for 2025-02")


def test_a_whole_file_may_be_provisional(project: Path) -> None:
    entry = f"{{{WIDE}, columns: {{part: Line}}, parts: {{numerator: N, denominator: D, status: S}}, fixed: {{status: provisional}}}}"
    text = "kpi,Line,2025-01,2025-02\nREPAIRS,N,381,366\nREPAIRS,D,402,400\nREPAIRS,S,final,\n"
    assert read(project, entry, text) == [(1, 381, F, False), (2, 366, P, True)]


def test_a_column_of_statuses_is_refused_and_what_to_do_is_said(project: Path) -> None:
    settings(project, f"{{{WIDE}, columns: {{status: State}}}}")
    (line,) = [each for each in said(project) if "QPR430" in each]
    assert line.endswith("a wide table has no column for the status")
    assert "parts: {status: Status}" in run(project, "check", "--today", "2024-12-31").text
    read(project, f"{{{WIDE}, columns: {{part: Line}}, parts: {{numerator: N, denominator: D}}}}",
         "kpi,Line,Status,2025-01\nREPAIRS,N,provisional,381\nREPAIRS,D,,402\n")  # fmt: skip
    assert said(project) == ["results/more.csv:1:10: note QPR428 not read: `status`"]
