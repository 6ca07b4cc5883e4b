"""Papers for Word as tests read them: written by the command, read back by python-docx, which knows nothing of us."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.commands import run
from tests.report_pages import REPOSITORY


def written(project: Path, *arguments: str, code: int = 0) -> bytes:
    """The file that the command writes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.docx"
        done = run(project, "report", "Q3 2024/25", "-o", str(file), *arguments)
        assert done.code == code, done.err
        return file.read_bytes()


@cache
def shipped_file() -> bytes:
    """The shipped paper."""
    return written(REPOSITORY)


def read(file: bytes) -> Word:
    """A document, by python-docx."""
    return Document(io.BytesIO(file))


class Part(NamedTuple):
    """A paragraph with its style, or a table as text."""

    style: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def parts(document: Word) -> Iterator[Part]:
    """The document in order, the contents left out; white space as one space."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = block.style.name if block.style else ""
            yield Part(str(style), plain(block.text))
        else:
            yield Part("Table", "", tuple(map(tuple, lines(block))))


def lines(table: Table) -> list[list[str]]:
    """The rows of a table as text."""
    found = []
    for row in all_of(table._tbl, "w:tr"):
        cells = [cell for cell in row if cell.tag == qn("w:tc")]
        found.append([plain(" ".join(said(each) for each in all_of(cell, "w:p"))) for cell in cells])
    return found


def all_of(element: Any, tag: str) -> list[Any]:
    """Every element of a tag, at any depth."""
    return list(element.iter(qn(tag)))


def said(element: Any) -> str:
    """What is read there."""
    return "".join(each.text or "" for each in all_of(element, "w:t"))


def plain(text: str) -> str:
    """A text on one line."""
    return re.sub(r"\s+", " ", text).strip()


def chapters(document: Word) -> dict[str, list[Part]]:
    """What stands below each heading, by the heading; of equal ones, all together."""
    found: dict[str, list[Part]] = {}
    below: list[Part] = []
    for part in parts(document):
        if part.style in ("Heading 1", "Heading 2"):
            below = found.setdefault(part.text, [])
        else:
            below.append(part)
    return found


def as_text(document: Word) -> str:
    """A line for each paragraph, with its style, and for each row."""
    found = []
    for part in parts(document):
        found += [f"{part.style}: {part.text}"] if part.style != "Table" else [" | ".join(row) for row in part.rows]
    return "\n".join(found) + "\n"
