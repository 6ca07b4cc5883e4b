"""User text in the cells of CSV files: kept from becoming a formula where a spreadsheet opens the file, and set free again."""

from __future__ import annotations

_BEGINNINGS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""How text begins that a spreadsheet takes for a formula; the wide ones become the others in some editions of Excel."""

_PASSED_OVER = "' \t\r\n\u00a0\u3000"
"""What may stand before: spreadsheets pass over white space, and an apostrophe says that a cell is text."""


def guarded(text: str) -> str:
    """Text with an apostrophe in front where it, or what is behind apostrophes and white space, begins like a formula.

    ``freed`` gives the text back, whatever it is.

    >>> guarded("=1+1"), guarded(" =1+1"), guarded("'=1+1"), guarded("1 + 1"), guarded("'s-Graveland")
    ("'=1+1", "' =1+1", "''=1+1", '1 + 1', "'s-Graveland")
    """
    return f"'{text}" if _is_like_one(text) else text


def freed(cell: str) -> str:
    """The text that a cell holds, without the apostrophe of ``guarded``.

    >>> freed("'=1+1"), freed("''=1+1"), freed("'s-Graveland")
    ('=1+1', "'=1+1", "'s-Graveland")
    """
    return cell[1:] if cell.startswith("'") and _is_like_one(cell) else cell


def _is_like_one(text: str) -> bool:
    return text.lstrip(_PASSED_OVER).startswith(_BEGINNINGS)
