"""No command writes what it found over a file that it read, or to where its output would be read as results."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.nation.nations import rewritten, table
from tests.repositories import commit

WRITING = (
    "report --format csv", "evaluate --format csv", "evaluate --every-period --format json", "results --format csv", "compare REPAIRS --format csv",
    "revisions --format csv", "impact --against HEAD --format markdown", "check --format json",
    "schema kpi", "schema kpi --with-owners", "test", "test --format junit",
)  # fmt: skip
OURS = (
    "qpr-rules.yaml",
    "owners.yaml",
    "kpi_definitions/repairs.yaml",
    "commentary/2024-25-Q3.yaml",
    "kpi_definitions/repairs.cases.yaml",
    "results/results.csv",
)
REFUSED, BESIDE = "is what this is made from; choose another file", "would be read as results from then on"
CASE = """\
definition: REPAIRS
cases:
  twelve months at the target:
    series: {2024-04: "945/1000 x12"}
    expect: {2025-03: green}
"""


@pytest.mark.parametrize("words", WRITING)
def test_what_a_command_reads_it_writes_not_over(project: Path, tmp_path: Path, words: str) -> None:
    (project / "kpi_definitions" / "repairs.cases.yaml").write_text(CASE, encoding="utf-8")
    commit(project)
    command, *more = words.split()
    (tmp_path / "linked.csv").symlink_to(project / OURS[-1])
    whole = {name: (project / name).read_bytes() for name in OURS}
    for output in (*(project / name for name in OURS), tmp_path / "linked.csv", project / "results" / ".." / OURS[1]):
        done = run(project, command, *more, "-o", str(output), "--today", "2025-01-31")
        assert done.code == 2, (output, done.said)
        assert REFUSED in done.said or (BESIDE in done.said and output.resolve() == project / OURS[-1])
    assert {name: (project / name).read_bytes() for name in OURS} == whole
    if command != "check":  # which says no figures
        done = run(project, command, *more, "-o", str(project / "results" / "new.csv"), "--today", "2025-01-31")
        assert done.code == 2
        assert BESIDE in done.said
        assert not (project / "results" / "new.csv").exists()
    for output in (project / "found.txt", tmp_path / "found.txt"):
        assert run(project, command, *more, "-o", str(output), "--today", "2025-01-31").code == 0
        assert output.stat().st_size > 0


def test_nothing_is_written_into_a_published_quarter_or_a_folder_below_that_of_results(project: Path) -> None:
    assert run(project, "publish", "Q3 2024/25", "--today", "2025-01-31").code == 0
    (folder,) = (project / "published").iterdir()
    for output in (folder / "issue.json", folder / "new.json"):
        done = run(project, "evaluate", "--format", "json", "-o", str(output), "--today", "2025-01-31")
        assert done.code == 2, done.said
        assert "lies in a quarter as it was published; choose another folder" in done.said
    assert run(project, "verify", "Q3 2024/25", "--today", "2025-01-31").code == 0
    (project / "results" / "drafts").mkdir()  # `results/*.csv` names what lies there too
    done = run(project, "evaluate", "--format", "csv", "-o", str(project / "results" / "drafts" / "new.csv"))
    assert done.code == 2
    assert BESIDE in done.said


def test_what_lies_outside_and_is_read_is_not_written_over(project: Path, tmp_path: Path) -> None:
    shared = tmp_path / "elsewhere" / "results.csv"
    shared.parent.mkdir()
    (project / "results" / "results.csv").rename(shared)
    settings = project / "qpr-rules.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "results: [../elsewhere/results.csv]\n", encoding="utf-8"
    )
    whole = shared.read_bytes()
    done = run(project, "evaluate", "--format", "csv", "--allow-outside", "-o", str(shared), "--today", "2025-01-31")
    assert done.code == 2, done.said
    assert REFUSED in done.said
    assert shared.read_bytes() == whole


def test_a_schema_is_written_where_there_is_no_project(tmp_path: Path) -> None:
    done = run(tmp_path, "schema", "kpi", "-o", str(tmp_path / "kpi.json"))
    assert done.code == 0, done.said
    assert (tmp_path / "kpi.json").stat().st_size > 0


def test_a_nations_rows_never_take_the_place_of_its_results(tmp_path: Path) -> None:
    project = rewritten(tmp_path, table())
    asked = ("--every-period", "--fields", "kpi,area,period,figure,numerator")
    first = run(project, "evaluate", "--from", str(project / "observations"), *asked, "-o", str(project / "ratings"))
    assert first.code == 0, first.said
    held = {file: file.read_bytes() for folder in ("observations", "ratings") for file in (project / folder).iterdir()}
    part = next(file.name for file in (project / "ratings").glob("*.parquet"))
    for source, output in (
        ("ratings", "ratings"), ("ratings", "observations/../ratings"), (f"ratings/{part}", "ratings"),
        ("observations", "observations/ratings"),
    ):  # fmt: skip
        done = run(project, "evaluate", "--from", str(project / source), *asked, "-o", str(project / output))
        assert done.code == 2, (source, output, done.said)
        assert "and that is what this is made from; name another folder" in done.said
    done = run(
        project,
        "evaluate",
        "--engine",
        "spark",
        "--from",
        "s3://nation/observed",
        "--every-period",
        "-o",
        "s3://nation/observed/rated",
    )
    assert done.code == 2, done.said
    settings = project / "qpr-rules.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "results: [{source: parquet, files: parquet/*.parquet}]\n",
        encoding="utf-8",
    )
    source = str(project / "observations")
    done = run(project, "evaluate", "--from", source, *asked, "-o", str(project / "parquet" / "rated"))
    assert done.code == 2, done.said
    assert BESIDE in done.said
    now = {file: file.read_bytes() for folder in ("observations", "ratings") for file in (project / folder).iterdir()}
    assert now == held
