"""Diagnostics as Markdown, to post as one comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from qpr_rules.diagnostic import Diagnostic, Severity
from qpr_rules.harmless import drawn, safe, visible
from qpr_rules.provenance import ILLUSTRATIVE
from qpr_rules.showing.diagnostics.forms import Listing, replacement

_MARKS = {Severity.ERROR: "\u26d4 error", Severity.WARNING: "\u26a0\ufe0f warning", Severity.NOTE: "\u2139\ufe0f note"}
_SPACES = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@!])")


def show(found: Listing) -> str:
    """The verdict, then a table for each file, and what it was made from."""
    caution = [f"*{ILLUSTRATIVE}*", ""] if found.illustrative else []
    made_from = [f"<sub>{escaped(str(found.made_from))}.</sub>", ""] if found.made_from else []
    return "\n".join(["### qpr-rules check", "", escaped(found.verdict), "", *caution, *tables(found), *made_from])


def tables(found: Listing) -> list[str]:
    """A table for each file, as lines."""
    lines = []
    for _, group in groupby(found.diagnostics, key=lambda each: each.at.span.file):
        each = list(group)
        lines += [
            f"**{code(found.path(each[0].at.span))}**",
            "",
            "| line | what is wrong | what to do |",
            "| ---: | --- | --- |",
        ]
        lines += [_row(found, one) for one in each]
        lines.append("")
    return lines


def _row(found: Listing, each: Diagnostic) -> str:
    span = each.at.span
    what = f"{_MARKS[each.severity]} {each.code}" + (f" {code(each.kpi)}" if each.kpi else "")
    seen = "".join(f"<br>{escaped(label.text or 'see also')}: {code(str(label.span))}" for label in each.also)
    return f"| {span.line or code(visible(span.within))} | {what}<br>{words(each.headline)}{seen} | {'<br>'.join(_todo(found, each))} |"


def _todo(found: Listing, each: Diagnostic) -> Iterator[str]:
    yield from (words(hint) for hint in each.hints)
    if (line := replacement(each, found.texts)) is not None:
        yield f"write {code(line.strip())}"


def words(text: str) -> str:
    """A sentence of ours, in which backticks hold what an author wrote.

    >>> words("`<b>|` is not known here")
    '`<b>\\\\|` is not known here'
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(code(part) if place % 2 else escaped(part) for place, part in enumerate(parts))


def code(text: str) -> str:
    """Text as it is, in a code span that no backtick in it can end; a bar is escaped, because this is for tables."""
    flat = safe(" ".join(text.split())).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {flat} {fence}" if longest else f"`{flat}`" if flat else ""


def escaped(text: str) -> str:
    """Text in which nothing is markup, and nobody is mentioned (a zero-width space parts the sign from the name).

    Nor does a build server find a command in it, or a terminal one to draw, where it is printed.

    >>> print(escaped("::error::*\\x1b*"))
    :\\:error:\\:\\*\\\\x1b\\*
    """
    found = _SPECIAL.sub(lambda match: "@\u200b" if match[1] == "@" else f"\\{match[1]}", drawn(_SPACES.sub(" ", text)))
    return found.replace("::", ":\\:")
