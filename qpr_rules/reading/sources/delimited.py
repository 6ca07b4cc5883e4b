"""CSV files as batches: columns of text, with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.observation import Batch
from qpr_rules.reading.refusals import Refusals
from qpr_rules.reading.sources.layout import batches
from qpr_rules.reading.sources.placing import Chunk, Places, Table
from qpr_rules.reading.sources.placing import Lines as Text
from qpr_rules.settings import Origin

if TYPE_CHECKING:
    from qpr_rules.reading.bulk.slices import Lines

ROWS = 100_000
"""Rows in one batch."""

LONGEST = 1_000_000
"""Bytes of one line, or characters of one cell, beyond which a file is no table."""

LARGE = 1_000_000
"""Bytes of a file that is read in bulk: some twenty thousand rows, which take as long to read as NumPy to load."""

_ENCODINGS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}
_DELIMITERS = {"tab": "\t"}

csv.field_size_limit(LONGEST)


class Content(NamedTuple):
    """The names in the first line of a file, and what stands below: a mistake in it is said when it is met."""

    names: list[str]
    blocks: Iterator[Chunk | Table]
    places: Text


def read(content: bytes, file: str, origin: Origin, refusals: Refusals) -> Iterator[tuple[Batch, Places]]:
    """See Source: CSV, with the delimiter and the encoding that are declared."""
    found = opened(content, file, origin, refusals, by_columns=origin.layout == "tidy" and not origin.where)
    if found is not None:
        yield from batches(found.names, 1, found.blocks, found.places, refusals, origin)


def opened(content: bytes, file: str, origin: Origin, refusals: Refusals, *, by_columns: bool) -> Content | None:
    """What a CSV file holds, whatever its columns are; None, with a finding, where it is no text or no table.

    ``by_columns`` lets a large file be read so that only the cells that are looked at become text.
    """
    if (line := _long_line(content)) is not None:
        headline = f"this line is longer than {LONGEST:,} characters, so the file is no table"
        at, hint = Label(Span(file, line, 1, line, 2)), "is it the right file? save the sheet as CSV UTF-8"
        refusals.found.append(Diagnostic("QPR405", Severity.ERROR, headline, at, hints=(hint,)))
        return None
    encoding = _ENCODINGS[origin.encoding]
    whole = _text(content, file, encoding, refusals)
    if whole is None:
        return None
    delimiter = _DELIMITERS.get(origin.delimiter, origin.delimiter)
    places = Text(file, whole, delimiter)
    # From the bytes again, a line at a time: a `StringIO` of the text would take four bytes for each of its characters.
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter)
    lines: Lines | None = None
    try:
        names = next(reader, [])
    except csv.Error as error:
        _say_broken(error, reader.line_num, places, refusals)
        return None
    if by_columns:
        lines = _in_bulk(content, reader.line_num, delimiter, encoding.removesuffix("-sig"), len(names))
    blocks = _tables(lines, places, refusals) if lines else _rows(reader, places, len(names), refusals)
    return Content(names, _unbroken(blocks, lines, reader, places, refusals), places)


def _unbroken(
    blocks: Iterator[Chunk | Table], lines: Lines | None, reader: Any, places: Text, refusals: Refusals
) -> Iterator[Chunk | Table]:
    """What can be read; where that ends before the file does, a finding."""
    try:
        yield from blocks
    except csv.Error as error:
        _say_broken(error, lines.line if lines else reader.line_num, places, refusals)


def _say_broken(error: csv.Error, line: int, places: Text, refusals: Refusals) -> None:
    hint = "look for a quotation mark that is never closed"
    headline = f"the table cannot be read from here on ({error})"
    refusals.say(Severity.ERROR, "QPR405", headline, places, min(line, len(places.lines)), "", hint=hint)


def _long_line(content: bytes) -> int | None:
    """The number of the first line that is too long; None if there is none. It looks once for each such length."""
    begin = 0
    while begin + LONGEST < len(content):
        end = begin + LONGEST
        last = max(content.rfind(b"\n", begin, end), content.rfind(b"\r", end - 2**10, end))
        if last < 0:
            last = content.rfind(b"\r", begin, end)
        if last < 0:
            return content.count(b"\n", 0, begin) + 1
        begin = last + 1
    return None


def _text(content: bytes, file: str, encoding: str, refusals: Refusals) -> str | None:
    """The file's text; None, with a finding, where it is in another encoding."""
    hint = "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(content) > 3 and content[1] == 0 == content[3]):
        code, headline, span = "QPR408", "the file is saved as UTF-16, which Excel calls Unicode Text", Span(file)
    elif encoding == "cp1252" and content.startswith(b"\xef\xbb\xbf"):
        code, headline, span = "QPR401", "the file is UTF-8, and Windows-1252 is declared", Span(file, 1, 1, 1, 2)
        hint = "take `encoding` out of qpr-rules.yaml"
    else:
        code = "QPR401"
        try:
            whole = content.decode(encoding)
        except UnicodeDecodeError as error:
            span = _byte(content, error.start, file, encoding)
            meant = content[error.start : error.start + 1].decode("cp1252", "replace")
            if encoding == "cp1252":
                headline, hint = "no character of Windows-1252 is written so", "correct `encoding` in qpr-rules.yaml"
            else:
                headline = f"the file is not UTF-8; it looks like Windows-1252, with `{meant}` here"
                hint = f"{hint}, or say `encoding: windows-1252` in qpr-rules.yaml"
            refusals.texts[file] = content.decode("cp1252", "replace")
        else:
            if "\0" not in whole:
                return whole
            span = _byte(content, content.index(b"\0"), file, encoding)
            headline = "there is a character here that no CSV file holds"
            refusals.texts[file] = whole
    refusals.found.append(Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,)))
    return None


