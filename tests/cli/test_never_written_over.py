"""No command writes what it found over a file that it read, or to where its output would be read as results."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.repositories import commit

WRITING = (
    "report --format csv", "evaluate --format csv", "evaluate --every-period --format json", "results --format csv", "compare REPAIRS --format csv",
    "revisions --format csv", "impact --against HEAD --format markdown", "check --format json",
)  # fmt: skip
OURS = (
    "qpr-rules.yaml",
    "owners.yaml",
    "kpi_definitions/repairs.yaml",
    "commentary/2024-25-Q3.yaml",
    "results/results.csv",
)


@pytest.mark.parametrize("words", WRITING)
def test_what_a_command_reads_it_writes_not_over(project: Path, tmp_path: Path, words: str) -> None:
    commit(project)
    command, *more = words.split()
    (tmp_path / "linked.csv").symlink_to(project / OURS[-1])
    whole = {name: (project / name).read_bytes() for name in OURS}
    for output in (*(project / name for name in OURS), tmp_path / "linked.csv", project / "results" / ".." / OURS[1]):
        done = run(project, command, *more, "-o", str(output), "--today", "2025-01-31")
        assert done.code == 2, (output, done.said)
        assert "is what this is made from; choose another file" in done.said
    assert {name: (project / name).read_bytes() for name in OURS} == whole
    if command != "check":  # which says no figures
        done = run(project, command, *more, "-o", str(project / "results" / "new.csv"), "--today", "2025-01-31")
        assert done.code == 2
        assert "would be read as results from then on" in done.said
        assert not (project / "results" / "new.csv").exists()
    for output in (project / "found.txt", tmp_path / "found.txt"):
        assert run(project, command, *more, "-o", str(output), "--today", "2025-01-31").code == 0
        assert output.stat().st_size > 0
