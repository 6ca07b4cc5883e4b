"""A folder on disk as a tree: what lies outside stays outside, whatever has been read before."""

from __future__ import annotations

from pathlib import Path

import pytest

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
