"""The house of CONTRIBUTING.md, proved on the source: layers, what the core may use, sizes, names."""

from __future__ import annotations

import ast
import re
import sys
from graphlib import TopologicalSorter

import pytest

from tests.source import REPOSITORY, imports, modules, own_imports, part

OURS = ("qpr_rules", "tests", "tools", "benchmarks", "examples")
LINES = 300
"""A module is one sitting, about 250 lines; this is the end of the sitting."""

WORDS = (
    "period",
    "quantity",
    "diagnostic",
    "files",
    "folders",
    "shipped",
    "notation",
    "formulas",
    "harmless",
    "english",
    "arrays",
)
NOUNS = (
    "direction",
    "definition",
    "settings",
    "rule",
    "commentary",
    "observation",
    "bulk",
    "refused",
    "panel",
    "evaluation",
    "verdicts",
    "fields",
    "provenance",
    "publication",
    "case",
)
LAYERS = {
    "": 0,  # qpr_rules itself: the version; what it exports, it imports on first use
    **dict.fromkeys(WORDS, 1),
    **dict.fromkeys(NOUNS, 2),
    "core": 3,
    **dict.fromkeys(("reading", "checking", "showing", "engines"), 4),
    "app": 5,
    **dict.fromkeys(("cli", "__main__"), 6),
}
BANNED_NAMES = {"util", "helper", "manager", "process", "data", "info"}
BY_PLACE = 7
"""How many values may be given to a noun without their names."""

ROWS = {"Observation", "Rows", "Panel"}
"""Nouns that are made by the million, or are columns: a row of results is written as a row."""

CORE_MAY_NOT = {"files", "folders", "shipped", "diagnostic"}
"""Words that the core has no use for: it reads nothing and says nothing to people."""

CORE_STANDARD = {
    "__future__", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools",
    "itertools", "math", "operator", "typing",
}  # fmt: skip
"""What the core uses of the standard library: nothing that reads, writes, waits or knows the time."""


def test_every_module_has_a_layer() -> None:
    assert {part(module) for module in modules()} <= set(LAYERS)


def test_every_word_and_noun_is_where_contributors_look_for_it() -> None:
    told = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert not [name for name in (*WORDS, *NOUNS) if f"`{name}.py`" not in told]


def test_imports_only_point_down() -> None:
    up = [
        f"{module}:{line} imports {name}"
        for module in modules()
        if module != "qpr_rules"  # exports `open` and `Project`, on first use
        for name, line in own_imports(module)
        if LAYERS[part(name)] > LAYERS[part(module)]
    ]
    assert not up


def test_siblings_of_a_layer_never_import_one_another() -> None:
    across = [
        f"{module}:{line} imports {name}"
        for module in modules()
        for name, line in own_imports(module)
        if LAYERS[part(module)] in (4, 6)
        and LAYERS[part(name)] == LAYERS[part(module)]
        and part(name) != part(module)
        and part(module) != "__main__"
    ]
    assert not across


_SHARED = {"qpr_rules.app", *(f"qpr_rules.app.{name}" for name in ("declare", "evaluate", "series", "national"))}
"""Use cases that others begin with."""


def test_use_cases_import_each_other_only_through_declare_and_evaluate() -> None:
    through = [
        f"{module}:{line} imports {name}"
        for module in modules()
        for name, line in own_imports(module)
        if part(module) == part(name) == "app"
        and module != "qpr_rules.app.opening"  # the library's front door opens on all of them
        and name not in _SHARED
    ]
    assert not through


def test_no_imports_run_in_a_circle() -> None:
    """Neither the imports inside functions nor those for types alone may hide one."""
    graph = {module: {name for name, _ in own_imports(module)} for module in modules() if module != "qpr_rules"}
    assert list(TopologicalSorter(graph).static_order())  # a circle raises


