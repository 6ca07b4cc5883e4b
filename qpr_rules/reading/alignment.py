"""A line with too few or too many spaces in front of it: which one it is, and where it should stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qpr_rules.diagnostic import Diagnostic, Edit, Label, Severity
from qpr_rules.english import plural
from qpr_rules.reading.text import Text

_OPENS = re.compile(r"\s*(?:- +)?[^\s#:-][^#]*:\s*(?:#.*)?")
"""A name with nothing behind it: what follows belongs to it."""

_FILLED = re.compile(
    r"\s*(?P<name>measure|standards|retired|suspended|amber|expected|direction|profile|sections|when|breaks|links|actions)"
    r"(?P<colon>:)\s+(?P<value>[^#\s{\[](?:[^#]*[^#\s])?)\s*(?:#.*)?"
)
"""A name that has a group, with a value behind it."""


def indent(line: str) -> int:
    """The spaces in front of a line."""
    return len(line) - len(line.lstrip(" "))


def says(line: str) -> bool:
    """Whether a line is more than a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def above(lines: Sequence[str], number: int) -> int | None:
    """The nearest line above that says something."""
    return next((each for each in range(number - 1, -1, -1) if says(lines[each])), None)


def misaligned(text: Text, number: int) -> Diagnostic:
    """The finding about a line where reading failed because it, or the one above it, stands in the wrong column."""
    if (filled := _filled(text, number)) is not None:
        return filled
    before = above(text.lines, number)
    if before is not None and (dashed := _dashed(text, before, text.lines[number])) is not None:
        return dashed
    guilty, spaces = _guilty(text.lines, number)
    written = text.lines[guilty]
    now = indent(written)
    count = f"{plural(now, 'space')} in front" if now else "no space in front"

    return Diagnostic(
        "QPR121",
        Severity.ERROR,
        f"this line does not line up with the ones {'above it' if guilty == number else 'below it'}",
        Label(text.span(guilty, now, guilty, len(written)), count),
        hints=("give every name of one group the same number of spaces in front",),
        edit=Edit(text.span(guilty, 0, guilty, now), " " * spaces) if spaces != now else None,
    )


def _filled(text: Text, number: int) -> Diagnostic | None:
    """The finding about a group that stands below a name with a value of its own, if that is what is wrong."""
    before = above(text.lines, number)
    if before is None or indent(text.lines[number]) <= indent(text.lines[before]):
        return None
    match = _FILLED.fullmatch(text.lines[before])
    if match is None:
        return None
    value = text.span(before, match.start("value"), before, match.end("value"))
    return Diagnostic(
        "QPR121",
        Severity.ERROR,
        f"`{match['name']}` has a value of its own, and a group below it",
        Label(value, "nothing may stand here"),
        (Label(text.span(number, indent(text.lines[number]), number, len(text.lines[number])), "the group"),),
        ("take the value out, or the lines below it",),
        Edit(text.span(before, match.end("colon"), before, match.end("value")), ""),
    )


def _guilty(lines: Sequence[str], number: int) -> tuple[int, int]:
    """The line that is to be moved, and the column it should stand in."""
    here = indent(lines[number])
    before = above(lines, number)
    if before is None:
        return number, 0
    opener = above(lines, before)
    lonely = opener is not None and _OPENS.fullmatch(lines[opener]) is not None
    if opener is not None and lonely and here > indent(lines[opener]):
        # The first line of a group stands elsewhere than the others of it, or not in the group at all.
        following = next((each for each in lines[number + 1 :] if says(each)), "")
        outside = indent(lines[before]) <= indent(lines[opener])
        if outside or (indent(following) == here and indent(lines[before]) != here):
            return before, here
    if opener is not None and here == indent(lines[opener]) > indent(lines[before]) and not lonely:
        around = [lines[each].lstrip()[0].isdigit() for each in (opener, before, number)]
        if len(set(around)) == 1:
            return before, here  # one line of a group stands further out than those around it
    beside = indent(lines[before])
    known = {indent(each) for each in lines[:number] if says(each)} or {0}
    if below := opened_below(lines, number):
        known = {each for each in known if each < below} or known
    return number, min(known, key=lambda each: (abs(each - here), each != beside, each))


def opened_below(lines: Sequence[str], number: int) -> int:
    """The column of the group that a line opens; 0 if it opens none."""
    return indent(_below(lines, number)) if _OPENS.fullmatch(lines[number].lstrip("\t")) else 0


def would_open(lines: Sequence[str], number: int) -> bool:
    """Whether a line is a name, and a group stands below it, so that nothing but the colon is missing."""
    line, following = lines[number].rstrip(), _below(lines, number)
    is_group = re.match(r"[^\s#:-][^:#]*:(\s|$)", following.lstrip()) is not None
    return is_group and indent(following) > indent(line) and _OPENS.fullmatch(f"{line}:") is not None


def _below(lines: Sequence[str], number: int) -> str:
    return next((each for each in lines[number + 1 :] if says(each)), "")


def first_line(text: Text) -> Diagnostic | None:
    """The finding about a file whose first name has spaces in front that the next one has not, or a dash."""
    number = next((each for each, line in enumerate(text.lines) if says(line)), None)
    if number is None:
        return None
    line = text.lines[number]
    following = next((each for each in text.lines[number + 1 :] if says(each)), "")
    spaces = indent(line)
    if spaces and not indent(following):
        return Diagnostic(
            "QPR121",
            Severity.ERROR,
            "this line does not line up with the ones below it",
            Label(text.span(number, spaces, number, len(line)), f"{plural(spaces, 'space')} in front"),
            hints=("give every name of one group the same number of spaces in front",),
            edit=Edit(text.span(number, 0, number, spaces), ""),
        )
    return _dashed(text, number, following)


def _dashed(text: Text, number: int, following: str) -> Diagnostic | None:
    """The finding about a name with a dash in front, where the next line, in the same column, is a name without one."""
    line = text.lines[number]
    dash = re.match(r" *- +(?=[^\s:]+:)", line)
    if dash is None or indent(following) != indent(line) or following.lstrip().startswith("-") or not following:
        return None
    return Diagnostic(
        "QPR121",
        Severity.ERROR,
        "a dash begins a list here, and what follows is none",
        Label(text.span(number, indent(line), number, indent(line) + 1), "the dash"),
        hints=("take the dash out: a group of names and values has none",),
        edit=Edit(text.span(number, indent(line), number, dash.end()), ""),
    )
