"""Same inputs, same bytes (docs/decisions/0002-one-core-on-panels.md): no clock, no chance, no sum of floats in an order we did not choose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import PACKAGE, calls, imports, modules, part


def test_only_the_command_line_reads_the_clock() -> None:
    clocks = [
        f"{module}:{line} calls {owner}.{name}"
        for module, tree in modules().items()
        if part(module) not in ("cli", "lsp")
        if module != "qpr_rules.reading.sources.postgresql"  # how long a server may take: a limit, and no result
        for owner, name, line in calls(tree)
        if name in {"now", "today", "utcnow", "localtime", "gmtime", "ctime", "perf_counter", "monotonic"}
        or (owner, name) in {("time", "time"), ("time", "time_ns"), ("time", "strftime")}
    ]
    assert not clocks


def test_nothing_depends_on_chance_or_on_where_the_computer_is() -> None:
    found = [
        f"{module}:{line} imports {name}"
        for module, tree in modules().items()
        for name, line in imports(tree)
        if name.partition(".")[0] in {"locale", "random", "secrets", "socket", "urllib", "uuid", "http"}
        and name != "urllib.parse"  # spells addresses; opens none
        and (module, name) != ("qpr_rules.app.preview", "http.server")  # answers this computer, and asks nobody
        and (module, name) != ("qpr_rules.reading.sources.limits", "socket")  # hangs up on a server that is too slow
    ]
    assert not found


# Additions whose order NumPy (or, since 3.12, Python) chooses: on floats they change with the shape of the array.
REDUCTIONS = {
    "sum", "nansum", "mean", "nanmean", "average", "std", "nanstd", "var", "nanvar", "cov", "corrcoef", "prod",
    "nanprod", "cumsum", "nancumsum", "cumprod", "dot", "vdot", "inner", "outer", "tensordot", "matmul", "einsum",
    "trace", "trapezoid", "convolve", "correlate", "polyfit", "lstsq", "reduce", "reduceat", "accumulate", "fsum",
    "sumprod", "fmean", "linregress",
}  # fmt: skip
WITHOUT_ORDER = ("logical_or", "logical_and", "maximum", "minimum", "fmax", "fmin", "bitwise_or", "bitwise_and")
"""Truth values and extremes come out the same in any order."""

EXACT = re.compile(r"# exact: \w+")
"""What a line must say that adds whole numbers or fractions: ``# exact: integers``, ``# exact: fractions``."""


def reductions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Additions and products of matrices, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not counts(node):
            for owner, name, line in calls(ast.Expression(node)):
                if line == node.lineno and name in REDUCTIONS and owner.rpartition(".")[2] not in WITHOUT_ORDER:
                    yield name, line
                break
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.MatMult):
            yield "@", node.lineno


def counts(call: ast.Call) -> bool:
    """Whether a call plainly adds what is exact: ``sum(a is b for ...)``, ``sum(..., Fraction(0))``."""
    match call:
        case ast.Call(func=ast.Name(id="sum"), args=[ast.GeneratorExp(elt=ast.Compare())]):
            return True
        case ast.Call(func=ast.Name(id="sum"), args=[_, ast.Call(func=ast.Name(id="Fraction"))]):
            return True
    return False


def test_no_float_is_added_in_an_order_we_did_not_choose() -> None:
    loose = []
    for file in sorted((PACKAGE / "core").rglob("*.py")):
        lines = file.read_text(encoding="utf-8").splitlines()
        loose += [
            f"core/{file.name}:{line} {name}: {lines[line - 1].strip()}"
            for name, line in reductions(ast.parse("\n".join(lines)))
            if not EXACT.search(lines[line - 1])
        ]
    assert not loose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x.sum(axis=1)", ["sum"]),
        ("np.add.reduce(x)", ["reduce"]),
        ("np.logical_or.accumulate(x)", []),
        ("a @ b", ["@"]),
        ("a @= b", ["@"]),
        ("sum(x)", ["sum"]),
        ("sum(a is b for b in c)", []),
        ("sum(x, Fraction(0))", []),
        ("sum(x, 0.0)", ["sum"]),
    ],
)
def test_the_search_finds_them(text: str, found: list[str]) -> None:
    assert [name for name, _ in reductions(ast.parse(text))] == found
