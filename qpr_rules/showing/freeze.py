"""What the folder of a published quarter holds, as text: what was concluded, and the results and ratings it is from."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from qpr_rules.core.comparison import directions, ratings
from qpr_rules.core.restated import Restatement
from qpr_rules.definition import Definition
from qpr_rules.english import capital
from qpr_rules.evaluation import Direction, Evaluation
from qpr_rules.formulas import csv_lines, guarded
from qpr_rules.harmless import json_text
from qpr_rules.observation import ALWAYS, Observation, State
from qpr_rules.period import Calendar, Frequency
from qpr_rules.provenance import ILLUSTRATIVE, Provenance
from qpr_rules.publication import EVALUATIONS, HEADLINE, TOLD
from qpr_rules.quantity import plain
from qpr_rules.settings import Settings
from qpr_rules.showing import words
from qpr_rules.showing.diagnostics.markdown import escaped
from qpr_rules.showing.headline import Quarters, by_chance, headline, like_for_like, quarters_of
from qpr_rules.showing.rows import as_text, header

_HEADED = (Direction.IMPROVING, Direction.NO_CLEAR_TREND, Direction.WORSENING, Direction.INSUFFICIENT_DATA)
"""The directions that a KPI can have: activity indicators, which rise and fall, are in no total."""

_MARKERS = {State.MISSING: "[x]", State.SUPPRESSED: "[c]", State.NOT_APPLICABLE: "[z]"}


_NEVER = 12 * 10_000
"""The ordinal of a month after any."""


class Defined(Protocol):
    """What of a project's declarations the headline needs."""

    @property
    def definitions(self) -> Sequence[Definition]: ...


class Concluded(Protocol):
    """What of a report is published."""

    @property
    def quarter(self) -> int: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def declarations(self) -> Defined: ...
    @property
    def rows(self) -> tuple[Evaluation, ...]: ...
    @property
    def own(self) -> tuple[Evaluation, ...]: ...
    def own_at(self, quarter: int) -> tuple[Evaluation, ...]: ...


def conclusions(report: Concluded, made_from: Provenance) -> dict[str, bytes]:
    """The files that are worked out: every row with every field, and the headline with its counts."""
    return {
        EVALUATIONS: _table(header(), (as_text(row, made_from) for row in report.rows)),
        HEADLINE: _headline(report, made_from).encode(),
    }


def with_rows_of(again: bytes, frozen: bytes, kpis: Collection[str]) -> bytes:
    """The rows worked out again, but of these KPIs as they were frozen."""
    tables = [list(csv.reader(io.StringIO(content.decode(), newline=""))) for content in (again, frozen)]
    (head, *rows), (_, *told) = tables
    key, area = head.index("kpi"), head.index("area")
    held = {(row[key], row[area]): row for row in told if row[key] in kpis}
    return _table(head, [held.get((row[key], row[area]), row) for row in rows])


def _headline(report: Concluded, made_from: Provenance) -> str:
    quarters, settings = quarters_of(report), report.settings
    parts = [f"# {escaped(settings.body)}: {quarters.title}"]
    if settings.illustrative:
        parts.append(f"**{ILLUSTRATIVE}**")
    parts.append(escaped(" ".join(headline(quarters))))
    if quarters.previous:
        parts += [f"## Like for like with {quarters.previous_title}", escaped(" ".join(like_for_like(quarters)))]
    if chance := by_chance(report.declarations.definitions, quarters.now):
        parts.append(escaped(chance))
    parts += ["## By section", _counts(quarters, settings.sections, illustrative=settings.illustrative)]
    parts.append(f"Made from {made_from}.")
    return "\n\n".join(parts) + "\n"


