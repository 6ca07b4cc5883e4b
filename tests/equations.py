"""Equations as an explanation prints them, read back and worked out again in fractions."""

from __future__ import annotations

import ast
import io
import operator
import re
from collections.abc import Callable
from fractions import Fraction

from rich.console import Console

from qpr_rules.commentary import Note
from qpr_rules.core.workings import Workings
from qpr_rules.quantity import rounded
from qpr_rules.showing.console import THEME, UNICODE
from qpr_rules.showing.explanation.screen import show_explanation

_OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {"=": operator.eq, "<": operator.lt, ">": operator.gt}
EQUATION = re.compile(r"(?:^|: )([-(\d][-\d,./()+÷× ]*(?: [=<>≈] [-\d,./()+÷× ]+)+)$")


def value(text: str) -> Fraction:
    """What an arithmetic expression comes to, exactly: only numbers, brackets and the four operations."""
    python = text.strip().replace(",", "").replace("×", "*").replace("÷", "/")
    # Numbers stay text until they are fractions: no float on the way.
    tree = ast.parse(re.sub(r"\d+(?:\.\d+)?", lambda found: f"'{found[0]}'", python), mode="eval").body

    def walk(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=str(number)):
                return Fraction(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -walk(operand)
            case ast.BinOp(left=left, op=operation, right=right):
                return _OPERATORS[type(operation)](walk(left), walk(right))
        raise AssertionError(f"no arithmetic: {text}")

    return walk(tree)


def holds(equation: str) -> bool:
    """Whether a printed chain such as ``1,403 × 100 = 140,300 < 155,160 = 45 × 3,448`` is true, link by link."""
    parts = re.split(r" ([=<>≈]) ", equation)
    for place in range(1, len(parts), 2):
        left, relation, right = parts[place - 1 : place + 2]
        if relation == "≈":
            digits = len(right.partition(".")[2])
            if rounded(value(left), digits) != value(right):
                return False
        elif not _RELATIONS[relation](value(left), value(right)):
            return False
    return True


def printed(shown: Workings) -> list[str]:
    """The lines of an explanation, none of them broken."""
    out = io.StringIO()
    console = Console(file=out, width=2_000, theme=THEME, no_color=True)
    show_explanation(console, UNICODE, shown, Note(), (), {}, {})
    return [line.strip() for line in out.getvalue().splitlines()]
