"""Every accident to a definition is reported, or the definition means just what its file says.

What a file says is asked of another reader of YAML, which takes every value for the text it is (PyYAML's CBaseLoader);
and what that text makes of results near a bound, of a second reading of it in fractions (`by_its_words.py`), which
leaves nothing out. The definitions are those that are shipped, and some in `seeds/` with the keys that those have no use for.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from qpr_rules.checking.pages import pages
from qpr_rules.definition import Kind
from qpr_rules.evaluation import Reason
from qpr_rules.showing.diagnostics.text import FRAMED, full
from tests.fuzz.agreement import by_words, differences, misrated, text_of
from tests.fuzz.mutations import SEEDS, SHIPPED, mutant
from tests.in_memory import PLACE, read
from tests.source import REPOSITORY

MOST_LINES = 10
"""Lines that a finding may take on the screen."""

READ_OTHERWISE = {"QPR104", "QPR125", "QPR126"}
"""A warning of characters that came with pasted text: they are not read as they stand, and that is what it says."""

SECONDS = 2
"""Of processor time, which a busy machine does not lengthen: more is a hang."""


def complaints(seed: int) -> list[str]:
    """What is wrong with how one mutant is treated."""
    dice = random.Random(seed)
    content = mutant(dice, SEEDS[dice.randrange(len(SEEDS))].read_bytes())
    try:
        return [f"seed {seed}: {each}" for each in treated(content, dice)]
    except Exception as error:  # noqa: BLE001  # any exception is what this looks for
        return [f"seed {seed}: {type(error).__name__}: {error}"]


def treated(content: bytes, dice: random.Random) -> Iterator[str]:
    """What is wrong with how a file is treated."""
    begun = time.process_time()
    definitions, found = read(content)
    if time.process_time() - begun > SECONDS:
        yield f"took more than {SECONDS} seconds"
    if not definitions and not found:
        yield "no definition, and nothing said"
    lines = content.count(b"\n") + content.count(b"\r") + 1
    yield from (f"{each.code} at {each.at.span}" for each in found if each.at.span.line > lines)
    yield from (f"{each.code} has no page" for each in found if each.code not in pages())
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    shown = ((each, len(list(full(each, {PLACE: text}, FRAMED)))) for each in found)
    yield from (f"{each.code} takes {count} lines" for each, count in shown if count > MOST_LINES)
    if definitions and not {each.code for each in found} & READ_OTHERWISE:
        yield from differences(definitions[0], content)
        yield from misrated(definitions[0], content, dice)


TURNED = [
    ("foi-20", "polarity: higher", "polarity: lower"),
    ("foi-20", "unit: percent", "unit: per 1,000"),
    ("ehcp-20w", "window: 12 months", "window: 9 months"),
    ("absence", "year: academic", "year: calendar"),
    ("absence", "lag: 3 months", "lag: 5 months"),
    ("admissions-65", "kind: stock", "kind: flow"),
    ("admissions-65", "kind: stock", "kind: stock, stock: last"),
    ("no-use-empty", "June: 22", "June: 23"),
    ("no-use-empty", "window: year to date", "window: 12 months"),
    ("placements-3", "reported: rolled", "reported: per period"),
    ("businesses", "introduced: 2024-04-01", "introduced: 2024-07-01"),
    ("contact-volume", "expected: {from: 39000", "expected: {from: 39001"),
    ("schools-good", "on: 2024", "on: 2023"),
    ("running-totals", "reported: cumulative", "reported: per period"),
    ("running-totals", "until: 2024-02", "until: 2024-03"),
    ("running-totals", "minimum_denominator: 40.5", "minimum_denominator: 41.5"),
    ("running-totals", "rate_on: published", "rate_on: exact"),
    ("running-totals", "2023-10: ", "2024-01: "),
    ("running-stock", "stock: last", "stock: mean"),
    ("running-stock", "reported: cumulative", "reported: per period"),
    ("year-so-far", "reported: cumulative", "reported: per period"),
    ("year-so-far", "from: 2025-02", "from: 2025-06"),
    ("tolerance", "within: 10 percent", "within: 10 points"),
    ("tolerance", "from: 2023-07", "from: 2023-04"),
    ("share-of-year", "within: 5 points", "within: 5 percent"),
    ("band", "introduced: 2022-07", "introduced: 2022-04"),
]
"""A definition, words of it, and others that mean something else."""


def campaign(first: int, count: int) -> list[str]:
    return [each for seed in range(first, first + count) for each in complaints(seed)][:5]


@pytest.mark.parametrize("block", range(4))
def test_two_thousand_accidents(block: int) -> None:
    assert campaign(block * 500, 500) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_a_hundred_thousand_accidents(block: int) -> None:
    assert campaign(1_000_000 + block * 10_000, 10_000) == []


def test_the_definitions_say_what_their_files_say() -> None:
    for file in SEEDS:
        (definition,), found = read(file.read_bytes())
        assert found == ()
        assert list(differences(definition, file.read_bytes())) == []


def test_another_meaning_would_be_seen() -> None:
    (definition,), _ = read(SHIPPED[0].read_bytes())
    content = SHIPPED[0].read_bytes()
    changed = content.replace(b"polarity: " + str(definition.polarity).encode(), b"polarity: sideways")
    assert any("polarity" in each for each in differences(definition, changed))
    assert any("owner" in each for each in differences(definition, content.replace(b"owner: ", b"owner: not-")))


def test_every_key_of_a_definition_is_met() -> None:
    used: set[str] = set()
    for file in SEEDS:
        used |= set(text_of(file.read_bytes()))
    schema = json.loads((REPOSITORY / "schemas" / "kpi.schema.json").read_bytes())
    assert set(schema["properties"]) - used == {"format"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        # a sign that begins no value
        ("foster-family", {"2021/22: {": "24021/22: {", "approved: ": "approv`d: "}),
        # a bracket that is not closed, and nothing behind it
        ("tolerance", {"  - {from: 2021-04": "  - {#from: 2021-04"}),
        # a name written twice, and below it a list in the place of a name
        ("tolerance", {"unit: ": "unit: x\nunit: ", "  - {from: 2021-04": "  - {[from]: 2021-04"}),
    ],
)
def test_accidents_that_were_once_mistreated(name: str, changes: dict[str, str]) -> None:
    (file,) = (file for file in SEEDS if file.stem == name)
    content = file.read_text("utf-8")
    for old, new in changes.items():
        assert old in content
        content = content.replace(old, new, 1)
    assert list(treated(content.encode(), random.Random(0))) == []


def test_no_definition_is_skipped_and_each_is_rated_in_every_way_that_it_has() -> None:
    dice = random.Random(0)
    seen: Counter[str] = Counter()
    for file in SEEDS:
        content = file.read_bytes()
        (definition,), _ = read(content)
        assert list(misrated(definition, content, dice, 20)) == [], file.name
        said = [by_words(content, dice)[0] for _ in range(60)]
        assert len({each.figure for each in said}) > 5, file.name
        rated = {each.rating for each in said}
        assert rated == ({"not rated"} if definition.kind is Kind.ACTIVITY else {"green", "amber", "red", "not rated"})
        seen.update(each.reason or each.expected for each in said)
    assert set(seen) >= {str(each) for each in Reason} - {"in error", "cannot be added up", "no results"}
    assert min(seen.values()) > 1


@pytest.mark.parametrize(("name", "says", "instead"), TURNED)
def test_another_rule_would_be_seen(name: str, says: str, instead: str) -> None:
    """The second reading is of this word: with another in its place it disagrees."""
    (file,) = (file for file in SEEDS if file.stem == name)
    content = file.read_bytes()
    (definition,), _ = read(content)
    changed = content.replace(says.encode(), instead.encode())
    assert changed != content
    assert any(misrated(definition, changed, random.Random(0), 200))
