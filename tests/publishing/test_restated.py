"""What was published stays what movement is against; what comes out otherwise since is said, with the change that made it."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from qpr_rules.publication import read, sha256, written
from tests.commands import run
from tests.repositories import rewrite
from tests.source import REPOSITORY

NEXT = """\
VOIDS,,2025-01,600,30,,,
VOIDS,,2025-02,600,30,,,
VOIDS,,2025-03,600,30,,,
REPAIRS,,2025-01,400,420,,,
REPAIRS,,2025-02,400,420,,,
REPAIRS,,2025-03,400,420,,,
"""
DECEMBER = "VOIDS,,2024-12,400,29,,,"


def row(project: Path, kpi: str, quarter: str) -> dict[str, str]:
    text = run(project, "evaluate", "--quarter", quarter, "--format", "csv").out
    return next(each for each in csv.DictReader(io.StringIO(text)) if each["kpi"] == kpi)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project with Q2 and Q3 2024/25 published, and one more quarter of results since."""
    project = shutil.copytree(REPOSITORY / "tests" / "small", tmp_path / "project")
    for quarter, day in (("Q2 2024/25", "2024-11-12"), ("Q3 2024/25", "2025-02-11")):
        assert run(project, "publish", quarter, "--today", day).code == 0
    with (project / "results" / "results.csv").open("a", encoding="utf-8", newline="\n") as file:
        file.write(NEXT)
    return project


def test_without_a_change_everything_is_as_without_a_published_quarter(project: Path, tmp_path: Path) -> None:
    plain = shutil.copytree(project, tmp_path / "plain")
    shutil.rmtree(plain / "published")
    for command in ("summary", "exceptions", "evaluate", "explain VOIDS", "list", "results", "check"):
        assert run(project, *command.split()) == run(plain, *command.split()), command
    for quarter in ("Q2 2024/25", "Q3 2024/25", "Q4 2024/25"):
        assert run(project, "evaluate", "--quarter", quarter, "--format", "csv") == run(
            plain, "evaluate", "--quarter", quarter, "--format", "csv"
        )


def test_a_revised_result_restates_and_movement_stays_against_what_was_published(project: Path) -> None:
    before = row(project, "VOIDS", "Q3 2024/25")
    assert (before["rating"], before["restated"]) == ("green", "")
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    now = row(project, "VOIDS", "Q3 2024/25")
    assert (now["rating"], now["restated"], now["restated_because"]) == ("red", "2024/25-Q3", "data revised")
    after = row(project, "VOIDS", "Q4 2024/25")
    assert (after["rating"], after["previous_rating"], after["movement"]) == ("green", "green", "same")
    assert (after["restated"], after["restated_because"]) == ("2024/25-Q3", "data revised")
    assert row(project, "REPAIRS", "Q4 2024/25")["restated"] == ""
    said = (
        "Since Q3 2024/25 was published, 1 KPI has been restated: because results were revised, "
        "Days to let an empty home (published as Green at 13.3 days, now Red at "
    )
    for command in ("summary", "exceptions"):
        assert said in run(project, command, "--quarter", "Q4 2024/25").text, command
        assert "Q2 2024/25 was published" not in run(project, command).text
    assert "Restated since Q3 2024/25 was published: data revised." in run(project, "exceptions").text
    shutil.rmtree(project / "published")
    recomputed = row(project, "VOIDS", "Q4 2024/25")
    assert (recomputed["previous_rating"], recomputed["movement"], recomputed["restated"]) == ("red", "better", "")


def test_the_counts_of_the_quarter_before_are_those_published(project: Path) -> None:
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    text = run(project, "summary").text
    assert "All, Q3 2024/25 1 1 0 0 2" in text
    shutil.rmtree(project / "published")
    assert "All, Q3 2024/25 0 1 1 0 2" in run(project, "summary").text


def test_time_in_state_is_of_what_was_published(project: Path) -> None:
    running = int(row(project, "VOIDS", "Q4 2024/25")["quarters_in_state"])
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    assert int(row(project, "VOIDS", "Q4 2024/25")["quarters_in_state"]) == running
    shutil.rmtree(project / "published")
    assert int(row(project, "VOIDS", "Q4 2024/25")["quarters_in_state"]) == 1


def test_a_changed_rule_restates_and_says_so(project: Path) -> None:
    rewrite(
        project / "kpi_definitions" / "voids.yaml", "2024/25: {target: 20, floor: 27", "2024/25: {target: 10, floor: 12"
    )
    now = row(project, "VOIDS", "Q3 2024/25")
    assert (now["rating"], now["restated"], now["restated_because"]) == ("red", "2024/25-Q3", "rule changed")
    later = row(project, "VOIDS", "Q4 2024/25")
    assert (later["previous_rating"], later["previous_standard_differs"]) == ("green", "yes")
    text = run(project, "summary").text
    assert "1 KPI has been restated: because the rule was changed, Days to let an empty home (published as" in text
    assert "Since Q3 2024/25 was published" in text
    assert "Since Q2 2024/25 was published" in text


