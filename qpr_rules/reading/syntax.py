"""YAML that cannot be read, in plain English: what is wrong, where, and the line as it should be. One finding a file."""

from __future__ import annotations

import re
from typing import Any

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity, shortened
from qpr_rules.reading.alignment import first_line, misaligned, opened_below, would_open
from qpr_rules.reading.bracketed import bracketed
from qpr_rules.reading.synonyms import KNOWN
from qpr_rules.reading.text import Text

_NO_SPACE = re.compile(r"(\s*(?:- +)?[A-Za-z_][\w -]*):(?=[^\s:/\\])")
_NO_SPACE_INSIDE = re.compile(r"(?<=[{,])\s*([a-z_]+):(?=[{\[])")
_PLAIN_TEXT = re.compile(r"\s*(?:- +)?[^:#\s][^:#]*:\s++(?=[^\"'\[{|>])")
"""A name and its colon, with a text without quotes behind it."""

_OPENED = (
    (
        r"quoted scalar",
        "QPR117",
        "a quotation mark is opened here and never closed",
        "close the text with the same mark; inside single quotes an apostrophe is written twice: 'the council''s'",
    ),
    (r"flow sequence", "QPR118", "the list in square brackets is not closed", "write `[a, b]`, with a comma between"),
    (
        r"flow mapping",
        "QPR119",
        "the curly brackets are not closed",
        "write `{target: 60, floor: 45}`, with a comma between and a space after each colon",
    ),
)
"""What was opened and not closed: the parser's context, and the place where it began."""


def explain(error: Any, text: Text) -> Diagnostic:
    """The one finding that says why a file cannot be read as YAML."""
    said = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    line, column = _place(getattr(error, "problem_mark", None) or getattr(error, "context_mark", None), text)
    opened = _place(getattr(error, "context_mark", None), text)
    found = (
        _tab(text, line)
        or _no_space(text, line)
        or (_first(text, said) if line else None)
        or (bracketed(text, opened[0] if "flow" in said else line) if _of_brackets(said) else None)
        or _open_quote(text, line, said)
        or _second_colon(text, line, column, said)
    )
    if found:
        return found
    if "escape" in said or "hexdecimal" in said:  # as libyaml has it
        hint = "put single quotes around the text instead, or write the backslash twice"
        return _finding("QPR128", "a backslash in double quotes begins a special character", text, (line, column), hint)
    if "maximum nesting depth" in said:
        return _finding("QPR109", "the file is nested too deep", text, (line, column), "delete what is too much")
    for pattern, code, headline, hint in _OPENED:
        if re.search(pattern, said):
            found = _finding(code, headline, text, opened, hint)
            return found._replace(edit=_closing(text, opened)) if "flow" in pattern else found
    if "node content" in said and (bracket := _unclosed(text, line, column)):
        _, code, headline, hint = _OPENED[1 if text.lines[bracket[0]][bracket[1]] == "[" else 2]
        return _finding(code, headline, text, bracket, hint)
    if re.search(r"cannot start any token|block scalar|scanning a directive|alphabetic or numeric character", said):
        return _special(text, *(opened if "block scalar" in said else (line, column)))
    if "could not find expected ':'" in said:
        return _no_colon(text, opened[0])
    if re.search(r"block end|expected key|block (mapping|collection|sequence)|mapping values|not allowed", said):
        return _misread(text, line)
    return _finding(
        "QPR122", "the file cannot be read from here on", text, (line, column), "compare the line with one that works"
    )


def _closing(text: Text, opened: tuple[int, int]) -> Edit | None:
    """The bracket that is missing at the end of a line, if the line holds one and is not to go on."""
    line, column = opened
    rest = text.lines[line][column:].rstrip()
    if re.search(r"[\]}]|,$|\s#", rest) or len(rest) == 1 or rest.count("{") + rest.count("[") != 1:
        return None
    end = column + len(rest)
    return Edit(text.span(line, end, line, end), "]" if rest[0] == "[" else "}")


def _of_brackets(said: str) -> bool:
    return "flow mapping" in said or "mapping values" in said or "expected ':'" in said


def _first(text: Text, said: str) -> Diagnostic | None:
    return first_line(text) if re.search(r"document start|block collection", said) else None


def _unclosed(text: Text, line: int, column: int) -> tuple[int, int] | None:
    """The last bracket before a place that is opened and not closed; quotation marks are not looked at."""
    closed = 0
    for number in range(line, -1, -1):
        written = text.lines[number][:column] if number == line else text.lines[number]
        for at in range(len(written) - 1, -1, -1):
            closed += (written[at] in "]}") - (written[at] in "[{")
            if closed < 0:
                return number, at
    return None


