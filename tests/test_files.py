"""A folder on disk as a tree: what lies outside stays outside, whatever has been read before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qpr_rules.diagnostic import Span
from qpr_rules.files import FileError, Folder, TooLargeError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "kpis" / "housing").mkdir(parents=True)
    (folder / "kpis" / "a.yaml").write_bytes(b"id: A\n")
    (folder / "kpis" / "housing" / "b.yaml").write_bytes(b"id: B\n")
    (tmp_path / "secret.yaml").write_bytes(b"id: SECRET\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "c.yaml").write_bytes(b"id: C\n")
    return folder


def link(at: Path, to: Path) -> None:
    try:
        at.symlink_to(to, target_is_directory=to.is_dir())
    except OSError:
        pytest.skip("this system lets nobody make links")


def test_a_link_is_looked_at_though_its_folder_has_been_read_from(project: Path) -> None:
    link(project / "kpis" / "out.yaml", project.parent / "secret.yaml")
    link(project / "kpis" / "away", project.parent / "elsewhere")
    link(project / "kpis" / "near.yaml", project / "kpis" / "a.yaml")
    tree = Folder(project)
    for _ in range(2):
        assert tree.read_bytes("kpis/a.yaml") == tree.read_bytes("kpis/near.yaml") == b"id: A\n"
        assert tree.read_bytes("kpis/housing/b.yaml") == b"id: B\n"
        for path in (
            "kpis/out.yaml",
            "kpis/away/c.yaml",
            "kpis/../../secret.yaml",
            "../secret.yaml",
            "kpis/../..",
        ):
            with pytest.raises(FileError, match="outside the project"):
                tree.read_bytes(path)
    open_to_all = Folder(project, allow_outside=True)
    assert open_to_all.read_bytes("kpis/out.yaml") == b"id: SECRET\n"
    assert open_to_all.read_bytes("kpis/away/c.yaml") == b"id: C\n"


@pytest.mark.parametrize("size", [0, 65_535, 65_536, 65_537, 200_000])
def test_a_file_is_read_whole_up_to_the_limit(project: Path, size: int) -> None:
    content = bytes(place % 251 for place in range(size))
    (project / "large").write_bytes(content)
    assert Folder(project).read_bytes("large") == content
    assert Folder(project).read_bytes("large", size) == content
    if size:
        with pytest.raises(TooLargeError):
            Folder(project).read_bytes("large", size - 1)


def test_a_path_from_the_root_of_the_disk_leads_outside_though_the_project_has_been_read_from(project: Path) -> None:
    tree = Folder(project)
    tree.list("qpr-rules.yaml")
    for path in ("/", f"/{project.parts[1]}"):
        with pytest.raises(FileError, match="outside the project"):
            tree.list(path)


def test_a_path_with_backslashes_or_a_colon_is_looked_at_though_its_folder_has_been_read_from(project: Path) -> None:
    tree = Folder(project)
    tree.list("qpr-rules.yaml")
    for path in ("kpis\\..\\..\\secret.yaml", f"{project.drive or 'C:'}secret.yaml"):  # no such file, or one outside
        with pytest.raises(FileError):
            tree.read_bytes(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_may_hold_a_backslash_and_a_colon_where_the_system_allows_them(project: Path) -> None:
    (project / "kpis" / "a\\b:c.yaml").write_bytes(b"id: ABC\n")
    tree = Folder(project)
    assert [tree.read_bytes("kpis/a\\b:c.yaml") for _ in range(2)] == [b"id: ABC\n"] * 2


def test_the_folder_of_git_is_not_read_because_it_may_hold_a_password(project: Path) -> None:
    (project / ".git").mkdir()
    (project / ".git" / "config").write_bytes(b"extraheader = SECRET")
    link(project / "kpis" / "z.yaml", project / ".git" / "config")
    tree = Folder(project)
    tree.list("kpis")
    for path in (".git", ".git/config", "kpis/../.git/config", "kpis/z.yaml"):
        with pytest.raises(FileError, match="outside the project"):
            tree.list(path)
        with pytest.raises(FileError, match="outside the project"):
            tree.read_bytes(path)


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("path", ["a\0b", "x" * 5_000, "kpis/" + "x/" * 5_000])
def test_a_path_that_no_disk_can_have_is_refused_with_a_sentence(project: Path, path: str, *, outside: bool) -> None:
    tree = Folder(project, allow_outside=outside)
    with pytest.raises(FileError, match="name of a file"):
        tree.list(path)
    with pytest.raises(FileError, match="name of a file"):
        tree.read_bytes(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "kpis" / "pipe.yaml")
    with pytest.raises(FileError, match="a pipe, not a file"):
        Folder(project).read_bytes("kpis/pipe.yaml")


def test_a_file_whose_name_would_draw_on_the_screen_is_named_with_escapes() -> None:
    assert str(Span("a\n::set-output name=x::\x1b[2J\u202e\udcff.yaml", 1, 2)) == (
        r"a\n::set-output name=x::\x1b[2J\u202e\udcff.yaml:1:2"
    )
