"""Folders and files that the settings name and that are not there: a finding where they are named, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.files import Folder

WRONG = {
    "commentary: comentary": ("QPR514", "did you mean `commentary`?"),
    "definitions: kpi_definition": ("QPR004", "did you mean `kpi_definitions`?"),
    "owners: owner.yaml": ("QPR003", "did you mean `owners.yaml`?"),
    "rules: nowhere": ("QPR513", "take the line out"),
    "results: [result/*.csv]": ("QPR407", "did you mean `results/*.csv`?"),
    "results: [results]": ("QPR407", "did you mean `results/*.csv`?"),
    "results: [results/*.cvs]": ("QPR407", "did you mean `results/*.csv`?"),
    "results: [results/result.csv]": ("QPR407", "did you mean `results/results.csv`?"),
    "results: [monthly/*.csv]": ("QPR407", "put the results there"),
    r'results: ["C:\Users\jo.csv"]': ("QPR128", "put single quotes around the text instead"),
    r'results: ["results\new.csv"]': ("QPR407", "put single quotes around the path instead"),
    r"results: [C:\Users\jo\*.csv]": ("QPR429", "name it from the project's folder"),
    "results: [C:/Users/jo/results.csv]": ("QPR429", "name it from the project's folder"),
    "results: [https://council.example/results.csv]": ("QPR407", "download it"),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_not_there_is_named_at_the_line_that_names_it(project: Path, line: str) -> None:
    settings = project / "qpr-rules.yaml"
    settings.write_text(f"{line}\n{settings.read_text('utf-8')}", "utf-8", newline="\n")
    code, hint = WRONG[line]
    found = [each for each in check(Folder(project)).diagnostics if each.at.span.file == "qpr-rules.yaml"]
    named = [each for each in found if each.at.span.line == 1]
    assert [each.code for each in named] == [code]
    assert hint in named[0].hints[0]


def test_a_path_on_windows_is_said_in_plain_words(project: Path) -> None:
    settings = project / "qpr-rules.yaml"
    settings.write_text(f"results: ['D:\\QPR\\may.csv']\n{settings.read_text('utf-8')}", "utf-8", newline="\n")
    (found,) = (each for each in check(Folder(project)).diagnostics if each.code == "QPR429")
    assert found.headline == r"`D:\QPR\may.csv` is a place on one computer, and nobody else has it"


def test_of_thousands_of_patterns_that_match_nothing_twenty_are_listed(project: Path) -> None:
    settings = project / "qpr-rules.yaml"
    patterns = "".join(f"- may{number}/*.csv\n" for number in range(3_000))
    settings.write_text(f"{settings.read_text('utf-8')}results:\n{patterns}", "utf-8", newline="\n")
    found = [each for each in check(Folder(project)).diagnostics if each.code == "QPR407"]
    assert len(found) == 21
    assert found[-1].headline == "further patterns, from here on, match no result file either"


@pytest.mark.parametrize("named", ["Results/KPIs 2024.xlsx", "results/KPIs 2024.XLSX", r"results\KPI 2024.xlsx"])
def test_a_workbook_that_is_called_otherwise_is_meant(project: Path, named: str) -> None:
    """Capital letters are the same to Windows and to no build server: the name as it is on the disk is given."""
    (project / "results" / "KPIs 2024.xlsx").write_bytes(b"")
    settings = project / "qpr-rules.yaml"
    entry = f"results:\n- {{source: excel, files: '{named}'}}\n"
    settings.write_text(f"{entry}{settings.read_text('utf-8')}", "utf-8", newline="\n")
    if (project / "RESULTS").exists():
        pytest.skip("capital letters are the same to this disk, which finds the file")
    hints = [each.hints for each in check(Folder(project)).diagnostics if each.code == "QPR407"]
    assert hints == [("did you mean `results/KPIs 2024.xlsx`?",)]
