"""Cases against the core: what came out, beside what was expected, and how the figure came about where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qpr_rules.case import EXCEPTIONS, Case, Expectation, Wanted
from qpr_rules.core.matching import flags
from qpr_rules.core.quarters import due_period, is_active
from qpr_rules.core.rows import Evaluated, rows_as_of, rows_by_period
from qpr_rules.core.workings import Arithmetic, arithmetic
from qpr_rules.definition import Kind
from qpr_rules.evaluation import Evaluation, Rating
from qpr_rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not what was expected; ``held`` is what the row has."""

    name: str
    wanted: Wanted
    held: Any


@dataclass(frozen=True, slots=True)
class Miss:
    """One expectation that is not met. ``row`` is None where there is none; ``arithmetic`` how the row's figure came about."""

    expectation: Expectation
    row: Evaluation | None
    differences: tuple[Difference, ...]
    arithmetic: Arithmetic | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case that was run: what it missed (nothing: it passes), and the ratings that it saw."""

    case: Case
    misses: tuple[Miss, ...]
    seen: tuple[Rating, ...]

    @property
    def passes(self) -> bool:
        """Whether everything came out as expected."""
        return not self.misses


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often a definition's cases, as it stands, have seen each rating. An activity indicator has only *not rated*."""

    kpi: str
    kind: Kind
    seen: dict[Rating, int] = field(default_factory=dict)

    @property
    def lacks(self) -> tuple[Rating, ...]:
        """The ratings that no case has seen."""
        return tuple(rating for rating in self.possible if not self.seen.get(rating))

    @property
    def possible(self) -> tuple[Rating, ...]:
        """The ratings that it can have."""
        return (Rating.NOT_RATED,) if self.kind is Kind.ACTIVITY else tuple(Rating)


def ends_of(case: Case) -> list[int]:
    """The own periods (ordinals) that the expectations of a case are about, in their order."""
    return [_end(case, each) for each in case.expectations]


def _end(case: Case, expectation: Expectation) -> int:
    return due_period(case.definition, expectation.period) if expectation.of_quarter else expectation.period


def outcome(case: Case, found: Evaluated, rules: Sequence[Rule]) -> Outcome:
    """What a case missed. ``found`` holds its evaluated results, with a row for each area and every period of ``ends_of``."""
    by_period = {(row.area, row.period): row for row in rows_by_period(found)}
    misses: list[Miss] = []
    seen: list[Rating] = []
    for each, period in zip(case.expectations, ends_of(case), strict=True):
        row = _row(case, found, each, by_period)
        if row is not None:
            seen.append(row.rating)
        differences = tuple(_differences(each, row, rules))
        if differences or (row is None) != each.absent:
            misses.append(Miss(each, row, differences, row and arithmetic(found, each.area, period)))
    order = {area: place for place, area in enumerate(case.areas)}
    misses.sort(
        key=lambda miss: (order[miss.expectation.area], _end(case, miss.expectation), miss.expectation.of_quarter)
    )
    return Outcome(case, tuple(misses), tuple(seen))


def _row(
    case: Case, found: Evaluated, expectation: Expectation, by_period: dict[tuple[str, str], Evaluation]
) -> Evaluation | None:
    definition = case.definition
    if not expectation.of_quarter:
        code = definition.calendar.code(definition.frequency, expectation.period)
        return by_period.get((expectation.area, code))
    if not is_active(definition, expectation.period):
        return None
    (row,) = rows_as_of(found, expectation.period, {definition.id: case.note}, (expectation.area,))
    return row


def _differences(expectation: Expectation, row: Evaluation | None, rules: Sequence[Rule]) -> Iterator[Difference]:
    for name, wanted in expectation.fields.items():
        if row is None:
            held: Any = None
        elif name == EXCEPTIONS:
            held = tuple(flag.rule.id for flag in flags(rules, [row]))
        else:
            held = getattr(row, name)
        if row is None or not wanted.is_met_by(held):
            yield Difference(name, wanted, held)
