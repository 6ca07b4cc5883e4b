"""The folder of digests: made anew, whole, and no folder of a user's is lost for it."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from qpr_rules.folders import write_folder_atomically
from tests.commands import Ran, run


def by_owner(project: Path, folder: Path, *words: str) -> Ran:
    return run(project, "report", "--by", "owner", "-o", str(folder), *words)


def test_made_again_it_holds_what_is_so_now_and_nothing_of_before(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    assert by_owner(project, folder).code == 0
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert by_owner(project, folder).code == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert (
        sorted(each.name for each in tmp_path.iterdir()) == ["made", "project"] or not (tmp_path / "project").exists()
    )
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".made")]


def test_what_lies_beside_the_folder_is_a_users_unless_an_earlier_run_has_left_it(
    project: Path, tmp_path: Path
) -> None:
    folder, notes, left = tmp_path / "made", tmp_path / ".made.notes", tmp_path / ".made.qpr-rules-a1b2.old"
    for each in (notes, left):
        each.mkdir()
        (each / "kept.txt").write_text("mine", "utf-8")
    for _ in range(2):
        assert by_owner(project, folder).code == 0
        assert (notes / "kept.txt").read_text("utf-8") == "mine"
        assert not left.exists()
        assert [each for each in tmp_path.iterdir() if each.name.startswith(".made")] == [notes]


def test_what_a_killed_run_has_left_is_kept_until_the_new_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only earlier state may lie there: a disk that is full then must not lose that too."""
    left = tmp_path / ".made.qpr-rules-a1b2.old"
    left.mkdir()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        write_folder_atomically(tmp_path / "made", {"index.md": b"new"}, instead=True)
    assert list(tmp_path.iterdir()) == [left]


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows a link needs a right that few have")
def test_a_link_to_a_folder_stays_one(project: Path, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    link = tmp_path / "made"
    link.symlink_to(tmp_path / "share", target_is_directory=True)
    for _ in range(2):
        assert by_owner(project, link).code == 0
        assert link.is_symlink()
        assert (tmp_path / "share" / "index.md").is_file()


def test_a_folder_with_anything_else_in_it_is_left_alone(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    assert by_owner(project, folder).code == 0
    (folder / "my notes.txt").write_text("mine", "utf-8")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    done = by_owner(project, folder)
    assert done.code == 2
    assert "holds `my notes.txt`, which is no digest" in done.said
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_list_that_is_not_ours_protects_its_folder(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "index.md").write_text("# My own list\n", "utf-8")
    done = by_owner(project, folder)
    assert done.code == 2
    assert (folder / "index.md").read_text("utf-8") == "# My own list\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "owner"), "name it, such as `-o digests`"),
        (("--by", "owner", "--format", "html", "-o", "x"), "name it, such as `-o digests`"),
        (("-o", "."), "is a folder; name a file in it"),
        (("--by", "owner", "-o", "qpr-rules.yaml"), "is a file; name a folder"),
        (("--by", "owner", "-o", "."), "holds the project itself"),
        (("--by", "owner", "-o", "kpi_definitions"), "which is no digest"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_lost(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(project)
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
    done = run(project, "report", *words)
    assert done.code == 2
    assert said in done.said
    assert {file: file.read_bytes() for file in project.rglob("*") if file.is_file()} == before
