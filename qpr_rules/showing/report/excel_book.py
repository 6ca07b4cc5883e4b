"""A workbook in the making: sheets with tables, in which text is never a formula and a number never says other than it is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qpr_rules.evaluation import Direction, Rating
from qpr_rules.showing.console import UNICODE
from qpr_rules.showing.figures import number
from qpr_rules.showing.report.excel_cells import Number, Sheet, Value, fitted, in_cell, lines
from qpr_rules.showing.report.forms import TooLargeError
from qpr_rules.showing.report.markup import legible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""What a sheet of Excel holds below its heads."""

_INK, _QUIET, _DARK, _RULE = "#0B0C0C", "#505A5F", "#12436D", "#C8CED2"
_TINTS = {Rating.GREEN: "#D5EBDD", Rating.AMBER: "#FFEDB8", Rating.RED: "#F9D6D2", Rating.NOT_RATED: "#E6E9EB"}
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
"""Where numbers stand, apart from text in the next column."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How text begins that Excel would take for a formula when somebody edits its cell: marked as text for good."""

_WRITTEN = dt.datetime(1980, 1, 1)  # noqa: DTZ001  # where a zip's own time begins: the same files give the same bytes
_PAPER_A4 = 9
_LINE, _TALLEST = 13.2, 409.0
"""Points of a line of text, and of the tallest row there may be."""

_IN_HEAD = 100
"""Letters of a title at the head or foot of a page, whose parts may have 255 together."""


class Book:
    """A workbook; ``title`` and ``body`` are at the head of every printed page, ``caution`` at its foot."""

    def __init__(self, title: str, body: str, caution: str) -> None:
        from xlsxwriter import Workbook

        self._content = io.BytesIO()
        font = {"font_name": "Arial", "font_size": 10}
        self._book = Workbook(self._content, {"in_memory": True, "default_format_properties": font})
        self._book.set_properties({"title": legible(title), "author": legible(body), "created": _WRITTEN})
        self._head = f"&L{_at_head(title)}&R{_at_head(body)}"
        self._foot = f"&L{_at_head(caution)}&RPage &P of &N"
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}

    def closed(self) -> bytes:
        """The file."""
        self._book.close()
        return self._content.getvalue()

    def page(self, name: str, *widths: int) -> Worksheet:
        """An empty sheet with columns of these widths, in letters; as wide as the paper when it is printed."""
        made = self._book.add_worksheet(name)
        made.set_paper(_PAPER_A4)
        made.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.8)
        made.set_header(self._head)
        made.set_footer(self._foot)
        made.fit_to_pages(1, 0)
        for place, width in enumerate(widths):
            made.set_column(place, place, width)
        return made

    def table(self, sheet: Sheet) -> None:
        """A sheet with its table. Raises TooLargeError for more rows than a sheet holds."""
        rows, columns = len(sheet.rows), len(sheet.columns)
        if rows > MOST_ROWS:
            raise TooLargeError(
                f"a sheet of Excel holds {MOST_ROWS:,} rows, and {sheet.name} would have {rows:,}; "
                "choose a --section, an --owner or a --kpi, or write the report as .csv"
            )
        made = self.page(sheet.name, *(_width(sheet, place) for place in range(columns)))
        made.set_landscape()
        made.repeat_rows(0)
        made.freeze_panes(1, sheet.frozen)
        made.print_area(0, 0, rows, sheet.printed - 1)
        made.set_row(0, 32)
        wrapped = [(place, column.width) for place, column in enumerate(sheet.columns) if column.wraps]
        for at, row in enumerate(sheet.rows, 1):
            self.fit(made, at, [(row[place], width) for place, width in wrapped])
            for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self.write(made, at, place, value, text_wrap=column.wraps, bottom=1, bottom_color=_RULE)
        heads = [self._head_of(sheet, place) for place in range(columns)]
        if rows:
            named = {"name": sheet.name, "title": sheet.name, "description": sheet.says, "style": None}
            made.add_table(0, 0, rows, columns - 1, {**named, "columns": heads})
        else:  # a table must have a row
            for place, head in enumerate(heads):
                made.write_string(0, place, head["header"], head["header_format"])

    def _head_of(self, sheet: Sheet, place: int) -> dict[str, Any]:
        """The head of a column, over its numbers where it has any."""
        side = _RIGHT if any(isinstance(row[place], Number | int | float) for row in sheet.rows) else {}
        look = self.look(
            bold=True, font_color="#FFFFFF", bg_color=_DARK, text_wrap=True, **{**side, "valign": "vcenter"}
        )
        return {"header": sheet.columns[place].name, "header_format": look}

    def fit(self, sheet: Worksheet, at: int, wrapped: Iterable[tuple[Value, int]]) -> None:
        """Make a row as tall as its wrapped text, given with its widths: not every program does so by itself."""
        most = max((lines(text, width) for text, width in wrapped if isinstance(text, str)), default=1)
        sheet.set_row(at, min(most * _LINE + 3, _TALLEST))

    def look(self, **given: Any) -> Format:
        """A format, made once."""
        key = tuple(sorted(given.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format({"valign": "top", "font_color": _INK, **given})
        return self._looks[key]

    def write(self, sheet: Worksheet, at: int, place: int, value: Value, **given: Any) -> None:
        """Write one cell, counted from 0, in a look that begins with what is ``given``."""
        match value:
            case None | "":
                sheet.write_blank(at, place, None, self.look(**given))
            case Rating():
                look = {"num_format": f'"{UNICODE.ratings[value]} "@', "bg_color": _TINTS[value], "bold": True}
                self._text(sheet, at, place, value, {**given, **look})
            case Direction():
                self._text(sheet, at, place, value, {**given, "num_format": f'"{UNICODE.directions[value]} "@'})
            case Number() if (kept := in_cell(value)) is not None:
                places = "." * bool(value.digits) + "0" * value.digits
                sheet.write_number(at, place, kept, self.look(**given, **_RIGHT, num_format=f"#,##0{places}"))
            case Number():
                self._text(sheet, at, place, number(*value), {**given, **_RIGHT})
            case int() | float():
                sheet.write_number(at, place, value, self.look(**given, **_RIGHT))
            case dt.date() if value.year >= 1900:
                sheet.write_datetime(at, place, value, self.look(**given, num_format="d mmm yyyy", align="left"))
            case _:
                self._text(sheet, at, place, str(value), given)

    def _text(self, sheet: Worksheet, at: int, place: int, text: str, given: dict[str, Any]) -> None:
        clean = fitted(text)
        look = self.look(**given, **({"quote_prefix": True} if clean.startswith(_FORMULA) else {}))
        if clean.startswith("<r>"):  # XlsxWriter takes text that is so marked for its own, and would not escape it
            sheet.write_rich_string(at, place, clean[0], self.look(), clean[1:], look)
        else:
            sheet.write_string(at, place, clean, look)


def _width(sheet: Sheet, place: int) -> int:
    """The width of a column, and more where a number would have no room: it would be shown as ``####``."""
    numbers = (each for each in (row[place] for row in sheet.rows) if isinstance(each, Number))
    return max(sheet.columns[place].width, max((len(number(*each)) for each in numbers), default=0) + 3)


def _at_head(text: str) -> str:
    """Text for the head or foot of a page, where ``&`` begins a code."""
    return legible(text)[:_IN_HEAD].replace("&", "&&")
