"""Results from text with columns of fixed width, as older systems print them: a source of qpr-rules, by an entry point.

It needs nothing of qpr-rules. The settings name it, and say which characters each column has, counted from 1:

    results:
      - source: fixed-width
        files: results/*.txt
        options:
          columns: {kpi: 1-8, period: 10-16, numerator: 17-22, denominator: 23-28}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

OPTIONS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["columns"],
    "properties": {
        "columns": {
            "title": "Columns",
            "description": "For each column of the table, its first and its last character.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "pattern": "^[1-9][0-9]*-[1-9][0-9]*$"},
        },
        "skip": {
            "title": "Skip",
            "description": "Lines at the top that are no results.",
            "type": "integer",
            "minimum": 0,
            "default": 0,
        },
    },
}
"""The JSON Schema of `options`: qpr-rules holds an entry to it, and gives it to editors."""


def read(entry: Mapping[str, Any], file: str, content: bytes) -> tuple[Sequence[str], Iterator[tuple[int, list[str]]]]:
    """The names of the columns, and the rows: of each, the number of its line, and its cells."""
    options = entry["options"]
    places = {name: tuple(map(int, written.split("-"))) for name, written in options["columns"].items()}
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8: have it exported so") from None

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(lines, 1):
            if number > options.get("skip", 0) and line.strip():
                yield number, [line[first - 1 : last].strip() for first, last in places.values()]

    return list(places), rows()
