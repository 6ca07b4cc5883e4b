"""Cases that were run: of a failure only what differs, month by month, with the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from qpr_rules.case import EXCEPTIONS, Expectation, Unread
from qpr_rules.core.outcomes import Coverage, Miss, Outcome
from qpr_rules.core.workings import Arithmetic
from qpr_rules.definition import Definition, Stock
from qpr_rules.english import listed, plural
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.harmless import safe
from qpr_rules.observation import State
from qpr_rules.period import Frequency
from qpr_rules.showing.console import Marks, rating_text
from qpr_rules.showing.explanation.screen import compared
from qpr_rules.showing.figures import exact, number
from qpr_rules.showing.rows import cell

_SHOWN = 3
"""Periods of one case whose arithmetic is printed."""

_GAP = "  "
_INDENT = " " * 6


def failure(outcome: Outcome, marks: Marks) -> Iterator[Text]:
    """The lines of a case that failed: its name and place, the table of what differs, the arithmetic."""
    case = outcome.case
    yield Text.assemble(("FAIL", "error"), _GAP, (safe(case.name), "name"))
    about = "" if case.inline else f"{safe(case.definition.id)}{_GAP}"
    yield Text(f"{_INDENT}{about}{safe(case.at.file)}:{case.at.line}", style="quiet")
    if case.why:
        yield Text(_INDENT + safe(case.why))
    yield Text()
    yield from _table(outcome, marks)
    yield Text()
    shown = list(dict.fromkeys(lines for miss in outcome.misses if (lines := tuple(_arithmetic(miss)))))
    for lines in shown[:_SHOWN]:
        for line in lines:
            yield Text(_INDENT + line)
    if len(shown) > _SHOWN:
        yield Text(f"{_INDENT}and so on for {plural(len(shown) - _SHOWN, 'more period')}", style="quiet")


def _table(outcome: Outcome, marks: Marks) -> Iterator[Text]:
    areas = len(outcome.case.areas) > 1
    head = ["Area"] * areas + ["Period", "Field", "Expected", "Got"]
    rows = [[Text(word, style="quiet") for word in head]]
    for miss in outcome.misses:
        for place_in, (name, wanted, got) in enumerate(_differences(miss, marks)):
            place = [safe(miss.expectation.area)] * areas + [period_of(outcome.case.definition, miss.expectation)]
            rows.append([*(Text("" if place_in else word) for word in place), Text(name), wanted, got])
    widths = [max(cell_len(row[column].plain) for row in rows) for column in range(len(head))]
    for row in rows:
        line = Text(_INDENT)
        for word, width in zip(row, widths, strict=True):
            line.append_text(word)
            line.append(" " * (width - cell_len(word.plain)) + _GAP)
        line.rstrip()
        yield line


def _differences(miss: Miss, marks: Marks) -> Iterator[tuple[str, Text, Text]]:
    """Each field that differs: its name, what was expected, what came out."""
    if miss.row is None:
        kind = "not in the set of this quarter" if miss.expectation.of_quarter else "no figure ends here"
        for each in miss.differences:
            yield each.name, _value(each.name, each.wanted.text, marks), Text(kind)
        return
    if miss.expectation.absent:
        yield "rating", Text("no row"), rating_text(miss.row.rating, marks)
        return
    for each in miss.differences:
        got = (", ".join(each.held) if each.name == EXCEPTIONS else cell(each.name, each.held)) or "none"
        yield each.name, _value(each.name, each.wanted.text, marks), _value(each.name, got, marks)
        if each.name == "rating" and miss.row.reason and "reason" not in miss.expectation.fields:
            yield "reason", Text(), Text(str(miss.row.reason))


def _value(name: str, text: str, marks: Marks) -> Text:
    if name.endswith("rating") and text in set(Rating):
        return rating_text(Rating(text), marks)
    return Text(safe(text))


def period_of(definition: Definition, expectation: Expectation) -> str:
    """The period of an expectation as people write it."""
    frequency = Frequency.QUARTER if expectation.of_quarter else definition.frequency
    return definition.calendar.show(frequency, expectation.period)


def _arithmetic(miss: Miss) -> Iterator[str]:
    """The window's sum and the comparisons in whole numbers."""
    shown, row = miss.arithmetic, miss.row
    if shown is None or row is None or not shown.results:
        return
    yield _sum(shown, row)
    for each in shown.inequalities:
        yield _GAP + compared(shown.definition, each)


