"""Workbooks as a test writes them down: ``Sheet!A2 cell,cell`` for a row, ``merge Sheet!A2:A3 text`` for a merged cell."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LINE = re.compile(r"(?P<merge>merge )?(?P<sheet>[^!]+)!(?P<cell>[A-Z]+\d+)(?::(?P<end>[A-Z]+\d+))? (?P<cells>.*)")


def workbook(lines: Iterable[str]) -> bytes:
    """The bytes of a workbook; what looks like a number is one, and a formula has no value."""
    rows: dict[str, dict[str, Sequence[Any]]] = {}
    merges: dict[str, dict[str, str]] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match, f"not a row of a workbook: {line}"
        if match["merge"]:
            merges.setdefault(match["sheet"], {})[f"{match['cell']}:{match['end']}"] = match["cells"]
        else:
            cells = [float(cell) if _NUMBER.fullmatch(cell) else cell for cell in match["cells"].split(",")]
            rows.setdefault(match["sheet"], {})[match["cell"]] = cells
    return sheets(rows, merges)


def sheets(
    rows: Mapping[str, Mapping[str, Sequence[Any]]],
    merges: Mapping[str, Mapping[str, str]] | None = None,
    *,
    from_1904: bool = False,
    dates: str = "mmm-yy",
) -> bytes:
    """The bytes of a workbook: for each sheet, rows of values by the cell where they begin.

    A value may be text, a number, a date, a formula (which is written without a value), a pair of a formula and its
    value, or of a number and the format in which it is shown.
    """
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"date_1904": from_1904})
    shown = book.add_format({"num_format": dates})
    formats: dict[str, Any] = {}
    for name, own in rows.items():
        sheet = book.add_worksheet(name)
        for cell, values in own.items():
            row, column = xl_cell_to_rowcol(cell)
            for number, value in enumerate(values, column):
                match value:
                    case dt.date():
                        sheet.write_datetime(row, number, value, shown)
                    case (str(formula), result):
                        sheet.write_formula(row, number, formula, None, result)
                    case (float(stored), str(shown_as)):
                        if shown_as not in formats:
                            formats[shown_as] = book.add_format({"num_format": shown_as})
                        sheet.write_number(row, number, stored, formats[shown_as])
                    case str() if value.startswith("="):
                        sheet.write_formula(row, number, value, None, "")
                    case _:
                        sheet.write(row, number, value)
        for span, text in (merges or {}).get(name, {}).items():
            sheet.merge_range(span, text)
    book.close()
    return held.getvalue()
