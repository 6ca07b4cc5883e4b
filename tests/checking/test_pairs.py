"""Any two mistakes in one file are both found in one run, each in its place, and nothing else is.

The mistakes are the slips of the hand of `test_slips.py`, and those that the studies of other tools name: what is wrong
with the words, and with the sense of a definition and of the set.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from qpr_rules.app.declare import declare
from qpr_rules.diagnostic import Severity
from tests.checking.slips import APPROVED, FILE, GOOD, LATEST, SLIPS, STANDARDS, Slip
from tests.in_memory import BASE, Memory

OTHERS = {
    "a name misspelt": Slip("section:", "secton:", "QPR150", 5),
    "a name of another tool": Slip("owner:", "team:", "QPR150", 6),
    "no owner": Slip("owner: assistant-director-send\n", "", "QPR151", 3),
    "a name written twice": Slip("decimals: 0", "decimals: 0\ndecimals: 1", "QPR108", 11),
    "standards written twice": Slip("standards:\n", "standards:\n  2021/22: {target: 50, floor: 40}\nstandards:\n", "QPR108", 18),
    "a word misspelt": Slip("polarity: higher", "polarity: hihger", "QPR152", 8),
    "a date that is none": Slip("name_source", "introduced: 2025-02-30\nname_source", "QPR206", 21),
    "an English date": Slip("name_source", "introduced: 01/04/2025\nname_source", "QPR171", 21),
    "a percentage in quotes": Slip("{target: 60, floor: 45, a", '{target: "60%", floor: 45, a', "QPR165", 20),
    "a floor on the wrong side": Slip("{target: 60, floor: 45, a", "{target: 60, floor: 65, a", "QPR220", 20),
    "a year twice": Slip(LATEST, f"{LATEST}  2024-04: {{target: 60, floor: 45, approved: {APPROVED}}}\n", "QPR210", 21),
    "a year left out": Slip(STANDARDS.split("\n")[2] + "\n", "", "QPR211", 18),
    "a window that cannot be": Slip("frequency: month\nwindow: 12 months", "frequency: year\nwindow: quarter", "QPR201", 12),
    "a suspension that ends first": Slip("name_source", "suspended: {from: 2024-06, until: 2024-03, reason: Flood.}\nname_source", "QPR226", 21),
    "another version's marks": Slip(LATEST, f"<<<<<<< HEAD\n{LATEST}=======\n{LATEST}>>>>>>> theirs\n", "QPR107", 20),
    "a tag": Slip("decimals: 0", "decimals: !!int 0", "QPR110", 10),
    "a colon in a text": Slip("description: Ed", "description: Note: Ed", "QPR114", 7),
    "a broken character": Slip("Health", "H\x07ealth", "QPR103", 7),
    "a tab below a group": Slip("  numerator", "\tnumerator", "QPR106", 14),
    "a hard space before a value": Slip("unit: percent", "unit:\u00a0percent", "QPR104", 9),
}  # fmt: skip

ALL = {**SLIPS, **OTHERS}


def found(*slips: Slip) -> list[tuple[int, str]]:
    """The line and the code of every error in the shipped project with these slips in one of its definitions."""
    text = GOOD
    for slip in sorted(slips, key=lambda each: -GOOD.rindex(each.old)):
        at = GOOD.rindex(slip.old)
        text = text[:at] + slip.new + text[at + len(slip.old) :]
    diagnostics = declare(Memory({**BASE, FILE: text.encode()})).diagnostics
    return sorted((each.at.span.line, each.code) for each in diagnostics if each.severity is Severity.ERROR)


def lines(slip: Slip) -> range:
    """The lines that a slip is on."""
    at = GOOD.rindex(slip.old)
    first = GOOD.count("\n", 0, at)
    return range(first, first + slip.old.rstrip("\n").count("\n") + 1)


def pairs() -> Iterator[tuple[str, str]]:
    """The names of any two slips that are not on one line, the upper one first."""
    for one, other in itertools.combinations(ALL, 2):
        upper, lower = sorted((one, other), key=lambda name: lines(ALL[name])[0])
        if lines(ALL[upper])[-1] < lines(ALL[lower])[0]:
            yield upper, lower


def expected(one: str, other: str) -> list[tuple[int, str]]:
    """What two slips, the upper one first, are as two findings."""
    upper, lower = ALL[one], ALL[other]
    moved = upper.new.count("\n") - upper.old.count("\n")
    return sorted([(upper.line, upper.code), (lower.line + moved, lower.code)])


ANSWERED = {
    frozenset(
        ["a tab below a group", "standards after a tab"]
    ): "all lines with a tab are one finding, with their number",
    frozenset(["a remark without its sign", "a tag"]): "the line below one that is set aside may belong to it",
    frozenset(["a kind that is no word", "no owner"]): "what a definition must have depends on its kind",
    frozenset(["a kind that is no word", "a floor outside the standards"]): "what it may have, too",
}
"""Pairs of which one is said in the other's finding, or cannot be known before the other is put right."""