def _sum(shown: Arithmetic, row: Evaluation) -> str:
    definition, results = shown.definition, shown.results
    ends = [definition.calendar.show(definition.frequency, each.period) for each in (results[0], results[-1])]
    window = ends[0] if len(results) == 1 else f"{ends[0]} to {ends[1]}"
    lacking = [each for each in results if each.state is not State.PRESENT]
    if lacking:
        without = [definition.calendar.show_short(definition.frequency, each.period) for each in lacking]
        named = listed(without) if len(without) <= 3 else f"{without[0]} and {len(without) - 1} more"
        have = "has" if len(lacking) == 1 else "have"
        return f"{window}: {len(results) - len(lacking)} of {len(results)} have a result; {named} {have} none"
    if row.numerator is None:
        return f"{window}: {plural(len(results), 'result')}"
    if row.denominator is None:
        return f"{window}: {exact(row.numerator)}"
    stock = {Stock.MEAN: ", the mean", Stock.LAST: ", the last"}
    kind = stock.get(definition.measure.stock, "") if definition.measure.stock and len(results) > 1 else ""
    return f"{window}: {exact(row.numerator)} of {exact(row.denominator)}{kind}{_as_figure(row.figure)}"


def _as_figure(figure: Fraction | None) -> str:
    if figure is None:
        return ""
    text = exact(figure)
    return f", so {text}" if "/" not in text else f", so about {number(figure, 4)}"


def concise(outcome: Outcome, marks: Marks) -> str:
    """A failed case in one line: place, name, and what differs."""
    parts = []
    for miss in outcome.misses:
        period = period_of(outcome.case.definition, miss.expectation)
        area = f"{safe(miss.expectation.area)}, " if len(outcome.case.areas) > 1 else ""
        fields = [
            f"{name} {wanted.plain or 'none'}, got {got.plain}" for name, wanted, got in _differences(miss, marks)
        ]
        parts.append(f"{area}{period}: expected {'; '.join(fields)}")
    return f"{outcome.case.at}: fail {safe(outcome.case.name)}: {'; '.join(parts)}"


def verdict(outcomes: Sequence[Outcome], unread: Sequence[Unread]) -> str:
    """One line: how many cases, and how many do not pass."""
    failed = sum(not each.passes for each in outcomes)
    whole = sum(bool(each.name) for each in unread)
    files = sum(not each.name for each in unread)
    kpis = {each.case.definition.id for each in outcomes if not each.case.inline}
    count = len(outcomes) + whole
    of = f" of {plural(len(kpis), 'definition')}" if kpis else ""
    parts = [f"{failed:,} fail{'s' * (failed == 1)}"] if failed else []
    parts += [f"{whole:,} cannot be run"] if whole else []
    parts += [f"{plural(files, 'file')} cannot be read"] if files else []
    if not parts:
        return f"{plural(count, 'case')}{of}: all pass." if count != 1 else f"1 case{of}: it passes."
    return f"{plural(count, 'case')}{of}: {listed(parts)}."


def in_error(broken: Sequence[str]) -> str:
    """The definitions that are in error, so that their cases could not be run; empty where there is none."""
    if not broken:
        return ""
    are = "is" if len(broken) == 1 else "are"
    return f"{listed(tuple(map(safe, broken)))} {are} in error; `qpr-rules check` says why."


def coverage(found: Sequence[Coverage], marks: Marks) -> Iterator[Text]:
    """A line for each definition: how often its cases have seen each rating, and what no case has seen."""
    head: list[Any] = [Text("KPI", style="quiet"), *(Text(word.capitalize(), style="quiet") for word in Rating)]
    rows = [head]
    for each in found:
        cells = [
            Text(f"{marks.ratings[rating]} {each.seen[rating]}", style=str(rating))
            if each.seen.get(rating)
            else Text("-" if rating in each.possible else "")
            for rating in Rating
        ]
        lacks = "no cases" if not each.seen else f"not seen: {listed(each.lacks)}" if each.lacks else ""
        rows.append([Text(safe(each.kpi)), *cells, Text(lacks, style="warning")])
    widths = [max(cell_len(row[column].plain) for row in rows) for column in range(len(head))]
    for row in rows:
        line = Text()
        for place, word in enumerate(row):
            line.append_text(word)
            line.append(" " * (widths[place] - cell_len(word.plain) + 3) if place < len(widths) else "")
        line.rstrip()
        yield line
    whole = sum(not each.lacks for each in found)
    yield Text()
    yield Text(
        f"{plural(len(found), 'definition')}: the cases of {whole} have seen every rating they could. "
        "Cases that override a definition are not counted."
    )
