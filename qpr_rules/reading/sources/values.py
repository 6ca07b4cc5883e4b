"""A cell that is no text, as an exact text: what is read from it is what a CSV file would say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from qpr_rules.quantity import plain

_WHOLE = 10**15
"""Below this, a double holds every whole number."""


def text_of(cell: Any) -> str:
    """What a cell holds: a binary float by the shortest decimal that gives it, a day as a day.

    >>> text_of(381.0), text_of(0.1), text_of(dt.date(2024, 4, 1)), text_of(1e-7), text_of(float("nan"))
    ('381', '0.1', '2024-04-01', '0.0000001', 'NaN')
    """
    if cell.__class__ is float and -_WHOLE < cell < _WHOLE and (whole := int(cell)) == cell:
        return str(whole)  # nearly every cell of a sheet
    match cell:
        case bool():
            return str(cell).upper()
        case float():
            return decimal_text(repr(cell))
        case dt.datetime():
            midnight = cell.time() == dt.time()
            return cell.date().isoformat() if midnight else cell.isoformat(" ")
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)


def decimal_text(written: str) -> str:
    """A number as a program writes it, without exponent.

    >>> decimal_text("1e-05"), decimal_text("381.0"), decimal_text("inf")
    ('0.00001', '381', 'Infinity')
    """
    number = Decimal(written)
    return plain(number) if number.is_finite() else str(number)
