"""One entry of the table of exceptions, as text: what its layouts lay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from qpr_rules.core.rows import Evaluated
from qpr_rules.definition import Definition, Kind
from qpr_rules.evaluation import RATINGS, Evaluation, Rating
from qpr_rules.harmless import safe
from qpr_rules.period import Frequency
from qpr_rules.settings import Area, Settings
from qpr_rules.showing import words
from qpr_rules.showing.console import Marks
from qpr_rules.showing.exceptions.entries import Listed
from qpr_rules.showing.figures import band_range, distance, figure, in_points, standard
from qpr_rules.showing.sparkline import sparkline

_BARS = 8
_CHANGED = ("standard_changed", "previous_standard_differs")
"""A rule about one of these says itself that the standard changed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """An entry's texts, user text made safe. ``columns``: figure, target and floor, each with what stands under it."""

    kind: Kind
    rating: Rating
    moved: str
    name: str
    labels: tuple[str, str, str]
    columns: tuple[tuple[str, str], ...]
    direction: str
    spark: str
    whys: tuple[str, ...]
    tail: tuple[str, ...]
    caution: tuple[str, ...]


class HasAreas(Protocol):
    """What of the declarations is told here: areas by their code."""

    @property
    def areas(self) -> Mapping[str, Area]: ...


class Told(Protocol):
    """What of a report is told here."""

    @property
    def settings(self) -> Settings: ...
    @property
    def declarations(self) -> HasAreas: ...
    @property
    def found(self) -> dict[str, Evaluated]: ...
    @property
    def quarter(self) -> int: ...


def facts_of(entry: Listed, report: Told, marks: Marks, posts: Mapping[str, str]) -> Facts:
    """The texts of one entry."""
    row = entry.row
    found = report.found.get(row.kpi)
    definition = found.definition if found else None
    decimals = definition.decimals if definition else 0
    called = safe(words.area(row.area, report.declarations.areas))
    area = f" {marks.dot} {called}" if row.area != report.settings.area else ""
    years = years_running(found, row, report.quarter) if found else None
    return Facts(
        kind=row.kind,
        rating=row.rating,
        moved=words.moved(row),
        name=safe(row.name) + area,
        labels=("Figure", "Range", "") if row.kind is Kind.ACTIVITY else ("Figure", "Target", "Floor"),
        columns=tuple(_columns(row, definition, decimals)),
        direction=f"{marks.directions[row.direction]} {words.direction(row.direction)}",
        spark=_spark(found, row, report.quarter, marks) if found else "",
        whys=tuple(safe(words.sentence(rule.says, row, decimals)) for rule in entry.rules),
        tail=tuple(
            filter(None, (safe(row.kpi), *remarks(entry, decimals, years), safe(posts.get(row.owner, row.owner))))
        ),
        caution=("illustrative",) if row.illustrative else (),
    )


def _columns(row: Evaluation, definition: Definition | None, decimals: int) -> Iterator[tuple[str, str]]:
    yield figure(row, decimals), words.period(row.period, short=True)
    if row.kind is Kind.ACTIVITY:
        yield band_range(definition.expected if definition else None, row.unit), "expected"
        yield "", ""
        return
    for held, gap in ((row.target, row.to_target), (row.floor, row.to_floor)):
        away = in_points(distance(row, held, gap, decimals), row.unit)
        yield standard(held, row.unit), away


def remarks(entry: Listed, decimals: int, years: int | None) -> Iterator[str]:
    """What is to be known of a row besides its numbers: why it is not rated, how long it has been so, what is not new.

    ``years`` says of an annual KPI for how many years.
    """
    row = entry.row
    if row.kind is Kind.KPI and row.reason:
        yield f"not rated: {row.reason}"
    if made := words.of_parts(row):
        yield safe(made)
    if row.last_figure is not None:
        yield f"last known {words.value('last_figure', row, decimals)}, {words.period(row.last_period)}"
    yield words.state(row, years)
    told = any(condition.field in _CHANGED for rule in entry.rules for condition in rule.when)
    if words.crosses(row) and not told:
        yield "standard changed since the previous quarter"
    if row.figure is not None and not row.new_result:
        yield "no new result"


def years_running(found: Evaluated, row: Evaluation, quarter: int) -> int | None:
    """For an annual KPI: how many years' figures running have had this rating."""
    if found.definition.frequency is not Frequency.YEAR:
        return None
    grid = found.grid(quarter)
    area = found.evaluations.areas.index(row.area)
    past = [(int(column), RATINGS[code]) for column, code in zip(grid.columns, grid.rating[area], strict=True)]
    return words.years_running(past, row)


def _spark(found: Evaluated, row: Evaluation, quarter: int, marks: Marks) -> str:
    """Bars of the last quarters, or of the last years of an annual KPI, whose quarters would repeat them."""
    columns = [int(column) for column in found.grid(quarter).columns]
    if found.definition.frequency is Frequency.YEAR:
        columns = list(dict.fromkeys(column for column in columns if column >= 0))
    area = found.evaluations.areas.index(row.area)
    return sparkline([found.evaluations.figure(area, each) if each >= 0 else None for each in columns[-_BARS:]], marks)
