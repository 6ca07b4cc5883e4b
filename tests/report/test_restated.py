"""A paper after results were revised: it says what was published, and marks the figures that are other than that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.commands import run
from tests.report_pages import REPOSITORY, articles, named, page_of, text

SENTENCE = "Since Q2 2024/25 was published, 1 KPI has been restated"


def revise(project: Path) -> None:
    """Two results of the quarter before, as they might be found to be later."""
    if not (project / "published").exists():
        shutil.copytree(REPOSITORY / "published", project / "published")
    file = project / "results" / "governance-and-law.csv"
    before = file.read_text("utf-8")
    after = before.replace("FOI-20,2024-09,161,197", "FOI-20,2024-09,181,197")
    assert after != before
    file.write_text(after, "utf-8", newline="\n")


def test_a_paper_without_revisions_says_nothing_of_them() -> None:
    page = text(page_of(REPOSITORY, "Q3 2024/25"))
    assert "Restated since publication" not in page
    assert "[r]" not in page


def test_revised_results_are_said_and_marked(shipped_project: Path) -> None:
    revise(shipped_project)
    page = page_of(shipped_project, "Q3 2024/25")
    assert "Restated since publication" in [text(each) for each in page.iter("h3")]
    (said,) = [text(each) for each in page.iter("p") if text(each).startswith(SENTENCE)]
    assert "because results were revised" in said
    table = named(dict(articles(page))["FOI-20"], "Results, the last")
    figures = {row[0]: row[3] for row in table.rows}
    assert figures["September 2024"].endswith("[r]")
    assert not figures["June 2024"].endswith("[r]")
    assert ["[r]", "revised: other than it was published"] in named(page, "Markers").rows


def test_programs_are_told_too(shipped_project: Path) -> None:
    revise(shipped_project)
    found = json.loads(run(shipped_project, "report", "Q3 2024/25", "--format", "json").out)
    assert any(sentence.startswith(SENTENCE) for sentence in found["summary"]["restated"])
