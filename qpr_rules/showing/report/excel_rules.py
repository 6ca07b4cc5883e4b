"""The tables of a workbook that hold what was declared: definitions, standards over time, and actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from qpr_rules.definition import Band, Definition, Standard
from qpr_rules.evaluation import Evaluation
from qpr_rules.period import last_day
from qpr_rules.showing.report.excel_cells import Column, Sheet, Value, in_full, standard, yes_no
from qpr_rules.showing.report.paper import Entry, Paper

_ID = Column("kpi", "The KPI's id.", 26)
_NAME = Column("name", "The KPI's name.", 36, wraps=True)
_OWNER = Column("owner_post", "The post that answers for the KPI.", 28, wraps=True)
_SECTION = Column("section_title", "The section's title.", 24, wraps=True)
_UNIT = Column("unit", "What figure, target and floor are measured in.")
_TARGET = Column("target", "The target as declared; `17.5 to 22.5` for a band.", 13)
_FLOOR = Column("floor", "The floor standard as declared.", 13)
_APPROVED = Column("approved", "Who approved the standard, and when.", 30, wraps=True)
_FROM = Column("from", "The first day on which the standard is in force; empty where it has always been.")
_TO = Column("to", "The last day on which the standard is in force; empty while it lasts.")
_REASON = Column("reason", "Why the standard was changed.", 36, wraps=True)
_ILLUSTRATIVE = Column("illustrative", "Whether standard and results are invented for illustration.")

_DEFINITIONS = (
    _ID,
    _NAME,
    _SECTION,
    _OWNER,
    Column("polarity", "Which way is better; empty where neither is."),
    _UNIT,
    Column("window", "The periods that one figure is made of.", 14),
    _TARGET,
    _FLOOR,
    _APPROVED,
    _FROM,
    _TO,
    Column("rule", "The whole rule, as sentences.", 70, wraps=True),
    Column("kind", "Rated KPI, or activity indicator, which is in no total."),
    Column("numerator", "What is counted above the line, or by itself.", 30, wraps=True),
    Column("denominator", "What is counted below the line.", 30, wraps=True),
    Column("value", "The value that is reported as it is.", 30, wraps=True),
    Column("expected_from", "Activity: the lower end of the expected range."),
    Column("expected_to", "Activity: the upper end of the expected range."),
    Column("frequency", "How often results arrive."),
    Column("reported", "What one result covers.", 14),
    Column("lag_months", "How many months late results are reported."),
    Column("decimals", "With how many decimal places a figure is usually printed."),
    Column("rate_on", "Whether the exact or the printed figure is rated."),
    Column("minimum_denominator", "The fewest cases that are rated."),
    Column("direction_method", "How the direction is found.", 32),
    Column("introduced", "The day from which it is in the set."),
    Column("retired", "The day on which it leaves the set."),
    Column("cabinet_member", "The Cabinet Member of the owner.", 28, wraps=True),
    Column("file", "Where the rule is declared.", 36, wraps=True),
    _ILLUSTRATIVE,
)
_STANDARDS = (_ID, _NAME, _FROM, _TO, _TARGET, _FLOOR, _UNIT, _APPROVED, _REASON, _ILLUSTRATIVE)
_ACTIONS = (
    _ID,
    _NAME,
    Column("action", "What is being done.", 60, wraps=True),
    Column("owner", "Who does it.", 28, wraps=True),
    Column("due", "The day by which it is to be done."),
    Column("standing", "Where it stands at the quarter's end.", 28),
    Column("overdue", "Whether it was overdue at the quarter's end."),
    _ILLUSTRATIVE,
)


def last_day_of(row: Evaluation, definition: Definition | None) -> dt.date | None:
    """The last day of the period of a row's figure; None of a definition in error."""
    month = None if definition is None else _month_of(row, definition)
    return None if month is None else last_day(month)


def definitions(paper: Paper) -> Sheet:
    """A row for each KPI: its rule, and the standard in force at the end of its figure's period."""
    says = "What each KPI measures and by which rule, with the standard by which its figure is rated."
    rows = (
        _definition(entry, entry.definition, chapter.title)
        for chapter in paper.chapters
        for entry in chapter.entries
        if entry.definition
    )
    return Sheet(name="Definitions", says=says, columns=_DEFINITIONS, rows=tuple(rows), frozen=2, printed=13)


def standards(paper: Paper) -> Sheet:
    """A row for each KPI and standard it has had."""
    rows = (
        _standard(entry, entry.definition, held)
        for entry in paper.entries
        if entry.definition
        for held in entry.definition.standards
    )
    says = "Every target and floor standard that is declared, from when to when, and who approved it."
    return Sheet(name="Standards", says=says, columns=_STANDARDS, rows=tuple(rows), frozen=2, printed=len(_STANDARDS))


def actions(paper: Paper) -> Sheet:
    """A row for each action."""
    rows = (
        (
            entry.row.kpi,
            entry.row.name,
            step.what,
            step.owner,
            step.due,
            step.standing,
            yes_no(held=step.overdue),
            yes_no(held=entry.row.illustrative),
        )
        for entry in paper.entries
        for step in entry.steps
    )
    says = "What is being done, by whom and until when, as it stands at the quarter's end."
    return Sheet(name="Actions", says=says, columns=_ACTIONS, rows=tuple(rows), frozen=2, printed=len(_ACTIONS))


def _definition(entry: Entry, definition: Definition, section: str) -> tuple[Value, ...]:
    row, expected = entry.row, definition.expected or Band(None, None)
    month = _month_of(row, definition)
    held = None if month is None else definition.standard_in(month)
    target, floor, approved, first, last = _declared(held) if held else (None, None, "", None, None)
    return (
        row.kpi,
        row.name,
        section,
        entry.owner,
        str(definition.polarity or ""),
        str(definition.unit),
        definition.window.text,
        target,
        floor,
        approved,
        first,
        last,
        " ".join(entry.rule),
        str(definition.kind),
        definition.measure.numerator,
        definition.measure.denominator,
        definition.measure.value,
        _number(expected.low),
        _number(expected.high),
        str(definition.frequency),
        str(definition.reported),
        definition.lag,
        definition.decimals,
        str(definition.rate_on),
        _number(definition.minimum_denominator),
        str(definition.direction),
        definition.introduced,
        definition.retired.on if definition.retired else None,
        entry.member,
        definition.file,
        yes_no(held=row.illustrative),
    )


def _standard(entry: Entry, definition: Definition, held: Standard) -> tuple[Value, ...]:
    target, floor, approved, first, last = _declared(held)
    row = entry.row
    return (
        *(row.kpi, row.name, first, last, target, floor, str(definition.unit), approved),
        *(held.reason, yes_no(held=row.illustrative)),
    )


def _declared(held: Standard) -> tuple[Value, Value, str, dt.date | None, dt.date | None]:
    """Target, floor, who approved them, and the first and last day on which they are in force."""
    first = None if held.first is None else last_day(held.first).replace(day=1)
    last = None if held.last is None else last_day(held.last)
    return standard(held.target), standard(held.floor), held.approved, first, last


def _month_of(row: Evaluation, definition: Definition) -> int | None:
    """The ordinal of the last month of a row's period."""
    if not row.period:
        return None
    calendar, frequency = definition.calendar, definition.frequency
    return calendar.last_month(frequency, calendar.parse(row.period, frequency))


def _number(held: Decimal | None) -> Value:
    return None if held is None else in_full(Fraction(held))
