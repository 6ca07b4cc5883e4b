"""Commentary does not say a count that `disclosure` hides: reports and published folders print it as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from qpr_rules.checking.numbers_said import Said, numbers_said
from qpr_rules.commentary import Commentary
from qpr_rules.core.hidden_counts import HiddenCount, hidden_counts
from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic, Label, Path, Severity, Span
from qpr_rules.quantity import Unit, rounded


def check(
    commentary: Commentary, exact: Mapping[str, Evaluated], released: Mapping[str, Evaluated], text: str = ""
) -> Iterator[Diagnostic]:
    """QPR604 for each text of a quarter's commentary that says a number which is hidden of its KPI.

    ``exact`` are the evaluated definitions by id, ``released`` the same as they are released; ``text`` is the source of the
    file, for exact places.
    """
    for kpi in commentary.notes:
        if kpi in exact:
            hides = tuple(hidden_counts(exact[kpi], released[kpi], commentary.quarter))
            yield from _of_one(exact[kpi].definition, commentary, hides, text)


def _of_one(
    definition: Definition, commentary: Commentary, hides: Sequence[HiddenCount], text: str
) -> Iterator[Diagnostic]:
    note = commentary.notes[definition.id]
    texts: Mapping[Path, str] = {
        ("context",): note.context,
        **{("actions", number, "what"): action.what for number, action in enumerate(note.actions)},
    }
    lines = text.split("\n")
    for path, written in texts.items():
        seen: set[tuple[Decimal, bool]] = set()
        for said in numbers_said(written):
            hidden = next((each for each in hides if _says(definition, said, each)), None)
            if hidden is None or (said.value, said.percent) in seen:
                continue
            seen.add((said.value, said.percent))
            what = "commentary" if path == ("context",) else "action"
            shown = definition.calendar.show(definition.frequency, hidden.period)
            where = f" of {hidden.area}" if hidden.area else ""
            counted = "the figure" if hidden.is_figure else hidden.what
            yield Diagnostic(
                "QPR604",
                Severity.WARNING,
                f"this {what} says `{said.written}{'%' * said.percent}`, and that is hidden: {counted}{where}, {shown}",
                Label(_at(commentary.spans.get((definition.id, *path), Span(commentary.file)), lines, said)),
                hints=("say it without the number (`a few`), or allow it where it counts something else",),
                kpi=definition.id,
            )


def _says(definition: Definition, said: Said, hidden: HiddenCount) -> bool:
    """Whether what is said is this number; of a percentage, as exactly as it is said."""
    if not hidden.is_figure:
        return not said.percent and Fraction(said.value) == hidden.value
    if (
        definition.unit is not Unit.PERCENT
        or not said.percent
        or said.value in (0, 100)
        or said.value in _standards(definition)
    ):
        return False
    return rounded(hidden.value, said.places) == Fraction(said.value)


def _standards(definition: Definition) -> set[Decimal]:
    """What everybody knows: the numbers of targets and floors."""
    bands = [band for each in definition.standards for band in (each.target, each.floor)]
    return {edge for band in bands for edge in (band.low, band.high) if edge is not None}


def _at(whole: Span, lines: Sequence[str], said: Said) -> Span:
    """Where the number stands in the file; the whole text where it cannot be found there."""
    token = re.compile(rf"(?<![\w.,]){re.escape(said.written)}(?!\w)")
    for number in range(whole.line, min(whole.end_line, len(lines)) + 1 if whole.line else 0):
        begin = whole.column - 1 if number == whole.line else 0
        end = whole.end_column - 1 if number == whole.end_line else len(lines[number - 1])
        if found := token.search(lines[number - 1], begin, end):
            return Span(whole.file, number, found.start() + 1, number, found.end() + 1)
    return whole
