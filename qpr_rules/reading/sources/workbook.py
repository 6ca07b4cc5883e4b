"""A workbook's file: whether it can be read, its sheets, and the cells that hold no value.

The library gives an empty cell where a formula failed or was never worked out, so those are looked for in the sheet's
own XML: a number that is missing for such a reason may not look like one that nobody reported.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple

from qpr_rules.diagnostic import nearest
from qpr_rules.reading.sources.opendocument import TooFarError, look
from qpr_rules.reading.sources.percents import percent_cells, show_percents
from qpr_rules.reading.sources.placing import column_of
from qpr_rules.reading.sources.registry import UnavailableError
from qpr_rules.reading.sources.unreadable import UnreadableError

LARGEST = 500_000_000
"""Bytes of a workbook's parts, unpacked, beyond which it is not read."""

CELLS = 20_000_000
"""Cells, with the empty ones between and above others, beyond which a sheet is not read."""

_OPEN = "content.xml"
_STYLES = "xl/styles.xml"
_MANIFEST = "META-INF/manifest.xml"
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\w+:id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)<)")
_NAME = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_LAST_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d+)[\"']")
_COLUMN = re.compile(rb"<(?:\w+:)?c\s+r=[\"']([A-Z]+)")


_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, ValueError, EOFError)
"""What the standard library raises for an archive that is not whole."""


class Sheet(NamedTuple):
    """A sheet's cells from A1, and its merged cells (first row and column, last row and column, from 0).

    ``without_value`` holds, by row and column, what stands in cells that give no value: an error, or a formula.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[int, int, int, int]]
    without_value: Mapping[int, Mapping[int, str]]


def open_sheet(content: bytes, wanted: str) -> Sheet:
    """The sheet of this name, or the only one. Raises UnreadableError, and UnavailableError without the library."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise UnavailableError("Excel", "python-calamine", "excel") from None
    parts = _parts(content)
    try:
        if parts.is_locked:
            raise _locked()
        looks = look(parts.content, CELLS) if parts.is_open else []  # before the library writes out what is repeated
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _chosen(workbook.sheet_names, [each.visible for each in workbook.sheets_metadata], wanted)
        number = workbook.sheet_names.index(name)
        if not parts.is_open:
            xml = parts.sheet(number)
            _require_bounded(xml, name)
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        if parts.is_open:
            look_at = looks[number]
            show_percents(rows, look_at.percents)
            return Sheet(name, rows, look_at.merged, look_at.without_value)
        show_percents(rows, percent_cells(parts.styles, xml))
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    except calamine.PasswordError:
        raise _locked() from None
    except TooFarError as error:
        raise _too_far(error.sheet, error.height, error.width) from None
    except (calamine.CalamineError, *_DAMAGE) as error:
        raise _damaged(error) from None
    return Sheet(name, rows, merged, _without_value(xml))


class _Parts:
    """The parts of a workbook's file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    @property
    def is_open(self) -> bool:
        """Whether it is an OpenDocument workbook, whose sheets are all in one part."""
        return _OPEN in self.archive.namelist()

    @property
    def is_locked(self) -> bool:
        """Whether such a workbook is encrypted."""
        return self.is_open and b"encryption-data" in self.archive.read(_MANIFEST)

    @property
    def content(self) -> bytes:
        """That part."""
        return self.archive.read(_OPEN)

    @property
    def styles(self) -> bytes:
        """The part that says how the cells of an Excel workbook are shown; empty where there is none."""
        return self.archive.read(_STYLES) if _STYLES in self.archive.namelist() else b""

    def sheet(self, number: int) -> bytes:
        """The XML of the sheet of this number, in the workbook's order. Raises KeyError where there is none."""
        found = _SHEET.findall(self.archive.read("xl/workbook.xml"))
        if number >= len(found):
            raise KeyError(f"sheet {number + 1}")
        for relation in _RELATION.findall(self.archive.read("xl/_rels/workbook.xml.rels")):
            given = dict(re.findall(rb"(\w+)=[\"']([^\"']*)[\"']", relation))
            if given.get(b"Id") == found[number]:
                target = given[b"Target"].decode()
                return self.archive.read(target[1:] if target.startswith("/") else f"xl/{target}")
        raise KeyError(found[number].decode())


