"""Every accident to a shipped definition is reported, or the definition means just what its file says.

What a file says is asked of another reader of YAML, which takes every value for the text it is (PyYAML's CBaseLoader);
and what that text makes of figures near a bound, of a second reading of it in fractions (`by_its_words.py`).
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from qpr_rules.app.check import declare
from qpr_rules.checking.pages import pages
from qpr_rules.core.evaluate import evaluate
from qpr_rules.definition import Band, Definition
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.evaluation import RATINGS
from qpr_rules.files import FileError
from qpr_rules.observation import State
from qpr_rules.reading.panels import panel_of
from qpr_rules.showing.diagnostics.text import FRAMED, full
from tests.fuzz import by_its_words
from tests.fuzz.mutations import mutant
from tests.oracle import Cell
from tests.series import observations

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = sorted(
    file for file in (REPOSITORY / "kpi_definitions").rglob("*.yaml") if not file.name.endswith(".cases.yaml")
)
PLACE = "kpi_definitions/mutant.yaml"
MOST_LINES = 10
"""Lines that a finding may take on the screen."""

_TEXT: Any = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # PyYAML's own scanner refuses a tab inside a text; YAML does not

SECONDS = 2
"""Of processor time, which a busy machine does not lengthen: more is a hang."""


class Memory:
    """A tree of files that are only in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def list(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(file for file in self.files if path in (file, ".") or file.startswith(f"{path}/")))

    def read_bytes(self, path: str, limit: int | None = None) -> bytes:
        if path not in self.files:
            raise FileError(path, "there is no such file")
        return self.files[path]


BASE = {name: (REPOSITORY / name).read_bytes() for name in ("qpr-rules.yaml", "owners.yaml", "rules/exceptions.yaml")}


def read(content: bytes) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """The definition of a file in a project of its own, if there is one, and what is found in it."""
    found = declare(Memory({**BASE, PLACE: content}))
    return found.definitions, tuple(each for each in found.diagnostics if each.at.span.file == PLACE)


def complaints(seed: int) -> Iterator[str]:
    """What is wrong with how one mutant is treated."""
    dice = random.Random(seed)
    source = SEEDS[dice.randrange(len(SEEDS))].read_bytes()
    content = mutant(dice, source)
    begun = time.process_time()
    try:
        definitions, found = read(content)
    except Exception as error:  # noqa: BLE001  # any exception is what this looks for
        yield f"seed {seed}: {type(error).__name__}: {error}"
        return
    if time.process_time() - begun > SECONDS:
        yield f"seed {seed}: took more than {SECONDS} seconds"
    if not definitions and not found:
        yield f"seed {seed}: no definition, and nothing said"
    lines = content.count(b"\n") + content.count(b"\r") + 1
    yield from (f"seed {seed}: {each.code} at {each.at.span}" for each in found if each.at.span.line > lines)
    yield from (f"seed {seed}: {each.code} has no page" for each in found if each.code not in pages())
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    shown = ((each, len(list(full(each, {PLACE: text}, FRAMED)))) for each in found)
    yield from (f"seed {seed}: {each.code} takes {count} lines" for each, count in shown if count > MOST_LINES)
    if definitions and not found:
        yield from (f"seed {seed}: {each}" for each in differences(definitions[0], content))
        if content != source:
            yield from (f"seed {seed}: {each}" for each in misrated(definitions[0], content, dice))


def differences(definition: Definition, content: bytes) -> Iterator[str]:
    """Where a definition says something else than its file does to another reader."""
    said: dict[str, Any] = yaml.load(content.decode("utf-8-sig"), Loader=_TEXT)  # noqa: S506  # builds text only
    for key in ("id", "name", "section", "owner", "unit", "frequency"):
        if str(getattr(definition, key)) != said[key]:
            yield f"{key} is {getattr(definition, key)!r}, and the file says {said[key]!r}"
    if definition.window.text != said.get("window", said["frequency"]):
        yield f"window is {definition.window.text!r}, and the file says {said.get('window')!r}"
    for key, holds in _declared(definition).items():
        if holds != (said.get(key) or ""):
            yield f"{key} is {holds!r}, and the file says {said.get(key)!r}"
    if "polarity" in said and str(definition.polarity) != said["polarity"]:
        yield f"polarity is {definition.polarity}, and the file says {said['polarity']}"
    written = said.get("standards") or ({"": said} if "target" in said else {})
    if {standard.key for standard in definition.standards} != set(written):
        yield f"standards {[standard.key for standard in definition.standards]}, and the file says {list(written)}"
        return
    for standard in definition.standards:
        for name, band in (("target", standard.target), ("floor", standard.floor)):
            if name in written[standard.key] and _bounds(band) != _numbers(written[standard.key][name]):
                yield f"{name} is {band}, and the file says {written[standard.key][name]!r}"


