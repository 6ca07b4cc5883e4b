"""Slips of a policy officer's hand, each on a shipped definition: one finding, at the right place, with the line as it should be."""

from __future__ import annotations

import random

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.showing.diagnostics.forms import replacement
from tests.checking.slips import FILE, GOOD, SLIPS, Slip
from tests.fuzz.mutations import SEEDS, Mutation, mutations_of_one_line
from tests.in_memory import BASE, Memory, read


def found(*slips: Slip) -> tuple[tuple[Diagnostic, ...], str]:
    """What is found in the shipped project with these slips in one of its definitions, and the file as it is then."""
    text = GOOD
    for slip in slips:
        assert text.count(slip.old) >= 1, slip.old
        at = text.rindex(slip.old)
        text = text[:at] + slip.new + text[at + len(slip.old) :]
    diagnostics = declare(Memory({**BASE, FILE: text.encode()})).diagnostics
    return tuple(each for each in diagnostics if each.severity is Severity.ERROR), text


@pytest.mark.parametrize("slip", SLIPS.values(), ids=[name.replace(" ", "-") for name in SLIPS])
def test_a_slip_is_one_finding_in_its_place_with_the_line_as_it_should_be(slip: Slip) -> None:
    diagnostics, text = found(slip)
    assert [(each.at.span.file, each.at.span.line, each.code) for each in diagnostics] == [
        (FILE, slip.line, slip.code)
    ], [f"{each.at.span} {each.code} {each.headline}" for each in diagnostics]
    (only,) = diagnostics
    if slip.write is not None:
        assert replacement(only, {FILE: text}) == slip.write
    assert slip.says in f"{only.headline} {' '.join(only.hints)}"


def test_every_line_that_is_proposed_mends_its_slip() -> None:
    for name, slip in SLIPS.items():
        (only,), text = found(slip)
        if only.edit is None:
            continue
        lines = text.split("\n")
        lines[only.edit.span.line - 1] = replacement(only, {FILE: text}) or ""
        mended, _ = found(Slip(GOOD, "\n".join(lines), "", 0))
        assert only.code not in {each.code for each in mended if each.at.span.line == slip.line}, name


PAIRS = [
    ("a sign for the unit", "a year that is none", ["QPR120", "QPR209"]),
    ("no colon after a name", "a floor of 450 percent", ["QPR116", "QPR224"]),
    ("no closing bracket", "the window of a scorecard", ["QPR119", "QPR156"]),
    ("a name indented", "a polarity in words", ["QPR121", "QPR152"]),
    ("no comma in brackets", "an owner by title", ["QPR119", "QPR304"]),
    ("standards not indented", "an owner by title", ["QPR172", "QPR304"]),
    ("the window of a scorecard", "a floor of 450 percent", ["QPR156", "QPR224"]),
    ("no colon after a group's name", "no opening quotation mark", ["QPR116", "QPR117"]),
    ("no space after a colon", "no comma in brackets", ["QPR119", "QPR127"]),
]


@pytest.mark.parametrize(("one", "other", "codes"), PAIRS)
def test_two_slips_in_one_file_are_found_in_one_run(one: str, other: str, codes: list[str]) -> None:
    diagnostics, _ = found(*sorted((SLIPS[one], SLIPS[other]), key=lambda slip: -GOOD.rindex(slip.old)))
    assert sorted(each.code for each in diagnostics) == codes


def test_two_lines_that_cannot_be_read_are_two_findings_and_a_file_of_nothing_else_is_one() -> None:
    diagnostics, _ = found(SLIPS["no space after a colon"], SLIPS["no colon after a year"])
    assert [each.code for each in diagnostics] == ["QPR127", "QPR116"]
    garbage = Slip(GOOD, "\n".join("{[ : ] }}: ][" for _ in range(40)), "", 0)
    assert len([each for each in found(garbage)[0] if each.at.span.file == FILE]) == 1


def one_line(seed: int) -> tuple[int, list[Diagnostic]]:
    """A shipped definition with one accident in one line: the line's number (0 if nothing changed), and its errors."""
    dice = random.Random(seed)
    source = SEEDS[dice.randrange(len(SEEDS))].read_bytes()
    kind: Mutation = dice.choice(mutations_of_one_line)
    content = kind(dice, source)
    before, after = source.split(b"\n"), content.split(b"\n")
    changed = [number for number, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other]
    if not changed or len(before) != len(after):
        return 0, []
    return changed[0], [each for each in read(content)[1] if each.severity is Severity.ERROR]


def test_of_a_thousand_accidents_to_one_line_hardly_any_is_found_twice() -> None:
    counts = [len(errors) for line, errors in map(one_line, range(1_000)) if line]
    assert len(counts) > 800
    assert sum(count > 1 for count in counts) <= 0.01 * len(counts)
    assert max(counts) <= 3