def _byte(content: bytes, at: int, file: str, encoding: str) -> Span:
    """The place of the character that begins at a byte."""
    begin = content.rfind(b"\n", 0, at) + 1
    line = content.count(b"\n", 0, begin) + 1
    column = len(content[begin:at].decode(encoding, "replace").removeprefix("\ufeff")) + 1
    return Span(file, line, column, line, column + 1)


def _in_bulk(content: bytes, header: int, delimiter: str, encoding: str, width: int) -> Lines | None:
    """What splits a large file without a Python object for each cell; None for a small one, or one with old Macs' lines."""
    if len(content) < LARGE or (b"\r" in content and content.count(b"\r") != content.count(b"\r\n")):
        return None
    from qpr_rules.reading.bulk.slices import Lines  # it imports NumPy, which takes longer than reading a few rows

    begin = 0
    for _ in range(header):
        begin = content.find(b"\n", begin) + 1 or len(content)
    return Lines(content, begin, header, delimiter, encoding, width)


def _tables(lines: Lines, places: Text, refusals: Refusals) -> Iterator[Table]:
    for table in lines.blocks():
        for line, row in lines.wrong:
            _refuse_width(row, lines.width, places, line, refusals)
        lines.wrong.clear()
        yield table


def _rows(reader: Any, places: Text, width: int, refusals: Refusals) -> Iterator[Chunk]:
    """The rows, so many at a time, with the line that each begins in; a row of another width is a mistake."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = reader.line_num + 1
    try:
        for row in reader:
            if len(row) == width:
                rows.append(row)
                numbers.append(line)
            else:
                _refuse_width(row, width, places, line, refusals)
            line = reader.line_num + 1
            if len(rows) == ROWS:
                yield Chunk(numbers, rows)
                rows, numbers = [], []
    except csv.Error:
        yield Chunk(numbers, rows)  # what stands above is read
        raise
    yield Chunk(numbers, rows)


def _refuse_width(row: list[str], width: int, places: Text, line: int, refusals: Refusals) -> None:
    if not any(cell.strip() for cell in row):
        refusals.tally.empty += 1
        return
    refusals.tally.rows += 1
    cells = f"{len(row)} cell{'s' * (len(row) != 1)}"
    headline = f"the row has {cells}, the first line names {width} columns"
    refusals.refuse(places, line, "", ("", "", ""), "QPR406", headline)  # which of its cells is which is not known
    _say_width(row, width, headline, places, line, refusals)


def _say_width(row: list[str], width: int, headline: str, places: Text, line: int, refusals: Refusals) -> None:
    if not refusals.is_listed("QPR406"):
        return refusals.say(Severity.ERROR, "QPR406", headline, places, line, "")
    if any("\n" in cell or "\r" in cell for cell in row):
        hint = "look for a quotation mark that is never closed"
    elif len(row) < width:
        hint = "is the row cut off, or a comma missing?"
    else:
        hint = "is there a comma too many? a number is written 1214, or in quotation marks"
    return refusals.say(Severity.ERROR, "QPR406", headline, places, line, "", hint=hint)
