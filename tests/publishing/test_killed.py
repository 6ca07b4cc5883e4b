"""A crash or a full disk at any step of publishing leaves what was there, or the whole of what is new."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import PATIENCE, run
from tests.source import REPOSITORY

DRIVER = REPOSITORY / "tests" / "publishing" / "killed.py"
KILLED = 9
AGAIN = ("--reissue", "--reason", "The count of December was corrected.")

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a process is copied at each step, which Windows cannot"
)


def whole(published: Path) -> dict[str, bytes]:
    """The files of every folder that has its name; those whose name begins with a dot are being written."""
    return {
        each.relative_to(published).as_posix(): each.read_bytes()
        for each in published.rglob("*")
        if each.is_file() and not each.relative_to(published).parts[0].startswith(".")
    }


def campaign(base: Path, out: Path, stride: int, *arguments: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(base), str(out), str(stride), *arguments],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        timeout=10 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: int(code) for name, code in (line.split() for line in done.stdout.splitlines())}


@pytest.mark.parametrize(
    ("arguments", "stride"),
    [
        pytest.param((), 5, id="first issue, each fifth step"),
        pytest.param((), 1, marks=pytest.mark.long, id="first issue"),
        pytest.param(AGAIN, 1, marks=pytest.mark.long, id="reissue"),
    ],
)
def test_at_every_step_the_old_state_or_the_new_one_is_there(
    arguments: tuple[str, ...], stride: int, tmp_path: Path
) -> None:
    base = shutil.copytree(REPOSITORY / "tests" / "small", tmp_path / "base")
    if arguments:
        assert run(base, "publish", "Q3 2024/25", "--today", "2025-02-11").code == 0
    old = whole(base / "published")
    reference = shutil.copytree(base, tmp_path / "reference")
    assert run(reference, "publish", "Q3 2024/25", "--today", "2025-02-11", *arguments).code == 0
    new = whole(reference / "published")

    ends = campaign(base, tmp_path, stride, *arguments)

    files = len(new) - len(old)
    assert ends["undisturbed"] == 0
    for how, least in (("before", 3 * files), ("half", files), ("full", 3 * files)):
        tried = sum(name.startswith(how) for name in ends)
        assert tried >= least // stride  # each file is opened, written and waited for
    found = {"old": 0, "new": 0}
    for name, code in ends.items():
        published = tmp_path / name / "published"
        state = whole(published)
        assert state in (old, new), name
        found["new" if state == new else "old"] += 1
        if not name.startswith("full"):
            assert code == KILLED or name == "undisturbed", name
            continue
        # That a disk cannot say whether the names are safe on it is no reason to give up.
        assert code == 1 or state == new, name
        assert state == (old if code == 1 else new), name
        left = [each.name for each in published.iterdir()] if published.exists() else []
        assert not [each for each in left if each.startswith(".")], name
    assert found["old"] > found["new"] > 0
    before = [name for name in ends if name.startswith("before")]
    for name in (before[0], before[len(before) // 2], next(name for name in ends if name.startswith("half"))):
        project = tmp_path / name
        assert whole(project / "published") == old
        assert run(project, "publish", "Q3 2024/25", "--today", "2025-02-11", *arguments).code == 0
        assert whole(project / "published") == new
        assert not [each for each in (project / "published").iterdir() if each.name.startswith(".")]
        assert run(project, "verify").code == 0


def test_two_at_once_cannot_both_take_the_place(tmp_path: Path) -> None:
    from qpr_rules.folders import write_folder_atomically

    write_folder_atomically(tmp_path / "one", {"a/b.txt": b"first", "c.txt": b""})
    with pytest.raises(FileExistsError):
        write_folder_atomically(tmp_path / "one", {"a/b.txt": b"second"})
    assert whole(tmp_path) == {"one/a/b.txt": b"first", "one/c.txt": b""}
    assert [each.name for each in tmp_path.iterdir()] == ["one"]