def misrated(definition: Definition, content: bytes, dice: random.Random, times: int = 2) -> Iterator[str]:
    """Figures near a bound that are rated otherwise than the file's own text says."""
    rule = by_its_words.rule(yaml.load(content.decode("utf-8-sig"), Loader=_TEXT))  # noqa: S506  # builds text only
    for figure in [by_its_words.figure(rule, dice) for _ in range(times)] if rule else ():
        if figure is None:
            continue
        last = definition.calendar.holding(definition.frequency, figure.month)
        cells = {
            last - len(figure.results) + 1 + place: Cell(
                State.PRESENT, Decimal(over), None if of is None else Decimal(of)
            )
            for place, (over, of) in enumerate(figure.results)
        }
        panel = panel_of(definition, observations(cells))
        found = evaluate(definition, panel)
        rated = RATINGS[int(found.rating[0][last - panel.first])]
        if str(rated) != figure.rating:
            yield f"{figure} is rated {rated}"


def _declared(definition: Definition) -> dict[str, Any]:
    """Keys that may be absent, as a file has to write them."""
    retired, introduced, lag = definition.retired, definition.introduced, definition.lag
    said: dict[str, Any] = {"introduced": introduced.isoformat() if introduced else ""}
    said |= {"lag": f"{lag} month{'s' * (lag != 1)}" if lag else ""}
    said |= {"retired": {"on": retired.on.isoformat(), "reason": retired.reason} if retired else ""}
    return said


def _bounds(band: Band) -> list[Decimal]:
    return [bound for bound in (band.low, band.high) if bound is not None]


def _numbers(said: Any) -> list[Decimal]:
    return [Decimal(said)] if isinstance(said, str) else [Decimal(said["from"]), Decimal(said["to"])]


def campaign(first: int, count: int) -> list[str]:
    return [each for seed in range(first, first + count) for each in complaints(seed)][:5]


@pytest.mark.parametrize("block", range(4))
def test_two_thousand_accidents(block: int) -> None:
    assert campaign(block * 500, 500) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_a_hundred_thousand_accidents(block: int) -> None:
    assert campaign(1_000_000 + block * 10_000, 10_000) == []


def test_the_shipped_definitions_say_what_their_files_say() -> None:
    for file in SEEDS:
        (definition,), found = read(file.read_bytes())
        assert found == ()
        assert list(differences(definition, file.read_bytes())) == []


def test_another_meaning_would_be_seen() -> None:
    (definition,), _ = read(SEEDS[0].read_bytes())
    content = SEEDS[0].read_bytes()
    changed = content.replace(b"polarity: " + str(definition.polarity).encode(), b"polarity: sideways")
    assert any("polarity" in each for each in differences(definition, changed))
    assert any("owner" in each for each in differences(definition, content.replace(b"owner: ", b"owner: not-")))


@pytest.mark.parametrize("seed", [2014711])
def test_accidents_that_were_once_mistreated(seed: int) -> None:
    assert list(complaints(seed)) == []


def test_figures_of_mutants_are_rated_in_every_way_and_another_rule_would_be_seen() -> None:
    dice = random.Random(0)
    seen: Counter[str] = Counter()
    wrong = 0
    for file in SEEDS:
        content = file.read_bytes()
        (definition,), _ = read(content)
        assert list(misrated(definition, content, dice, 20)) == []
        turned = content.replace(b"polarity: higher", b"polarity: *").replace(b"polarity: lower", b"polarity: higher")
        wrong += bool(list(misrated(definition, turned.replace(b"polarity: *", b"polarity: lower"), dice, 20)))
        rule = by_its_words.rule(yaml.load(content, Loader=_TEXT))  # noqa: S506  # builds text only
        figures = [by_its_words.figure(rule, dice) for _ in range(5)] if rule else []
        seen.update(each.rating for each in figures if each)
    assert min(seen[rating] for rating in ("green", "amber", "red")) > 10
    assert wrong > 20
