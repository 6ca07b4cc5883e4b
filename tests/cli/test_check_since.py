"""`check --since REF` reports what is in changed files, and what the change broke elsewhere; it checks across all files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Ran, run
from tests.repositories import commit, rewrite

REPAIRS, VOIDS = "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml"


def since(project: Path, ref: str = "HEAD") -> Ran:
    """A check since a revision, a line a finding."""
    return run(project, "check", "--since", ref, "--format", "concise")


def test_an_old_mistake_in_a_file_that_did_not_change_is_left_out(project: Path) -> None:
    rewrite(project / VOIDS, "owner: ", "owner: nobody-of-this-name-")
    commit(project)
    done = since(project)
    assert done.code == 0 and "QPR304" not in done.out
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    done = since(project)
    assert done.code == 1 and "QPR304" in done.out


def test_a_mistake_in_a_new_file_is_reported_before_git_knows_the_file(project: Path) -> None:
    commit(project)
    text = (project / VOIDS).read_text(encoding="utf-8")
    (project / "kpi_definitions" / "zz copy.yaml").write_text(text, encoding="utf-8")
    done = since(project)
    assert done.code == 1
    assert [line for line in done.out.splitlines() if "QPR300" in line and "zz copy.yaml" in line]


def test_a_deletion_that_breaks_other_files_is_reported_there(project: Path) -> None:
    commit(project)
    assert since(project).code == 0
    (project / VOIDS).unlink()
    done = since(project)
    assert done.code == 1
    assert "results/results.csv" in done.out and "QPR410" in done.out


def test_an_owner_taken_out_is_reported_where_the_owner_was_named(project: Path) -> None:
    commit(project)
    owners = (project / "owners.yaml").read_text(encoding="utf-8")
    first = owners.split(":")[0].splitlines()[-1]
    rewrite(project / "owners.yaml", f"{first}:", f"{first}-renamed:")
    done = since(project)
    assert done.code == 1 and "QPR304" in done.out
    assert all(line.startswith("kpi_definitions/") for line in done.out.splitlines() if "QPR304" in line)


def test_a_second_place_whose_line_moved_does_not_make_an_old_finding_new(project: Path) -> None:
    text = (project / REPAIRS).read_text(encoding="utf-8")
    (project / "kpi_definitions" / "zz.yaml").write_text(text, encoding="utf-8")
    commit(project)  # the id is there twice: found in zz.yaml, with a second place in repairs.yaml
    rewrite(project / REPAIRS, "id:", "# a line more\nid:")
    assert "QPR300" not in since(project).out


@pytest.mark.parametrize(("ref", "said"), [("no-such-branch", "There is no revision"), ("-x", "cannot be the name")])
def test_a_revision_that_cannot_be_read_is_misuse(project: Path, ref: str, said: str) -> None:
    commit(project)
    done = since(project, ref)
    assert done.code == 2 and said in done.err


def test_without_git_the_sentence_says_what_is_missing(project: Path) -> None:
    done = since(project)
    assert done.code == 2 and "not in a git repository" in done.said
