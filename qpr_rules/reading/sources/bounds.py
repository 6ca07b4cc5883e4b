"""How much memory a sheet would take: the library sets aside a place for every cell up to the last, and its text each time.

A few hundred bytes of XML are enough for a cell in the last corner, or for a long text that a million cells share. That
a sheet is harmless shows at a glance for nearly all; what is not seen at a glance is followed tag by tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from qpr_rules.reading.sources.placing import column_of
from qpr_rules.reading.sources.unpacked import LARGEST

CELLS = 20_000_000
"""Cells, with the empty ones between and above others, beyond which a sheet is not read."""

_ALIKE = (rb"[A-Z]\d{1,5}", rb"[A-S]\d{1,6}", rb"[A-Z]{1,2}\d{1,4}")
"""Names of cells that all fit into one sheet of so many."""


def _other(names: bytes) -> re.Pattern[bytes]:
    """The tag of a cell that has another name, or is written in another way than nearly all programs write it."""
    return re.compile(rb'<c(?! r="' + names + rb'"(?: s="\d+")?(?: t="\w+")?/?>|[A-Za-z])')


_FAR = tuple(map(_other, _ALIKE))
_ODD = _other(rb"[A-Z]{1,3}\d{1,7}")
_PLACE = re.compile(rb'<c r="([A-Z]+)(\d+)')
_PREFIXED = re.compile(rb":c[\s/>]")
_DIGITS = 9
"""Of a row's number, which has seven at most: what has more is far out, however far."""

_SHORTEST = len("<c t='s'><v>0</v></c>") - 2
_TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")


class TooFarError(Exception):
    """A sheet has a cell so far out that the empty ones before it would fill the memory."""

    def __init__(self, sheet: str, height: int, width: int) -> None:
        super().__init__(sheet)
        self.sheet, self.height, self.width = sheet, height, width


class TooLongError(Exception):
    """The texts of a sheet's cells, each as often as it stands there, would fill the memory: ``str(error)`` is the sheet."""


def require_bounded(sheet: bytes, shared: bytes, name: str) -> None:
    """Raises TooFarError or TooLongError for an Excel sheet, by its XML and that of the texts that cells share."""
    near = not _PREFIXED.search(sheet) and (not all(each.search(sheet) for each in _FAR) or _is_small(sheet))
    if near and _longest(shared) * (len(sheet) // _SHORTEST) <= LARGEST:
        return
    seen = _Sheet(_lengths(shared) if shared else [])
    walk(sheet, seen.begin, seen.end, seen.text)
    if seen.height * seen.width > CELLS:
        raise TooFarError(name, seen.height, seen.width)
    if seen.held > LARGEST:
        raise TooLongError(name)


def walk(
    xml: bytes,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    prefix: Callable[[str | None, str | None], None] | None = None,
) -> None:
    """Follow XML, each name with its namespace and a space before it. Raises ValueError for XML that is none.

    A document type is none either: no writer of workbooks declares one, and its entities may grow without end.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    parser.StartDoctypeDeclHandler = _refuse
    if prefix is not None:
        parser.StartNamespaceDeclHandler = prefix
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None


def _refuse(*_: object) -> None:
    raise ValueError("it declares a document type")


def _is_small(sheet: bytes) -> bool:
    """Whether the names of all cells are written so, and the last row and column are near."""
    if _ODD.search(sheet):
        return False
    found = _PLACE.findall(sheet)
    width = max(column_of(each.decode()) for each in {letters for letters, _ in found}) + 1
    return width * max(map(int, {digits for _, digits in found})) <= CELLS


def _longest(shared: bytes) -> int:
    """No text is longer, in bytes."""
    return len(shared) if b"<!" in shared else max(map(len, _TEXT_END.split(shared)))


def _lengths(shared: bytes) -> list[int]:
    """The lengths of the texts that cells share, none too short; where it is not sure which is which, all are the longest."""
    lengths: list[int] = []
    told: list[bool] = []

    def begin(name: str, _: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "si":
                lengths.append(0)
                told.append(False)
            case "t" if told:
                told[-1] = True

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    walk(shared, begin, lambda _: None, text)
    return lengths if all(told) else [max(lengths)] * len(lengths)


class _Sheet:
    """Follows the cells that hold something: how far they go, and how long their shared texts are together."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.height = self.width = self.held = 0
        self.row = self.column = -1
        self.is_shared = self.is_value = False
        self.said: list[str] = []

    def begin(self, name: str, given: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self.row, self.column = int(given["r"][:_DIGITS]) - 1 if "r" in given else self.row + 1, -1
            case "c":
                self.column, self.is_shared = self.column + 1, given.get("t") == "s"
                if place := re.fullmatch(r"([A-Z]+)(\d+)", given.get("r", "").upper()):
                    self.column, self.row = column_of(place[1]), int(place[2][:_DIGITS]) - 1
            case "v" | "is":
                self.height, self.width = max(self.height, self.row + 1), max(self.width, self.column + 1)
                self.is_value, self.said = self.is_shared, []

    def text(self, text: str) -> None:
        if self.is_value:
            self.said.append(text)

    def end(self, name: str) -> None:
        if self.is_value and name.endswith("v"):
            self.is_value, number = False, int("".join(self.said))
            self.held += self.lengths[number] if number < len(self.lengths) else 0
