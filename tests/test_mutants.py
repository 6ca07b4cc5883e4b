"""The tool that makes mutants of the core: each is named by what it changes, and runs in the place of the original."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

from tools.mutants.mutations import mutants
from tools.mutants.swapping import swap

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = '''
LIMIT = 10


def meets(value: int, least: int = 0) -> bool:
    """A docstring is left alone: 1 < 2."""
    if value < LIMIT and not least:
        raise ValueError(f"{value + 1} is too small")
    return value >= least


class Pair:
    @property
    def total(self) -> int:
        return 3 + 4
'''


def test_each_change_is_named_by_its_function_and_its_text() -> None:
    names = {each.name for each in mutants("example", ast.parse(SOURCE))}
    assert names == {
        "example.(module): LIMIT = 10 -> LIMIT = 11",
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
        "example.Pair.total: return 3 + 4 -> return None",
        "example.Pair.total: return 3 + 4 -> return 3 - 4",
        "example.Pair.total: return 3 + 4 -> return 4 + 4",
        "example.Pair.total: return 3 + 4 -> return 3 + 5",
    }


def example(tmp_path: Path) -> ModuleType:
    module = ModuleType("example")
    module.__file__ = str(tmp_path / "example.py")
    exec(compile(SOURCE, module.__file__, "exec"), vars(module))  # noqa: S102 - the few lines above
    return module


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("example.Pair.total: return 3 + 4 -> return 3 - 4", 7, -1),
        ("example.Pair.total: return 3 + 4 -> return 4 + 4", 7, 8),
    ],
)
def test_a_mutant_runs_in_the_place_of_the_original(name: str, before: int, after: int, tmp_path: Path) -> None:
    module, tree = example(tmp_path), ast.parse(SOURCE)
    pair = module.Pair()
    assert pair.total == before
    (mutant,) = [each for each in mutants("example", tree) if each.name == name]
    mutant.apply()
    swap(module, tree)
    assert pair.total == after


def test_a_mutant_without_its_not_runs(tmp_path: Path) -> None:
    module, tree = example(tmp_path), ast.parse(SOURCE)
    (mutant,) = [each for each in mutants("example", tree) if each.name.endswith("and least")]
    assert module.meets(1, 1)
    mutant.apply()
    swap(module, tree)
    with pytest.raises(ValueError, match="2 is too small"):
        module.meets(1, 1)


def test_no_two_mutants_of_the_core_have_one_name() -> None:
    names = [
        each.name
        for file in sorted((REPOSITORY / "qpr_rules" / "core").glob("*.py"))
        for each in mutants(file.stem, ast.parse(file.read_text("utf-8")))
    ]
    assert len(names) == len(set(names))
    assert len(names) > 1500
