"""The one table of fields, written out: ``python -m tools.fields`` makes the schema and the page of what `evaluate` prints.

``fields.FIELDS`` is the source; schemas/evaluation.schema.json, the rows of schemas/report.schema.json and
docs/reference/fields.md are made from it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from qpr_rules.evaluation import Evaluation
from qpr_rules.fields import Field, FieldKind
from qpr_rules.showing.rows import COLUMNS

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMA = REPOSITORY / "schemas" / "evaluation.schema.json"
REPORT = REPOSITORY / "schemas" / "report.schema.json"
PAGE = REPOSITORY / "docs" / "reference" / "fields.md"

_TYPES: dict[FieldKind, list[str]] = {
    FieldKind.TEXT: ["string"],
    FieldKind.WORD: ["string"],
    FieldKind.INTEGER: ["integer"],
    FieldKind.DECIMAL: ["number", "string"],
    FieldKind.FLOAT: ["number"],
    FieldKind.YES_NO: ["boolean"],
}
_EXACT = r"^(-?[0-9]+(\.[0-9]+|/[0-9]+)?|\[c\])$"
"""A number as text: a decimal longer than JSON readers keep, or p/q."""

_SAID = {
    FieldKind.TEXT: "text",
    FieldKind.WORD: "word",
    FieldKind.INTEGER: "whole number",
    FieldKind.DECIMAL: "exact number",
    FieldKind.FLOAT: "number",
    FieldKind.YES_NO: "yes or no",
}

_INTRODUCTION = """\
# Fields of an evaluation

What `qpr-rules evaluate` writes of each KPI and area, and what exception rules may name under `when:` and in `{places}`.
This page and [the schema](../../schemas/evaluation.schema.json) are made from one table, `fields.FIELDS`, by
`python -m tools.fields`.

| | CSV | JSON and NDJSON |
| --- | --- | --- |
| exact number | every digit; `p/q` where no decimal is exact | a number; text where a reader would round it, or `p/q` |
| figures and distances | 15 significant digits | 15 significant digits |
| yes or no | `yes`, `no` | `true`, `false` |
| nothing | an empty cell | `null`; for text, `""` |

User text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-` or `@`, if need be after spaces and apostrophes) has an apostrophe in
front in CSV. A program that wants the text itself takes one apostrophe off where `=`, `+`, `-` or `@` follows it and any more apostrophes and spaces;
`qpr_rules.formulas.freed` does so. Areas of results are read that way. Numbers have none: -4 is -4. JSON needs none either.
Files are UTF-8 with a line feed at the end of each line.

| Field | Kind | Meaning |
| --- | --- | --- |
"""


def may_be_empty(field: Field) -> bool:
    """Whether the field may be without a value."""
    return NoneType in get_args(get_type_hints(Evaluation).get(field.name, str)) and field.kind is not FieldKind.TEXT


def property_of(field: Field) -> dict[str, Any]:
    """The schema of one field's JSON value."""
    types = [*_TYPES[field.kind], *(["null"] if may_be_empty(field) else [])]
    found: dict[str, Any] = {
        "title": field.name.replace("_", " ").capitalize(),
        "description": field.meaning,
        "type": types[0] if len(types) == 1 else types,
    }
    if field.words:
        found["enum"] = [*field.words, *([None] if may_be_empty(field) else [])]
    if field.kind is FieldKind.DECIMAL:
        found["pattern"] = _EXACT
    return found


def schema() -> str:
    """schemas/evaluation.schema.json."""
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://qpr-rules.example/schemas/evaluation.schema.json",
        "title": "Evaluations",
        "description": "What `qpr-rules evaluate --format json` prints: a row for each KPI and area. A line of ndjson is one row.",
        "type": "array",
        "items": {"$ref": "#/$defs/row"},
        "$defs": {"row": row()},
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def row() -> dict[str, Any]:
    """The schema of one row."""
    return {
        "title": "Row",
        "description": "One KPI, one area, one quarter or period.",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in COLUMNS],
        "properties": {field.name: property_of(field) for field in COLUMNS},
    }


def report_schema() -> str:
    """schemas/report.schema.json: what was written by hand, with the rows of today."""
    found = json.loads(REPORT.read_text(encoding="utf-8"))
    found["$defs"]["row"] = row()
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def page() -> str:
    """docs/reference/fields.md."""
    return _INTRODUCTION + "".join(
        f"| `{field.name}` | {_SAID[field.kind]} | {_escaped(field.meaning)}{_words(field)} |\n" for field in COLUMNS
    )


def _words(field: Field) -> str:
    return f" One of: {', '.join(f'`{word}`' for word in field.words)}." if field.words else ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write them."""
    for path, text in ((SCHEMA, schema()), (REPORT, report_schema()), (PAGE, page())):
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(REPOSITORY).as_posix()}\n")


if __name__ == "__main__":
    main()
