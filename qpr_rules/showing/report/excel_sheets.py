"""The tables of a workbook that hold verdicts: which columns each has, and a row for each KPI and area, or quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from qpr_rules.evaluation import Direction, Evaluation, Rating
from qpr_rules.fields import Field, FieldKind
from qpr_rules.rule import Gravity
from qpr_rules.showing.report.entries import is_revised, marked
from qpr_rules.showing.report.excel_cells import (
    Column,
    Sheet,
    Value,
    distance,
    figure,
    fraction,
    in_full,
    percentage,
    standard,
    yes_no,
)
from qpr_rules.showing.report.excel_rules import actions, definitions, last_day_of, standards
from qpr_rules.showing.report.paper import Entry, Paper
from qpr_rules.showing.report.tables import ADDED, in_words
from qpr_rules.showing.rows import COLUMNS, cell

_T, _Y = FieldKind.TEXT, FieldKind.YES_NO
_FIELDS = {
    field.name: field
    for field in (
        *COLUMNS,
        *ADDED,
        Field("figure_exact", _T, "The figure as text, exact: a decimal, or p/q where no decimal is."),
        Field("period_ends", _T, "The last day of the figure's period, as a date."),
        Field("revised", _Y, "Whether it is other than it was published."),
        Field("severity", _T, "The gravest severity of its exceptions.", tuple(Gravity)),
    )
}
_WIDTHS = {
    "kpi": 26,
    "name": 36,
    "area": 14,
    "section_title": 24,
    "owner_post": 28,
    "reason": 16,
    "direction": 24,
    "movement": 14,
    "exceptions": 52,
    "context": 60,
    "actions": 52,
    "figure_printed": 20,
    "numerator": 14,
    "denominator": 14,
    "section": 22,
    "owner": 24,
    "direction_method": 32,
    "previous_direction": 24,
    "year_ago_direction": 24,
    "approved": 28,
    "made_from": 44,
}
"""In letters, where twelve would not do."""

_WRAPPED = {"name", "section_title", "owner_post", "exceptions", "context", "actions", "approved"}

_READ = (
    *("kpi", "name", "area", "rating", "reason", "figure", "unit", "period", "target", "floor"),
    *("direction", "movement", "exceptions"),
)
"""What of the ratings is read first, and all that is printed."""

_BESIDE = (
    *("context", "actions", "section_title", "owner_post", "figure_printed", "period_ends"),
    *("numerator", "denominator", "figure_exact"),
)
_RATINGS = (*_READ, *_BESIDE, *(field.name for field in COLUMNS if field.name not in {*_READ, *_BESIDE}), "draft")
_EXCEPTIONS = (
    *("severity", "kpi", "name", "area", "rating", "figure_printed", "target", "floor", "direction", "exceptions"),
    *("owner_post", "section_title", "actions_open", "actions_overdue", "illustrative"),
)
_RESULTS = (
    *("kpi", "name", "area", "quarter", "period", "numerator", "denominator", "figure", "unit", "target", "floor"),
    *("rating", "reason", "figure_printed", "period_ends", "figure_exact", "provisional", "revised"),
    *("periods_present", "periods_needed", "illustrative"),
)


class _Line(NamedTuple):
    """A row, and what else is told beside it."""

    row: Evaluation
    entry: Entry
    section: str
    listed: tuple[str, ...]
    severity: Gravity | None
    paper: Paper


def sheets(paper: Paper) -> tuple[Sheet, ...]:
    """Every sheet, in order."""
    told = {(line.row.kpi, line.row.area): line for line in _lines(paper)}
    raised = [told[each.row.kpi, each.row.area] for each in paper.attention.raised]
    past = [line._replace(row=row) for line in told.values() for row in _past(line)]
    return (
        _sheet("Ratings", "A row for each KPI and area as of the quarter.", told.values(), _RATINGS, 2, len(_READ)),
        _sheet("Exceptions", "What needs attention, and why; the gravest first.", raised, _EXCEPTIONS, 3, 11),
        actions(paper),
        _sheet("Results", "The figures of the last quarters (or years), the oldest first.", past, _RESULTS, 2, 14),
        definitions(paper),
        standards(paper),
    )


def _lines(paper: Paper) -> Iterator[_Line]:
    titles = {chapter.id: chapter.title for chapter in paper.chapters}
    raised = {(each.row.kpi, each.row.area): each for each in paper.attention.raised}
    for row, entry in paper.rows:
        found = raised.get((row.kpi, row.area))
        listed, severity = (found.sentences, found.severity) if found else ((), None)
        yield _Line(row, entry, titles.get(row.section, row.section), listed, severity, paper)


def _past(line: _Line) -> list[Evaluation]:
    """The rows of the quarters to this one, the oldest first."""
    past = line.entry.past if line.row is line.entry.row else line.entry.others_past
    return [row for row in reversed(past) if row.area == line.row.area]


def _sheet(name: str, says: str, found: Iterable[_Line], columns: tuple[str, ...], frozen: int, printed: int) -> Sheet:
    made = tuple(Column(each, _FIELDS[each].meaning, _WIDTHS.get(each, 12), wraps=each in _WRAPPED) for each in columns)
    rows = tuple(tuple(_value(line, each) for each in columns) for line in found)
    return Sheet(name=name, says=says, columns=made, rows=rows, frozen=frozen, printed=printed)


def _value(line: _Line, name: str) -> Value:
    """What a column holds of a line."""
    row, entry = line.row, line.entry
    decimals = entry.definition.decimals if entry.definition else 0
    match name:
        case "figure":
            return figure(row, decimals)
        case "last_figure":
            return figure(row._replace(figure=row.last_figure), decimals)
        case "figure_printed":
            return marked(row, decimals)
        case "figure_exact":
            return fraction(row.figure)
        case "numerator" | "denominator":
            return in_full(getattr(row, name))
        case "target" | "floor":
            return standard(getattr(row, name))
        case "to_target" | "to_floor":
            return distance(getattr(row, name), figure(row, decimals))
        case "to_target_percent":
            return percentage(row.to_target_percent)
        case "period_ends":
            return last_day_of(row, entry.definition)
        case "section_title":
            return line.section
        case "owner_post":
            return entry.owner
        case "exceptions":
            return "\n".join(line.listed)
        case "context":
            return "\n".join(entry.context)
        case "actions":
            return "\n".join(map(in_words, entry.steps))
        case "severity":
            return str(line.severity or "")
        case "draft":
            return yes_no(held=line.paper.draft)
        case "revised":
            return yes_no(held=is_revised(row))
        case "made_from":
            return str(line.paper.made_from)
        case _:
            return _field(_FIELDS[name], getattr(row, name))


def _field(field: Field, held: Any) -> Value:
    """A field as files have it; a rating or direction as itself, which has a look."""
    if isinstance(held, Rating | Direction):
        return held
    return held if field.kind in (FieldKind.INTEGER, FieldKind.FLOAT) else cell(field.name, held)
