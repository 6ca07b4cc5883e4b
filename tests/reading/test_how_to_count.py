"""The page on counting cases: each of its examples is laid down as it says, and counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qpr_rules.period import Calendar, Frequency
from tests.casework import lay, results
from tests.commands import run
from tests.result_tables import TOP
from tests.source import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "count-cases-with-sql.md").read_text("utf-8")
SECTIONS = {
    title: text
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    if "```yaml qpr-rules.yaml" in text
}
_FILE = re.compile(r"^```(?:yaml|csv) (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COUNTED = re.compile(r"^```counted\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_page_has_examples() -> None:
    assert len(SECTIONS) == 3


@pytest.mark.parametrize("title", SECTIONS)
def test_an_example_is_counted_as_it_says(project: Path, title: str) -> None:
    text = SECTIONS[title].replace("FOI-20WD", "REPAIRS")
    lay(project, {path: TOP + text if path == "qpr-rules.yaml" else text for path, text in _FILE.findall(text)})
    read = results(project)
    assert not read.diagnostics
    (expected,) = _COUNTED.findall(text)
    assert [
        f"{each.kpi} {Calendar().code(Frequency.MONTH, each.period)}: {each.numerator} of {each.denominator}"
        for own in read.observations.values()
        for each in own
    ] == expected.splitlines()


def test_a_published_quarter_keeps_the_counts_and_no_case(project: Path) -> None:
    text = SECTIONS["Working days"]
    lay(project, {path: TOP + text if path == "qpr-rules.yaml" else text for path, text in _FILE.findall(text)})
    done = run(project, "publish", "Q4 2024/25")
    assert done.code == 0, done.said
    kept = b"".join(file.read_bytes() for file in (project / "published").rglob("*") if file.is_file())
    assert b"06/01/2025" not in kept
    assert b"REPAIRS" in kept
