"""A group on one line that cannot be read: a comma, a bracket, a colon or a quotation mark is missing or one too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity
from qpr_rules.reading.synonyms import KNOWN
from qpr_rules.reading.text import Text

_FORM = "write `{target: 60, floor: 45}`: a comma between, a space after each colon"
_NO_COLON = re.compile(r"\s*(?:- +)?(?P<name>[\w/-]+)(?P<gap>\s*)(?=\{.*\}|\[.*\])")
_NO_OPENING = re.compile(r"(?P<head>\s*(?:- +)?[^\s:#{}][^:#{}]*:\s+)(?P<body>[a-z_]+:\s[^{}]*)\}\s*(?:#.*)?")
_ROUND = re.compile(r"(?P<head>\s*(?:- +)?[^\s:#()][^:#()]*:\s+)\((?P<body>[a-z_]+:\s[^()]*)\)\s*(?:#.*)?")
_GROUP = re.compile(r"(?:\s*(?:- +)?[^\s:#{}\"'][^:#{}\"']*:\s+)?(?P<open>\{)(?P<body>[^{}]*)\}\s*(?:#.*)?")
_ENTRY = re.compile(r"\s*(?P<name>[A-Za-z_]+):\s+(?P<value>\S.*)?")
_RUN_ON = re.compile(r".*?\S(?P<gap>\s*;\s*|\s+)(?P<name>[A-Za-z_]+)")


def bracketed(text: Text, number: int) -> Diagnostic | None:
    """Why a line with a group in brackets cannot be read, if it is one of the usual reasons."""
    line = text.lines[number]
    if match := _NO_COLON.match(line):
        gap = match.span("gap")
        headline = f"a colon is missing after `{match['name']}`"
        return _said(text, number, "QPR116", headline, match.span("name"), "write `name: {...}`", gap, ": ")
    if match := _NO_OPENING.fullmatch(line):
        at = match.start("body")
        headline = "a curly bracket is closed here and never opened"
        return _said(text, number, "QPR119", headline, (match.end("body"), match.end("body") + 1), _FORM, (at, at), "{")
    if match := _ROUND.fullmatch(line):
        whole = match.start("body") - 1, match.end("body") + 1
        headline = "a group is written in curly brackets, not in round ones"
        return _said(text, number, "QPR119", headline, whole, _FORM, whole, f"{{{match['body']}}}")
    if match := _GROUP.fullmatch(line):
        return _between(text, number, *match.span("body"))
    return None


def _between(text: Text, number: int, begin: int, end: int) -> Diagnostic | None:
    line = text.lines[number]
    for start, stop in _entries(line, begin, end):
        entry = _ENTRY.fullmatch(line[start:stop])
        if entry is None or not entry["value"] or entry["value"][0] in "\"'[":
            continue
        value = start + entry.start("value")
        colon = re.search(r":(?=\s|$)", line[value:stop])
        run_on = _RUN_ON.fullmatch(line[value : value + colon.start()]) if colon else None
        if run_on and run_on["name"] in KNOWN:
            gap = value + run_on.start("gap"), value + run_on.end("gap")
            headline = f"a comma is missing before `{run_on['name']}`"
            return _said(text, number, "QPR119", headline, (gap[1], gap[1] + len(run_on["name"])), _FORM, gap, ", ")
        last = _text_ends(line, stop, end)
        words = line[value:last].rstrip()
        if words.endswith('"') and words.count('"') == 1:
            headline = "a quotation mark closes this text, and none opens it"
            whole = value, value + len(words)
            return _said(text, number, "QPR117", headline, whole, "put the same mark before it", (value, value), '"')
        if colon:
            at = value + colon.start()
            edit = f'"{words}"' if not set(words) & set('"\\') else None
            hint = "put quotes around a text that holds a colon"
            whole = value, value + len(words)
            headline = "there is a second colon in this text"
            return _said(text, number, "QPR114", headline, (at, at + 1), hint, whole, edit)
    return None


def _entries(line: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """What the commas between two places set apart; those inside quotation marks do not."""
    start, quote, before = begin, "", line[:begin].rstrip()[-1:]
    for at in range(begin, end):
        each = line[at]
        if quote:
            quote = "" if each == quote else quote
        elif each in "\"'" and before and before in ":,{[":
            quote = each
        elif each == ",":
            yield start, at
            start = at + 1
        before = before if each.isspace() else each
    yield start, end


def _text_ends(line: str, stop: int, end: int) -> int:
    """Where a text that began before a comma ends: before the next known name, or with the group."""
    names = (match for match in re.finditer(r",\s*([a-z_]+):\s", line[stop:end]) if match[1] in KNOWN)
    following = next(names, None)
    return end if following is None else stop + following.start()


def _said(
    text: Text,
    number: int,
    code: str,
    headline: str,
    at: tuple[int, int],
    hint: str,
    edited: tuple[int, int],
    write: str | None,
) -> Diagnostic:
    span = text.span(number, at[0], number, at[1])
    edit = None if write is None else Edit(text.span(number, edited[0], number, edited[1]), write)
    return Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,), edit=edit)
