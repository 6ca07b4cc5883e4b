"""OpenDocument workbooks as a test writes them down, a cell at a time, and the small project that reads one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.asking import OWN
from tests.result_tables import settings

_NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_CALC = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"
HEADER = "kpi period numerator denominator"


def text(said: str, more: str = "") -> str:
    """A cell of text: ``more`` is XML of its attributes."""
    return f'<table:table-cell office:value-type="string"{more}><text:p>{said}</text:p></table:table-cell>'


def number(value: str, more: str = "", shown: str = "") -> str:
    """A cell of a number, which may be shown otherwise."""
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{shown or value}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    """Cells beside one another."""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def document(*table: str, before: str = "", manifest: str = "", inside: str = "") -> bytes:
    """A workbook of one sheet: what stands before its root, its list of parts, and its whole content may be others."""
    content = inside or (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content{_NAMES}{_CALC} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{"".join(table)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
    return held.getvalue()


def book(project: Path, content: bytes, more: str = "") -> None:
    """Read this workbook beside the small project's own file: ``more`` is added to the entry in the settings."""
    settings(project, OWN, f"{{source: excel, files: results/book.ods{more}}}")
    (project / "results" / "book.ods").write_bytes(content)


HEAD = row(*map(text, HEADER.split()))
JANUARY = '<table:table-cell office:value-type="date" office:date-value="2025-01-31"><text:p>Jan-25</text:p></table:table-cell>'


def of(numerator: str, denominator: str = number("402")) -> str:
    """The row of repairs in this month."""
    return row(text("REPAIRS"), JANUARY, numerator, denominator)
