"""A file's bytes as text with places: encodings told apart, invisible characters and merge markers found."""

from __future__ import annotations

import re
from typing import NamedTuple

from qpr_rules.diagnostic import Diagnostic, Label, Severity, Span

_MARKER = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
INVISIBLE = {
    "\u00a0": "a non-breaking space",
    "\u202f": "a narrow non-breaking space",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width character",
    "\u200d": "a zero-width character",
    "\u2060": "a zero-width character",
    "\ufeff": "a zero-width character",
}
_PASTED = re.compile("[" + "".join(INVISIBLE) + "]|(?<=[:\\-\\[,] )[\u2018\u2019\u201c\u201d]")


class Text(NamedTuple):
    """The whole text and its lines, without their ends."""

    file: str
    whole: str
    lines: tuple[str, ...]

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span:
        """A span from places counted from 0."""
        return Span(self.file, line + 1, column + 1, end_line + 1, end_column + 1)


def decode(content: bytes, file: str, limit: int) -> tuple[Text | None, tuple[Diagnostic, ...]]:
    """The text of a UTF-8 file (a byte order mark and Windows line ends are welcome), or None and why not."""

    def refuse(code: str, headline: str, hint: str, span: Span | None = None) -> tuple[None, tuple[Diagnostic, ...]]:
        return None, (Diagnostic(code, Severity.ERROR, headline, Label(span or Span(file)), hints=(hint,)),)

    if len(content) > limit:
        return refuse(
            "QPR100",
            f"the file holds {len(content):,} bytes; {limit:,} is the most that is read",
            "is it the right file? a definition has about 1,000 bytes",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(content) > 3 and content[1] == 0 == content[3]):
        return refuse(
            "QPR101", "the file is saved as UTF-16", "save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8)"
        )
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")
        place = Span(file, line + 1, len(before) + 1, line + 1, len(before) + 2)
        meant = content[error.start : error.start + 1].decode("cp1252", "replace")
        return refuse(
            "QPR102",
            f"the file is not UTF-8; it looks like Windows-1252, with `{meant}` here",
            "save it as UTF-8 (in Notepad: Save as, Encoding, UTF-8)",
            place,
        )
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    text = Text(file, whole, tuple(whole.split("\n")))
    if bad := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", whole):
        place = _place(text, bad.start(), bad.end())
        return refuse(
            "QPR103", f"the character U+{ord(bad[0]):04X} cannot be written in such a file", "delete it", place
        )
    if marker := _MARKER.search(whole):
        if len(_MARKER.findall(whole)) >= 2:
            return refuse(
                "QPR107",
                "two versions of this file were merged and the conflict is not settled",
                "keep one version and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
                _place(text, marker.start(), marker.end()),
            )
    return text, _pasted(text)


def _pasted(text: Text) -> tuple[Diagnostic, ...]:
    found = [each for each in _PASTED.finditer(text.whole) if "#" not in _before(text.whole, each.start())]
    if not found:
        return ()
    first = found[0]
    what = INVISIBLE.get(first[0], f"the curly quote {first[0]}")
    more = f" ({len(found)} such characters in this file)" if len(found) > 1 else ""
    hint = "type a plain space or a straight quote instead; such characters come with text pasted from Word or Excel"
    return (
        Diagnostic(
            "QPR104",
            Severity.WARNING,
            f"there is {what} here{more}",
            Label(_place(text, first.start(), first.end())),
            hints=(hint,),
        ),
    )


def _before(whole: str, index: int) -> str:
    return whole[whole.rfind("\n", 0, index) + 1 : index]


def _place(text: Text, start: int, end: int) -> Span:
    line = text.whole.count("\n", 0, start)
    column = start - (text.whole.rfind("\n", 0, start) + 1)
    return text.span(line, column, line, column + end - start)