def _place(mark: Any, text: Text) -> tuple[int, int]:
    """Where a mark is, from 0; the end of the last line for one behind it."""
    if mark is None:
        return 0, 0
    if mark.line >= len(text.lines):
        return len(text.lines) - 1, len(text.lines[-1])
    return mark.line, min(mark.column, len(text.lines[mark.line]))


def _above(text: Text, line: int) -> int:
    """The nearest line above that says something; the line itself where there is none."""
    return next((number for number in range(line - 1, -1, -1) if text.lines[number].strip()), line)


def _tab(text: Text, last: int) -> Diagnostic | None:
    lines = [number for number, each in enumerate(text.lines) if re.match(r" *\t", each) and each.strip()]
    if not lines or lines[0] > last:
        return None
    number = lines[0]
    written = text.lines[number]
    indent = len(written) - len(written.lstrip())
    more = f" ({len(lines)} lines of this file are)" if len(lines) > 1 else ""
    above = text.lines[_above(text, number)]
    spaces = len(above) - len(above.lstrip()) + 2 * above.rstrip().endswith(":") if number else 0
    step = max(spaces // written[:indent].count("\t"), 1) if spaces and "\t" not in above[:spaces] else 2
    if 0 < opened_below(text.lines, number) <= step or (number and not spaces and above[:1] not in ("", "#")):
        step = 0  # what follows stands no further in and belongs to it, or the line above holds no group
    last = lines[-1]
    return Diagnostic(
        "QPR106",
        Severity.ERROR,
        f"the line is indented with a tab; YAML needs spaces{more}",
        Label(text.span(number, written.index("\t"), number, indent), "a tab"),
        hints=("use the space bar, two spaces for each step",),
        edit=Edit(
            text.span(number, 0, last, len(text.lines[last])),
            "\n".join(_with_spaces(each, step) for each in text.lines[number : last + 1]),
        ),
    )


def _with_spaces(line: str, step: int) -> str:
    indent = len(line) - len(line.lstrip(" \t"))
    return line[:indent].replace("\t", " " * step) + line[indent:]


def _no_space(text: Text, last: int) -> Diagnostic | None:
    for number in range(last, max(last - 3, -1), -1):
        if match := _NO_SPACE.match(text.lines[number]) or _NO_SPACE_INSIDE.search(text.lines[number]):
            at = match.end()
            return Diagnostic(
                "QPR127",
                Severity.ERROR,
                f"a space is missing after `{match[1].strip().removeprefix('- ')}:`",
                Label(text.span(number, at - 1, number, at), "put a space behind this colon"),
                hints=(),
                edit=Edit(text.span(number, at, number, at), " "),
            )
    return None


def _second_colon(text: Text, line: int, column: int, said: str) -> Diagnostic | None:
    written = text.lines[line]
    head = _PLAIN_TEXT.match(written)
    colon = re.compile(r":(?=\s|$)").search(written, head.end() + 1) if head else None
    if head is None or colon is None or "mapping values" not in said:
        return None
    remark = re.compile(r"\s#").search(written, colon.end())
    start = head.end()
    value = written[start : remark.start() if remark else None].rstrip()
    quoted = f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
    return Diagnostic(
        "QPR114",
        Severity.ERROR,
        "there is a second colon in this line",
        Label(text.span(line, column, line, column + 1), "YAML takes what stands before it for a name"),
        hints=("put quotes around the text",),
        edit=None
        if "'" in value and quoted[0] == "'"
        else Edit(text.span(line, start, line, start + len(value)), quoted),
    )


def _special(text: Text, line: int, column: int) -> Diagnostic:
    rest = text.lines[line][column:]
    match = re.match(r"[<>=%@`~|&*!]+", rest)
    sign = match[0] if match else rest[:1]
    value = rest[len(sign) :].partition("#")[0].strip()
    span = text.span(line, column, line, column + max(len(sign), 1))
    number = re.fullmatch(r"[+-]?\d+(\.\d+)?", value)
    if sign.startswith("```"):
        return _finding(
            "QPR120", "three backticks mark code in a chat or a web page", text, (line, column), "delete the line"
        )
    if sign == "%" and not value and re.match(r"\s*unit:", text.lines[line]):
        headline, hint = "the unit is a word here, not a sign", "did you mean `percent`?"
        return Diagnostic("QPR120", Severity.ERROR, headline, Label(span), hints=(hint,), edit=Edit(span, "percent"))
    return Diagnostic(
        "QPR120",
        Severity.ERROR,
        f"a value cannot begin with `{shortened(sign.strip(), 20)}`" if sign.strip() else "a value cannot begin here",
        Label(span, "YAML keeps this sign for itself"),
        hints=(
            "write only the number; `polarity` says which way is better" if number else "put quotes around the text",
        ),
        edit=Edit(text.span(line, column, line, len(text.lines[line].rstrip())), value) if number else None,
    )


def _open_quote(text: Text, line: int, said: str) -> Diagnostic | None:
    """A text that is opened and not closed in its line, and so runs on to the next quotation mark of the file."""
    if not re.search(r"expected key|quoted scalar|expected ','|mapping values|document start", said):
        return None
    for number in range(line + 1):
        written = text.lines[number]
        match = re.search(r"[:\[{,-]\s+(\"[^\"]*)$", written)
        if match is None or written.lstrip().startswith("#") or re.search(r"\s#", written[: match.start(1)]):
            continue
        if re.search(r"[:\[{,-]\s+\"[^\"]*\"\s*+[,}\]]*+\s*+(?:#.*)?$", written):
            continue
        end = len(written.rstrip())
        if "{" in written[: match.start(1)] and written[:end].endswith("}"):
            end -= 1
        return Diagnostic(
            "QPR117",
            Severity.ERROR,
            "a quotation mark is opened here and never closed",
            Label(text.span(number, match.start(1), number, end)),
            hints=("close the text with the same mark",),
            edit=Edit(text.span(number, end, number, end), '"'),
        )
    return None


def _no_colon(text: Text, line: int) -> Diagnostic:
    """A line without a colon: a name that lacks one, or words that are no part of the rule."""
    written = text.lines[line].rstrip()
    begin = len(written) - len(written.lstrip())
    span = text.span(line, begin, line, len(written))
    headline = "a colon is missing in this line"
    match = re.fullmatch(r"\s*(?:- +)?(?P<name>[\w/-]+)(?P<gap>\s*[=;]\s*|\s+|$)(?P<value>[^#]*)", written)
    if match and (match["name"] in KNOWN or re.fullmatch(r"\d{4}[/-]\d{2,4}", match["name"])):
        gap = text.span(line, match.start("gap"), line, match.end("gap"))
        headline = f"a colon is missing after `{match['name']}`"
        edit = Edit(gap, ": " if match["value"] else ":")
        return Diagnostic("QPR116", Severity.ERROR, headline, Label(span), hints=("write `name: value`",), edit=edit)
    if would_open(text.lines, line):
        end = text.span(line, len(written), line, len(written))
        headline = f"a colon is missing after `{written.strip()}`"
        hint = "a name with a group below it ends with a colon"
        return Diagnostic("QPR116", Severity.ERROR, headline, Label(span), hints=(hint,), edit=Edit(end, ":"))
    if re.match(r"\s*-\S", written):
        hint = "in a list, write a space after the dash"
    else:
        hint = "write `name: value`; a remark begins with `#`"
    return Diagnostic("QPR116", Severity.ERROR, headline, Label(span), hints=(hint,))


def _misread(text: Text, line: int) -> Diagnostic:
    if not text.lines[line].strip():
        line = _above(text, line)
    written = text.lines[line]
    if match := re.search(r"[:\[,-]\s+(?:'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\")(?=\s*[^\s,\]}:#])", written):
        return _finding(
            "QPR117",
            "a quotation mark ends this text too early",
            text,
            (line, match.end() - 1),
            "use double quotes around text with an apostrophe, and single quotes around text with double ones",
        )
    if match := re.search(r"[\"'](?P<comma>,)\s*$", written):
        span = text.span(line, match.start("comma"), line, match.end("comma"))
        hint = "take it out: a line of its own needs no comma"
        headline = "there is a comma behind this text"
        return Diagnostic("QPR122", Severity.ERROR, headline, Label(span), hints=(hint,), edit=Edit(span, ""))
    before = _above(text, line)
    if before < line and re.fullmatch(r"\s*(?:- +)?[^\s#:-][^:#]*", text.lines[before]):
        return _no_colon(text, before)
    return misaligned(text, line)


def _finding(code: str, headline: str, text: Text, begin: tuple[int, int], hint: str) -> Diagnostic:
    line, column = begin
    span = text.span(line, column, line, max(column + 1, len(text.lines[line].rstrip())))
    return Diagnostic(code, Severity.ERROR, headline, Label(span), hints=(hint,))
