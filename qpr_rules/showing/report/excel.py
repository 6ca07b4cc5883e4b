"""The paper as an Excel workbook: a first sheet that says what it is, then tidy tables, each on a sheet of its own."""

from __future__ import annotations

from qpr_rules.showing.report.excel_about import about
from qpr_rules.showing.report.excel_book import Book
from qpr_rules.showing.report.excel_cells import Column, Sheet
from qpr_rules.showing.report.excel_sheets import sheets
from qpr_rules.showing.report.paper import Paper

_COLUMNS = (
    Column("table", "The sheet and its table.", 16),
    Column("column", "The column.", 28),
    Column("meaning", "What it holds.", 110, wraps=True),
)


def show(paper: Paper) -> bytes:
    """The workbook: the same bytes for the same paper.

    Raises TooLargeError where a sheet would have more rows than Excel holds.
    """
    tables = sheets(paper)
    tables = (*tables, _columns(tables))
    book = Book(paper.title, paper.body, " ".join(paper.cautions))
    about(book, paper, tables)
    for table in tables:
        book.table(table)
    return book.closed()


def _columns(tables: tuple[Sheet, ...]) -> Sheet:
    """What each column of each table holds."""
    rows = tuple((sheet.name, column.name, column.meaning) for sheet in tables for column in sheet.columns)
    return Sheet(
        name="Columns",
        says="What each column of each table holds.",
        columns=_COLUMNS,
        rows=rows,
        frozen=2,
        printed=len(_COLUMNS),
    )
