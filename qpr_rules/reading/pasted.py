"""Characters that come with text pasted from Word, Outlook or Excel: found, named, and read as what the author sees.

A non-breaking space looks like a space and is none; curly quotes, long dashes and invisible characters likewise. They
are mended in memory, so that one finding says it and everything else in the file is checked as it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from qpr_rules.diagnostic import FIRST_OF_SHAPE, Diagnostic, Edit, Label, Severity, Span, errors
from qpr_rules.reading.rid import rid
from qpr_rules.reading.text import Text

SPACES = {
    "\u00a0": "a non-breaking space",
    "\u202f": "a narrow non-breaking space",
    "\u2007": "a figure space",
    "\u2009": "a thin space",
    "\u3000": "a wide space",
}
INVISIBLE = {
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width character",
    "\u200d": "a zero-width character",
    "\u2060": "a zero-width character",
    "\u200e": "an invisible direction mark",
    "\u200f": "an invisible direction mark",
    "\u00ad": "an invisible soft hyphen",
}
MARK = "\ufeff"
DASHES = {"–": "an en dash", "—": "an em dash", "−": "a minus sign of mathematics", "‑": "a non-breaking hyphen"}
_SUSPECT = re.compile("[" + "".join([*SPACES, *INVISIBLE, MARK, *DASHES]) + "“”„‘’]")

_BEFORE = r"(?:^[ \u00a0]*(?:- +)?|[:\[,{]\s+|[\[{])"
"""What stands before a key or a value."""

_QUOTED = re.compile(
    _BEFORE + r"(?:(?P<a>[“”„])[^“”„\"]*(?P<b>[“”\"])|(?P<c>[‘’])[^‘’']*(?P<d>[‘’']))(?=\s*(?:[:,\]}#]|$))"
)
_DASH = re.compile(
    r"^\s*(?P<item>[–—−‑])(?=\s)"
    "|"
    + _BEFORE
    + r"(?P<minus>[–—−])(?=[ \u00a0]?\d)"
    + "|"
    + _BEFORE
    + r"(?=[\w.–—−‑-]+\s*(?:[:,\]}#]|$))[\w.-]+(?P<word>[–—−‑])"
)


class Pasted(NamedTuple):
    """One character: its code, its line and column (from 0), what it is, and what is read in its place."""

    code: str
    line: int
    column: int
    name: str
    plain: str


HINTS = {
    "QPR104": "type a plain space instead",
    "QPR123": "type straight quotes, or none",
    "QPR124": "type a plain hyphen (the minus key)",
    "QPR125": "delete it; the cursor stops twice there",
    "QPR126": "delete it; it is left over where files were joined",
}


def mend(text: Text) -> tuple[Text, tuple[Pasted, ...]]:
    """The text as the author sees it, and every character that had to be read as another."""
    if not _SUSPECT.search(text.whole):
        return text, ()
    pasted: list[Pasted] = []
    lines = list(text.lines)
    for number, line in enumerate(lines):
        found = sorted(_in_line(line, number)) if _SUSPECT.search(line) else []
        for each in reversed(found):
            line = line[: each.column] + each.plain + line[each.column + 1 :]
        lines[number] = line
        pasted += found
    return (text._replace(whole="\n".join(lines), lines=tuple(lines)), tuple(pasted)) if pasted else (text, ())


def _in_line(line: str, number: int) -> Iterator[Pasted]:
    comment = re.search(r"(?:^|\s)#", line)
    line = line[: comment.start()] if comment else line
    for column, each in enumerate(line):
        if each in SPACES:
            yield Pasted("QPR104", number, column, SPACES[each], " ")
        elif each in INVISIBLE:
            yield Pasted("QPR125", number, column, INVISIBLE[each], "")
        elif each == MARK:
            yield Pasted("QPR126", number, column, "a byte order mark", "")
    for match in _QUOTED.finditer(line):
        straight = '"' if match["a"] else "'"
        for group in ("a", "b") if match["a"] else ("c", "d"):
            if match[group] not in "\"'":
                yield Pasted("QPR123", number, match.start(group), f"a curly quote {match[group]}", straight)
    seen: set[int] = set()
    while dash := _DASH.search(line):
        at = dash.start(dash.lastgroup or 0)
        if at in seen:
            break
        seen.add(at)
        yield Pasted("QPR124", number, at, DASHES[line[at]], "-")
        line = f"{line[:at]}-{line[at + 1 :]}"


def findings(text: Text, mended: Text, pasted: tuple[Pasted, ...], *, changes: bool) -> Iterator[Diagnostic]:
    """One finding for each kind of character in a file: at the first, with their number and the line as it should be.

    Spaces and invisible characters are an error where the file reads otherwise because of them (``changes``), and a
    warning inside a sentence; quotes and dashes are found only where they do change it.
    """
    for code in sorted({each.code for each in pasted}):
        own = [each for each in pasted if each.code == code]
        first, last = own[0].line, own[-1].line
        more = f" ({len(own)} such characters in this file)" if len(own) > 1 else ""
        whole = text.span(first, 0, last, len(text.lines[last]))
        yield Diagnostic(
            code,
            Severity.ERROR if changes or code in ("QPR123", "QPR124") else Severity.WARNING,
            f"there is {own[0].name} here{more}",
            Label(text.span(first, own[0].column, first, own[0].column + 1), "pasted from elsewhere"),
            hints=(HINTS[code],),
            edit=Edit(whole, "\n".join(mended.lines[first : last + 1])),
        )


def without_moot(
    found: Sequence[Diagnostic], contents: Mapping[str, bytes], in_place: Collection[str]
) -> list[Diagnostic]:
    """The findings but those of characters inside a value that another finding wants written anew: one cause, one finding.

    Characters that are deleted stay: the places behind them are not those of the file.
    """
    files = {each.at.span.file for each in found if each.code in in_place}
    kept = list(found)
    for file in files & contents.keys():
        anew = [each.at.span for each in found if each.at.span.file == file and _is_anew(each)]
        stands = rid(contents[file], file) if anew else None
        if stands is None:
            continue
        mended, pasted = mend(stands.text)
        left = tuple(each for each in pasted if not any(_inside(each, span) for span in anew))
        if len(left) == len(pasted) or any(not each.plain for each in pasted):
            continue
        said = [each for each in kept if each.at.span.file == file and each.code in in_place]
        changes = bool(errors(said))
        again = findings(stands.text, mended, left, changes=changes)
        kept = [each for each in kept if each not in said] + [each for each in again if each.code in in_place]
    return kept


def _is_anew(found: Diagnostic) -> bool:
    """Whether a finding wants a whole value written anew."""
    if found.code < FIRST_OF_SHAPE:
        return False
    return (found.edit is not None and found.edit.span == found.at.span) or found.code == "QPR153"


def _inside(each: Pasted, span: Span) -> bool:
    line, column = each.line + 1, each.column + 1
    return span.line == line == span.end_line and span.column <= column < span.end_column


def reads_otherwise(before: Any, after: Any) -> bool:
    """Whether a tree differs from its mended form by more than characters inside sentences."""
    match before, after:
        case dict(), dict():
            return list(before) != list(after) or any(reads_otherwise(before[key], after[key]) for key in after)
        case list(), list():
            return len(before) != len(after) or any(map(reads_otherwise, before, after))
        case str(), str():
            return before != after and " " not in after
    return bool(before != after) or type(before) is not type(after)
