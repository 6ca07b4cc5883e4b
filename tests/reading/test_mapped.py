"""`results` in the settings as mappings: which files, which columns, and every way to get them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.result_tables import said, settings

OWN = "results/results.csv"


def more(project: Path, text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    (project / "results" / "more.csv").write_bytes(content)


def entry(**keys: str) -> str:
    given = {"source": "csv", "files": "results/more.csv", **keys}
    return "{" + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}"


@pytest.mark.parametrize(
    ("wrong", "place", "code", "words"),
    [
        ("{source: exel, files: a.csv}", "6:14", "QPR443", "`exel`"),
        ("{files: a.csv}", "6:5", "QPR151", "`source` is missing"),
        ("{source: csv}", "6:5", "QPR151", "`files` is missing"),
        ("{source: csv, files: results/results.csv, sheet: A}", "6:47", "QPR155", "`sheet`"),
        ("{source: csv, file: results/results.csv}", "6:19", "QPR150", "`file`"),
        ("{source: csv, files: results/results.csv, delimiter: ';;'}", "6:58", "QPR152", "`;;`"),
        (entry(columns="{kpi: A, area: a}"), "6:54", "QPR430", "have the name"),
        (entry(columns="{kpi: A}", fixed="{kpi: X}"), "6:71", "QPR430", "both a column and fixed"),
        (entry(layout="wide", columns="{period: A}"), "6:68", "QPR430", "no column for the period"),
        (entry(columns="{part: A}"), "6:54", "QPR430", "`parts` does not say"),
        (entry(layout="wide", parts="{value: A}"), "6:65", "QPR430", "`columns` does not name it"),
        ("{source: excel, files: a.xlsx, range: 'A1:'}", "6:43", "QPR430", "`A1:` is no range"),
        ("{source: csv, files: nowhere.csv}", "6:26", "QPR407", "no result file"),
    ],
)
def test_an_entry_that_is_wrong_is_said_at_its_place(
    project: Path, wrong: str, place: str, code: str, words: str
) -> None:
    settings(project, OWN, wrong)
    found = [line for line in said(project) if code in line]
    assert found, said(project)
    assert any(line.startswith(f"qpr-rules.yaml:{place}: ") and words in line for line in found), found


def test_a_column_that_is_not_there_is_named_with_the_nearest(project: Path) -> None:
    settings(project, OWN, entry(columns="{kpi: Indicator, numerator: Top}"))
    more(project, "Indicater,period,Top,denominator\nREPAIRS,2025-01,1,2\n")
    assert said(project) == [
        "results/more.csv:1:1: error QPR403 there is no column `Indicator`, which `kpi` is read from"
    ]
    assert "did you mean `indicater`?" in run(project, "check", "--today", "2024-12-31").text


def test_places_are_those_of_the_files_own_columns(project: Path) -> None:
    settings(project, OWN, entry(columns="{kpi: Code, period: Month}", delimiter="';'"))
    more(project, 'x;Code;Month;numerator;denominator\n"a;b";REPAIRS;2025-01;many;2\n;Total;;1;2\n')
    assert said(project) == [
        "results/more.csv:1:1: note QPR428 not read: `x`",
        "results/more.csv:2:23: error QPR413 `many` is not a number",
        "results/more.csv:3:2: warning QPR425 a total is no result, and is not read",
    ]


def test_a_column_of_the_files_is_not_read_where_its_value_is_fixed(project: Path) -> None:
    settings(project, OWN, entry(fixed="{kpi: REPAIRS, area: North}"))
    more(project, "kpi,period,numerator,denominator\nIGNORED,2025-01,1,2\n,,,\nTotal,Total,1,2\n")
    assert said(project) == [
        "results/more.csv:1:1: note QPR428 not read: `(kpi)`",
        "results/more.csv:4:7: warning QPR425 a total is no result, and is not read",
    ]


def test_a_file_that_a_mapping_names_is_not_read_by_a_pattern_too(project: Path) -> None:
    settings(project, "results/*.csv", entry(columns="{kpi: Code}"))
    more(project, "Code,period,numerator,denominator\nREPAIRS,2025-01,1,2\n")
    assert said(project) == []


@pytest.mark.parametrize(
    ("content", "encoding", "place"),
    [
        (b"kpi,period,numerator,denominator,note\nREPAIRS,2025-01,1,2,\xa3\n", "utf-8", "2:21"),
        (b"kpi,period,numerator,denominator,note\nREPAIRS,2025-01,1,2,\x81\n", "windows-1252", "2:21"),
        (b"\xef\xbb\xbfkpi,period,numerator,denominator\nREPAIRS,2025-01,1,2\n", "windows-1252", "1:1"),
    ],
)
def test_another_encoding_than_is_declared_is_refused(project: Path, content: bytes, encoding: str, place: str) -> None:
    settings(project, OWN, entry(encoding=encoding))
    more(project, content)
    (line,) = said(project)
    assert line.startswith(f"results/more.csv:{place}: error QPR401 ")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("381,5", "write 381.5: here a point stands before the decimals"),
        ("-1.204,50", "write -1204.50: here a point stands before the decimals"),
        ("(1,204)", "write -1,204: brackets hold markers here"),
        ("1.2.3", "write the number in plain digits, or a marker such as [c] or [x]"),
    ],
)
def test_a_number_that_others_write_so_is_given_as_it_is_written_here(project: Path, written: str, hint: str) -> None:
    settings(project, OWN, entry(delimiter="';'"))
    more(project, f"kpi;period;numerator;denominator\nREPAIRS;2025-01;{written};402\n")
    shown = run(project, "check", "--today", "2024-12-31").text
    assert f"`{written}` is not a number" in shown and f"= {hint}" in shown


def test_a_wide_file_names_the_cell_and_what_is_not_read(project: Path) -> None:
    settings(project, OWN, entry(layout="wide", columns="{part: Line}", parts="{numerator: N, denominator: D}"))
    more(
        project,
        "kpi,Line,Target,2025-01,2025-02,Notes\nREPAIRS,N,90,381,many,\nREPAIRS,D,,402,400,x\nREPAIRS,%,,95,,\n",
    )
    assert said(project) == [
        "results/more.csv:1:10: note QPR428 not read: `target`, `notes`",
        "results/more.csv:2:18: error QPR413 `many` is not a number",
        "results/more.csv:4:9: note QPR428 not read: rows of `%`",
    ]


def test_a_month_across_the_top_that_cannot_be_read_is_an_error(project: Path) -> None:
    settings(project, OWN, entry(layout="wide"))
    more(project, "kpi,2025-01,March,april 25,05/2025,Mar target,June notes,5\nREPAIRS,1,2,3,4,5,6,7\n")
    headings = [line for line in said(project) if "QPR411" in line or "QPR428" in line]
    assert headings == [
        "results/more.csv:1:13: error QPR411 `march` stands above a column, and is no month that can be read",
        "results/more.csv:1:19: error QPR411 `april 25` stands above a column, and is no month that can be read",
        "results/more.csv:1:28: error QPR411 `05/2025` stands above a column, and is no month that can be read",
        "results/more.csv:1:36: note QPR428 not read: `mar target`, `june notes`, `5`",
    ]


def test_a_month_above_a_column_may_be_written_as_a_spreadsheet_does(project: Path) -> None:
    settings(project, OWN, entry(layout="wide", columns="{part: Line}", parts="{numerator: N, denominator: D}"))
    more(project, "kpi,Line,Jan-25,feb-25,Mar 2025,Apt-25\nREPAIRS,N,381,366,371,1\nREPAIRS,D,402,400,390,2\n")
    assert said(project) == ["results/more.csv:1:33: error QPR411 `Apt-25` is not a month; write it like `2024-12`"]
    found = run(project, "explain", "REPAIRS", "--quarter", "Q4 2024/25", "--today", "2025-05-01").text
    assert "January 2025 381 402" in found and "February 2025 366 400" in found


def test_a_wide_file_without_months_says_so(project: Path) -> None:
    settings(project, OWN, entry(layout="wide"))
    more(project, "kpi,A,B\nREPAIRS,1,2\n")
    assert said(project) == ["results/more.csv:1:1: error QPR403 no column is headed by a period"]


def test_the_same_month_twice_across_the_top_is_a_conflict(project: Path) -> None:
    settings(project, OWN, entry(layout="wide", columns="{part: L}", parts="{numerator: N, denominator: D}"))
    more(project, "kpi,L,2025-01,January 2025\nREPAIRS,N,1,2\nREPAIRS,D,3,3\n")
    (line,) = said(project)
    assert line.startswith("results/more.csv:1:15: error QPR421 REPAIRS has two different results for January 2025")


def test_a_mapping_stays_inside_the_project(project: Path) -> None:
    (project.parent / "out.csv").write_text("kpi,period,numerator,denominator\nREPAIRS,2025-01,1,2\n", "utf-8")
    settings(project, OWN, entry(files="../out.csv"))
    assert [line.split(" ")[2] for line in said(project)] == ["QPR429"]
    assert run(project, "check", "--allow-outside", "--today", "2024-12-31").code == 0


def test_an_editor_completes_the_sources_and_their_keys() -> None:
    from qpr_rules.app.schema import schema

    results = schema("settings")["properties"]["results"]
    assert set(results["items"]["else"]["properties"]) >= {"source", "files", "columns", "fixed", "sheet", "range"}
