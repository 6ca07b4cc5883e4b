"""What is untidy in a definition's text, though it means what it says: no line for the editor, standards out of order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity, Span
from qpr_rules.reading.nodes import Document

SCHEMA = "schemas/kpi.schema.json"
"""Where a project keeps the schema of definitions, if it does."""

_FIRST_LINES = 5


def no_schema_line(document: Document, text: str) -> Iterator[Diagnostic]:
    """QPR190, for a file whose first lines name no schema. For projects that have the schema at ``SCHEMA``."""
    if any("yaml-language-server:" in line for line in text.split("\n", _FIRST_LINES)[:_FIRST_LINES]):
        return
    way = posixpath.relpath(SCHEMA, posixpath.dirname(document.file) or ".")
    line = f"# yaml-language-server: $schema={way}"
    start = Span(document.file, 1, 1, 1, 1)
    yield Diagnostic(
        "QPR190",
        Severity.NOTE,
        "the first line names no schema, so editors neither complete nor check the file",
        Label(start._replace(end_column=2)),
        hints=(f"begin the file with `{line}`",),
        edit=Edit(start, f"{line}\n"),
    )


def standards_out_of_order(document: Document, text: str, definition: Definition) -> Iterator[Diagnostic]:
    """QPR191, for standards by date that are not written from the earliest to the latest."""
    written = _standards(document)
    sorted_keys = tuple(standard.key for standard in definition.standards)
    if written == sorted_keys or set(written) != set(sorted_keys):
        return
    early = next(later for later, earlier in zip(written, sorted_keys, strict=True) if later != earlier)
    place = document.key("standards", early)
    yield Diagnostic(
        "QPR191",
        Severity.NOTE,
        "the standards are not in the order of time",
        Label(place, "comes too early"),
        hints=("write the earliest first, so that a reader sees what changed: " + ", ".join(sorted_keys),),
        edit=_reordered(document, text, written, sorted_keys),
        kpi=definition.id,
    )


def _standards(document: Document) -> tuple[str, ...]:
    """The keys of the standards by date, as they are written."""
    tree = document.tree
    found = tree.get("standards") if isinstance(tree, dict) else None
    return tuple(found) if isinstance(found, dict) else ()


def _reordered(document: Document, text: str, written: Sequence[str], wanted: Sequence[str]) -> Edit | None:
    """The lines of the standards in the right order, each with the comments above it; None where two share a line."""
    lines = text.split("\n")
    above = document.key("standards").line
    starts = []
    for key in written:
        name = document.key("standards", key)
        if name.line <= above or lines[name.line - 1][: name.column - 1].strip():
            return None
        start = name.line
        while start - 1 > above and lines[start - 2].lstrip().startswith("#"):
            start -= 1
        starts.append(start)
        above = name.line
    indent = document.key("standards", written[0]).column - 1
    end = document.span("standards").end_line
    while end > above and not _belongs(lines[end - 1], indent):
        end -= 1
    edges = [*starts, end + 1]
    parts = {key: lines[edges[place] - 1 : edges[place + 1] - 1] for place, key in enumerate(written)}
    ordered = "\n".join(line for key in wanted for line in parts[key])
    return Edit(Span(document.file, starts[0], 1, end, len(lines[end - 1]) + 1), ordered)


def _belongs(line: str, indent: int) -> bool:
    """Whether a line is one of a group indented by so much."""
    return bool(line.strip()) and len(line) - len(line.lstrip()) >= indent
