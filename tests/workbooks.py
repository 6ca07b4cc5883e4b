"""Workbooks as tests read them: written by the command, read back by openpyxl, which did not write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.commands import Ran, run

Row = dict[str, Cell]


def written(project: Path, file: Path, *arguments: str) -> Ran:
    """Write the report of a project as this file."""
    return run(project, "report", *arguments, "-o", str(file))


def workbook(project: Path, file: Path, *arguments: str, code: int = 0) -> Workbook:
    """The report of a project, read back."""
    done = written(project, file, *arguments)
    assert done.code == code, done.said
    return load_workbook(file)


def sheet(book: Workbook, name: str) -> Worksheet:
    """One sheet."""
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def heads(book: Workbook, name: str) -> list[str]:
    """The first row of a sheet."""
    return [str(cell.value) for cell in sheet(book, name)[1]]


def rows(book: Workbook, name: str) -> list[Row]:
    """The rows below it, as cells by the name of their column."""
    names = heads(book, name)
    found: Any = sheet(book, name).iter_rows(min_row=2)
    return [dict(zip(names, row, strict=True)) for row in found]


def lines(book: Workbook) -> list[tuple[str, str]]:
    """The first sheet as text, a pair a row."""
    found = sheet(book, "About").iter_rows(values_only=True, max_col=2)
    return [(str(name or ""), str(text or "")) for name, text in found]


def shown(cell: Cell) -> Decimal:
    """A number as a spreadsheet shows it: of its 15 significant digits, those of the format, halves away from zero."""
    assert isinstance(cell.value, int | float)
    return rounded(cell.value, str(cell.number_format))


def rounded(value: float, number_format: str) -> Decimal:
    """The same of a value and the format of its cell."""
    digits = len(number_format.partition(".")[2])
    with localcontext(prec=50):
        return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def foot(page: Worksheet) -> str:
    """What is printed at the foot of a sheet's pages, on the left."""
    assert page.oddFooter is not None and page.oddFooter.left is not None
    return str(page.oddFooter.left.text)
