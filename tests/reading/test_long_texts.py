"""Texts that go on for a hundred thousand characters, of the kinds that made a pattern go over them again and again.

Each took from half a minute to hours. The bound is of processor time, and far above what it takes: it parts ends from no end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qpr_rules.app.check import check
from qpr_rules.checking.numbers_said import numbers_said
from qpr_rules.files import Folder
from qpr_rules.reading.cells import bare
from tests.code_pages import BASE

MANY = 100_000
SECONDS = 15
FILE = "kpi_definitions/repairs.yaml"
GOOD = (BASE / FILE).read_text("utf-8")

TEXTS: dict[str, Callable[[], object]] = {
    "a marker of spaces": lambda: bare(f"[{' ' * MANY}x"),
    "numbers": lambda: list(numbers_said("12 " * (MANY // 5))),
    "the number one": lambda: list(numbers_said("one ward " * (MANY // 10))),
    "thousands": lambda: list(numbers_said(f"1{',000' * MANY}x")),
}

QUOTED, SPACES = '"a",', " " * MANY
WRONG = {
    "a word and spaces": ("polarity: higher", f'polarity: "higher{" " * MANY}is better"'),
    "a number and a sign": ("target: 94.5", f'target: "{"1" * MANY}!"'),
    "a window of digits": ("window: 12 months", f'window: "{"1" * MANY} weeks"'),
    "spaces and a second colon": ("target: 94.5", f"name_source: a{' ' * MANY}b: c"),
    "spaces before a text": ("target: 94.5", f"name_source:{' ' * MANY}b: c"),
    "colons": ("target: 94.5", f"name_source: {'a: ' * MANY}"),
    "quotation marks in a group": ("target: 94.5", f"target: {{from: 1: {chr(39) * MANY}, to: 2}}"),
    "spaces and brackets": ("target: 94.5", f"target{' ' * MANY}{{from: 1"),
    "a sign and spaces": ("target: 94.5", f"target: @c{' ' * MANY}!"),
    "spaces between quotation marks": ("target: 94.5", f'name_source: "a"{SPACES}- "x'),
    "a quotation mark that ends a text too early": ("target: 94.5", f"name_source: 'a'{'b ' * MANY}"),
    "commas behind quotation marks": ("target: 94.5", f"name_source: {QUOTED * (MANY // 4)}x"),
    "a month that is none": ("frequency: month", f"frequency: month\nintroduced: {'1 ' * (MANY // 2)}April"),
}
"""What is written in the place of what in a definition."""


@pytest.mark.parametrize("kind", TEXTS)
def test_a_long_text_is_read_as_soon_as_a_short_one(kind: str) -> None:
    begun = time.process_time()
    TEXTS[kind]()
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("kind", WRONG)
def test_a_long_text_that_is_wrong_is_said_soon(project: Path, kind: str) -> None:
    (project / FILE).write_text(GOOD.replace(*WRONG[kind]), "utf-8")
    begun = time.process_time()
    found = check(Folder(project)).diagnostics
    assert time.process_time() - begun < SECONDS
    assert any(each.at.span.file == FILE for each in found)
