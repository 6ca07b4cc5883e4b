"""A workbook's file: whether it can be read, its sheets, and the cells that hold no value.

The library gives an empty cell where a formula failed or was never worked out, so those are looked for in the sheet's
own XML: a number that is missing for such a reason may not look like one that nobody reported.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import product
from typing import Any, NamedTuple

from qpr_rules.diagnostic import nearest
from qpr_rules.reading.sources.bounds import CELLS, TooFarError, TooLongError, require_bounded, walk
from qpr_rules.reading.sources.opendocument import look
from qpr_rules.reading.sources.percents import percent_cells, show_percents
from qpr_rules.reading.sources.placing import column_of
from qpr_rules.reading.sources.registry import UnavailableError
from qpr_rules.reading.sources.unpacked import LARGEST, Parts
from qpr_rules.reading.sources.unreadable import UnreadableError

_BOOK, _RELATIONS, _TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_FRAME = ("[Content_Types].xml", "_rels/.rels", _BOOK, _RELATIONS, _STYLES)
"""The parts of an Excel workbook that say what its sheets are, and how a date is told from a number."""

_KIND = "mimetype"
_OPEN = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_OPEN_CELLS = CELLS // 4
"""Cells of such a workbook, which writes a million alike ones as one: nothing on disk stands for their number."""

_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*[^<>/])>((?>[^<]*(?:<(?!/?(?:\w+:)?c[\s/>])[^<]*)*))</(?:\w+:)?c>"  # up to the next, in one go
)
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>([^<]*)<)")
_NAME = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")

_LISTED = 20
"""Sheets that a sentence names."""

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
        return _of_document(calamine, parts, wanted) if parts.is_open else _of_excel(calamine, parts, wanted)
    except calamine.PasswordError:
        raise _locked() from None
    except TooFarError as error:
        raise _too_far(error.sheet, error.height, error.width) from None
    except TooLongError as error:
        headline = f"the cells of the sheet `{error}` hold more than {LARGEST // 1_000_000} MB of text, the same again and again"
        raise UnreadableError("QPR432", headline, "take the long text out of the cells that repeat it") from None
    except (calamine.CalamineError, *_DAMAGE) as error:
        raise _damaged(error) from None


def _of_document(calamine: Any, parts: _Parts, wanted: str) -> Sheet:
    looks = look(parts.read(_OPEN), _OPEN_CELLS, LARGEST)  # before the library writes out what is repeated
    workbook = calamine.CalamineWorkbook.from_filelike(parts.only(_KIND, _MANIFEST, _OPEN))
    name, number = _chosen(workbook, wanted)
    rows, seen = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), looks[number]
    show_percents(rows, (place for each in seen.percents for place in product(*each)))
    return Sheet(name, rows, seen.merged, seen.without_value)


def _of_excel(calamine: Any, parts: _Parts, wanted: str) -> Sheet:
    name, number = _chosen(calamine.CalamineWorkbook.from_filelike(parts.only(*_FRAME)), wanted)
    xml = parts.read(part := parts.sheet(number))
    require_bounded(xml, parts.read(_TEXTS) if _TEXTS in parts else b"", name)
    sheet = calamine.CalamineWorkbook.from_filelike(parts.only(*_FRAME, _TEXTS, part)).get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    show_percents(rows, percent_cells(parts.read(_STYLES) if _STYLES in parts else b"", xml))
    return Sheet(name, rows, [(*first, *last) for first, last in sheet.merged_cell_ranges or ()], _without_value(xml))


class _Parts(Parts):
    """The parts of a workbook's file."""

    @property
    def is_open(self) -> bool:
        """Whether it is an OpenDocument workbook, whose sheets are all in one part."""
        return _OPEN in self

    @property
    def is_locked(self) -> bool:
        """Whether such a workbook is encrypted."""
        return self.is_open and b"encryption-data" in self.read(_MANIFEST)

    def sheet(self, number: int) -> str:
        """The part that is the sheet of this number, in the workbook's order. Raises KeyError where there is none."""
        sheets: list[str] = []
        targets: dict[str, str] = {}

        def begin(name: str, given: dict[str, str]) -> None:
            match name.rpartition(" ")[2]:
                case "sheet":
                    sheets.append(next((value for key, value in given.items() if key.endswith(" id")), ""))
                case "Relationship":
                    targets.setdefault(given.get("Id", ""), given.get("Target", ""))

        for part in (_BOOK, _RELATIONS):
            walk(self.read(part), begin, lambda _: None, lambda _: None)
        if number >= len(sheets) or not (target := targets.get(sheets[number])):
            raise KeyError(f"sheet {number + 1}")
        return target[1:] if target.startswith("/") else f"xl/{target}"


