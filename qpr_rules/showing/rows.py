"""Rows for files and programs: every field of ``evaluation.FIELDS``, exact, in one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from qpr_rules.definition import Band
from qpr_rules.evaluation import FIELDS, Evaluation, FieldKind
from qpr_rules.quantity import plain, to_decimal
from qpr_rules.showing.figures import band_code

_SHORTENED = {"figure", "to_target", "to_floor", "to_target_percent", "last_figure"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def header() -> list[str]:
    """The names of the columns."""
    return [field.name for field in FIELDS]


def as_text(row: Evaluation) -> list[str]:
    """The row as CSV cells. User text that a spreadsheet would take for a formula gets an apostrophe in front."""
    cells = []
    for field, value in zip(FIELDS, row, strict=True):
        plain_value = _plain(field.name, value)
        match plain_value:
            case None:
                cells.append("")
            case bool():
                cells.append("yes" if plain_value else "no")
            case str() if field.kind is FieldKind.TEXT and plain_value.startswith(_FORMULA):
                cells.append(f"'{plain_value}")
            case Decimal():
                cells.append(plain(plain_value))
            case _:
                cells.append(str(plain_value))
    return cells


def as_json(row: Evaluation) -> dict[str, Any]:
    """The row as JSON values: numbers, words, booleans, null. A mean that no decimal writes is text, p/q."""
    found = {}
    for field, value in zip(FIELDS, row, strict=True):
        plain_value = _plain(field.name, value)
        if isinstance(plain_value, Decimal):
            whole = plain_value == plain_value.to_integral_value()
            plain_value = int(plain_value) if whole else float(plain_value)
        found[field.name] = None if plain_value == "" and field.kind is not FieldKind.TEXT else plain_value
    return found


def _plain(name: str, value: Any) -> str | int | float | bool | Decimal | None:
    match value:
        case Fraction() if name in _SHORTENED:
            return to_decimal(value)
        case Fraction():
            return _exact(value)
        case Band() | None if name in ("target", "floor"):
            return band_code(value)
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)


def _exact(value: Fraction) -> Decimal | str:
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    shift = 0
    while (value * 10**shift).denominator != 1:
        shift += 1
    return Decimal(f"{int(value * 10**shift)}E-{shift}")  # read from text: ``scaleb`` would round to 28 digits
