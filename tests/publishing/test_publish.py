"""Publishing: what is frozen, what is refused and in which words, and a quarter that is issued again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qpr_rules.settings import Settings
from tests.commands import Ran, call, run
from tests.repositories import rewrite
from tests.source import REPOSITORY

SMALL = REPOSITORY / "tests" / "small"
TODAY = ("--today", "2025-02-11")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project, in a folder of its own."""
    return shutil.copytree(SMALL, tmp_path / "project")


def publish(project: Path, quarter: str = "Q3 2024/25", *more: str) -> Ran:
    return run(project, "publish", quarter, *TODAY, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_published_quarter_holds_everything_and_says_what_was_written(project: Path) -> None:
    ran = publish(project)
    assert ran.code == 0, ran.said
    folder = project / "published" / "2024-25-Q3"
    assert "published/2024-25-Q3 holds 2 rows in 10 files" in ran.text
    assert "method 1" in ran.text
    assert sorted(contents(folder)) == [
        "commentary/2024-25-Q3.yaml",
        "evaluations.csv",
        "headline.md",
        "issue.json",
        "kpi_definitions/repairs.yaml",
        "kpi_definitions/voids.yaml",
        "observations.csv",
        "owners.yaml",
        "qpr-rules.yaml",
        "rules/exceptions.yaml",
    ]
    for name in ("owners.yaml", "kpi_definitions/voids.yaml", "commentary/2024-25-Q3.yaml"):
        assert (folder / name).read_bytes() == (project / name).read_bytes()
    issue = json.loads((folder / "issue.json").read_text(encoding="utf-8"))
    assert (issue["quarter"], issue["number"], issue["published"]) == ("2024/25-Q3", 1, "2025-02-11")
    assert set(issue["files"]) == set(contents(folder)) - {"issue.json"}


def test_nothing_that_was_measured_after_the_quarter_is_in_it(project: Path) -> None:
    assert publish(project, "Q2 2024/25").code == 0
    text = (project / "published" / "2024-25-Q2" / "observations.csv").read_text(encoding="utf-8")
    assert "2024-09" in text
    assert "2024-10" not in text


def test_the_ratings_are_those_that_evaluate_prints(project: Path) -> None:
    printed = run(project, "evaluate", "--quarter", "Q3 2024/25", "--format", "csv").out
    publish(project)
    assert (project / "published" / "2024-25-Q3" / "evaluations.csv").read_text(encoding="utf-8") == printed


def test_a_published_quarter_is_a_project_that_every_command_reads(project: Path) -> None:
    here = run(project, "explain", "VOIDS").out.split("\n")
    publish(project)
    folder = project / "published" / "2024-25-Q3"
    there = run(folder, "explain", "VOIDS")
    assert there.code == 0
    assert there.out.split("\n")[3:-3] == here[3:-3]
    assert run(folder, "check").code == 0


def test_the_same_project_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    publish(project)
    again = shutil.copytree(SMALL, tmp_path / "elsewhere")
    publish(again)
    assert contents(project / "published") == contents(again / "published")


def test_files_with_windows_line_ends_are_frozen_and_proved(project: Path) -> None:
    for file in project.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert publish(project).code == 0
    for file in (project / "published").rglob("*.*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))  # as git may check them out
    assert run(project, "verify").code == 0


def test_markers_areas_and_provisional_results_survive(project: Path) -> None:
    rewrite(project / "results" / "results.csv", "VOIDS,,2024-12,400,29,,,", "VOIDS,,2024-12,400,29,,provisional,")
    with (project / "results" / "results.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write('REPAIRS,"North, and West",2024-11,[c],[c],,,\nREPAIRS,"North, and West",2024-12,[x],,,,\n')
        file.write('REPAIRS,"North, and West",2024-10,[z],,,,\n')
    assert publish(project).code == 0
    assert run(project, "verify").code == 0
    assert run(project / "published" / "2024-25-Q3", "evaluate", "--format", "csv").out.count("North") == 1


def refused(ran: Ran, *words: str) -> None:
    assert ran.code in (1, 2)
    assert "Traceback" not in ran.said
    for each in words:
        assert each in ran.said, ran.said


def test_what_cannot_be_published_is_refused_in_words(project: Path) -> None:
    refused(
        run(project, "publish", "Q3 2024/25", "--today", "2024-12-31"), "Q3 2024/25 is not over: it ends on 2024-12-31"
    )
    refused(publish(project, "Q4 2024/25"), "is not over")
    refused(run(project, "publish", "Q4 2024/25", "--today", "2025-06-01"), "no results for Q4 2024/25; the latest")
    refused(publish(project, "Q1 2019/20"), "no results for Q1 2019/20; the first")
    refused(publish(project, "2024 Q3"), "2024 Q3")
    refused(publish(project, "Q3 2024/25", "--reissue"), "--reissue needs a reason")
    refused(publish(project, "Q3 2024/25", "--reissue", "--reason", "  "), "--reissue needs a reason")
    refused(publish(project, "Q3 2024/25", "--reason", "x"), "give --reissue with it")
    refused(publish(project, "Q3 2024/25", "--reissue", "--reason", "x"), "has not been published yet")
    assert not (project / "published").exists()


def test_errors_anywhere_stop_publishing(project: Path) -> None:
    rewrite(project / "kpi_definitions" / "voids.yaml", "polarity: lower", "polarity: lowest")
    with (project / "results" / "results.csv").open("a", encoding="utf-8") as file:
        file.write("REPAIRS,,2024-13,1,2,,,\n")
    refused(publish(project), "1 error in the declarations and 1 error in the results", "`qpr-rules check`")
    assert not (project / "published").exists()


def test_a_quarter_without_a_kpi_is_refused(project: Path) -> None:
    for file in (project / "kpi_definitions").glob("*.yaml"):
        with file.open("a", encoding="utf-8") as text:
            text.write("introduced: 2024-10-15\n")
    refused(publish(project, "Q1 2024/25"), "No KPI was active in Q1 2024/25")


def test_a_place_that_cannot_be_written_is_said_and_left_as_it_was(project: Path) -> None:
    (project / "published").write_text("a file where the folder should be", encoding="utf-8")
    refused(publish(project), "published/2024-25-Q3 cannot be written", "nothing was published")
    assert (project / "published").read_text(encoding="utf-8") == "a file where the folder should be"


def test_what_is_published_is_never_overwritten_and_a_reissue_stands_beside_it(project: Path) -> None:
    publish(project)
    first = contents(project / "published")
    refused(publish(project), "has been published, in published/2024-25-Q3, and is never overwritten", "--reissue")
    rewrite(project / "results" / "results.csv", "VOIDS,,2024-12,400,29,,,", "VOIDS,,2024-12,900,29,,,")
    ran = publish(project, "Q3 2024/25", "--reissue", "--reason", "December was counted wrongly.")
    assert ran.code == 0, ran.said
    assert "published/2024-25-Q3-issue-2, issue 2, holds" in ran.text
    now = contents(project / "published")
    assert {name: now[name] for name in first} == first
    issue = json.loads(now["2024-25-Q3-issue-2/issue.json"])
    assert (issue["number"], issue["reason"]) == (2, "December was counted wrongly.")
    assert now["2024-25-Q3-issue-2/evaluations.csv"] != now["2024-25-Q3/evaluations.csv"]
    verified = run(project, "verify", "Q3 2024/25")
    assert verified.code == 0
    assert "December was counted wrongly." in verified.text
    publish(project, "Q3 2024/25", "--reissue", "--reason", "Once more.")
    assert (project / "published" / "2024-25-Q3-issue-3").is_dir()


def test_every_setting_is_in_what_is_frozen(project: Path) -> None:
    rewrite(
        project / "qpr-rules.yaml",
        "body: Example District Council\n",
        'body: "no: # body \'s \\"name\\" é"\nyear: financial\narea: ""\nillustrative: yes\n'
        "direction: {method: regression, over: periods, points: 12, significance: 0.10}\n",
    )
    assert publish(project).code == 0
    from qpr_rules.files import Folder
    from qpr_rules.reading.project import read_declarations

    was, now = (read_declarations(Folder(each)).settings for each in (project, project / "published" / "2024-25-Q3"))
    assert isinstance(was, Settings)
    assert now is not None
    for name in ("body", "year", "area", "illustrative", "direction", "sections"):
        assert getattr(now, name) == getattr(was, name)


def test_help_says_what_a_reason_is_for() -> None:
    assert "read in years to come" in call("publish", "--help").text
