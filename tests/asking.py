"""A project whose results are asked for: what was read of them, and what is said."""

from __future__ import annotations

from pathlib import Path

from qpr_rules.files import Folder
from qpr_rules.observation import Observation
from qpr_rules.reading.project import read_declarations
from qpr_rules.reading.results import Results, read_results
from tests.commands import run

OWN = "results/results.csv"
ALL = "query: select * from monthly"


def read(project: Path) -> Results:
    tree = Folder(project)
    return read_results(tree, read_declarations(tree))


def asked(found: Results) -> list[Observation]:
    return [each for own in found.observations.values() for each in own if "postgresql" in each.source]


def said(project: Path) -> list[str]:
    """The findings of `check --results` as of a day on which nothing else is to be said, a line each."""
    only = ("--select", "QPR4", "--ignore", "QPR45", "--ignore", "QPR47")
    done = run(project, "check", "--results", *only, "--format", "concise", "--today", "2024-12-31")
    assert done.code in (0, 1), done.err
    assert "Traceback" not in done.said
    return done.out.splitlines()[:-1]
