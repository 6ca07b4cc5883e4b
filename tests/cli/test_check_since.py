"""`check --since REF` reports what is in changed files, and what the change broke elsewhere; it checks across all files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from qpr_rules.cli.main import qpr_rules
from tests.repositories import commit, rewrite

REPAIRS, VOIDS = "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml"


def since(project: Path, ref: str = "HEAD", *more: str) -> tuple[int, str]:
    """Exit code and output of a check since a revision, a line a finding."""
    done = CliRunner().invoke(
        qpr_rules,
        ["check", "--project", str(project), "--since", ref, "--format", "concise", *more],
        standalone_mode=False,
    )
    code = done.return_value if done.exception is None else 2
    return int(code), done.output + (str(done.exception) if done.exception else "")


def test_an_old_mistake_in_a_file_that_did_not_change_is_left_out(project: Path) -> None:
    rewrite(project / VOIDS, "owner: ", "owner: nobody-of-this-name-")
    commit(project)
    code, output = since(project)
    assert code == 0 and "QPR304" not in output
    rewrite(project / VOIDS, "id:", "# edited\nid:")
    code, output = since(project)
    assert code == 1 and "QPR304" in output


def test_a_mistake_in_a_new_file_is_reported_before_git_knows_the_file(project: Path) -> None:
    commit(project)
    text = (project / VOIDS).read_text(encoding="utf-8")
    (project / "kpi_definitions" / "zz copy.yaml").write_text(text, encoding="utf-8")
    code, output = since(project)
    assert code == 1
    assert [line for line in output.splitlines() if "QPR300" in line and "zz copy.yaml" in line]


def test_a_deletion_that_breaks_other_files_is_reported_there(project: Path) -> None:
    commit(project)
    assert since(project)[0] == 0
    (project / VOIDS).unlink()
    code, output = since(project)
    assert code == 1
    assert "results/results.csv" in output and "QPR410" in output


def test_an_owner_taken_out_is_reported_where_the_owner_was_named(project: Path) -> None:
    commit(project)
    owners = (project / "owners.yaml").read_text(encoding="utf-8")
    first = owners.split(":")[0].splitlines()[-1]
    rewrite(project / "owners.yaml", f"{first}:", f"{first}-renamed:")
    code, output = since(project)
    assert code == 1 and "QPR304" in output
    assert all(line.startswith("kpi_definitions/") for line in output.splitlines() if "QPR304" in line)


def test_a_second_place_whose_line_moved_does_not_make_an_old_finding_new(project: Path) -> None:
    text = (project / REPAIRS).read_text(encoding="utf-8")
    (project / "kpi_definitions" / "zz.yaml").write_text(text, encoding="utf-8")
    commit(project)  # the id is there twice: found in zz.yaml, with a second place in repairs.yaml
    rewrite(project / REPAIRS, "id:", "# a line more\nid:")
    assert "QPR300" not in since(project)[1]


@pytest.mark.parametrize(("ref", "said"), [("no-such-branch", "There is no revision"), ("-x", "cannot be the name")])
def test_a_revision_that_cannot_be_read_is_misuse(project: Path, ref: str, said: str) -> None:
    commit(project)
    code, output = since(project, ref)
    assert code == 2 and said in output


def test_without_git_the_sentence_says_what_is_missing(project: Path) -> None:
    code, output = since(project)
    assert code == 2 and "not in a git repository" in output
