"""What the shell completes, asked as bash, zsh and fish ask."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qpr_rules.cli.main import COMMANDS, main


def completed(shell: str, typed: str, last: str, project: Path) -> list[str]:
    """The words offered after what was typed, for the last, unfinished word."""
    words = f"qpr-rules {typed}".split()
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        patch.setenv("_QPR_RULES_COMPLETE", f"{shell}_complete")
        patch.setenv("COMP_WORDS", " ".join([*words, last]))
        patch.setenv("COMP_CWORD", last if shell == "fish" else str(len(words)))
        with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
            main([])
    out.flush()
    out.seek(0)
    lines = out.read().splitlines()
    if shell == "zsh":
        return [value for kind, value in zip(lines[::3], lines[1::3], strict=True) if kind == "plain"]
    if shell == "fish" and len(lines) > 1 and "," not in lines[0]:
        return lines[1::3]
    return [line.split(",", 1)[1].split("\t")[0] for line in lines if line.startswith("plain,")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("typed", "last", "offered"),
    [
        ("", "exc", ["exceptions"]),
        ("", "e", sorted(name for name in COMMANDS if name.startswith("e"))),
        ("exceptions", "--sec", ["--section"]),
        ("exceptions --section", "h", ["housing"]),
        ("exceptions --owner", "", ["head-of-housing"]),
        ("exceptions --by", "s", ["severity", "section"]),
        ("list --section", "HOU", ["housing"]),
        ("explain", "v", ["VOIDS"]),
        ("explain", "", ["REPAIRS", "VOIDS"]),
        ("results --kpi", "R", ["REPAIRS"]),
        ("summary --quarter", "2024/25", ["2024/25-Q3", "2024/25-Q2", "2024/25-Q1"]),
        ("exceptions --area", "No", ["North"]),
        ("explain VOIDS --area", "", ["North"]),
    ],
)
def test_the_shell_is_offered_what_there_is(
    shell: str, typed: str, last: str, offered: list[str], project: Path
) -> None:
    file = project / "results" / "results.csv"
    file.write_text(file.read_text("utf-8") + "VOIDS,North,2024-12,40,1,,,\n", "utf-8", newline="\n")
    assert sorted(completed(shell, typed, last, project)) == sorted(offered)


def test_nothing_is_offered_and_nothing_said_where_there_is_no_project(tmp_path: Path) -> None:
    for typed in ("explain", "exceptions --section", "exceptions --owner", "summary --quarter", "exceptions --area"):
        assert completed("bash", typed, "", tmp_path) == []


def test_a_project_in_error_offers_what_can_be_read(project: Path) -> None:
    (project / "kpi_definitions" / "voids.yaml").write_text("id: [", "utf-8")
    assert "REPAIRS" in completed("bash", "explain", "", project)
    (project / "qpr-rules.yaml").write_text("body: [", "utf-8")
    assert completed("bash", "exceptions --section", "", project) == []


@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows there is no bash to ask")
def test_bash_takes_the_script(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    script = subprocess.run(
        [sys.executable, "-m", "qpr_rules"], env={"_QPR_RULES_COMPLETE": "bash_source", "PATH": str(Path(bash).parent)},
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    file = tmp_path / "complete.bash"
    file.write_text(script, "utf-8", newline="\n")
    done = subprocess.run(
        [bash, "--norc", "-c", f". {file}; complete -p qpr-rules"], capture_output=True, encoding="utf-8", check=True
    )
    assert "qpr-rules" in done.stdout


def test_areas_that_roll_up_are_offered_too(tmp_path: Path) -> None:
    project = shutil.copytree(Path(__file__).parents[2] / "examples" / "areas", tmp_path / "county")
    (project / "results" / "visits.csv").unlink()
    assert completed("bash", "explain REVIEWS --area", "C", project) == ["COUNTY"]
