"""What was read, for programs: CSV with a row for each KPI, each source or each refused row, JSON with everything.

The shape of the JSON is ``schemas/results.schema.json``, which says what adds up to what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from qpr_rules.formulas import csv_lines, guarded
from qpr_rules.harmless import json_text
from qpr_rules.observation import Extent, Tally
from qpr_rules.showing.diagnostics.structured import finding
from qpr_rules.showing.results.screen import MARKED
from qpr_rules.showing.results.told import Told

FORMAT = 1
"""Raised when the form changes so that a reader of the earlier one would err."""

FIELDS = (
    "kpi", "area", "sources", "first", "last", "results", "gaps", "missing", "suppressed", "not_applicable",
    "provisional", "refused", "replaced", "not_known_yet", "illustrative", "made_from",
)  # fmt: skip
"""The columns of CSV by KPI."""

BY_SOURCE = (
    "source", "rows", "used", "refused", "left_out", "repeated", "empty", "cases", "cases_refused", "illustrative",
    "made_from",
)  # fmt: skip
"""The columns of CSV by source; ``cases`` are those that a query went through, and empty where there are none."""


BY_REFUSAL = (
    "source", "line", "column", "within", "kpi", "area", "period", "code", "headline", "illustrative", "made_from",
)  # fmt: skip
"""The columns of CSV by refusal: ``line`` and ``column`` of a text, counted from 1, or ``within``, the cell of a sheet or a row."""


ALL_REFUSED = "qpr-rules results --by refusal --format csv"
"""The command that lists every refused row."""


def by_kpi(told: Told) -> str:
    """CSV with a row for each KPI and area."""
    rows = [
        {
            **_kpi(told, each),
            "kpi": guarded(each.kpi),
            "area": guarded(each.area),
            "sources": guarded("; ".join(each.sources)),
        }
        for each in told.extents
    ]
    return _csv(told, FIELDS, rows)


def by_source(told: Told) -> str:
    """CSV with a row for each file or query, as one entry of the settings reads it."""
    return _csv(told, BY_SOURCE, [{**row, "source": guarded(row["source"])} for row in _sources(told)])


def by_refusal(told: Told) -> Iterator[str]:
    """CSV with a row for each row that was refused, by source and line: a line at a time, for there may be millions."""
    return _lines(told, BY_REFUSAL, _refused(told))


def _refused(told: Told) -> Iterator[dict[str, Any]]:
    for at, kpi, area, period, code, headline in told.refusals:
        place = {"line": at.line or "", "column": at.column if at.line else "", "within": at.within}
        texts = {"source": at.file, **place, "kpi": kpi, "area": area, "period": period, "headline": headline}
        yield {"code": code, **{name: guarded(text) if isinstance(text, str) else text for name, text in texts.items()}}


def _csv(told: Told, fields: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    return "".join(_lines(told, fields, rows))


def _lines(told: Told, fields: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    stated = {"illustrative": "yes" if told.illustrative else "no", "made_from": str(told.made_from)}
    lines = ([(row | stated)[name] for name in fields] for row in rows)
    return csv_lines(chain([fields], lines))


def structured(told: Told) -> str:
    """One JSON object: all rows by what became of them, source by source and KPI by KPI, and what was found."""
    made_from, whole = told.made_from, told.whole
    found = {
        "format": FORMAT,
        "tool": {"name": "qpr-rules", "version": made_from.version, "method": made_from.method},
        "quarter": made_from.quarter or None,
        "as_known_on": made_from.known or None,
        "definitions": made_from.definitions,
        "results": made_from.results,
        "illustrative": told.illustrative,
        "totals": {
            **_rows(whole),
            "of_no_kpi": told.of_no_kpi,
            "replaced": told.replaced,
            "not_known_yet": told.not_known_yet,
        },
        "sources": [_without_none(row) for row in _sources(told)],
        "cases": [
            {
                "source": each.source,
                "table": each.table,
                "files": list(each.files),
                "cases": each.rows,
                "refused": each.refused,
            }
            for each in told.casework
        ],
        "kpis": [_kpi(told, each) for each in told.extents],
        "findings": [finding(told.findings, each) for each in told.findings.diagnostics],
        "unlisted": {"findings": told.unlisted, "all_refused": ALL_REFUSED} if told.unlisted else None,
        "doubts": [finding(told.findings, each) for each in told.doubts or ()],
    }
    return json_text(found, indent=1) + "\n"


def _kpi(told: Told, each: Extent) -> dict[str, Any]:
    first, last = told.ends(each)
    return {
        "kpi": each.kpi,
        "area": each.area,
        "sources": list(each.sources),
        "first": first,
        "last": last,
        "results": each.results,
        "gaps": each.gaps,
        **{state.name.lower(): each.marked.get(state, 0) for state in MARKED},
        "provisional": each.provisional,
        "refused": each.refused,
        "replaced": each.replaced,
        "not_known_yet": each.not_known_yet,
    }


def _rows(each: Tally) -> dict[str, int]:
    return {
        "rows": each.rows,
        "used": each.used,
        "refused": each.refused,
        "left_out": each.left_out,
        "repeated": each.repeated,
        "empty": each.empty,
    }


def _sources(told: Told) -> Iterator[dict[str, Any]]:
    for each in told.tallies:
        own = [table for table in told.casework if table.source == each.file]
        cases = {
            "cases": sum(table.rows for table in own) if own else None,  # exact: integers
            "cases_refused": sum(table.refused for table in own) if own else None,  # exact: integers
        }
        yield {"source": each.file, **_rows(each), **cases}


def _without_none(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


PROGRAMS: Mapping[tuple[str, str], Callable[[Told], str | Iterator[str]]] = {
    ("csv", "kpi"): by_kpi,
    ("csv", "source"): by_source,
    ("csv", "refusal"): by_refusal,
    ("json", "kpi"): structured,
}
"""Each form by its name and by what it has a row for."""
