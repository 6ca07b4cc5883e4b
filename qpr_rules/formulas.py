"""The CSV files that we write, and user text in their cells: kept from becoming a formula in a spreadsheet, and set free again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    r"""Rows as CSV, each with a line end of its own, ``\n``.

    A cell with any kind of line end in it stands in quotation marks, so that no reader takes what follows for another row.

    >>> list(csv_lines([("a", 1), ("b\rc", None)]))
    ['a,1\n', '"b\rc",\n']
    """
    import csv  # what writes no CSV starts sooner without it
    import io

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=_BOTH)  # it quotes a cell for each character of its line end
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue().removesuffix(_BOTH) + "\n"
        buffer.seek(0)
        buffer.truncate()


_BOTH = "\r\n"