def test_a_change_of_both_is_told_as_both(project: Path) -> None:
    rewrite(
        project / "kpi_definitions" / "voids.yaml", "2024/25: {target: 20, floor: 27", "2024/25: {target: 10, floor: 12"
    )
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,440,29,,,")
    assert row(project, "VOIDS", "Q3 2024/25")["restated_because"] == "several causes"
    text = run(project, "summary", "--quarter", "Q3 2024/25").text
    assert "because results were revised and the rule was changed, Days to let" in text


def test_a_kpi_that_is_gone_or_new_in_the_set_of_then_is_restated(project: Path) -> None:
    file = project / "kpi_definitions" / "voids.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("id: VOIDS", "id: LETTING"), encoding="utf-8", newline="\n")
    results = project / "results" / "results.csv"
    results.write_text(results.read_text(encoding="utf-8").replace("VOIDS", "LETTING"), encoding="utf-8", newline="\n")
    said = run(project, "summary", "--quarter", "Q3 2024/25").text
    assert "(published as not in the set, now Green at 13.3 days)" in said
    assert "(published as Green at 13.3 days, now not in the set)" in said
    assert "because the rule was changed" in said
    assert row(project, "LETTING", "Q4 2024/25")["movement"] == "new"


def by_another_method(project: Path) -> None:
    """As an earlier method would have published it: one rating other, with the digests right."""
    folder = project / "published" / "2024-25-Q3"
    text = (
        (folder / "evaluations.csv")
        .read_text(encoding="utf-8")
        .replace(",green,,", ",amber,,")
        .replace("method 1", "method 0")
    )
    (folder / "evaluations.csv").write_text(text, encoding="utf-8", newline="\n")
    issue = read((folder / "issue.json").read_bytes())
    files = {**issue.files, "evaluations.csv": sha256((folder / "evaluations.csv").read_bytes())}
    (folder / "issue.json").write_bytes(written(issue._replace(method=0, files=files)))


def test_a_changed_method_restates_and_verify_names_it(project: Path) -> None:
    by_another_method(project)
    now = row(project, "VOIDS", "Q4 2024/25")
    assert (now["previous_rating"], now["movement"]) == ("amber", "better")
    assert (now["restated"], now["restated_because"]) == ("2024/25-Q3", "method changed")
    assert (
        "because the method was changed, Days to let an empty home (published as Amber" in run(project, "summary").text
    )
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert "VOIDS, rating: published as amber, comes out as green" in ran.text
    assert "published by method 0; worked out again by method 1" in ran.text


def test_the_next_quarter_is_frozen_with_what_it_was_measured_against(project: Path) -> None:
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    assert run(project, "publish", "Q4 2024/25", "--today", "2025-05-13").code == 0
    shutil.rmtree(project / "published" / "2024-25-Q2")
    shutil.rmtree(project / "published" / "2024-25-Q3")
    assert run(project, "verify").code == 0
    alone = row(project / "published" / "2024-25-Q4", "VOIDS", "Q4 2024/25")
    assert (alone["previous_rating"], alone["restated"], alone["restated_because"]) == (
        "green", "2024/25-Q3", "data revised",
    )  # fmt: skip


def test_the_latest_issue_is_the_one_that_counts(project: Path) -> None:
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    reason = ("--reissue", "--reason", "December was counted wrongly.")
    assert run(project, "publish", "Q3 2024/25", "--today", "2025-05-13", *reason).code == 0
    now = row(project, "VOIDS", "Q4 2024/25")
    assert (now["previous_rating"], now["movement"], now["restated"]) == ("red", "better", "")
    assert "Restated" not in run(project, "summary").text


def test_explain_agrees_with_the_row(project: Path) -> None:
    rewrite(project / "results" / "results.csv", DECEMBER, "VOIDS,,2024-12,2400,29,,,")
    text = run(project, "explain", "VOIDS").text
    assert "Since the previous quarter: same" in text
    assert "Restated since Q3 2024/25 was published: data revised." in text
    assert "(published as Green at 13.3 days, now Red at 35.6 days)" in text
    assert "Restated since publication" not in run(project, "explain", "REPAIRS").text


def test_an_edited_quarter_is_not_used_and_that_is_an_error(project: Path) -> None:
    rewrite(project / "published" / "2024-25-Q3" / "evaluations.csv", ",green,", ",amber,")
    assert row(project, "VOIDS", "Q4 2024/25")["previous_rating"] == "green"
    ran = run(project, "summary")
    assert ran.code == 1
    assert "1 error in the declarations" in ran.text
    assert "`evaluations.csv` has been edited since it was published" in run(project, "check").text
