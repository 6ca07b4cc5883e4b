"""Changes to a copy of the small project, made before a command is run on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

Change = Callable[[Path], None]

REPAIRS, VOIDS, RESULTS = "kpi_definitions/repairs.yaml", "kpi_definitions/voids.yaml", "results/results.csv"
RULES, SETTINGS = "rules/own.yaml", "qpr-rules.yaml"
COMMENTARY = "commentary/2024-25-Q3.yaml"
DAY = ("--today", "2024-12-31")
"""A day on which nothing but the change is to be said of the small project."""


def edit(file: str, old: str, new: str) -> Change:
    """Write something else in the place of what is there once."""

    def change(project: Path) -> None:
        text = (project / file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
        (project / file).write_text(text.replace(old, new), "utf-8", newline="\n")

    return change


def write(file: str, content: str | bytes) -> Change:
    """Write a whole file."""

    def change(project: Path) -> None:
        (project / file).parent.mkdir(exist_ok=True)
        (project / file).write_bytes(content.encode() if isinstance(content, str) else content)

    return change


def results(*rows: str) -> Change:
    """A further file of results, with the usual columns; the first row is line 2."""
    return write("results/more.csv", "\n".join(["kpi,area,period,numerator,denominator", *rows, ""]))


def both(*changes: Change) -> Change:
    """Several changes."""

    def change(project: Path) -> None:
        for each in changes:
            each(project)

    return change


def change(project: Path, file: str, pattern: str, new: str) -> None:
    """Write something else wherever a file has the pattern, which it has."""
    path = project / file
    changed, number = re.subn(pattern, lambda _: new, path.read_text("utf-8"), flags=re.MULTILINE)
    assert number
    path.write_text(changed, "utf-8", newline="\n")


def rename(project: Path, name: str) -> None:
    """Give the KPI of repairs another name, whatever its letters."""
    change(project, REPAIRS, "^name: .*$", f"name: {json.dumps(name, ensure_ascii=False)}")