def _counts(quarters: Quarters, sections: Mapping[str, str], *, illustrative: bool) -> str:
    def line(title: str, rows: Sequence[Evaluation]) -> str:
        headed = directions(rows)
        numbers = [*ratings(rows).values(), len(rows), *(headed[each] for each in _HEADED)]
        cells = [escaped(title), *map(str, numbers), *(["illustrative"] if illustrative else [])]
        return f"| {' | '.join(cells)} |"

    heads = [*map(words.rating, ratings(())), "KPIs", *map(words.direction, _HEADED)]
    heads = ["Section", *(capital(head) for head in heads), *([""] if illustrative else [])]
    lines = [f"| {' | '.join(heads)} |", f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    for section in dict.fromkeys([*sections, *(row.section for row in quarters.now)]):
        own = [row for row in quarters.now if row.section == section]
        if own:
            lines.append(line(sections.get(section, section), own))
    lines.append(line(f"All, {quarters.title}", quarters.now))
    if quarters.previous:
        lines.append(line(f"All, {quarters.previous_title}", quarters.previous))
    return "\n".join(lines)


def observations(
    definitions: Iterable[Definition], results: Mapping[str, Sequence[Observation]], until: int = _NEVER
) -> bytes:
    """The results that end by a month (an ordinal; all by default), as results are read, without notes of who gave them.

    There is a column for the day since which each is known, if any of them has one.
    """
    rows: list[list[str]] = []
    days: list[str] = []
    for each in definitions:
        calendar, frequency = each.calendar, each.frequency
        last = calendar.holding(frequency, until + 1) - 1
        own = [one for one in results.get(each.id, ()) if one.period <= last]
        rows += [[each.id, guarded(one.area), calendar.code(frequency, one.period), *_cells(each, one)] for one in own]
        days += ["" if one.as_of == ALWAYS else one.as_of.isoformat() for one in own]
    head = ["kpi", "area", "period", "numerator", "denominator", "value", "status"]
    if any(days):
        return _table([*head, "as_of"], ([*row, day] for row, day in zip(rows, days, strict=True)))
    return _table(head, rows)


def _cells(definition: Definition, one: Observation) -> list[str]:
    measured = _MARKERS.get(one.state) or _number(one.numerator)
    status = "provisional" if one.provisional else ""
    if definition.measure.value:
        return ["", "", measured, status]
    return [measured, _number(one.denominator), "", status]


def _number(number: Decimal | None) -> str:
    return "" if number is None else plain(number)


def earlier(told: Mapping[int, Sequence[Evaluation]], restated: Sequence[Restatement], calendar: Calendar) -> bytes:
    """The quarters published before, by ordinal, with what of them had been restated by then and why."""
    because = {(each.quarter, each.row.kpi, each.row.area): each for each in restated}
    rows = []
    for quarter, published in sorted(told.items()):
        code = calendar.code(Frequency.QUARTER, quarter)
        entered = [
            Evaluation(kpi=each.row.kpi, area=each.row.area)
            for each in restated
            if each.quarter == quarter and each.was is None
        ]
        for row in (*published, *entered):
            found = because.get((quarter, row.kpi, row.area))
            marked = row._replace(quarter=code, restated_because=found.cause if found else None)
            cells = dict(zip(header(), as_text(marked, _NO_PROVENANCE), strict=True))
            rows.append([cells[name] for name in TOLD])
    return _table(TOLD, rows)


_NO_PROVENANCE = Provenance("", "")


def settings_text(tree: Mapping[str, Any]) -> bytes:
    """Settings as a YAML file, a line for each key: of the project, or with other values in the place of some."""
    lines = []
    for key, value in tree.items():
        if key == "sections":
            lines.append("sections:")
            lines += [f"  {_written(name)}: {_written(title)}" for name, title in value.items()]
        else:
            lines.append(f"{key}: {_written(value)}")
    return ("\n".join(lines) + "\n").encode()


def _written(value: Any) -> str:
    """A value as JSON, which YAML reads too; a decimal digit by digit."""
    match value:
        case Decimal():
            return plain(value)
        case dict():
            return "{" + ", ".join(f"{_written(key)}: {_written(each)}" for key, each in value.items()) + "}"
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case _:
            return json_text(value)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return "".join(csv_lines([head, *rows])).encode()
