"""Any two mistakes in settings, owners, areas, exception rules, commentary or cases are both found in one run, and nothing else is."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from qpr_rules.app.check import check
from qpr_rules.diagnostic import Severity
from tests.checking.elsewhere import SLIPS
from tests.checking.pairing import AREAS, CASES, DEFINITIONS, PROJECT, RULES, SETTINGS, TEXTS
from tests.in_memory import Memory


class Slip(NamedTuple):
    """A piece of a file and what stands in its place; the code of the one finding, how far below, and its lines."""

    old: str
    new: str
    code: str
    below: int
    at: int

    @property
    def lines(self) -> range:
        """The lines that it is on, and the one of the finding."""
        last = self.at + self.old.rstrip("\n").count("\n")
        return range(min(self.at, self.at + self.below), max(last, self.at + self.below) + 1)


def slip(file: str, name: str) -> Slip:
    """One of the slips, in its place."""
    old, new, code, *below = SLIPS[file][name]
    text = TEXTS[file]
    assert text.count(old) >= 1, name
    return Slip(old, new, code, below[0] if below else 0, text.count("\n", 0, text.rindex(old)) + 1)


def found(file: str, *slips: Slip) -> list[tuple[str, int, str]]:
    """File, line and code of all that is found, but for notes, in the project with these slips in one of its files."""
    text = TEXTS[file]
    for each in sorted(slips, key=lambda each: -TEXTS[file].rindex(each.old)):
        at = TEXTS[file].rindex(each.old)
        text = text[:at] + each.new + text[at + len(each.old) :]
    diagnostics = check(Memory({**PROJECT, file: text.encode()})).diagnostics
    spans = ((each.at.span, each.code) for each in diagnostics if each.severity is not Severity.NOTE)
    return sorted((span.file, span.line, code) for span, code in spans)


def expected(file: str, upper: Slip, lower: Slip) -> list[tuple[str, int, str]]:
    """What two slips are as two findings."""
    moved = upper.new.count("\n") - upper.old.count("\n")
    return sorted(
        [(file, upper.at + upper.below, upper.code), (file, lower.at + lower.below + moved, lower.code)],
    )


def pairs() -> Iterator[tuple[str, str, str]]:
    """A file, and the names of any two slips in it that are not on one line, the upper one first."""
    for file, names in SLIPS.items():
        for one, other in itertools.combinations(names, 2):
            upper, lower = sorted((one, other), key=lambda name: slip(file, name).at)
            if not set(slip(file, upper).lines) & set(slip(file, lower).lines):
                yield file, upper, lower


ONE_FOR_THE_OTHER = "the only name that is missing is taken for the only one that is not known, and that is said"
ANSWERED = {
    (SETTINGS, "no body", "a section not indented"): ONE_FOR_THE_OTHER,
    (SETTINGS, "no body", "a name of nothing"): ONE_FOR_THE_OTHER,
    (SETTINGS, "no body", "a shortcut for a name"): ONE_FOR_THE_OTHER,
    (AREAS, "a shortcut for a name", "an heir twice"): "it is not known that the codes are earlier ones",
    (RULES, "covers nothing", "a shortcut for a rule"): "the rule without a name may be the one that is covered",
}
"""Pairs of which one is said in the other's finding, or cannot be known before the other is put right."""


def is_answered(file: str, upper: str, lower: str) -> bool:
    """Whether there is a reason for which these two are not two findings."""
    return (file, upper, lower) in ANSWERED


def lost(chosen: Iterable[tuple[str, str, str]]) -> list[str]:
    """The pairs that are not two findings."""
    return [
        f"{file}: {upper}, {lower}: {got}"
        for file, upper, lower in chosen
        if not is_answered(file, upper, lower)
        and (got := found(file, slip(file, upper), slip(file, lower)))
        != expected(file, slip(file, upper), slip(file, lower))
    ]


def test_the_project_is_right_without_them() -> None:
    assert found(SETTINGS) == []


@pytest.mark.parametrize(("file", "name"), [(file, name) for file in SLIPS for name in SLIPS[file]])
def test_each_is_one_finding_by_itself(file: str, name: str) -> None:
    only = slip(file, name)
    assert found(file, only) == [(file, only.at + only.below, only.code)]


def test_of_two_mistakes_in_one_file_both_are_found_and_nothing_else() -> None:
    assert lost(itertools.islice(pairs(), 0, None, 23)) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_of_any_two_mistakes_in_one_file_both_are_found_and_nothing_else(part: int) -> None:
    assert lost(itertools.islice(pairs(), part, None, 4)) == []


def test_no_pair_is_excused_that_is_two_findings() -> None:
    excused = [each for each in pairs() if is_answered(*each)]
    assert len(excused) == len(ANSWERED)
    assert [
        (file, upper, lower)
        for file, upper, lower in excused
        if found(file, slip(file, upper), slip(file, lower)) == expected(file, slip(file, upper), slip(file, lower))
    ] == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("polarity: higher", "polarity: hihger", "QPR152"),
        ("floor: 75", "floor: 95", "QPR220"),
        ("unit: percent", "unti: percent", "QPR150"),
        ("target: 85", "target: high", "QPR153"),
    ],
)
def test_an_override_is_looked_at_though_its_definition_is_in_error_and_is_not_blamed_for_it(
    old: str, new: str, code: str
) -> None:
    definition = DEFINITIONS[0]
    broken = PROJECT[definition].replace(old.encode(), new.encode())
    cases = TEXTS[CASES].replace("{target: 95, floor: 90}", "{target: 95, floor: low, decimals: few}")
    for text, expected in ((TEXTS[CASES], []), (cases, ["QPR153", "QPR153"])):
        diagnostics = check(Memory({**PROJECT, definition: broken, CASES: text.encode()})).diagnostics
        said = [(each.at.span.file, each.code) for each in diagnostics if each.severity is Severity.ERROR]
        assert said == [*((CASES, each) for each in expected), (definition, code)]
