"""Papers as PDF as tests read them: written by the command, read back by poppler and pypdf, which know nothing of us."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pypdf import PdfReader

from tests.commands import run
from tests.parts import poppler
from tests.report_pages import REPOSITORY


def written(project: Path, *arguments: str, code: int = 0) -> bytes:
    """The file that the command writes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        done = run(project, "report", "Q3 2024/25", "-o", str(file), *arguments)
        assert done.code == code, done.err
        return file.read_bytes()


@cache
def shipped_file() -> bytes:
    """The shipped paper."""
    return written(REPOSITORY)


@cache
def shipped_pages() -> tuple[str, ...]:
    """What poppler reads on each page of the shipped paper."""
    return pages(shipped_file())


def asked(program: str, file: bytes, *arguments: str) -> str:
    """What a program of poppler prints about a file; skips the test where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(file)
        after = ["-"] if program == "pdftotext" else []
        spelled = [] if program == "pdffonts" else ["-enc", "UTF-8"]
        command = [poppler(program), *spelled, *arguments, str(path), *after]
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def pages(file: bytes) -> tuple[str, ...]:
    """The text of each page, laid out in lines, white space as one space."""
    found = asked("pdftotext", file, "-layout").removesuffix("\f").split("\f")
    return tuple("\n".join(" ".join(line.split()) for line in page.splitlines()) for page in found)


def closed(words: str) -> str:
    """Without white space or what steers the reading of letters: where words are broken differs."""
    return re.sub("[\\s\u200b\u2060\u202a-\u202e\u2066-\u2069]+", "", words)


def whole(file: bytes) -> str:
    """All text in the order in which it is written, cell after cell, ``closed``."""
    return closed(asked("pdftotext", file, "-raw"))


def plain(text: str) -> str:
    """White space as one space, and without the places at which long words may be broken."""
    return " ".join(text.replace("\u200b", "").split())


class Element(NamedTuple):
    """A part of the structure that a screen reader is given."""

    kind: str
    title: str
    alt: str
    inside: tuple[str, ...]


def structure(file: bytes) -> Iterator[Element]:
    """The parts in reading order, each with the kinds of those around it."""
    root: Any = PdfReader(io.BytesIO(file)).trailer["/Root"]
    yield from _within(root["/StructTreeRoot"], ())


def _within(node: Any, inside: tuple[str, ...]) -> Iterator[Element]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _within(each, inside)
    elif isinstance(node, dict):
        kind = str(node.get("/S", ""))[1:]
        if kind:
            yield Element(kind, str(node.get("/T", "")), str(node.get("/Alt", "")), inside)
        if kind or node.get("/Type") == "/StructTreeRoot":
            yield from _within(node.get("/K", []), (*inside, kind) if kind else inside)


class Row(NamedTuple):
    """A row of a table: whether it is of its head, and each cell's kind with the scope of what it heads."""

    in_head: bool
    cells: list[tuple[str, str]]


def cells_by_row(file: bytes) -> Iterator[Row]:
    """The rows of every table, in reading order."""
    root: Any = PdfReader(io.BytesIO(file)).trailer["/Root"]
    yield from _rows(root["/StructTreeRoot"], in_head=False)


def _rows(node: Any, *, in_head: bool) -> Iterator[Row]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _rows(each, in_head=in_head)
    elif isinstance(node, dict):
        kind = node.get("/S")
        if kind == "/TR":
            cells = [each.get_object() for each in node["/K"]]
            yield Row(in_head, [(each["/S"][1:], _scope(each)) for each in cells])
        elif "/K" in node:
            yield from _rows(node["/K"], in_head=in_head or kind == "/THead")


def _scope(cell: Any) -> str:
    return next((str(each.get_object()["/Scope"]) for each in cell.get("/A", []) if "/Scope" in each.get_object()), "")


class Bookmark(NamedTuple):
    """An entry of the outline; pages are counted from 1."""

    level: int
    title: str
    page: int


def bookmarks(file: bytes) -> list[Bookmark]:
    """The outline."""
    reader = PdfReader(io.BytesIO(file))

    def below(found: list[Any], level: int) -> Iterator[Bookmark]:
        for each in found:
            if isinstance(each, list):
                yield from below(each, level + 1)
            else:
                page = reader.get_destination_page_number(each)
                assert page is not None
                yield Bookmark(level, str(each.title), page + 1)

    return list(below(reader.outline, 1))


def links(file: bytes) -> Iterator[tuple[int, int]]:
    """Each link inside the paper: from a page to a page."""
    reader = PdfReader(io.BytesIO(file))
    numbers = {
        page.indirect_reference.idnum: place for place, page in enumerate(reader.pages, 1) if page.indirect_reference
    }
    for place, page in enumerate(reader.pages, 1):
        for each in page.get("/Annots", []):
            found: Any = each.get_object()
            target = found.get("/Dest") or found["/A"]["/D"]
            if isinstance(target, str):
                target = reader.named_destinations[target].dest_array
            yield place, numbers[target.get_object()[0].idnum]