UNKNOWN = "a shortcut for a name"
OF_THE_UNKNOWN = {"a floor outside the standards", "curly quotes round a percentage", "no owner"}
"""With the first it is not known what the unit is, nor what else is missing, or does not go with it."""

OF_ONE_GROUP = [
    {"a numerator not indented", "a denominator not indented", "a dash before the first of a group"},
    {"a measure not indented", "a denominator not indented", "standards one step too far in"},
    {"the first standard too far in", "a dash before the first standard", "a standard in between not indented"},
    {"standards one step too far in", "the first standard too far in", "a dash before the first standard"},
    {"standards one step too far in", "the last standard not indented"},
    {"standards with one space in front", "the first standard too far in"},
    {"standards after a tab", "the first standard too far in"},
]
"""Where two lines of one group are both in another column, no line says any more where the group is."""


def is_answered(one: str, other: str) -> bool:
    """Whether there is a reason for which these two are not two findings."""
    both = {one, other}
    after_unknown = UNKNOWN in both and bool(both & OF_THE_UNKNOWN)
    return frozenset(both) in ANSWERED or after_unknown or any(both <= each for each in OF_ONE_GROUP)


def lost(chosen: Iterator[tuple[str, str]]) -> list[str]:
    """The pairs that are not two findings."""
    return [
        f"{upper}, {lower}: {got}"
        for upper, lower in chosen
        if not is_answered(upper, lower) and (got := found(ALL[upper], ALL[lower])) != expected(upper, lower)
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_each_is_one_finding_by_itself(name: str) -> None:
    assert found(OTHERS[name]) == [(OTHERS[name].line, OTHERS[name].code)]


def test_of_two_mistakes_in_one_file_both_are_found_and_nothing_else() -> None:
    assert lost(itertools.islice(pairs(), 0, None, 11)) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_of_any_two_mistakes_in_one_file_both_are_found_and_nothing_else(part: int) -> None:
    assert lost(itertools.islice(pairs(), part, None, 4)) == []


def test_no_pair_is_excused_that_is_two_findings() -> None:
    excused = [each for each in pairs() if is_answered(*each)]
    wrongly = [(one, other) for one, other in excused if found(ALL[one], ALL[other]) == expected(one, other)]
    assert len(excused) < 40
    assert wrongly == []


def test_a_file_that_cannot_be_read_hides_nothing_of_the_others() -> None:
    """Its id is taken, its owner is checked, and what is wrong with another file is found beside it."""
    copy = FILE.replace("ehcp", "zz-copy")
    unread = GOOD.replace("unit: percent", "unit percent # or so").replace("owner: assistant", "owner: asistant")
    other = GOOD.replace("polarity: higher", "polarity: hihger").replace("name: Percentage", "name: Copied percentage")
    diagnostics = declare(Memory({**BASE, FILE: unread.encode(), copy: other.encode()})).diagnostics
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    assert [(each.at.span.file, each.code) for each in errors] == [
        (FILE, "QPR304"),
        (FILE, "QPR116"),
        (copy, "QPR300"),
        (copy, "QPR152"),
    ]
