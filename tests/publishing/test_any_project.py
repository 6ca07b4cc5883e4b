"""Whatever a project holds, once its errors are taken out it can be published, and what was published is proved."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.commands import run
from tests.random_projects import make

QUICK, LONG = range(5), range(5, 80)


def without_errors(project: Path) -> None:
    """Take out the definitions in error with their rows, then the other rows in error."""
    for wrong in errors(project):
        if not wrong.endswith(".csv"):
            (project / wrong).unlink()
    definitions = [each.read_text(encoding="utf-8") for each in (project / "kpi_definitions").rglob("*.yaml")]
    kept = {match[1].strip("'\"") for text in definitions if (match := re.search(r"^id: *(.*)$", text, re.MULTILINE))}
    for file in (project / "results").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            head, *rows = csv.reader(text)
        of = head.index("kpi")
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, lineterminator="\n").writerows([head, *(row for row in rows if row and row[of] in kept)])
    for wrong, lines in errors(project).items():
        rest = [
            line
            for number, line in enumerate((project / wrong).read_text(encoding="utf-8").split("\n"), 1)
            if number not in lines
        ]
        (project / wrong).write_text("\n".join(rest), encoding="utf-8", newline="\n")


def errors(project: Path) -> dict[str, set[int]]:
    """The lines with errors, by file as the project names it."""
    found: dict[str, set[int]] = {}
    for each in json.loads(run(project, "check", "--format", "json").out)["diagnostics"]:
        if each["severity"] == "error":
            found.setdefault(each["at"]["file"], set()).add(each["at"]["line"])
    return found


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(each, marks=pytest.mark.long) for each in LONG)])
def test_it_is_published_and_proved(seed: int, tmp_path: Path) -> None:
    project = tmp_path / "project"
    make(project, seed)
    without_errors(project)
    (quarter, *_) = re.findall(r"Q[1-4] \d{4}(?:/\d\d)?", run(project, "summary").out)
    rated = run(project, "evaluate", "--format", "csv").out
    done = run(project, "publish", quarter, "--today", "2099-01-01")
    assert done.code == 0, done.said
    assert run(project, "verify").code == 0
    (folder,) = (project / "published").iterdir()
    assert (folder / "evaluations.csv").read_text(encoding="utf-8") == rated
    assert run(project, "evaluate", "--format", "csv").out == rated
