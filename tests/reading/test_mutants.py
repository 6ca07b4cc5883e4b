"""Mutants of the shipped definitions: lines lost, doubled, swapped, cut and filled with the signs that break YAML."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from qpr_rules.checking.pages import pages
from qpr_rules.diagnostic import Severity
from qpr_rules.reading.definitions import build_definition
from qpr_rules.reading.nodes import read_yaml
from qpr_rules.reading.shape import check_shape
from qpr_rules.settings import Settings
from qpr_rules.showing.diagnostics.text import FRAMED, full

FILE = "kpi_definitions/mutant.yaml"
SIGNS = [
    "\t", ":", "- ", "\u00a0", "–", "“", "{", "[", "'", '"', "#", "%", "&a ", "*a", "!!x ", "? ", "| ", "> ", "---\n", "<<: ",
    "null", "no", "1:30", "010", ".nan", "1e5", "1,000", "[]", "{}", "~", "\u200b", "\ufeff", "9" * 23, "0001-13-45",
    "9999999 months", "0 months", "\r", "\u2028", "\0",
]  # fmt: skip


def mutant(dice: random.Random, whole: bytes) -> bytes:
    """A definition with one to five things done to it."""
    content = whole
    for _ in range(dice.choice([1, 1, 1, 2, 5])):
        lines = content.split(b"\n")
        here, there = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(8):
            case 0:
                del lines[here]
            case 1:
                lines.insert(here, lines[there])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case 3:
                return content[: dice.randrange(len(content) + 1)]
            case 4:
                at = dice.randrange(len(content) + 1)
                lines = [content[:at] + dice.choice(SIGNS).encode() + content[at:]]
            case 5:
                key, colon, _ = lines[here].partition(b": ")
                lines[here] = key + colon + dice.choice(SIGNS).encode()
            case 6:
                lines[here] = b" " * dice.randrange(5) + lines[here].lstrip()
            case _:
                at = dice.randrange(len(content) + 1)
                lines = [content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]]
        content = b"\n".join(lines)
    return content


def withstand(repository: Path, count: int, seed: int) -> None:
    """Read so many mutants: each gives a definition, or says why not; none fails, or takes two seconds."""
    dice = random.Random(seed)
    definitions = [file.read_bytes() for file in sorted((repository / "kpi_definitions").rglob("*.yaml"))]
    codes = pages()
    for _ in range(count):
        content = mutant(dice, dice.choice(definitions))
        began = time.process_time()
        document, found = read_yaml(content, FILE)
        whole = document is not None
        if document is not None:
            shape = check_shape(document, "kpi")
            built = None
            if not shape:
                built, shape = build_definition(document, Settings(body=""))
            whole = built is not None
            found = (*found, *shape)
        assert whole or any(each.severity is Severity.ERROR for each in found), content
        text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        for each in found:
            assert each.code in codes, content
            assert len(list(full(each, {FILE: text}, FRAMED))) <= 10, content
        assert time.process_time() - began < 2, content


def test_two_thousand_mutants_are_withstood(repository: Path) -> None:
    withstand(repository, 2_000, seed=1)


@pytest.mark.long
def test_a_hundred_thousand_mutants_are_withstood(repository: Path) -> None:
    withstand(repository, 100_000, seed=2)
