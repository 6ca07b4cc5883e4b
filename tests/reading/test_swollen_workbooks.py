"""A workbook that a stranger wrote to do harm: small on disk, and without end in memory. Each is refused in a sentence, at once."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from qpr_rules.reading.sources import unpacked
from tests.reading import opendocument as opened
from tests.reading.excel import APRIL, book, one
from tests.result_tables import said

BOOK, SHEET, TEXTS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MANY = 20_000


def changed(content: bytes, parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with other parts, or more of them."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(held, "w", kind) as new,
    ):
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return held.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive whose directory says that a part is so long."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    said_so = entry.file_size.to_bytes(4, "little")
    directory = content.index(b"PK\1\2" + b"\x14\x03\x14", content.index(b"PK\1\2"))
    at = content.index(name.encode(), directory) - 46 + 24
    assert content[at : at + 4] == said_so
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def refused(project: Path) -> str:
    begun = time.monotonic()
    (line,) = said(project)
    assert time.monotonic() - begun < 20  # it is done at once, or never
    assert "QPR432" in line
    return line


def cells(xml: bytes, more: bytes) -> bytes:
    assert b"</sheetData>" in xml
    return xml.replace(b"</sheetData>", more + b"</sheetData>")


GOOD = one("REPAIRS", APRIL, 381, 402)


@pytest.mark.parametrize("name", [SHEET, TEXTS])
def test_a_part_that_is_longer_than_is_declared(project: Path, name: str) -> None:
    swollen = changed(GOOD, {name: part(GOOD, name) + b" " * 50_000_000})
    book(project, lying(swollen, name, 900))
    line = refused(project)
    assert f"`{name}` in it is longer than the 900 bytes declared" in line


def test_a_part_that_is_longer_than_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "LARGEST", 1_000_000)
    book(project, changed(GOOD, {SHEET: part(GOOD, SHEET) + b" " * 1_000_000}))
    assert "larger than 1 MB when it is unpacked" in refused(project)


def test_parts_that_are_not_read_may_be_of_any_size(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "LARGEST", 1_000_000)
    book(project, changed(GOOD, {"xl/media/image1.png": b" " * 2_000_000}))
    assert said(project) == []


def test_a_part_that_is_packed_as_no_workbook_packs(project: Path) -> None:
    book(project, changed(GOOD, {}, kind=zipfile.ZIP_LZMA))
    assert "packed in a way of no workbook" in refused(project)


def test_a_part_that_is_there_twice(project: Path) -> None:
    book(project, changed(GOOD, {SHEET.upper(): part(GOOD, SHEET)}))
    assert "is there twice" in refused(project)


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_NEAR = b'<row r="3"><c r="A3"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "more",
    [
        FAR + _NEAR,
        b'<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='3'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="3"><c\n r = "xfd1048576"><v>1</v></c></row>',
        b'<row r="3"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="3"><x:c xmlns:x="x" r="XFD1048576"><v>1</v></x:c></row>',
        b'<row r="1048575"/><row>' + b"<c/>" * 16_000 + b"<c><v>1</v></c></row>",
        b'<row r="3"><c r="AAAA999999999"><v>1</v></c></row>',
        b'<row r="3"><c r="' + b"Z" * 1_000_000 + b'3"><v>1</v></c></row>',
        b'<row r="3"><c r="A' + b"9" * 1_000_000 + b'"><v>1</v></c></row>',
        b'<row r="' + b"9" * 1_000_000 + b'"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_that_is_far_out_however_it_is_written(project: Path, more: bytes) -> None:
    book(project, changed(GOOD, {SHEET: cells(part(GOOD, SHEET), more)}))
    assert "most of it empty" in refused(project)


def test_a_cell_that_is_far_out_by_its_second_name(project: Path) -> None:
    more = b'<row r="3"><c r="A3" r="XFD1048576"><v>1</v></c></row>'
    book(project, changed(GOOD, {SHEET: cells(part(GOOD, SHEET), more)}))
    assert "damaged" in refused(project)


@pytest.mark.parametrize(
    "shape", [b"<si><t>%s</t></si>", b"<si><t><![CDATA[%s</si>]]></t></si>", b"<si/><si><t>%s</t></si>"]
)
def test_a_long_text_that_many_cells_share(project: Path, shape: bytes) -> None:
    texts = part(GOOD, TEXTS)
    number = texts.count(b"<si>")
    rows = b"".join(
        b'<row r="%d"><c r="F%d" t="s"><v>%d</v></c></row>' % (each, each, number) for each in range(3, MANY)
    )
    shared = {
        TEXTS: texts.replace(b"</sst>", shape % (b"a" * 100_000) + b"</sst>"),
        SHEET: cells(part(GOOD, SHEET), rows),
    }
    book(project, changed(GOOD, shared))
    assert "more than 500 MB of text" in refused(project)


def test_a_long_text_that_one_cell_holds_is_read(project: Path) -> None:
    content = one("REPAIRS", APRIL, 381, 402, "a" * 32_000)
    xml = part(content, SHEET)
    rows = b"".join(b'<row r="%d"><c r="F%d" t="s"><v>0</v></c></row>' % (each, each) for each in range(4, MANY))
    book(project, changed(content, {SHEET: cells(xml, rows)}), ", range: A1:D2")
    assert said(project) == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (BOOK, b"<sheets>", b'<sheets a="' + b"a" * 1_000_000 + b'">'),
        (BOOK, b'<sheet name="', b'<sheet a="' + b"a" * 1_000_000 + b'" name="'),
        (SHEET, b"</worksheet>", b'</worksheet><!-- t="e" ' + b'<c r="A1" >' * 200_000 + b"-->"),
        (SHEET, b"</worksheet>", b"</worksheet><!-- " + b"<f " * 400_000),
        (
            "xl/styles.xml",
            b"<cellXfs",
            b'<numFmts><numFmt numFmtId="9" formatCode="' + b"[" * 1_000_000 + b'"/></numFmts><cellXfs',
        ),
        ("xl/styles.xml", b"<cellXfs", b"<x " + b"a" * 1_000_000 + b'="1"/><cellXfs'),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b"</Relationships><!-- " + b"<Relationship " * 200_000),
    ],
)
def test_a_part_on_which_a_search_would_take_hours(project: Path, name: str, before: bytes, after: bytes) -> None:
    xml = part(GOOD, name)
    assert before in xml
    book(project, changed(GOOD, {name: xml.replace(before, after, 1)}))
    begun = time.monotonic()
    assert all("QPR432" in line for line in said(project))  # whether it is read or refused is the parser's
    assert time.monotonic() - begun < 20


REPEATED = ' table:number-columns-repeated="{}"'


@pytest.mark.parametrize(
    "cell",
    [
        opened.text("a" * 100_000, REPEATED.format(10_000)),
        opened.text('<text:span>a<text:s text:c="900000000"/></text:span>'),
        opened.text("a")
        .replace("string-value", "x")
        .replace(
            ' office:value-type="string"',
            f' office:value-type="string" office:string-value="{"a" * 100_000}"{REPEATED.format(10_000)}',
        ),
    ],
)
def test_a_long_text_that_a_document_repeats(project: Path, cell: str) -> None:
    opened.book(project, opened.document(opened.HEAD, opened.row(cell)))
    assert "more than 500 MB of text" in refused(project)


def test_sheets_that_are_too_large_together(project: Path) -> None:
    wide = opened.row(opened.number("1", REPEATED.format(1000)), more=' table:number-rows-repeated="1000"')
    more = "".join(f'</table:table><table:table table:name="{each}">{wide}' for each in range(30))
    opened.book(project, opened.document(opened.HEAD, more), ", sheet: Data")
    assert "most of it empty" in refused(project)


def test_prefixes_that_stand_for_something_else(project: Path) -> None:
    content = part(opened.document(opened.HEAD), "content.xml").decode()
    other = re.sub(r'xmlns:table="[^"]*"', 'xmlns:table="x"', content)
    opened.book(project, opened.document(inside=other))
    assert "does not stand there for what it does" in refused(project)
