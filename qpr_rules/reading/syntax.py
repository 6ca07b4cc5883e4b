"""YAML that cannot be read, in plain English: what the parser stumbled on, where, and what to write."""

from __future__ import annotations

import re
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span
from qpr_rules.reading.text import INVISIBLE, Text

_SAYS = (
    (
        r"mapping values are not allowed",
        "QPR114",
        "there is a second colon in this value",
        'put quotes around the text: `name: "Repairs: completed on time"`',
    ),
    (
        r"could not find expected ':'",
        "QPR116",
        "a colon and a space are missing after this name",
        "write `name: value`",
    ),
    (
        r"found unexpected end of stream|while scanning a quoted scalar",
        "QPR117",
        "a quotation mark is opened and never closed",
        "close the text with the same quotation mark",
    ),
    (
        r"expected ',' or '\]'|expected the node content|flow sequence",
        "QPR118",
        "the list in square brackets is not closed",
        "write `[a, b]`",
    ),
    (
        r"expected ',' or '\}'|flow mapping",
        "QPR119",
        "the curly brackets are not closed",
        "write `{target: 60, floor: 45}`",
    ),
    (r"cannot start any token", "QPR120", "a value cannot begin with this character", "put quotes around the text"),
    (
        r"expected <block end>|did not find expected key|block (mapping|collection|sequence)",
        "QPR121",
        "this line does not line up with the ones above it",
        "give every name of one group the same number of spaces in front",
    ),
)


def explain(error: Any, text: Text) -> Diagnostic:
    """The one finding that says why a file cannot be read as YAML."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line, max(len(text.lines) - 1, 0)) if mark else 0
    column = min(mark.column, len(text.lines[line])) if mark else 0
    for number, written in enumerate(text.lines[: line + 1]):
        indent = re.match(r"[ \t]*", written)
        if indent and "\t" in indent[0] and written.strip():
            at = indent[0].index("\t")
            more = sum(bool(re.match(r" *\t", each)) for each in text.lines)
            also = f" ({more} lines of this file are)" if more > 1 else ""
            return _finding(
                "QPR106",
                f"the line is indented with a tab{also}",
                text.span(number, at, number, at + 1),
                "use spaces: two for each step",
            )
    for character, name in INVISIBLE.items():
        if character in text.lines[line]:
            at = text.lines[line].index(character)
            return _finding(
                "QPR104", f"there is {name} here", text.span(line, at, line, at + 1), "type a plain space instead"
            )
    said = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    place = text.span(line, column, line, max(column + 1, len(text.lines[line])))
    for pattern, code, headline, hint in _SAYS:
        if re.search(pattern, said):
            return _finding(code, headline, place, hint)
    return _finding(
        "QPR122", "the file cannot be read from here on", place, "compare the line with one above that works"
    )


def _finding(code: str, headline: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,))
