"""The tool that makes mutants of the core: each is named by what it changes, and runs in the place of the original."""

from __future__ import annotations

import ast
import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tools.mutants.mutations import mutants
from tools.mutants.reviewed import REVIEWED, reviewed
from tools.mutants.swapping import swap

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = '''
from dataclasses import dataclass

LIMIT = 10
LIMITS = (1, "one")


def meets(value: int, least: int = 0) -> bool:
    """A docstring is left alone: 1 < 2."""
    if value < LIMIT and not least:
        raise ValueError(f"{value + 1} is too small")
    return value >= least


@dataclass(frozen=True, slots=True)
class Pair:
    least: int = 5

    @property
    def total(self) -> int:
        return 3 + 4
'''


def test_each_change_is_named_by_its_function_and_its_text() -> None:
    names = {each.name for each in mutants("example", ast.parse(SOURCE))}
    assert names == {
        "example.(module): LIMIT = 10 -> LIMIT = 11",
        "example.(module): LIMITS = (1, 'one') -> LIMITS = (2, 'one')",
        "example.meets: 0 -> 1",
        "example.meets: if value < LIMIT and (not least) -> if True",
        "example.meets: if value < LIMIT and (not least) -> if False",
        "example.meets: if value < LIMIT and (not least) -> if value < LIMIT or not least",
        "example.meets: if value < LIMIT and (not least) -> if value <= LIMIT and (not least)",
        "example.meets: if value < LIMIT and (not least) -> if value >= LIMIT and (not least)",
        "example.meets: if value < LIMIT and (not least) -> if value < LIMIT and least",
        "example.meets: return value >= least -> return None",
        "example.meets: return value >= least -> return value > least",
        "example.meets: return value >= least -> return value < least",
        "example.Pair: 5 -> 6",
        "example.Pair.total: return 3 + 4 -> return None",
        "example.Pair.total: return 3 + 4 -> return 3 - 4",
        "example.Pair.total: return 3 + 4 -> return 4 + 4",
        "example.Pair.total: return 3 + 4 -> return 3 + 5",
    }


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("tests.example")
    monkeypatch.setitem(sys.modules, "tests.example", module)
    module.__file__ = str(tmp_path / "example.py")
    exec(compile(SOURCE, module.__file__, "exec"), vars(module))  # noqa: S102 - the few lines above
    return module


@pytest.mark.parametrize(
    ("name", "total", "least"),
    [
        ("example.Pair.total: return 3 + 4 -> return 3 - 4", -1, 5),
        ("example.Pair.total: return 3 + 4 -> return 4 + 4", 8, 5),
        ("example.Pair: 5 -> 6", 7, 6),
    ],
)
def test_a_mutant_runs_in_the_place_of_the_original(name: str, total: int, least: int, example: ModuleType) -> None:
    tree = ast.parse(SOURCE)
    pair = example.Pair
    assert (pair().total, pair().least) == (7, 5)
    (mutant,) = [each for each in mutants("example", tree) if each.name == name]
    mutant.apply()
    swap(example, tree)
    assert (pair().total, pair().least) == (total, least)


def test_a_mutant_of_a_constant_stands_wherever_it_was_imported(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = ModuleType("tests.elsewhere")
    monkeypatch.setitem(sys.modules, "tests.elsewhere", elsewhere)
    vars(elsewhere).update(LIMITS=example.LIMITS, Pair=example.Pair)
    tree = ast.parse(SOURCE)
    (mutant,) = [each for each in mutants("example", tree) if "LIMITS" in each.name]
    mutant.apply()
    swap(example, tree)
    assert example.LIMITS == vars(elsewhere)["LIMITS"] == (2, "one")
    assert vars(elsewhere)["Pair"] is example.Pair


def test_a_mutant_without_its_not_runs(example: ModuleType) -> None:
    tree = ast.parse(SOURCE)
    (mutant,) = [each for each in mutants("example", tree) if each.name.endswith("and least")]
    assert example.meets(1, 1)
    mutant.apply()
    swap(example, tree)
    with pytest.raises(ValueError, match="2 is too small"):
        example.meets(1, 1)


@functools.cache
def of_the_core() -> list[str]:
    return [
        each.name
        for file in sorted((REPOSITORY / "qpr_rules" / "core").glob("*.py"))
        for each in mutants(file.stem, ast.parse(file.read_text("utf-8")))
    ]


def test_no_two_mutants_of_the_core_have_one_name() -> None:
    names = of_the_core()
    assert len(names) == len(set(names))
    assert len(names) > 2500


def test_every_mutant_that_was_looked_at_is_one_that_the_core_still_has() -> None:
    """One that is gone is to be taken from docs/explanation/mutants.md: what came in its place has not been looked at."""
    known = reviewed(REVIEWED.read_text("utf-8"))
    assert sorted(known.keys() - set(of_the_core())) == []
    assert len(known) > 50
    assert all(known.values())  # each under a heading that says why


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="only on Windows there is no fork, which the campaign is made of")
def test_no_mutant_of_the_core_lives_but_those_that_were_looked_at(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.mutants", "--new", "--out", str(tmp_path / "verdicts.json")]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(command, cwd=REPOSITORY, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    verdicts = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    assert len(verdicts) > 2300
    assert set(verdicts.values()) <= {"killed", "out of time"}