def _parts(content: bytes) -> _Parts:
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            raise _locked()
        headline = "this is a workbook of Excel 97 to 2003, in which a failed formula looks like an empty cell"
        raise UnreadableError("QPR432", headline, "save it as an Excel Workbook (.xlsx)")
    try:
        parts = _Parts(content)
    except _DAMAGE:
        headline, hint = "this is no Excel workbook", "is it the right file? a CSV file is read by `source: csv`"
        raise UnreadableError("QPR432", headline, hint) from None
    if not (_BOOK in parts or parts.is_open):
        headline = "this is another kind of file than an Excel workbook (.xlsx)"
        raise UnreadableError("QPR432", headline, "save it as an Excel Workbook (.xlsx)")
    return parts


def _locked() -> UnreadableError:
    hint = "save a copy without it: File, Info, Protect Workbook, Encrypt with Password, and empty the box"
    return UnreadableError("QPR432", "the workbook is locked with a password", hint)


def _damaged(error: Exception) -> UnreadableError:
    said = str(error).strip("'\"")
    return UnreadableError("QPR432", f"the workbook is damaged ({said})", "open it in Excel, and save it again")


def _chosen(workbook: Any, wanted: str) -> tuple[str, int]:
    """The name and the number of the sheet that is meant."""
    names, visible = workbook.sheet_names, [each.visible for each in workbook.sheets_metadata]
    if wanted in names:
        return wanted, names.index(wanted)
    shown = [name for name, each in zip(names, visible, strict=True) if str(each).endswith("Visible")]
    listed = ", ".join(f"`{name}`" for name in names[:_LISTED]) + ", ..." * (len(names) > _LISTED)
    if wanted:
        close = nearest(wanted, names, 1)
        hint = f"did you mean `{close[0]}`?" if close else f"its sheets are {listed}"
        raise UnreadableError("QPR433", f"the workbook has no sheet `{wanted}`", hint)
    if len(shown) != 1:
        headline = f"the workbook has {len(names)} sheets, and it is not said which is meant"
        raise UnreadableError("QPR433", headline, f"say `sheet` in qpr-rules.yaml: {listed}")
    return shown[0], names.index(shown[0])


def _too_far(name: str, height: int, width: int) -> UnreadableError:
    headline = f"the sheet `{name}` goes on to row {height:,} and column {width:,}, most of it empty"
    hint = "delete the rows and columns beyond the table in Excel (not their contents alone), and save it"
    return UnreadableError("QPR432", headline, hint)


def _without_value(xml: bytes) -> dict[int, dict[int, str]]:
    """By row and column, the errors and the formulas without a value."""
    found: dict[int, dict[int, str]] = {}
    errors = b't="e"' in xml or (b"'" in xml and b"t='e'" in xml)
    if not errors and ((b"<f" not in xml and b":f" not in xml) or not _FORMULA.search(xml)):
        return found
    for match in _CELL.finditer(xml):
        attributes, inner = match[1], match[2]
        value, formula = _VALUE.search(inner), _FORMULA.search(inner)
        if (b't="e"' in attributes or b"t='e'" in attributes) and value:
            text = unescape(value[1].decode())
        elif formula and not value and b't="str"' not in attributes:
            text = f"={unescape((formula[1] or b'...').decode())}"
        else:
            continue
        if place := _NAME.search(attributes):
            found.setdefault(int(place[2]) - 1, {})[column_of(place[1].decode())] = text
    return found
