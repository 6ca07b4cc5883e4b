"""What was read on the screen: the KPIs by their files, what became of the rows, and what is hard to believe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from qpr_rules.diagnostic import Diagnostic, shortened
from qpr_rules.harmless import safe
from qpr_rules.observation import Extent, Refusal, State, Tally
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks
from qpr_rules.showing.listing import Listing
from qpr_rules.showing.prose import Prose
from qpr_rules.showing.results.told import Told, cases_in_words, rows_in_words

MARKED = (State.MISSING, State.SUPPRESSED, State.NOT_APPLICABLE)
_DOUBTS = 40
"""Results that are hard to believe that are listed: a screen and a half."""
_REFUSALS = 40
"""Refused rows that are listed, likewise; CSV has all."""

_LEAST = 2
"""Lines for each group of files, on the average, from which on the files stand above them rather than beside."""


def show_results(console: Console, marks: Marks, told: Told, source: str, by: str) -> None:
    """Print what was read, from what is called ``source``: by ``kpi``, by ``source`` alone, or by ``refusal``."""
    by_source = by == "source"
    if by == "kpi":
        console.print()
        console.print(result_table(told, marks))
    console.print()
    day = words.day(dt.date.fromisoformat(told.made_from.known)) if told.made_from.known else ""
    console.print(Prose(Text(rows_in_words(told, source, day), style="name")))
    for sentence in cases_in_words(told):
        console.print(Prose(Text(safe(sentence))))
    if by == "refusal":
        if told.refusals:
            console.print()
            console.print(refusal_table(told.refusals.first(_REFUSALS), marks))
        if len(told.refusals) > _REFUSALS:
            console.print(Prose(f"And {len(told.refusals) - _REFUSALS:,} more: --format csv has them all."))
        return
    if by_source or len(told.tallies) > 1:
        console.print()
        console.print(source_table(told.tallies, marks))
    if told.doubts:
        console.print()
        console.print(Text("Hard to believe", style="heading"))
        console.print(doubt_table(told.doubts[:_DOUBTS], marks))
        if len(told.doubts) > _DOUBTS:
            console.print(Prose(f"And {len(told.doubts) - _DOUBTS:,} more: `qpr-rules check --results` lists them."))


def result_table(told: Told, marks: Marks) -> Listing:
    """One line for each KPI and area, under the files that its results are from where these are of several KPIs.

    Where all results are of one file, it is not named; where hardly any two KPIs share one, it stands beside each.
    """
    groups: dict[tuple[str, ...], list[Extent]] = {}
    for each in told.extents:
        groups.setdefault(each.sources, []).append(each)
    several = len({source for sources in groups for source in sources}) > 1
    grouped = several and len(told.extents) >= _LEAST * len(groups)
    heads = ("KPI", "Area", "First", "Last", ">Results", ">Gaps", ">Refused", "Markers", "Source", "")
    table = Listing(heads, demote=(8, 7, 9, 1), mark=marks.dot)
    for sources, own in groups.items():
        if grouped:
            table.titles[len(table.rows)] = Text(safe(", ".join(sources)) or "no results", style="heading")
        shown = ", ".join(sources) if several and not grouped else ""
        table.rows += (_line(told, each, shown, grouped=grouped) for each in own)
    return table


def _line(told: Told, each: Extent, source: str, *, grouped: bool) -> tuple[Text, ...]:
    first, last = ("" if code is None else words.period(code, short=True) for code in told.ends(each))
    marked = [f"{each.marked[state]:,} {_name(state)}" for state in MARKED if each.marked.get(state)]
    marked += [f"{each.provisional:,} provisional"] if each.provisional else []
    marked += [f"{each.replaced:,} replaced"] if each.replaced else []
    marked += [f"{each.not_known_yet:,} not known yet"] if each.not_known_yet else []
    marked += [] if each.sources or grouped else ["no results"]
    return (
        Text(safe(each.kpi)),
        Text(safe(each.area)),
        Text(first or ("-" if each.sources else "")),
        Text(last or ("-" if each.sources else "")),
        Text(f"{each.results:,}"),
        Text(f"{each.gaps:,}" if each.sources else ""),
        Text(f"{each.refused:,}" if each.refused else "", style="error"),
        Text(", ".join(marked), style="quiet"),
        Text(safe(source), style="quiet"),
        Text("illustrative" if told.illustrative else "", style="quiet"),
    )


def source_table(tallies: Iterable[Tally], marks: Marks) -> Listing:
    """One line for each file or query, as one entry of the settings reads it, with what became of its rows."""
    heads = ("Source", ">Rows", ">Results", ">Refused", ">Left out", ">Given twice", ">Empty")
    table = Listing(heads, demote=(6, 5), mark=marks.dot)
    for each in tallies:
        others = (each.refused, each.left_out, each.repeated, each.empty)
        shown = (f"{each.rows:,}", f"{each.used:,}", *(f"{number:,}" if number else "" for number in others))
        styles = ("", "", "error", "quiet", "quiet", "quiet")
        numbers = (Text(text, style=style) for text, style in zip(shown, styles, strict=True))
        table.rows.append((Text(safe(each.file)), *numbers))
    return table


def refusal_table(refusals: Iterable[Refusal], marks: Marks) -> Listing:
    """One line for each row that was refused, with its place."""
    table = Listing(("Place", "KPI", "Area", "Period", "Why", "Code"), demote=(2, 3), mark=marks.dot)
    for at, kpi, area, period, code, headline in refusals:
        texts = (str(at), *map(shortened, (kpi, area, period)), shortened(headline, 200), code)
        table.rows.append(tuple(Text(safe(text)) for text in texts))
    return table


def doubt_table(found: Iterable[Diagnostic], marks: Marks) -> Listing:
    """One line for each result that is hard to believe, with the results beside it."""
    table = Listing(("KPI", "Finding", "Results around it", "Code"), demote=(2,), mark=marks.dot)
    for each in found:
        texts = (each.kpi, each.headline, each.at.text, each.code)
        table.rows.append(tuple(Text(safe(text), style=style) for text, style in zip(texts, _STYLES, strict=True)))
    return table


_STYLES = ("", "", "quiet", "quiet")


def _name(state: State) -> str:
    return state.name.lower().replace("_", " ")
