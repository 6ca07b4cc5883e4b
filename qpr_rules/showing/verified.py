"""What a proof of published quarters found: a line for each issue, and below it each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from rich.console import Console
from rich.text import Text

from qpr_rules.core.comparison import CellDifference
from qpr_rules.english import plural
from qpr_rules.harmless import safe
from qpr_rules.provenance import METHOD
from qpr_rules.publication import Issue
from qpr_rules.showing.console import Marks
from qpr_rules.showing.prose import hanging

LISTED = 20
"""Differences of one issue that are listed; of more it gives the number."""


class Proof(Protocol):
    """What was found of one published folder."""

    @property
    def path(self) -> str: ...
    @property
    def quarter(self) -> int: ...
    @property
    def issue(self) -> Issue | None: ...
    @property
    def wrong(self) -> Sequence[str]: ...
    @property
    def cells(self) -> Sequence[CellDifference]: ...
    @property
    def headline(self) -> Sequence[tuple[str, str]]: ...
    @property
    def reworded(self) -> bool: ...
    @property
    def rows(self) -> int: ...
    @property
    def hidden(self) -> int: ...
    @property
    def is_proved(self) -> bool: ...
    @property
    def other_method(self) -> int | None: ...


def show_verified(console: Console, marks: Marks, found: Sequence[Proof], title: Callable[[int], str]) -> None:
    """Print each issue with what is wrong with it, and then how many are proved."""
    for each in found:
        issue = f", issue {each.issue.number}" if each.issue and each.issue.number > 1 else ""
        verdict = "proved" if each.is_proved else "not proved"
        console.print(
            Text.assemble(
                (f"{title(each.quarter)}{issue}  ", "name"),
                (verdict, "name" if each.is_proved else "error"),
                (f"  {safe(each.path)}", "quiet"),
            )
        )
        lines = [*_differences(each)]
        for line in lines[:LISTED]:
            console.print(hanging(marks.bullet, Text(safe(line))))
        if len(lines) > LISTED:
            console.print(hanging(marks.bullet, Text(f"{len(lines) - LISTED:,} more differences")))
        for line in _about(each):
            console.print(hanging(marks.bullet, Text(safe(line), style="quiet")))
    proved = sum(each.is_proved for each in found)  # exact: integers
    hidden = sum(each.hidden for each in found)  # exact: integers
    which = "every row whose results are told" if hidden else "every row"
    said = f"every file is as it was published, and {which} comes out again byte for byte"
    console.print()
    whole = f"{plural(proved, 'issue')} proved: {said}." if proved == len(found) else ""
    console.print(Text(whole or f"{len(found) - proved} of {plural(len(found), 'issue')} not proved.", style="name"))
    console.print()


def _differences(found: Proof) -> Iterator[str]:
    yield from found.wrong
    for cell in found.cells:
        key = " ".join(filter(None, cell.key))
        if cell.column:
            yield f"{key}, {cell.column}: published as {cell.was or 'nothing'}, comes out as {cell.now or 'nothing'}"
        else:
            yield f"{key}: {'published, and does not come out' if cell.was else 'not published, and comes out'}"
    for was, now in found.headline:
        yield f"headline.md: published as `{was}`, comes out as `{now}`"


def _about(found: Proof) -> Iterator[str]:
    if found.issue is None:
        return
    if found.other_method is not None:
        yield f"published by method {found.other_method}; worked out again by method {METHOD}"
    if found.reworded:
        yield f"qpr-rules {found.issue.version} worded the headline otherwise; its digest and every row are proved"
    if found.hidden:
        rows = f"{plural(found.hidden, 'row')} {'rests' if found.hidden == 1 else 'rest'}"
        yield f"{rows} on results that are hidden ([c]) and cannot be worked out again from the folder; digests prove what it says"
    known = f", as known on {found.issue.known}" if found.issue.known else ""
    on = f"issued on {found.issue.published} by qpr-rules {found.issue.version}{known}"
    yield f"{on}: {found.issue.reason}" if found.issue.reason else f"{on}, {found.rows} rows"
