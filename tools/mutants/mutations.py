"""The small changes: where in a module's syntax tree one can be made, and what stands there afterwards.

A mutant is named by its function, the text that changes and what it changes to, never by a line, so that a reviewed
list of survivors outlives edits elsewhere in the file.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "maximum": "minimum",
    "minimum": "maximum",
    "ceil": "floor",
    "floor": "ceil",
    "zeros_like": "ones_like",
    "zeros": "ones",
    "ones": "zeros",
}
_READABLE = 90
"""How long the text around a change may grow for the sake of whoever reads the list."""

_LONGEST = 160

_LEFT_ALONE = (ast.JoinedStr, ast.Raise, ast.Assert)
"""What is said to people, and what states a proven fact."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in ``module`` (its last name), within ``function`` (its qualified name, empty for the module itself).

    ``spot`` is a node of the module's tree, ``put`` what stands in its place: fields to set on it.
    """

    module: str
    function: str
    before: str
    after: str
    number: int
    spot: ast.AST
    put: tuple[tuple[str, object], ...]

    @property
    def name(self) -> str:
        """The name by which it is reviewed; ``#2`` where the same text changes the same way twice in a function."""
        again = f" #{self.number}" if self.number > 1 else ""
        return f"{self.module}.{self.function or '(module)'}: {self.before} -> {self.after}{again}"

    def apply(self) -> None:
        """Make the change in the tree."""
        for field, value in self.put:
            setattr(self.spot, field, value)


def mutants(module: str, tree: ast.Module) -> list[Mutant]:
    """Every mutant of a module, in the order of its source."""
    seen: Counter[str] = Counter()
    found = []
    for function, path in _places(tree, "", ()):
        for field, value in _changes(path[-1]):
            spot = path[-1]
            whole = _context(path)
            before = _text(whole)
            kept = getattr(spot, field)
            setattr(spot, field, value)
            after = _text(whole)
            setattr(spot, field, kept)
            seen[key := f"{function}: {before} -> {after}"] += 1
            found.append(Mutant(module, function, before, after, seen[key], spot, ((field, value),)))
    return found


def _places(node: ast.AST, function: str, path: tuple[ast.AST, ...]) -> Iterator[tuple[str, tuple[ast.AST, ...]]]:
    """Every node that may change, with the function it is in and the nodes above it."""
    if isinstance(node, _LEFT_ALONE):
        return
    path = (*path, node)
    yield function, path
    inner = f"{function}.{node.name}".lstrip(".") if isinstance(node, ast.FunctionDef | ast.ClassDef) else function
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _places(child, inner, path)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """What a field of the node may become."""
    match node:
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                for other in _COMPARISONS[type(operator)]:
                    yield "ops", [*operators[:place], other(), *operators[place + 1 :]]
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in _OPERATORS:
            yield "op", _OPERATORS[type(operator)]()
        case ast.BoolOp(op=ast.And()):
            yield "op", ast.Or()
        case ast.BoolOp(op=ast.Or()):
            yield "op", ast.And()
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield "op", ast.UAdd() if isinstance(node.op, ast.USub) else _Nothing()
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value)):
            yield "value", value + 1
        case ast.Constant(value=float(value)):
            yield "value", value * 2 if value else 1.0
        case ast.If() | ast.IfExp():
            yield "test", ast.Constant(value=True)
            yield "test", ast.Constant(value=False)
        case ast.comprehension(ifs=conditions) if conditions:
            yield "ifs", []
        case ast.Name(id=name, ctx=ast.Load()) if name in _NAMES:
            yield "id", _NAMES[name]
        case ast.Attribute(attr=name, ctx=ast.Load()) if name in _NAMES and name not in ("floor", "ceil"):
            yield "attr", _NAMES[name]
        case ast.Expr(value=ast.Call()):
            yield "value", ast.Constant(value=None)
        case ast.Return(value=ast.expr()) if not isinstance(node.value, ast.Constant):
            yield "value", ast.Constant(value=None)
        case ast.keyword(arg="where" | "default") if not isinstance(node.value, ast.Constant):
            yield "value", ast.Constant(value=True if node.arg == "where" else 1)


class _Nothing(ast.UAdd):
    """In place of ``not`` and ``~``: nothing. Taken out again before compiling."""


class Drop(ast.NodeTransformer):
    """Take out operators that do nothing."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """An operand alone where its operator was taken away."""
        self.generic_visit(node)
        return node.operand if isinstance(node.op, _Nothing) else node


def _context(path: tuple[ast.AST, ...]) -> ast.AST:
    """The largest readable piece of source around the change, up to a simple statement."""
    chosen = path[-1]
    for node in reversed(path):
        simple = isinstance(node, ast.expr | ast.comprehension | ast.keyword | ast.Assign | ast.AugAssign | ast.Return)
        simple = simple or isinstance(node, ast.Expr | ast.If)
        if not simple or len(_text(node)) > _READABLE:
            break
        chosen = node
        if isinstance(node, ast.stmt):
            break
    return chosen


def _text(node: ast.AST) -> str:
    """One line of source; of a long one its beginning and its end."""
    text = _source(node)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 33]}...{text[-30:]}"


def _source(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {_source(node.test)}"
    if any(isinstance(each, _Nothing) for each in ast.walk(node)):
        node = Drop().visit(copy.deepcopy(node))
    return " ".join(ast.unparse(node).split())
