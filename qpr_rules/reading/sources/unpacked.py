"""The parts of a workbook's archive: each is unpacked once, within a limit, and the library is given what was seen.

An archive says of each part how long it is, and may lie; two readers may find different parts in one archive; and a
megabyte may unpack to a gigabyte. So the library never opens a stranger's archive, but one of ours, of the parts it needs.
"""

from __future__ import annotations

import io
import zipfile

from qpr_rules.reading.sources.unreadable import UnreadableError

LARGEST = 500_000_000
"""Bytes of the parts that are read, unpacked, and of the texts of a sheet's cells, beyond which a workbook is not read."""

_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How parts of workbooks are packed; the other ways can set aside memory before a byte is unpacked."""

_AHEAD = 2**16
"""Bytes beyond those declared at which the standard library would stop in silence: more than it unpacks beyond what is asked."""


class Parts:
    """The parts of an archive, by names in which neither case nor the way of a slash counts, as in the library.

    Raises zipfile.BadZipFile, or another error of the standard library, for bytes that are no archive.
    """

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in self._archive.infolist():
            self._entries.setdefault(_folded(entry.filename), []).append(entry)
        self._held: dict[str, bytes] = {}
        self._left = LARGEST

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._entries

    def read(self, name: str) -> bytes:
        """A part. Raises UnreadableError where it is too large or lies, KeyError or BadZipFile where it is none."""
        if (found := self._held.get(_folded(name))) is None:
            found = self._held[_folded(name)] = self._unpacked(name)
        return found

    def _unpacked(self, name: str) -> bytes:
        entry, *others = self._entries[_folded(name)]
        if others or entry.compress_type not in _KINDS:
            raise zipfile.BadZipFile(
                f"{name} is there twice" if others else f"{name} is packed in a way of no workbook"
            )
        declared = entry.file_size
        self._left -= declared
        if self._left < 0:
            headline = (
                f"the workbook is larger than {LARGEST // 1_000_000} MB when it is unpacked, the most that is read"
            )
            raise UnreadableError("QPR432", headline, "save the sheet with the results as a workbook of its own")
        entry.file_size += _AHEAD
        with self._archive.open(entry) as part:
            found = part.read(declared + 1)
        if len(found) > declared:
            headline = (
                f"the workbook is not what it says: `{name}` in it is longer than the {declared:,} bytes declared"
            )
            hint = "no spreadsheet program writes this: do not use the file before you know where it comes from"
            raise UnreadableError("QPR432", headline, hint)
        return found

    def only(self, *names: str) -> io.BytesIO:
        """An archive of these parts, of those that there are, as they were seen."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            for name in names:
                if name in self:
                    archive.writestr(zipfile.ZipInfo(name), self.read(name))
        held.seek(0)
        return held


def _folded(name: str) -> str:
    return name.replace("\\", "/").casefold()
