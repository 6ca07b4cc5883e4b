"""Commentary of a project under test: begun by the command, written by hand, read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import qpr_rules
from qpr_rules.commentary import Note
from tests.commands import Ran, run

Q2, Q3 = 2024 * 4 + 1, 2024 * 4 + 2
"""Ordinals of the two quarters of 2024/25."""

ACTION = "  - {{what: Inspect the lifts, owner: head-of-housing, due: {}, status: {}}}\n"
"""An action of the small project, to be given its day and its status."""


def new(project: Path, quarter: str, *options: str, width: int = 140) -> Ran:
    """Run `qpr-rules commentary new` on a project."""
    return run(project, "commentary new", quarter, *options, width=width)


def file_of(project: Path, name: str) -> Path:
    """The file of commentary of this name."""
    return project / "commentary" / f"{name}.yaml"


def noted(project: Path, name: str, text: str) -> None:
    """Write commentary."""
    file_of(project, name).write_text(text, encoding="utf-8", newline="\n")


def notes(project: Path, quarter: int) -> Mapping[str, Note]:
    """What the commentary on a quarter is read as."""
    return qpr_rules.open(project).declarations.commentaries[quarter].notes
