"""The package's source, parsed: what the tests of its architecture look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "qpr_rules"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, parsed."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(REPOSITORY).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text(encoding="utf-8"), str(file))
    return found


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module imported anywhere, in functions and for types too: to know a name is to depend on it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                name = f"{base}.{alias.name}"
                yield (name if name in modules() else base), node.lineno


def own_imports(module: str) -> Iterator[tuple[str, int]]:
    """What a module imports of the package."""
    for name, line in imports(modules()[module]):
        if name.partition(".")[0] == "qpr_rules":
            yield name, line


def part(module: str) -> str:
    """The first name below ``qpr_rules``: a word, a noun, or the folder of a layer."""
    return (*module.split("."), "")[1]


def calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Every call as (what it is called on, name, line), outermost first; the first is empty for a plain function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=value, attr=name):
                    yield ast.unparse(value), name, node.lineno
                case ast.Name(id=name):
                    yield "", name, node.lineno
