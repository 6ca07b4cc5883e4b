"""A digest as Markdown, and the list of all digests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qpr_rules.definition import Kind
from qpr_rules.english import capital
from qpr_rules.showing import words
from qpr_rules.showing.digest.digest import TITLE, Digest, facts
from qpr_rules.showing.report.markdown import cell, text
from qpr_rules.showing.report.paper import Entry, Step

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""An address that Markdown makes a link of between angle brackets; as other text it would be broken up, lest it name somebody."""


def show(found: Digest) -> bytes:
    """One owner's digest, in UTF-8."""
    return "\n\n".join([*_blocks(found), ""]).rstrip("\n").encode() + b"\n"


def _blocks(found: Digest) -> Iterator[str]:
    yield f"# {text(found.title)}"
    address = f"<{found.email}>" if _ADDRESS.fullmatch(found.email) else text(found.email)
    whose = [text(found.post), address, text(found.member)]
    yield f"{' · '.join(filter(None, whose))}  \n{text(found.body)}"
    yield from (f"**{text(each)}**" for each in found.cautions)
    yield text(f"{found.in_short} {capital(found.wants)}.".strip())
    if found.needs:
        yield "## Needs attention"
        for entry in found.needs:
            yield from _entry(entry)
    if found.due:
        yield "## Your open actions"
        for title, due in found.by_when():
            yield f"### {text(title)}"
            yield "\n".join(f"- {_step(each.step)} ({text(each.name)})" for each in due)
    if found.missing:
        yield "## Commentary is missing"
        yield "\n".join(f"- {text(name)}" for name in found.missing)
    if found.calm:
        yield "## Nothing to say about"
        yield "\n".join(f"- {text(each.row.name)}: {_badge(each)}" for each in found.calm)
    yield "---"
    yield text(" · ".join(found.made_from.parts))


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {text(entry.row.name)}"
    yield ", ".join([f"**{_badge(entry)}**", *map(text, facts(entry)), cell(entry.row.direction)])
    yield "\n".join(f"- **{severity.capitalize()}**: {text(said)}" for severity, said in entry.exceptions)


def _badge(entry: Entry) -> str:
    return cell(entry.row.rating) if entry.row.kind is Kind.KPI else "Activity indicator"


def _step(step: Step) -> str:
    due = f"due {words.day(step.due)}" if step.due else "without a date"
    return f"{text(step.what)}: {f'**{due}**' if step.overdue else due}"


def index(found: Sequence[tuple[str, Digest]]) -> bytes:
    """The list of the digests, each with the name of its files (without ending) and what is wanted of its owner."""
    first = found[0][1]
    lines = [f"# {text(first.title)}", "", text(first.body), ""]
    lines += [line for each in first.cautions for line in (f"**{text(each)}**", "")]
    lines += ["| Owner | Wanted | Files |", "| --- | --- | --- |"]
    for name, each in found:
        files = f"[Markdown]({name}.md), [HTML]({name}.html)"
        lines.append(f"| {text(each.post)} | {text(capital(each.wants))} | {files} |")
    lines += ["", text(" · ".join(first.made_from.parts)), ""]
    return "\n".join(lines).encode()


def files_of(content: bytes) -> set[str]:
    """The files that a list of digests names; none if it is not one of ours.

    >>> files_of(b"# What needs you: Q3\\n\\n| [Markdown](a.md), [HTML](a.html) |") == {"a.md", "a.html"}
    True
    """
    if not content.startswith(f"# {TITLE}".encode()):
        return set()
    pairs: list[tuple[str, str]] = re.findall(
        r"\[Markdown\]\(([^)]+)\), \[HTML\]\(([^)]+)\)", content.decode("utf-8", "replace")
    )
    return {name for pair in pairs for name in pair}
