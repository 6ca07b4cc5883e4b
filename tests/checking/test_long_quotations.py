"""No finding is longer than can be read, whatever is quoted in it: each page's wrong example, with a very long word in it."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qpr_rules.checking.pages import Page
from qpr_rules.diagnostic import SENTENCE, Diagnostic, Label, Severity, Span, brief
from tests.code_pages import PAGES, Block, announced, blocks, code, lay, run
from tests.commands import run as command

LONG = "q" * 100_000


def sentences(found: Diagnostic) -> Iterator[str]:
    yield from (found.headline, *found.hints, found.at.text, *(label.text for label in found.also))
    yield found.at.span.within


def lengthened(wrong: list[Block], number: int) -> list[Block]:
    """The files with this word of the first line that announces a finding, or of a file of rows, made very long."""
    lines = {(each.file, each.line) for each in announced(wrong)}
    changed = []
    for block in wrong:
        rows = block.body.split("\n") if block.kind in ("yaml", "csv") else []
        for at, row in enumerate(rows, 1):
            words = list(re.finditer(r"[A-Za-z0-9][\w-]*", row.partition("#")[0]))
            if (block.path, at) in lines and words:
                word = words[number % len(words)]
                rows[at - 1] = row[: word.end()] + LONG + row[word.end() :]
        changed.append(Block(block.kind, block.path, "\n".join(rows), block.times) if rows else block)
    return changed


@pytest.mark.parametrize("number", [0, -1])
@pytest.mark.parametrize("page", PAGES, ids=code)
def test_a_finding_is_short_however_long_what_it_is_about(page: Page, number: int, tmp_path: Path) -> None:
    lay(tmp_path / "project", lengthened(blocks(page.text, "Wrong"), number))
    for found in run(tmp_path / "project", page):
        assert max(map(len, sentences(found))) <= SENTENCE, found.code


def test_names_that_are_no_names_of_files_are_said_in_short(project: Path) -> None:
    (project / "qpr-rules.yaml").write_text(
        f"body: X\nsections: {{housing: Housing}}\nowners: {LONG}.yaml\nresults:\n  - {LONG}/*.csv\n"
        f"  - {{source: csv, files: results/results.csv, where: {{kpi: [{LONG}]}}}}\n"
        f"  - {{source: csv, files: results/results.csv, columns: {{kpi: {LONG}}}}}\n",
        "utf-8",
    )
    done = command(project, "check", "--format", "concise", "--today", "2025-01-31")
    assert {"QPR002", "QPR400", "QPR403", "QPR475"} <= set(re.findall(r"QPR\d{3}", done.out)), done.out[:2000]
    assert max(map(len, done.out.splitlines())) <= SENTENCE


def test_short_sentences_are_as_they_are_and_long_ones_say_what_they_can() -> None:
    sentence = f"`{'a' * 200}` is no KPI"
    assert brief(sentence) == sentence
    assert brief(f"{sentence} of `{'b' * 900}`") == f"`{'a' * 57}...` is no KPI of `{'b' * 57}...`"
    assert len(brief("no quotation " * 1000)) == SENTENCE
    assert len(brief("`" * 10_000)) == SENTENCE


def test_a_diagnostic_is_the_same_when_it_has_travelled() -> None:
    found = Diagnostic(
        "QPR150", Severity.ERROR, f"`{LONG}` is not known", Label(Span("x.yaml", 1, 1)), hints=(LONG,), times=7
    )
    assert len(found.headline) < 100
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    assert again == found
    assert type(again) is Diagnostic
    assert (found._replace(kpi="X").kpi, found.times) == ("X", 7)
