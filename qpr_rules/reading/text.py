"""A file's bytes as text with places: encodings told apart, control characters and merge conflicts refused."""

from __future__ import annotations

import re
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span

_MARKER = r"^(<{7}|={7}|>{7})(?= |$)"
CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"


class Text(NamedTuple):
    """The whole text and its lines, without their ends."""

    file: str
    whole: str
    lines: tuple[str, ...]

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """A span from places counted from 0."""
        return Span(self.file, line + 1, column + 1, end_line + 1, end_column + 1)


def too_large(file: str, limit: int) -> Diagnostic:
    """The finding about a file of more bytes than are read."""
    return Diagnostic(
        "QPR100",
        Severity.ERROR,
        f"the file is larger than {limit // 1_000_000} MB, the most that is read",
        Label(Span(file)),
        hints=("is it the right file? a definition has about 1,000 bytes",),
    )


def legible(content: bytes) -> str:
    """Any file's text, to show lines of it and to place edits in it: what is not UTF-8 is a replacement character."""
    return _with_plain_ends(content.decode("utf-8-sig", "replace"))


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(content: bytes, file: str, limit: int) -> tuple[Text | None, tuple[Diagnostic, ...]]:
    """The text of a UTF-8 file (a byte order mark and Windows line ends are welcome), or None and why not."""
    if len(content) > limit:
        return None, (too_large(file, limit),)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (
        len(content) > 3 and 0 in content[:2] and _every_second(content)
    ):
        hint = "save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8)"
        return None, (_refused("QPR101", "the file is saved as UTF-16", hint, Label(Span(file))),)
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (_not_utf_8(content, file, error.start),)
    whole = _with_plain_ends(whole)
    text = Text(file, whole, tuple(whole.split("\n")))
    refused = _unseen(text) or _merged(text)
    return (None, (refused,)) if refused else (text, ())


def _refused(code: str, headline: str, hint: str, at: Label) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, headline, at, hints=(hint,))


def _not_utf_8(content: bytes, file: str, start: int) -> Diagnostic:
    """The finding about the byte from which on a file is no UTF-8."""
    line = content.count(b"\n", 0, start)
    before = content[content.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")
    before = before.removeprefix("\ufeff") if line == 0 else before
    place = Span(file, line + 1, len(before) + 1, line + 1, len(before) + 2)
    meant = content[start : start + 1].decode("cp1252", "replace")
    headline = f"the file is not UTF-8; it looks like Windows-1252, with `{meant}` here"
    hint = "save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8; in Excel: CSV UTF-8)"
    return _refused("QPR102", headline, hint, Label(place, "not UTF-8 from here"))


def _unseen(text: Text) -> Diagnostic | None:
    """The finding about the first control character."""
    # Nearly every file is printable, and asking that is cheaper than the pattern, which allows for tabs as well.
    if text.whole.replace("\n", "").isprintable() or not (bad := re.search(CONTROL, text.whole)):
        return None
    headline = f"there is a control character here (U+{ord(bad[0]):04X}), which nobody can see"
    hint = "delete it: put the cursor behind it and press Backspace"
    return _refused("QPR103", headline, hint, Label(_place(text, bad.start(), bad.end())))


def _merged(text: Text) -> Diagnostic | None:
    """The finding about the marks that git leaves where two versions of a file contradict one another."""
    whole = text.whole
    marks = list(re.finditer(_MARKER, whole, re.MULTILINE)) if "<<<<<<<" in whole or ">>>>>>>" in whole else []
    if len(marks) < 2 or all(mark[0][0] == "=" for mark in marks):
        return None
    headline = "two versions of this file were merged and the conflict is not settled"
    hint = "keep one version and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
    return _refused(
        "QPR107", headline, hint, Label(_place(text, marks[0].start(), marks[0].end()), "one version begins here")
    )


def _every_second(content: bytes) -> bool:
    """Whether every other byte of the beginning is zero, as in UTF-16 without its mark."""
    start = content[:64]
    return not any(start[::2]) or not any(start[1::2])


def _place(text: Text, start: int, end: int) -> Span:
    line = text.whole.count("\n", 0, start)
    column = start - (text.whole.rfind("\n", 0, start) + 1)
    return text.span(line, column, line, column + end - start)
