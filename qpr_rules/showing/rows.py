"""Rows for files and programs: every field of ``fields.FIELDS``, exact, and what the row was made from."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qpr_rules.definition import Band
from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import FIELDS, Field, FieldKind
from qpr_rules.formulas import guarded
from qpr_rules.observation import HIDDEN
from qpr_rules.provenance import Provenance
from qpr_rules.quantity import plain, to_decimal
from qpr_rules.showing.figures import band_code

MADE_FROM = Field(
    "made_from", FieldKind.TEXT, "The tool and its method, the quarter, and digests of definitions and results."
)
COLUMNS = (*FIELDS, MADE_FROM)
"""Every column of a file: the fields, and what the row was made from."""

_SHORTENED = {"figure", "to_target", "to_floor", "to_target_percent", "last_figure"}
_WRITTEN_BY_US = {"made_from", "target", "floor", "quarter", "period"}
"""Text that no user writes: a target of -5 is a number, and no formula."""


def header() -> list[str]:
    """The names of the columns."""
    return [field.name for field in COLUMNS]


def as_text(row: Evaluation, made_from: Provenance) -> list[str]:
    """The row as CSV cells. User text that a spreadsheet would take for a formula gets an apostrophe in front."""
    cells, not_released = [], _not_released(row)
    for field, value in zip(COLUMNS, (*row, str(made_from)), strict=True):
        text = HIDDEN if field.name in not_released else cell(field.name, value)
        from_users = field.kind is FieldKind.TEXT and field.name not in _WRITTEN_BY_US
        cells.append(guarded(text) if from_users else text)
    return cells


def _not_released(row: Evaluation) -> AbstractSet[str]:
    """The fields whose numbers are hidden."""
    if not row.is_hidden:
        return frozenset()
    found = {"numerator", "figure"}
    if row.unit.needs_denominator:
        found.add("denominator")
    if row.target is not None:
        found |= {"to_target", "to_floor"}
    return found


def cell(name: str, value: Any) -> str:
    """One field as a file of text has it; empty where there is nothing."""
    match as_plain(name, value):
        case None:
            return ""
        case bool() as flag:
            return "yes" if flag else "no"
        case Decimal() as number:
            return plain(number)
        case other:
            return str(other)


def as_json(row: Evaluation, made_from: Provenance) -> dict[str, Any]:
    """The row as JSON values: numbers, words, booleans, null. A number that JSON readers would round is text."""
    found: dict[str, Any] = {}
    not_released = _not_released(row)
    for field, value in zip(COLUMNS, (*row, str(made_from)), strict=True):
        plain_value = HIDDEN if field.name in not_released else as_plain(field.name, value)
        if isinstance(plain_value, Decimal):
            plain_value = _json_number(plain_value)
        found[field.name] = None if plain_value == "" and field.kind is not FieldKind.TEXT else plain_value
    return found


def _json_number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else plain(value)


def as_plain(name: str, value: Any) -> str | int | float | bool | Decimal | None:
    """One field's value as files have it, by the field's name: a number that is no decimal is ``p/q``."""
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