def test_imports_name_whole_modules() -> None:
    vague = [
        f"{module}:{line} imports {name}"
        for module, tree in modules().items()
        for name, line in imports(tree)
        if name.startswith(".") or (name.startswith("qpr_rules.") and name not in modules())
    ]
    assert not vague


def test_the_core_is_made_of_numpy_and_the_standard_library() -> None:
    foreign = [
        f"{module}:{line} imports {name}"
        for module, tree in modules().items()
        if part(module) == "core"
        for name, line in imports(tree)
        if name.partition(".")[0] not in CORE_STANDARD | {"numpy", "qpr_rules"} or part(name) in CORE_MAY_NOT
    ]
    assert not foreign
    assert sys.stdlib_module_names >= CORE_STANDARD


def test_only_the_core_its_panels_what_feeds_them_and_what_doubts_them_need_numpy() -> None:
    users = {
        module
        for module, tree in modules().items()
        for name, _ in imports(tree)
        if name.partition(".")[0] == "numpy" and part(module) != "core"
    }
    columns = (
        "qpr_rules.checking.results.",
        "qpr_rules.reading.arrow.",
        "qpr_rules.reading.bulk.",
        "qpr_rules.reading.casework.",
        "qpr_rules.showing.arrow",
    )
    assert {module for module in users if not module.startswith(columns)} <= {
        "qpr_rules.arrays",
        "qpr_rules.panel",
        "qpr_rules.reading.panels",
    }


@pytest.mark.parametrize("folder", OURS)
def test_a_module_is_one_sitting(folder: str) -> None:
    long = {
        str(file.relative_to(REPOSITORY)): lines
        for file in sorted((REPOSITORY / folder).rglob("*.py"))
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LINES
    }
    assert not long


def test_documents_that_the_source_names_are_there() -> None:
    lost = {
        f"{file.relative_to(REPOSITORY)}: {named}"
        for folder in OURS
        for file in (REPOSITORY / folder).rglob("*.py")
        for named in re.findall(r"\bdocs/[\w/-]+\.md|\b[A-Z]{4,}\.md", file.read_text(encoding="utf-8"))
        if not (REPOSITORY / named).exists()
    }
    assert not lost


def test_no_module_imports_a_test_module() -> None:
    """What two of them need stands in a module of its own, named after what it is: whoever changes a test changes no other."""
    borrowed = [
        f"{file.relative_to(REPOSITORY)}:{node.lineno}"
        for folder in OURS
        for file in sorted((REPOSITORY / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (getattr(node, "module", "") or "", *(alias.name for alias in node.names))
        if any(part.startswith("test_") for part in name.split("."))
    ]
    assert not borrowed


def test_what_holds_many_values_is_given_them_by_name() -> None:
    """Of eight values in a row, two numbers or two texts change places unseen: neither a reader nor mypy notices."""
    ours = {
        node.name for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    } - ROWS
    unnamed = [
        f"{module}:{node.lineno} {node.func.id}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in ours and len(node.args) > BY_PLACE
    ]
    assert not unnamed


def test_public_methods_say_what_they_do() -> None:
    """All but those of a protocol: it says as a whole what is asked of others, whose own methods say the rest."""
    silent = [
        f"{module}:{method.lineno} {kind.name}.{method.name}"
        for module, tree in modules().items()
        for kind in tree.body
        if isinstance(kind, ast.ClassDef) and not kind.name.startswith("_")
        if "Protocol" not in {ast.unparse(base) for base in kind.bases}
        for method in kind.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
        if ast.get_docstring(method) is None
    ]
    assert not silent


def test_names_say_something() -> None:
    dull = [
        str(path.relative_to(REPOSITORY))
        for folder in OURS
        for path in (REPOSITORY / folder).rglob("*")
        if (path.suffix == ".py" or (path / "__init__.py").exists())
        and {path.stem, path.stem.removesuffix("s")} & BANNED_NAMES
        and path.stem != "processes"
    ]
    assert not dull
