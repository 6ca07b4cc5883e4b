"""Verifying: one changed digit in any file fails it, and what was worked out is worked out again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from qpr_rules.publication import Issue, read, sha256, written
from tests.commands import run
from tests.repositories import rewrite
from tests.source import REPOSITORY

FOLDER = "2024-25-Q3"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with two quarters published, so that the later one has every kind of file."""
    project = shutil.copytree(REPOSITORY / "tests" / "small", tmp_path_factory.mktemp("made") / "project")
    for quarter in ("Q2 2024/25", "Q3 2024/25"):
        assert run(project, "publish", quarter, "--today", "2025-02-11").code == 0
    return project


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "project")


FILES = [
    "commentary/2024-25-Q3.yaml", "earlier.csv", "evaluations.csv", "headline.md", "issue.json",
    "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml", "observations.csv", "owners.yaml", "qpr-rules.yaml",
    "rules/exceptions.yaml",
]  # fmt: skip


def test_the_list_of_files_below_is_whole(made: Path) -> None:
    folder = made / "published" / FOLDER
    assert sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()) == FILES


def test_what_was_published_is_proved(made: Path) -> None:
    ran = run(made, "verify")
    assert ran.code == 0
    assert (
        "2 issues proved: every file is as it was published, and every row comes out again byte for byte." in ran.text
    )
    assert run(made, "verify", "Q2 2024/25").code == 0


@pytest.mark.parametrize("name", FILES)
def test_one_changed_character_in_a_file_fails(project: Path, name: str) -> None:
    file = project / "published" / FOLDER / name
    text = file.read_text(encoding="utf-8")
    places = [match.start() for match in re.finditer(r"[0-9]", text)] or [len(text) // 2]
    for place in (places[0], places[len(places) // 2], places[-1]):
        other = chr(ord(text[place]) ^ 1)
        file.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8", newline="\n")
        ran = run(project, "verify", "Q3 2024/25")
        assert ran.code == 1, (place, other)
        assert f"`{name}`" in ran.text
        assert "Traceback" not in ran.said


def sealed_again(project: Path, *names: str) -> None:
    """What somebody would do who knew the form: change the digests too."""
    folder = project / "published" / FOLDER
    issue = read((folder / "issue.json").read_bytes())
    files = {**issue.files, **{name: sha256((folder / name).read_bytes()) for name in names}}
    (folder / "issue.json").write_bytes(written(issue._replace(files=files)))


def test_a_rating_that_was_edited_with_its_digest_does_not_come_out(project: Path) -> None:
    rewrite(project / "published" / FOLDER / "evaluations.csv", ",amber,", ",green,")
    sealed_again(project, "evaluations.csv")
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert "rating: published as green, comes out as amber" in ran.text


def test_a_result_that_was_edited_with_its_digest_comes_out_otherwise(project: Path) -> None:
    rewrite(project / "published" / FOLDER / "observations.csv", "VOIDS,,2024-12,400,29", "VOIDS,,2024-12,401,29")
    sealed_again(project, "observations.csv")
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert "VOIDS, numerator: published as" in ran.text


def test_an_earlier_rating_that_was_edited_with_its_digest_comes_out_otherwise(project: Path) -> None:
    rewrite(project / "published" / FOLDER / "earlier.csv", ",amber,", ",red,")
    sealed_again(project, "earlier.csv")
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert "previous_rating: published as amber, comes out as red" in ran.text


def test_a_headline_that_was_edited_with_its_digest_comes_out_otherwise(project: Path) -> None:
    rewrite(project / "published" / FOLDER / "headline.md", "1 achieved target", "2 achieved target")
    sealed_again(project, "headline.md")
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert "headline.md: published as `In Q3 2024/25, of 2 Key" in ran.text


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_named(project: Path, name: str) -> None:
    (project / "published" / FOLDER / name).unlink()
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 1
    assert f"`{name}`" in ran.text
    assert "Traceback" not in ran.said


def test_a_file_that_was_added_is_named(project: Path) -> None:
    (project / "published" / FOLDER / "kpi_definitions" / "more.yaml").write_text("id: MORE\n", encoding="utf-8")
    assert "`kpi_definitions/more.yaml` is no part of what was published" in run(project, "verify").text


def test_a_folder_of_another_name_is_not_what_was_published(project: Path) -> None:
    (project / "published" / FOLDER).rename(project / "published" / "2023-24-Q3")
    assert "the folder has another name" in run(project, "verify").text


def reissued(issue: Issue, **told: object) -> bytes:
    """An ``issue.json`` as a later version might write it."""
    whole = {**json.loads(written(issue)), **told}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def test_a_later_format_is_said_to_be_one(project: Path) -> None:
    file = project / "published" / FOLDER / "issue.json"
    file.write_bytes(reissued(read(file.read_bytes()), format=2))
    assert "is of format 2, which a later qpr-rules writes; this one reads 1" in run(project, "verify").text


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format": "1"}', b'{"format": 1}'])
def test_rubbish_in_the_place_of_an_issue_is_a_sentence(project: Path, content: bytes) -> None:
    (project / "published" / FOLDER / "issue.json").write_bytes(content)
    for command in ("verify", "summary", "check", "exceptions"):
        ran = run(project, command)
        assert ran.code == 1, command
        assert "Traceback" not in ran.said
    assert "QPR520" in run(project, "check").text


def test_what_another_version_worded_otherwise_is_no_difference_while_its_figures_hold(project: Path) -> None:
    folder = project / "published" / FOLDER
    for name in ("headline.md", "evaluations.csv"):
        text = (folder / name).read_text(encoding="utf-8").replace("qpr-rules 0.1.0", "qpr-rules 0.0.9")
        (folder / name).write_text(text.replace("Direction of Travel", "Trends"), encoding="utf-8", newline="\n")
    issue = read((folder / "issue.json").read_bytes())
    (folder / "issue.json").write_bytes(written(issue._replace(version="0.0.9")))
    sealed_again(project, "headline.md", "evaluations.csv")
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 0, ran.text
    assert "qpr-rules 0.0.9 worded the headline otherwise" in ran.text


def test_where_nothing_is_published_that_is_said(tmp_path: Path) -> None:
    project = shutil.copytree(REPOSITORY / "tests" / "small", tmp_path / "project")
    assert "No quarter has been published" in run(project, "verify").said
    ran = run(project, "verify", "Q3 2024/25")
    assert ran.code == 2
    assert "Q3 2024/25 has not been published" in ran.said


def test_the_shipped_quarters_are_proved() -> None:
    ran = run(REPOSITORY, "verify")
    assert ran.code == 0
    assert "3 issues proved" in ran.text
    for quarter in ("Q1", "Q2", "Q3"):
        assert f"{quarter} 2024/25 proved" in ran.text
