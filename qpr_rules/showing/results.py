"""What was read of each KPI: as a list for the screen, and as rows for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text

from qpr_rules.definition import Definition
from qpr_rules.diagnostic import Diagnostic
from qpr_rules.english import plural
from qpr_rules.formulas import csv_lines, guarded
from qpr_rules.harmless import json_text, safe
from qpr_rules.observation import Casework, Extent, State, Tally
from qpr_rules.provenance import Provenance
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks
from qpr_rules.showing.listing import Listing

_MARKED = (State.MISSING, State.SUPPRESSED, State.NOT_APPLICABLE)
FIELDS = (
    "kpi", "area", "sources", "first", "last", "results", "gaps", "missing", "suppressed", "not_applicable",
    "provisional", "refused", "replaced", "not_known_yet", "illustrative", "made_from",
)  # fmt: skip
"""What is written for programs, in this order."""


def result_table(
    extents: Iterable[Extent], definitions: Mapping[str, Definition], marks: Marks, *, illustrative: bool
) -> Listing:
    """One line for each KPI and area. Where all results are of one file, the lines do not repeat its name."""
    heads = ("KPI", "Area", "First", "Last", ">Results", ">Gaps", ">Refused", "Markers", "Source", "")
    table = Listing(heads, demote=(8, 7, 9, 1), mark=marks.dot)
    found = list(extents)
    several = len({source for each in found for source in each.sources}) > 1
    word = Text("illustrative" if illustrative else "", style="quiet")
    for each in found:
        definition = definitions[each.kpi]
        first, last = (
            "" if end is None else words.period(definition.calendar.code(definition.frequency, end), short=True)
            for end in (each.first, each.last)
        )
        marked = [f"{each.marked[state]:,} {_name(state)}" for state in _MARKED if each.marked.get(state)]
        marked += [f"{each.provisional:,} provisional"] if each.provisional else []
        marked += [f"{each.replaced:,} replaced"] if each.replaced else []
        marked += [f"{each.not_known_yet:,} not known yet"] if each.not_known_yet else []
        marked += [] if each.sources else ["no results"]
        table.rows.append(
            (
                Text(safe(each.kpi)),
                Text(safe(each.area)),
                Text(first or ("-" if each.sources else "")),
                Text(last or ("-" if each.sources else "")),
                Text(f"{each.results:,}"),
                Text(f"{each.gaps:,}" if each.sources else ""),
                Text(f"{each.refused:,}" if each.refused else "", style="error"),
                Text(", ".join(marked), style="quiet"),
                Text(safe(", ".join(each.sources)) if several else "", style="quiet"),
                word,
            )
        )
    return table


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


def doubt_table(found: Iterable[Diagnostic], marks: Marks) -> Listing:
    """One line for each result that is hard to believe, with the results beside it."""
    table = Listing(("KPI", "Finding", "Results around it", "Code"), demote=(2,), mark=marks.dot)
    for each in found:
        texts = (each.kpi, each.headline, each.at.text, each.code)
        table.rows.append(tuple(Text(safe(text), style=style) for text, style in zip(texts, _STYLES, strict=True)))
    return table


_STYLES = ("", "", "quiet", "quiet")


def cases_in_words(casework: Iterable[Casework]) -> Iterator[str]:
    """A sentence for each table of cases.

    >>> print(*cases_in_words([Casework("requests", ("a.csv", "b.csv"), 1204, 2)]))
    1,204 cases of `requests` read from 2 files: 2 cases refused, so nothing was counted.
    """
    for each in casework:
        files = each.files[0] if len(each.files) == 1 else plural(len(each.files), "file")
        refused = (
            f"{plural(each.refused, 'case')} refused, so nothing was counted" if each.refused else "no case refused"
        )
        yield f"{plural(each.rows, 'case')} of `{each.table}` read from {files}: {refused}."


def _name(state: State) -> str:
    return state.name.lower().replace("_", " ")


def written(
    extents: Iterable[Extent],
    definitions: Mapping[str, Definition],
    form: str,
    made_from: Provenance,
    *,
    illustrative: bool,
) -> str:
    """The same for programs: ``csv`` or ``json``, with the fields of ``FIELDS``."""
    rows = [_row(each, definitions[each.kpi], made_from, illustrative=illustrative) for each in extents]
    if form == "json":
        return json_text(rows, indent=1) + "\n"
    lines: list[list[object]] = [list(FIELDS)]
    for row in rows:
        row |= {name: guarded(row[name]) for name in ("kpi", "area")}
        row |= {"sources": guarded("; ".join(row["sources"])), "illustrative": "yes" if illustrative else "no"}
        lines.append([row[name] for name in FIELDS])
    return "".join(csv_lines(lines))


def _row(each: Extent, definition: Definition, made_from: Provenance, *, illustrative: bool) -> dict[str, Any]:
    def code(end: int | None) -> str | None:
        return None if end is None else definition.calendar.code(definition.frequency, end)

    marked = (each.marked.get(state, 0) for state in _MARKED)
    ends = code(each.first), code(each.last)
    values = (each.kpi, each.area, list(each.sources), *ends, each.results, each.gaps, *marked, each.provisional)
    passed_over = (each.refused, each.replaced, each.not_known_yet)
    return dict(zip(FIELDS, (*values, *passed_over, illustrative, str(made_from)), strict=True))
