"""CSV files as batches: columns of text, with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.files import Tree
from qpr_rules.observation import Batch
from qpr_rules.reading.headers import read_header
from qpr_rules.reading.refusals import Refusals, Source

ROWS = 100_000
"""Rows in one batch."""

LONGEST = 1_000_000
"""Bytes of one line, or characters of one cell, beyond which a file is no table."""

csv.field_size_limit(LONGEST)


def matching(tree: Tree, pattern: str, listed: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The files that a pattern names: ``*`` and ``?`` in the file's name and in its folders.

    ``listed`` keeps what the tree says of a folder.
    """
    parts = pattern.replace("\\", "/").split("/")
    fixed = [*parts[: next((i for i, part in enumerate(parts) if set(part) & set("*?[")), len(parts))]]
    whole = "/".join(parts)
    start = "/".join(fixed) or "."
    if start not in listed:
        listed[start] = tree.list(start)
    return tuple(file for file in listed[start] if file == whole or fnmatchcase(file, whole))


def read_batches(content: bytes, file: str, refusals: Refusals) -> Iterator[tuple[Batch, Source]]:
    """The rows of one file, in batches, each with the file it is from (for places). Mistakes go into ``refusals``."""
    if (line := _long_line(content)) is not None:
        headline = f"this line is longer than {LONGEST:,} characters, so the file is no table"
        at, hint = Label(Span(file, line, 1, line, 2)), "is it the right file? save the sheet as CSV UTF-8"
        refusals.found.append(Diagnostic("QPR405", Severity.ERROR, headline, at, hints=(hint,)))
        return
    whole = _text(content, file, refusals)
    if whole is None:
        return
    source = Source(file, whole)
    # From the bytes again, a line at a time: a `StringIO` of the text would take four bytes for each of its characters.
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""))
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        places = read_header(names, source, refusals)
        if places is not None:
            yield from _rows(reader, source, len(names), places, refusals)
    except csv.Error as error:
        hint = "look for a quotation mark that is never closed"
        refusals.say(
            Severity.ERROR,
            "QPR405",
            f"the table cannot be read from here on ({error})",
            source,
            min(reader.line_num, len(source.lines)),
            "",
            hint=hint,
        )


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


def _text(content: bytes, file: str, refusals: Refusals) -> str | None:
    """The file's text; None, with a finding, where it is not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(content) > 3 and content[1] == 0 == content[3]):
        code, headline, span = "QPR408", "the file is saved as UTF-16, which Excel calls Unicode Text", Span(file)
    else:
        code = "QPR401"
        try:
            whole = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            span = _byte(content, error.start, file)
            meant = content[error.start : error.start + 1].decode("cp1252", "replace")
            headline = f"the file is not UTF-8; it looks like Windows-1252, with `{meant}` here"
            refusals.texts[file] = content.decode("cp1252", "replace")
        else:
            if "\0" not in whole:
                return whole
            span = _byte(content, content.index(b"\0"), file)
            headline = "there is a character here that no CSV file holds"
            refusals.texts[file] = whole
    hint = "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)"
    refusals.found.append(Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,)))
    return None


def _byte(content: bytes, at: int, file: str) -> Span:
    """The place of the character that begins at a byte."""
    begin = content.rfind(b"\n", 0, at) + 1
    line = content.count(b"\n", 0, begin) + 1
    column = len(content[begin:at].decode("utf-8", "replace").removeprefix("\ufeff")) + 1
    return Span(file, line, column, line, column + 1)


def _rows(
    reader: Any, source: Source, width: int, places: list[int], refusals: Refusals
) -> Iterator[tuple[Batch, Source]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = reader.line_num + 1
    empty = True
    for row in reader:
        if len(row) == width:
            rows.append(row)
            numbers.append(line)
            empty = False
        elif any(cell.strip() for cell in row):
            _say_width(row, width, source, line, refusals)
            empty = False
        line = reader.line_num + 1
        if len(rows) == ROWS:
            yield _batch(source.file, rows, numbers, places), source
            rows, numbers = [], []
    if empty:
        hint = "add the results below it, or delete the file"
        refusals.say(
            Severity.WARNING, "QPR426", "the file has a first line, and no results below it", source, 1, "", hint=hint
        )
    yield _batch(source.file, rows, numbers, places), source


def _say_width(row: list[str], width: int, source: Source, line: int, refusals: Refusals) -> None:
    if not refusals.is_listed("QPR406"):
        return refusals.say(Severity.ERROR, "QPR406", "", source, line, "")
    if any("\n" in cell or "\r" in cell for cell in row):
        hint = "look for a quotation mark that is never closed"
    elif len(row) < width:
        hint = "is the row cut off, or a comma missing?"
    else:
        hint = "is there a comma too many? a number is written 1214, or in quotation marks"
    cells = f"{len(row)} cell{'s' * (len(row) != 1)}"
    headline = f"the row has {cells}, the first line names {width} columns"
    return refusals.say(Severity.ERROR, "QPR406", headline, source, line, "", hint=hint)


def _batch(file: str, rows: list[list[str]], numbers: list[int], places: list[int]) -> Batch:
    columns = list(zip(*rows, strict=True)) if rows else []
    empty = [""] * len(rows)
    return Batch(file, numbers, *(columns[place] if place >= 0 and columns else empty for place in places))
