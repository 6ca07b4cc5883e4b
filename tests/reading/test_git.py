"""A project at a git revision is read as it was then, and every way in which that can fail has its sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.files import FileError, Folder, Overlay
from qpr_rules.reading.git import GitError, repository_of
from tests.parts import file_name
from tests.repositories import commit, git, rewrite

VOIDS = "kpi_definitions/voids.yaml"


def test_a_revision_is_read_as_the_folder_was_when_it_was_committed(project: Path) -> None:
    first = commit(project)
    was = declare(Folder(project))
    (project / VOIDS).unlink()
    rewrite(project / "qpr-rules.yaml", "body:", "# edited\nbody:")
    repository = repository_of(project)
    with repository.at(first) as revision:
        now = declare(revision)
        assert now.definitions == was.definitions
        assert now.digest == was.digest
        assert revision.list(".") == tuple(sorted({*Folder(project).list("."), VOIDS}))


def test_the_working_tree_the_index_and_the_git_folder_are_left_alone(project: Path) -> None:
    first = commit(project)
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(project.rglob("*")) if path.is_file()
    }
    repository = repository_of(project)
    repository.start_of_change()
    repository.changed(first)
    with repository.at(first) as revision:
        declare(revision)
    after = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(project.rglob("*")) if path.is_file()
    }
    assert after == before


def test_a_project_may_be_a_subfolder_with_spaces_and_letters_of_any_language(project: Path, tmp_path: Path) -> None:
    whole = tmp_path / file_name("depôt of the council")
    inner = whole / "Leistung & Ziele [2025]" / "kpi"
    inner.parent.mkdir(parents=True)
    project.rename(inner)
    odd = file_name("vide ménagé ü.yaml")
    (inner / VOIDS).rename(inner / "kpi_definitions" / odd)
    (whole / "elsewhere.txt").write_text("not the project's", encoding="utf-8")
    first = commit(whole)
    was = declare(Folder(inner))
    repository = repository_of(inner)
    assert repository.prefix == "Leistung & Ziele [2025]/kpi"
    with repository.at(first) as revision:
        assert f"kpi_definitions/{odd}" in revision.list("kpi_definitions")
        assert declare(revision).definitions == was.definitions
        with pytest.raises(FileError, match="outside the project"):
            revision.read_bytes("../../elsewhere.txt")
    with repository.at(first, allow_outside=True) as revision:
        assert revision.read_bytes("../../elsewhere.txt") == b"not the project's"
        with pytest.raises(FileError, match="outside the repository"):
            revision.read_bytes("../../../secret")


@pytest.mark.skipif(os.name == "nt", reason="only on Windows: links need a right that few have")
def test_links_are_followed_inside_the_project_and_never_out_of_it(project: Path, tmp_path: Path) -> None:
    whole = tmp_path / "repository"
    whole.mkdir()
    inner = whole / "project"
    project.rename(inner)
    (whole / "outside.yaml").write_text("id: X\n", encoding="utf-8")
    links = {
        "again.yaml": "voids.yaml",
        "out.yaml": "../../outside.yaml",
        "root.yaml": "/etc/passwd",
        "round.yaml": "round.yaml",
        "gone.yaml": "nowhere.yaml",
        "folder": "../kpi_definitions",
    }
    for name, leads in links.items():
        (inner / "kpi_definitions" / name).symlink_to(leads)
    first = commit(whole)
    repository = repository_of(inner)
    with repository.at(first) as revision:
        folder = Folder(inner)
        assert revision.list("kpi_definitions") == folder.list("kpi_definitions")
        assert revision.read_bytes("kpi_definitions/again.yaml") == folder.read_bytes(VOIDS)
        for name, said in (("out", "outside"), ("root", "outside"), ("round", "circle"), ("gone", "no such file")):
            with pytest.raises(FileError, match=said):
                revision.read_bytes(f"kpi_definitions/{name}.yaml")
    assert repository.prefix == "project"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(project: Path) -> None:
    first = commit(project)
    with repository_of(project).at(first) as revision:
        with pytest.raises(FileError, match="larger than"):
            revision.read_bytes("results/results.csv", 10)
        with pytest.raises(FileError, match="this is a folder"):
            revision.read_bytes("results")


def test_what_changed_holds_edited_new_and_deleted_files(project: Path) -> None:
    first = commit(project)
    odd = file_name("naïve new.yaml")
    (project / "kpi_definitions" / odd).write_text("id: NEW\n", encoding="utf-8")
    (project / VOIDS).unlink()
    rewrite(project / "owners.yaml", "post:", "post:  ")
    changed = repository_of(project).changed(first)
    assert changed == {f"kpi_definitions/{odd}", VOIDS, "owners.yaml"}


def test_the_change_in_hand_began_where_it_left_the_main_branch(project: Path) -> None:
    first = commit(project)
    repository = repository_of(project)
    assert repository.start_of_change() == (first, f"the last commit, {first[:7]}")
    git(project, "switch", "--quiet", "--create", "change/of-target")
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    commit(project)
    assert repository.start_of_change() == (first, f"main, at {first[:7]}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mian", "did you mean `main`?"),
        ("--output=x", "cannot be the name"),
        ("", "cannot be the name"),
        ("a b", "git branch --all"),
        ("upstream/thing", "git fetch upstream"),
        ("main:qpr-rules.yaml", "there is no revision"),
    ],
)
def test_a_revision_that_does_not_exist_has_its_sentence(project: Path, name: str, said: str) -> None:
    commit(project)
    with pytest.raises(GitError, match=said.replace("?", r"\?")):
        repository_of(project).commit(name)


def test_a_repository_without_a_commit_says_so(project: Path) -> None:
    git(project, "init", "--quiet")
    with pytest.raises(GitError, match="no commit yet"):
        repository_of(project).start_of_change()


def test_a_folder_outside_any_repository_says_so(project: Path) -> None:
    with pytest.raises(GitError, match="not in a git repository"):
        repository_of(project)


def test_a_computer_without_git_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(GitError, match="git is not installed"):
        repository_of(project)


def test_a_shallow_clone_says_how_to_fetch_the_rest(project: Path, tmp_path: Path) -> None:
    old = commit(project)
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    commit(project)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", project.as_uri(), str(shallow))
    with pytest.raises(GitError, match="git fetch --unshallow"):
        repository_of(shallow).commit(old[:12])


def test_the_settings_of_a_running_hook_do_not_lead_elsewhere(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = commit(project)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert repository_of(project).commit("HEAD") == first


def test_no_git_process_outlives_the_revision(project: Path) -> None:
    first = commit(project)
    repository = repository_of(project)
    with repository.at(first) as revision:
        revision.read_bytes("qpr-rules.yaml")
        reader = revision._reader
        assert reader is not None and reader.poll() is None
    assert reader.poll() == 0


def test_an_overlay_replaces_and_adds_files_and_writes_nothing(project: Path) -> None:
    folder = Folder(project)
    tree = Overlay(folder, {VOIDS: b"id: OTHER\n", "kpi_definitions/deep/new.yaml": b"id: NEW\n"})
    assert tree.list("kpi_definitions") == tuple(
        sorted({*folder.list("kpi_definitions"), "kpi_definitions/deep/new.yaml"})
    )
    assert tree.list("kpi_definitions/deep/new.yaml") == ("kpi_definitions/deep/new.yaml",)
    assert tree.read_bytes(VOIDS) == b"id: OTHER\n"
    assert tree.read_bytes("owners.yaml") == folder.read_bytes("owners.yaml")
    assert not (project / "kpi_definitions" / "deep").exists()


def test_a_bare_repository_that_a_stranger_put_into_the_project_runs_no_program(project: Path) -> None:
    first = commit(project)
    for name in ("objects", "refs"):
        (project / ".git" / name).rename(project / name)
    for name in ("HEAD", "index"):
        (project / ".git" / name).rename(project / name)
    (project / ".git").rename(project.parent / "gone")
    (project / "config").write_text(
        '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n[filter "x"]\n\tclean = "echo > ran; cat"\n',
        "utf-8",
        newline="\n",
    )
    (project / ".gitattributes").write_text("*.yaml filter=x\n", "utf-8", newline="\n")
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    with pytest.raises(GitError, match="bare repository"):
        repository_of(project).changed(first)
    assert not (project / "ran").exists()
    with pytest.raises(GitError, match=re.escape(f"{project.resolve()} holds the files")):  # whatever git's version
        repository_of(project / "kpi_definitions")


@pytest.mark.parametrize("inside", ["", "taken-over"])
@pytest.mark.parametrize("way", ["clean", "process"])
def test_a_project_that_somebody_sent_with_its_repository_runs_no_program(
    project: Path, tmp_path: Path, inside: str, way: str
) -> None:
    """Git runs what a repository's settings name over a file that may have changed, and asks a repository within it."""
    theirs, edited = project / inside, "notes.txt" if inside else VOIDS
    if inside:
        theirs.mkdir()
        (theirs / edited).write_text("a\n", "utf-8")
        commit(theirs)
    first = commit(project)
    program = f"echo > '{(tmp_path / 'ran').as_posix()}'; cat"
    (project / ".git" / "more").write_text(f'[filter "x"]\n\t{way} = "{program}"\n\trequired\n', "utf-8", newline="\n")
    git(theirs, "config", "include.path", str(project / ".git" / "more"))
    (theirs / ".gitattributes").write_text("* filter=x\n", "utf-8", newline="\n")
    rewrite(theirs / edited, "a", "b")
    changed = repository_of(project).changed(first)
    assert not (tmp_path / "ran").exists()
    assert (VOIDS in changed) == (not inside)


def test_a_repository_of_ones_own_is_found_before_a_bare_one_above_it(project: Path) -> None:
    for name in ("objects", "refs"):
        (project.parent / name).mkdir()
    (project.parent / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    commit(project)
    assert repository_of(project).has_commits()
