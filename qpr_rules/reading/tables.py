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
from qpr_rules.reading.refusals import Source

COLUMNS = ("kpi", "area", "period", "numerator", "denominator", "value", "status", "note")
ROWS = 100_000
"""Rows in one batch."""

csv.field_size_limit(1_000_000)


def matching(tree: Tree, pattern: str) -> tuple[str, ...]:
    """The files that a pattern names: ``*`` and ``?`` in the file's name and in its folders."""
    parts = pattern.replace("\\", "/").split("/")
    fixed = [*parts[: next((i for i, part in enumerate(parts) if set(part) & set("*?[")), len(parts))]]
    whole = "/".join(parts)
    return tuple(file for file in tree.list("/".join(fixed) or ".") if fnmatchcase(file, whole))


def read_batches(content: bytes, file: str, found: list[Diagnostic]) -> Iterator[tuple[Batch, Source]]:
    """The rows of one file, in batches, each with the file it is from (for places). Mistakes go into ``found``."""

    def refuse(code: str, headline: str, hint: str, span: Span | None = None) -> None:
        found.append(Diagnostic(code, Severity.ERROR, headline, Label(span or Span(file)), hints=(hint,)))

    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return refuse(
            "QPR401",
            "the file is not UTF-8 from here on",
            "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)",
            Span(file, line, 1, line, 2),
        )
    if "\0" in whole:
        line = whole.count("\n", 0, whole.index("\0")) + 1
        return refuse(
            "QPR401",
            "the file holds a character that no CSV file holds",
            "save it again as CSV UTF-8",
            Span(file, line, 1, line, 2),
        )
    source = Source(file, whole)
    # From the bytes again, a line at a time: a `StringIO` of the text would take four bytes for each of its characters.
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""))
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if not any(header):
            return refuse(
                "QPR402", "the file is empty", "the first line names the columns: kpi,area,period,numerator,denominator"
            )
        for name in ("kpi", "period"):
            if name not in header:
                first = source.lines[0]
                near = (
                    " (the columns are separated by `;`: save it with commas)"
                    if ";" in first and "," not in first
                    else ""
                )
                return refuse(
                    "QPR403",
                    f"there is no column `{name}`{near}",
                    "the first line names the columns: kpi,area,period,numerator,denominator",
                    source.row(1),
                )
        twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
        if twice:
            return refuse(
                "QPR404",
                f"the column `{twice[0]}` is there twice",
                "keep one of the two",
                source.row(1),
            )
        yield from _rows(reader, source, header, found)
    except csv.Error as error:
        line = reader.line_num
        refuse(
            "QPR405",
            f"the table cannot be read from here on ({error})",
            "look for a quotation mark that is never closed",
            Span(file, line, 1, line, 2),
        )


def _rows(reader: Any, source: Source, header: list[str], found: list[Diagnostic]) -> Iterator[tuple[Batch, Source]]:
    places = [header.index(name) if name in header else -1 for name in COLUMNS]
    width = len(header)
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = reader.line_num + 1
    for row in reader:
        if len(row) == width:
            rows.append(row)
            numbers.append(line)
        elif any(cell.strip() for cell in row):
            headline = f"the row has {len(row)} cells, the first line names {width} columns"
            found.append(
                Diagnostic(
                    "QPR406",
                    Severity.ERROR,
                    headline,
                    Label(source.row(line)),
                    hints=("is the row cut off, or is there a comma too many?",),
                )
            )
        line = reader.line_num + 1
        if len(rows) == ROWS:
            yield _batch(source.file, rows, numbers, places), source
            rows, numbers = [], []
    yield _batch(source.file, rows, numbers, places), source


def _batch(file: str, rows: list[list[str]], numbers: list[int], places: list[int]) -> Batch:
    columns = list(zip(*rows, strict=True)) if rows else []
    empty = [""] * len(rows)
    return Batch(file, numbers, *(columns[place] if place >= 0 and columns else empty for place in places))