def _parts(content: bytes) -> _Parts:
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            raise _locked()
        headline = "this is a workbook of Excel 97 to 2003, in which a failed formula looks like an empty cell"
        raise UnreadableError("QPR432", headline, "save it as an Excel Workbook (.xlsx)")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE:
        headline, hint = "this is no Excel workbook", "is it the right file? a CSV file is read by `source: csv`"
        raise UnreadableError("QPR432", headline, hint) from None
    names = set(archive.namelist())
    if not names & {"xl/workbook.xml", _OPEN}:
        headline = "this is another kind of file than an Excel workbook (.xlsx)"
        raise UnreadableError("QPR432", headline, "save it as an Excel Workbook (.xlsx)")
    if sum(each.file_size for each in archive.infolist()) > LARGEST:
        headline = f"the workbook is larger than {LARGEST // 1_000_000} MB when it is unpacked, the most that is read"
        raise UnreadableError("QPR432", headline, "save the sheet with the results as a workbook of its own")
    return _Parts(archive)


def _locked() -> UnreadableError:
    hint = "save a copy without it: File, Info, Protect Workbook, Encrypt with Password, and empty the box"
    return UnreadableError("QPR432", "the workbook is locked with a password", hint)


def _damaged(error: Exception) -> UnreadableError:
    said = str(error).strip("'\"")
    return UnreadableError("QPR432", f"the workbook is damaged ({said})", "open it in Excel, and save it again")


def _chosen(names: Sequence[str], visible: Sequence[Any], wanted: str) -> str:
    if wanted in names:
        return wanted
    shown = [name for name, each in zip(names, visible, strict=True) if str(each).endswith("Visible")]
    listed = ", ".join(f"`{name}`" for name in names)
    if wanted:
        close = nearest(wanted, names, 1)
        hint = f"did you mean `{close[0]}`?" if close else f"its sheets are {listed}"
        raise UnreadableError("QPR433", f"the workbook has no sheet `{wanted}`", hint)
    if len(shown) != 1:
        headline = f"the workbook has {len(names)} sheets, and it is not said which is meant"
        raise UnreadableError("QPR433", headline, f"say `sheet` in qpr-rules.yaml: {listed}")
    return shown[0]


def _require_bounded(xml: bytes, name: str) -> None:
    """Refuse a sheet with a cell so far out that the empty ones before it would fill the memory."""
    last = xml.rfind(b"row ")
    match = _LAST_ROW.search(xml, max(last - 16, 0)) if last >= 0 else None
    height = int(match[1]) if match else 0
    far = re.search(rb" r=[\"'][A-Z]{2}", xml) if height else None
    letters = 1 if far is None else 3 if re.search(rb" r=[\"'][A-Z]{3}", xml) else 2
    if height * 27**letters > CELLS:
        columns = set(_COLUMN.findall(xml))
        width = max((column_of(each.decode()) + 1 for each in columns), default=0)
        if height * width > CELLS:
            raise _too_far(name, height, width)


def _too_far(name: str, height: int, width: int) -> UnreadableError:
    headline = f"the sheet `{name}` goes on to row {height:,} and column {width:,}, most of it empty"
    hint = "delete the rows and columns beyond the table in Excel (not their contents alone), and save it"
    return UnreadableError("QPR432", headline, hint)


def _without_value(xml: bytes) -> dict[int, dict[int, str]]:
    """By row and column, the errors and the formulas without a value."""
    found: dict[int, dict[int, str]] = {}
    if b't="e"' not in xml and ((b"<f" not in xml and b":f" not in xml) or not _FORMULA.search(xml)):
        return found
    for match in _CELL.finditer(xml):
        attributes, inner = match[1], match[2]
        value, formula = _VALUE.search(inner), _FORMULA.search(inner)
        if b't="e"' in attributes and value:
            text = unescape(value[1].decode())
        elif formula and not value and b't="str"' not in attributes:
            text = f"={unescape((formula[1] or b'...').decode())}"
        else:
            continue
        if place := _NAME.search(attributes):
            found.setdefault(int(place[2]) - 1, {})[column_of(place[1].decode())] = text
    return found
