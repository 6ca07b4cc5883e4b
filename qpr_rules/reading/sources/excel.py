"""Excel workbooks: one sheet's cells as text, each number by the shortest decimal that gives what is stored.

A formula counts by the value that was saved with it, a date as a date (whichever year the workbook counts from), and what
shows a percentage as one: 85%, where 0.85 is stored. Reading is by python-calamine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Cells, Chunk, Places, Table, column_of, letters
from qpr_rules.reading.sources.unreadable import UnreadableError, refuse
from qpr_rules.reading.sources.values import text_of
from qpr_rules.reading.sources.workbook import Sheet, open_sheet
from qpr_rules.settings import Origin

ROWS = 100_000
"""Rows in one batch."""

LARGE = 20_000
"""Rows of a sheet that is read in bulk: as many as are read in the time that NumPy takes to load."""

_CORNERS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


class Area(NamedTuple):
    """The cells of a table, counted from 0, the ends exclusive."""

    top: int
    left: int
    bottom: int
    right: int


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source."""

    def say(code: str, headline: str, hint: str, place: Span) -> None:
        refusals.found.append(Diagnostic(code, Severity.ERROR, headline, Label(place), hints=(hint,)))

    try:
        sheet = open_sheet(content, origin.sheet)
    except UnreadableError as error:
        refuse(error, file, refusals)
        return
    area = _area(sheet, origin.range)
    if area is None:
        where = f"{sheet.name}!{origin.range}" if origin.range else sheet.name
        hint = "correct `sheet` and `range` in qpr-rules.yaml, or put the results there"
        say("QPR402", "there is nothing in this part of the sheet", hint, Span(file, 0, 0, 0, 0, where))
        return
    places = Cells(file, sheet.name, area.left)
    if merged := _merged(sheet, area):
        top, left, bottom, right = merged
        cells = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        hint = "unmerge them, and write in each cell what is in it; or give the cells of the table alone with `range`"
        at = places.nth(top + 1, left - area.left)
        say("QPR434", f"the cells {cells} are merged, so it is not known which rows or columns they are of", hint, at)
        return
    names = _texts(sheet, area, area.top)
    in_bulk = area.bottom - area.top > LARGE and origin.layout == "tidy" and not origin.where
    rows = _table(sheet, area) if in_bulk else _chunks(sheet, area)
    yield from batches(names, area.top + 1, rows, places, refusals, origin)


def _area(sheet: Sheet, cells: str) -> Area | None:
    """The cells that the settings name, or all that hold something; None where they hold nothing."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    top, left, bottom, right = 0, 0, height, width
    if match := _CORNERS.fullmatch(cells):
        top, left = int(match[2]) - 1, column_of(match[1])
        if match[3]:
            bottom, right = min(int(match[4]), height), min(column_of(match[3]) + 1, width)
    else:
        held = (number for number, row in enumerate(sheet.rows) if any(cell != "" for cell in row))
        from_below = (number for number in range(height - 1, -1, -1) if any(cell != "" for cell in sheet.rows[number]))
        top, bottom = next(held, 0), next(from_below, -1) + 1
    return Area(top, left, bottom, right) if top < bottom and left < right else None


def _merged(sheet: Sheet, area: Area) -> tuple[int, int, int, int] | None:
    """The first merged cells of a table: first row and column, last row and column."""
    for top, left, bottom, right in sorted(sheet.merged):
        if top < area.bottom and bottom >= area.top and left < area.right and right >= area.left:
            return top, left, bottom, right
    return None


def _chunks(sheet: Sheet, area: Area) -> Iterator[Chunk]:
    """The rows below the header that hold something."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number in range(area.top + 1, area.bottom):
        row = _texts(sheet, area, number)
        if any(row):
            rows.append(row)
            numbers.append(number + 1)
        if len(rows) == ROWS:
            yield Chunk(numbers, rows)
            rows, numbers = [], []
    yield Chunk(numbers, rows)


def _table(sheet: Sheet, area: Area) -> Iterator[Table]:
    """The same rows column by column."""
    from qpr_rules.reading.bulk.values import Values  # NumPy takes longer to load than a few rows to read

    blank = [""] * len(sheet.rows[0])
    numbers = [
        number
        for number in range(area.top + 1, area.bottom)
        if sheet.rows[number] != blank or number in sheet.without_value
    ]
    odd = [
        (place, sheet.without_value[number]) for place, number in enumerate(numbers) if number in sheet.without_value
    ]
    rows = [sheet.rows[number] for number in numbers]
    columns = []
    for column in range(area.left, area.right):
        others = {place: texts[column] for place, texts in odd if column in texts}
        columns.append(Values([row[column] for row in rows], others))
    yield Table([number + 1 for number in numbers], columns)


def _texts(sheet: Sheet, area: Area, number: int) -> list[str]:
    row: Sequence[Any] = sheet.rows[number][area.left : area.right]
    texts = [cell if cell.__class__ is str else text_of(cell) for cell in row]
    if number in sheet.without_value:
        for column, text in sheet.without_value[number].items():
            if area.left <= column < area.right:
                texts[column - area.left] = text
    return texts
